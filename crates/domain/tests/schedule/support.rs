//! A house that plans meetings, and the people in it.

use crate::{memory::Memory, plans::Plans, ports::Outside};
use parley_domain::{
    accounts::{
        MailContent, MeetingMail, NewUser, PasswordHash, Role, User, UserId, UserRepository as _,
    },
    doors::Doors,
    schedule::{
        Draft, Invited, NaiveDateTime, PasswordChange, Plan, Schedules, SchedulesPorts, Series,
        Zone,
    },
};
use parley_protocol::{
    DisplayName, EmailAddress, MeetingCode, MeetingRules, MeetingTitle, Timestamp, Username,
};
use std::{
    collections::BTreeMap,
    sync::{Arc, atomic::Ordering::SeqCst},
};

pub(crate) const DAY: u64 = 24 * 3_600_000;

pub(crate) struct House {
    pub(crate) plans: Arc<Plans>,
    pub(crate) outside: Arc<Outside>,
    pub(crate) people: Arc<Memory>,
    pub(crate) schedules: Schedules,
}

impl House {
    /// It is the first of January 2026, 00:00 UTC.
    pub(crate) fn new() -> Self {
        let (people, outside) = (Arc::new(Memory::default()), Arc::new(Outside::default()));
        let plans = Arc::new(Plans::default());
        let schedules = Schedules::new(SchedulesPorts {
            repository: plans.clone(),
            users: people.clone(),
            mailer: outside.clone(),
            digests: outside.clone(),
            doors: Doors::new(outside.clone(), outside.clone()),
            clock: outside.clone(),
            random: outside.clone(),
            public_url: "https://meet.example.org".to_owned(),
        });
        Self {
            plans,
            outside,
            people,
            schedules,
        }
    }

    pub(crate) fn pass(&self, length: u64) {
        self.outside.now.fetch_add(length, SeqCst);
    }

    pub(crate) async fn member(&self, name: &str) -> User {
        let code = ["abc-defg-hjk", "kvm-rtdq-hsy"][usize::from(name == "wei")];
        let new = NewUser {
            full_name: DisplayName::new(name).unwrap(),
            username: Username::new(name).unwrap(),
            email: EmailAddress::new(&format!("{name}@example.org")).unwrap(),
            phone: None,
            password: PasswordHash(String::new()),
            role: Role::Member,
            personal_code: MeetingCode::from_typed(code).unwrap(),
            created_at: Timestamp(0),
        };
        self.people.add(new).await.unwrap()
    }

    /// The mails that were queued since the last time, with whom they are for.
    pub(crate) fn mails(&self) -> Vec<(String, MeetingMail)> {
        let queued = std::mem::take(&mut *self.plans.queued.lock().unwrap());
        let sealed = self.outside.sealed.lock().unwrap();
        let mails = queued.into_iter().map(|place| {
            let place = usize::from_be_bytes(place.try_into().unwrap());
            let mail = &sealed[place];
            let MailContent::Meeting(content) = &mail.content else {
                panic!("another mail: {mail:?}");
            };
            (mail.to.to_string(), (**content).clone())
        });
        mails.collect()
    }
}

pub(crate) fn local(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

/// 45 minutes.
pub(crate) fn plan(zone: &str, start: &str) -> Plan {
    Plan {
        title: MeetingTitle::new("Weekly check-in").unwrap(),
        start: local(start),
        zone: Zone::parse(zone).unwrap(),
        minutes: 45,
        repeat: None,
    }
}

pub(crate) fn series_of(plan: Plan) -> Series {
    Series {
        code: MeetingCode::from_typed("mkd-vqtr-hba").unwrap(),
        link: None,
        owner: UserId(1),
        rules: MeetingRules::default(),
        has_password: false,
        history_days: None,
        plan,
        exceptions: BTreeMap::new(),
        sequence: 0,
        cancelled: false,
        created_at: Timestamp(1_767_225_600_000),
    }
}

pub(crate) fn draft(plan: Plan, invited: &[&str]) -> Draft {
    Draft {
        plan,
        link: None,
        password: PasswordChange::Keep,
        rules: MeetingRules::default(),
        invited: invited
            .iter()
            .map(|typed| Invited::parse(typed).unwrap())
            .collect(),
        history_days: None,
    }
}
