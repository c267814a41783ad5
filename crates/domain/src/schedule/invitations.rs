//! Invitations: who gets a mail, what it says, and how many there may be.

use super::{
    CalendarEntry, CalendarMethod, CalendarPart, INVITEES, Invited, Invitee, MAILS_PER_DAY,
    ScheduleError, Schedules, Series, describe_occurrence, describe_plan, occurrences::occurrence,
    write_calendar,
};
use crate::{
    RepositoryError,
    accounts::{Mail, MailContent, MeetingMail, MeetingNews, User},
};
use chrono::NaiveDateTime;
use parley_protocol::{EmailAddress, Milliseconds, Timestamp};
use std::collections::BTreeSet;

const DAY: u64 = 24 * 3_600_000;

impl Schedules {
    /// Whom the owner named, each once and without the owner.
    pub(super) async fn resolve(
        &self,
        owner: &User,
        invited: &[Invited],
    ) -> Result<Vec<Invitee>, ScheduleError> {
        if invited.len() > INVITEES {
            return Err(ScheduleError::TooManyInvitees);
        }
        let mut known = BTreeSet::from([owner.email.key()]);
        let mut invitees = Vec::new();
        for one in invited {
            let (key, found) = match one {
                Invited::Address(address) => (address.key(), Invitee::Address(address.clone())),
                Invited::Account(username) => {
                    let user = self.ports.users.find_by_username(&username.key()).await?;
                    let user = user.ok_or_else(|| ScheduleError::UnknownInvitee(one.clone()))?;
                    (user.email.key(), Invitee::Account(user.id))
                }
            };
            if known.insert(key) {
                invitees.push(found);
            }
        }
        Ok(invitees)
    }

    /// Counts mails before they are caused.
    pub(super) async fn count_mails(
        &self,
        owner: &User,
        mails: usize,
    ) -> Result<(), ScheduleError> {
        if mails == 0 {
            return Ok(());
        }
        let now = self.now();
        let mails = u32::try_from(mails).unwrap_or(u32::MAX);
        let repository = &self.ports.repository;
        let counted = repository
            .count_mails(owner.id, day_of(now), mails, MAILS_PER_DAY)
            .await?;
        if counted {
            Ok(())
        } else {
            let wait = Milliseconds(DAY - now.0 % DAY);
            Err(ScheduleError::TooManyMails(wait))
        }
    }

    /// Forgets how many mails were caused on days that are over.
    ///
    /// # Errors
    /// [`RepositoryError`] when it cannot be forgotten.
    pub async fn prune(&self) -> Result<(), RepositoryError> {
        let today = day_of(self.now());
        self.ports.repository.forget_mails(today).await.map(drop)
    }

    /// A sealed mail for each of these people, about all of a series or one time of it.
    pub(super) async fn letters(
        &self,
        owner: &User,
        series: &Series,
        part: Option<NaiveDateTime>,
        whom: &[Invitee],
        news: MeetingNews,
    ) -> Result<Vec<Vec<u8>>, ScheduleError> {
        let mut mails = Vec::new();
        for one in whom {
            let to = match one {
                Invitee::Address(address) => Some(address.clone()),
                Invitee::Account(id) => {
                    let user = self.ports.users.lookup(*id).await?;
                    user.filter(|user| !user.suspended).map(|user| user.email)
                }
            };
            if let Some(to) = to {
                let content = self.letter(owner, series, part, &to, news);
                let content = MailContent::Meeting(Box::new(content));
                mails.push(self.ports.mailer.seal(&Mail { to, content }));
            }
        }
        Ok(mails)
    }

    fn letter(
        &self,
        owner: &User,
        series: &Series,
        part: Option<NaiveDateTime>,
        to: &EmailAddress,
        news: MeetingNews,
    ) -> MeetingMail {
        let method = match news {
            MeetingNews::Invited | MeetingNews::Changed => CalendarMethod::Request,
            MeetingNews::Cancelled => CalendarMethod::Cancel,
        };
        let entry = CalendarEntry {
            series,
            host: (&owner.full_name, &owner.email),
            attendee: Some(to),
            url: self.url_of(series),
            part: part.map_or(CalendarPart::All, CalendarPart::One),
        };
        let happens = part.and_then(|key| occurrence(series, key));
        let title = happens
            .as_ref()
            .map_or(&series.plan.title, |occurrence| &occurrence.title);
        let when = match (part, &happens) {
            (Some(_), Some(time)) => describe_occurrence(time, series.plan.zone),
            (Some(key), None) => {
                super::describe::one_time(key, series.plan.minutes, series.plan.zone)
            }
            (None, _) => describe_plan(&series.plan),
        };
        MeetingMail {
            news,
            title: title.clone(),
            host: owner.full_name.clone(),
            reply_to: owner.email.clone(),
            when,
            address: series.address(),
            has_password: series.has_password,
            calendar: write_calendar(method, &[entry], self.now()),
        }
    }

    pub(super) fn url_of(&self, series: &Series) -> String {
        format!("{}/m/{}", self.ports.public_url, series.address())
    }
}

fn day_of(moment: Timestamp) -> u32 {
    u32::try_from(moment.0 / DAY).unwrap_or(u32::MAX)
}
