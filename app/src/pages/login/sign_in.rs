//! What the form for signing in sends, and how it is checked.

use crate::{error::AppError, onward::Onward};
use leptos::prelude::*;

/// Signs in with an address or a username, and leads to the page that was asked for.
#[server(prefix = "/api", endpoint = "sign_in")]
pub async fn sign_in(
    identifier: String,
    password: String,
    #[server(default)] keep: bool,
    #[server(default)] next: String,
) -> Result<Onward, AppError> {
    use crate::server;
    let problems = check::all(&identifier, &password);
    if !problems.is_empty() {
        return Err(server::refuse_form(problems));
    }
    let services = server::services()?;
    let accounts = &services.accounts;
    let password = accounts.typed_password(&password);
    let entered = accounts.sign_in(&identifier, &password, keep, server::origin());
    let (who, secret) = entered.await?;
    // The session that the browser had before is left by nobody's hand: it ends (T-032).
    if let Some(before) = server::signed_in().await? {
        accounts.sign_out(&before).await?;
    }
    server::start_session(&secret, keep);
    server::claim_meetings(who.user.id).await;
    server::end_flow();
    Ok(server::lead_to(
        &page_after(&services, who.user.id, &next).await?,
    ))
}

#[cfg(feature = "ssr")]
async fn page_after(
    services: &crate::services::AppServices,
    user: parley_domain::accounts::UserId,
    next: &str,
) -> Result<String, AppError> {
    use crate::{
        onward::{Next, safe_next},
        paths,
    };
    Ok(match safe_next(next) {
        Next::Page(paths::HOME) => paths::DASHBOARD.to_owned(),
        Next::Page(page) => page.to_owned(),
        Next::NewMeeting => paths::meeting(&services.meetings.start_as_user(user).await?.code),
    })
}

/// The rules, which say no more than that something must be typed.
pub(super) mod check {
    use crate::error::{AccountField, AccountProblem, FieldProblem};

    pub(crate) fn identifier(typed: &str) -> Option<AccountProblem> {
        typed.trim().is_empty().then_some(AccountProblem::Empty)
    }

    pub(crate) fn password(typed: &str) -> Option<AccountProblem> {
        typed.is_empty().then_some(AccountProblem::Empty)
    }

    pub(crate) fn all(identifier: &str, password: &str) -> Vec<FieldProblem> {
        [
            (AccountField::Identifier, self::identifier(identifier)),
            (AccountField::Password, self::password(password)),
        ]
        .into_iter()
        .filter_map(|(field, problem)| Some(FieldProblem::new(field, problem?)))
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::error::AccountField;

    #[test]
    fn only_what_is_missing_is_said_before_the_server_is_asked() {
        assert_eq!(check::all("ines", "x"), []);
        let fields: Vec<AccountField> = check::all(" ", "")
            .into_iter()
            .map(|found| found.field)
            .collect();
        assert_eq!(fields, [AccountField::Identifier, AccountField::Password]);
    }
}
