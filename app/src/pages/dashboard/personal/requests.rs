//! What the settings of the personal meeting ask of the server. Whose meeting it is is the session's to say.

use crate::{
    error::{AppError, PlanFault},
    pages::dashboard::schedule::draft::password_fault,
};
use leptos::{prelude::*, server_fn::codec::Json};
use parley_protocol::MeetingRules;
use serde::{Deserialize, Serialize};

/// The settings as they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonalView {
    /// What the meeting allows.
    pub rules: MeetingRules,
    /// Whether it has a password.
    pub has_password: bool,
    /// After how many days the history is forgotten.
    pub history_days: Option<u32>,
}

/// The settings as they are typed and chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonalDraft {
    /// What the meeting allows.
    pub rules: MeetingRules,
    /// Another password; nothing typed changes nothing.
    pub password: String,
    /// Whether the password that there was is removed.
    pub without_password: bool,
    /// After how many days the history is forgotten.
    pub history_days: Option<u32>,
}

impl PersonalDraft {
    /// What is wrong with the password.
    pub fn fault(&self) -> Option<PlanFault> {
        password_fault(&self.password)
    }
}

/// The settings of the personal meeting of who asks.
#[server(prefix = "/api", endpoint = "read_personal_meeting")]
pub async fn read_personal_meeting() -> Result<PersonalView, AppError> {
    let user = crate::server::require_signed_in().await?.user;
    let meetings = crate::server::services()?.meetings;
    let found = meetings.find(&user.personal_code).await?;
    let own = found.filter(|meeting| meeting.is_owned_by(Some(user.id)));
    let meeting = own.ok_or(AppError::Ours)?;
    Ok(PersonalView {
        rules: meeting.rules,
        has_password: meeting.password.is_some(),
        history_days: meetings.history_days(meeting.id).await?,
    })
}

/// Changes them, also for those who are in it.
#[server(prefix = "/api", endpoint = "save_personal_meeting", input = Json)]
pub async fn save_personal_meeting(draft: PersonalDraft) -> Result<(), AppError> {
    use crate::{
        error::{PlanField, PlanProblem, refuse_plan},
        pages::dashboard::schedule::read,
    };
    let user = crate::server::require_signed_in().await?.user;
    if let Some(fault) = draft.fault() {
        return Err(refuse_plan(vec![PlanProblem::new(
            PlanField::Password,
            fault,
        )]));
    }
    let services = crate::server::services()?;
    let password = read::password(&draft.password, draft.without_password);
    let (code, password) = (&user.personal_code, services.doors.change(&password));
    let meetings = services.meetings;
    let settings = parley_domain::MeetingSettings {
        rules: draft.rules,
        password,
        history_days: draft.history_days,
    };
    let set = meetings.set_settings(user.id, code, settings);
    let rules = set.await?.ok_or(AppError::Ours)?;
    services.server_watch.change_rules(code, rules);
    Ok(())
}
