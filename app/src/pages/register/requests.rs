//! What the two steps ask of the server.

use crate::{error::AppError, onward::Onward};
use leptos::prelude::*;

/// What `?created=` says where the account was made and its picture was refused.
pub(in crate::pages) const WITHOUT_PICTURE: &str = "without-picture";

/// Keeps the form and mails a code; leads to the second step.
#[server(prefix = "/api", endpoint = "begin_registration")]
pub async fn begin_registration(
    full_name: String,
    username: String,
    email: String,
    #[server(default)] country: String,
    phone: String,
    password: String,
    confirm_password: String,
) -> Result<Onward, AppError> {
    let typed = super::fields::Typed {
        full_name,
        username,
        email,
        country,
        phone,
        password,
        confirm_password,
    };
    let begun = begin(&typed).await;
    super::draft::keep(typed, begun.is_err());
    begun
}

#[cfg(feature = "ssr")]
async fn begin(typed: &super::fields::Typed) -> Result<Onward, AppError> {
    use crate::server;
    let registration = match typed.checked() {
        Ok(registration) => registration,
        Err(problems) => return Err(refused(typed, problems).await),
    };
    let email = registration.email.clone();
    let accounts = server::services()?.accounts;
    let secret = accounts.begin_registration(registration).await?;
    server::start_flow_about(&secret, email.as_str());
    Ok(server::lead_to(crate::paths::VERIFY))
}

/// All that is wrong, and not only what the rules of single fields say: how easy the password is, too.
#[cfg(feature = "ssr")]
async fn refused(
    typed: &super::fields::Typed,
    mut problems: Vec<crate::error::FieldProblem>,
) -> AppError {
    use crate::server;
    let Ok(services) = server::services() else {
        return server::refuse_form(problems);
    };
    if let Some((password, words)) = typed.password_to_judge() {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let judged = services.accounts.judge(&password, &words).await;
        if let Err(AppError::Form(more)) = judged.map_err(AppError::from) {
            problems.extend(more);
        }
    }
    problems.sort_by_key(|problem| problem.field);
    server::refuse_form(problems)
}

/// Mails a new code.
#[server(prefix = "/api", endpoint = "resend_registration")]
pub async fn resend_registration() -> Result<(), AppError> {
    let secret = flow()?;
    let accounts = crate::server::services()?.accounts;
    Ok(accounts.resend_registration(&secret).await?)
}

/// Proves the address and makes the account; leads to signing in. A picture that is refused, or whose
/// turn does not come, does not undo the account.
#[server(prefix = "/api", endpoint = "complete_registration")]
pub async fn complete_registration(
    code: String,
    #[server(default)] username: String,
    #[server(default)] picture: String,
) -> Result<Onward, AppError> {
    use crate::server;
    let (code, username) = super::proof::checked(&code, &username).map_err(server::refuse_form)?;
    let accounts = server::services()?.accounts;
    let made = accounts
        .complete_registration(&flow()?, &code, username, &server::origin())
        .await?;
    server::start_flow_about("", made.email.as_str());
    let page = if give_picture(&made, &picture).await {
        format!("{}?created", crate::paths::LOGIN)
    } else {
        format!("{}?created={WITHOUT_PICTURE}", crate::paths::LOGIN)
    };
    Ok(server::lead_to(&page))
}

/// Whether the account has the picture that was chosen for it; none is fine.
#[cfg(feature = "ssr")]
async fn give_picture(made: &parley_domain::accounts::User, picture: &str) -> bool {
    use crate::server;
    if picture.is_empty() {
        return true;
    }
    let (Some(file), Ok(services)) = (server::file_of_data_url(picture), server::services()) else {
        return false;
    };
    let origin = server::origin();
    let given = services.accounts.change_picture(made, file, &origin);
    given
        .await
        .inspect_err(|cause| leptos::logging::warn!("a first picture was refused: {cause}"))
        .is_ok()
}

/// The secret of the browser that began.
#[cfg(feature = "ssr")]
fn flow() -> Result<String, AppError> {
    let begun = crate::server::flow();
    begun.ok_or_else(|| parley_domain::accounts::AccountsError::NotBegun.into())
}
