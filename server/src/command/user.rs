//! `parley user`: accounts from the command line, for who runs the server.

use super::print;
use crate::{accounts, config::Loaded, parts::Parts};
use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use parley_db::Database;
use parley_domain::accounts::{Accounts, AccountsError, Role, User};
use parley_protocol::{DisplayName, EmailAddress, Password, Username};
use std::{
    fmt::Write as _,
    io::{BufRead as _, IsTerminal as _},
    path::{Path, PathBuf},
};

#[derive(Debug, Subcommand)]
pub(super) enum UserCommand {
    /// Make an account that may look after the server
    CreateSuperuser(NewSuperuser),
    /// List the accounts
    List {
        /// Part of a name, username or e-mail address
        #[arg(default_value = "")]
        search: String,
    },
    /// Suspend an account and end its sessions
    Disable {
        /// E-mail address or username
        name: String,
    },
    /// Let a suspended account in again
    Enable {
        /// E-mail address or username
        name: String,
    },
    /// Choose a new password for an account and end its sessions
    Reset {
        /// E-mail address or username
        name: String,
        #[command(flatten)]
        password: PasswordSource,
    },
}

/// What is not given is asked for.
#[derive(Debug, Args)]
pub(super) struct NewSuperuser {
    /// Full name
    #[arg(long)]
    name: Option<String>,
    /// Username
    #[arg(long)]
    username: Option<String>,
    /// E-mail address
    #[arg(long)]
    email: Option<String>,
    #[command(flatten)]
    password: PasswordSource,
}

/// Never the password itself: arguments stand in the list of processes.
#[derive(Debug, Args)]
pub(super) struct PasswordSource {
    /// File whose first line is the password; else it is asked for, or read from a pipe
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

pub(super) async fn run(loaded: Loaded, command: UserCommand) -> anyhow::Result<()> {
    let database = Database::connect(&loaded.config.database.url).await?;
    database.migrate_up().await?;
    let accounts = accounts::for_command_line(&loaded.config, &Parts::real(), &database)?;
    let text = execute(&accounts, command).await?;
    database.close().await?;
    print(&text)
}

async fn execute(accounts: &Accounts, command: UserCommand) -> anyhow::Result<String> {
    match command {
        UserCommand::CreateSuperuser(new) => create_superuser(accounts, new).await,
        UserCommand::List { search } => list(accounts, &search).await,
        UserCommand::Disable { name } => suspend(accounts, &name, true).await,
        UserCommand::Enable { name } => suspend(accounts, &name, false).await,
        UserCommand::Reset { name, password } => {
            let user = find(accounts, &name).await?;
            let password = password.read()?;
            let outcome = accounts.set_password_by_operator(&user, &password).await;
            outcome.map_err(|error| in_words(&error))?;
            Ok(format!(
                "{} has a new password. Their sessions have ended.\n",
                user.username
            ))
        }
    }
}

async fn create_superuser(accounts: &Accounts, new: NewSuperuser) -> anyhow::Result<String> {
    let name = asked(new.name, "Full name")?;
    let name = DisplayName::new(&name).context("The full name needs 1 to 80 characters.")?;
    let username = asked(new.username, "Username")?;
    let username = Username::new(&username).context(
        "The username needs 3 to 32 letters, numbers, dots or dashes, starting with a letter.",
    )?;
    let email = asked(new.email, "Email")?;
    let email = EmailAddress::new(&email).context("This does not look like an email.")?;
    let password = new.password.read()?;
    let outcome = accounts
        .create_superuser(name, username, email, &password)
        .await;
    let user = outcome.map_err(|error| in_words(&error))?;
    Ok(format!(
        "{} can now sign in and sees the admin pages.\n",
        user.username
    ))
}

async fn list(accounts: &Accounts, search: &str) -> anyhow::Result<String> {
    const MOST: u64 = 1000;
    let (users, all) = accounts.list_users(None, search, 0, MOST).await?;
    let mut text = String::new();
    for user in &users {
        let role = match user.role {
            Role::Admin => "admin",
            Role::Member => "member",
        };
        let state = if user.suspended {
            "suspended"
        } else {
            "active"
        };
        writeln!(
            text,
            "{}\t{}\t{}\t{role}\t{state}",
            user.username, user.email, user.full_name
        )?;
    }
    let shown = users.len();
    writeln!(text, "{shown} of {all} accounts")?;
    Ok(text)
}

async fn suspend(accounts: &Accounts, name: &str, suspended: bool) -> anyhow::Result<String> {
    let user = find(accounts, name).await?;
    accounts.set_suspended(None, user.id, suspended).await?;
    let what = if suspended {
        "is suspended"
    } else {
        "can sign in again"
    };
    Ok(format!("{} {what}.\n", user.username))
}

async fn find(accounts: &Accounts, name: &str) -> anyhow::Result<User> {
    let user = accounts.find_user(name).await?;
    user.with_context(|| format!("No account has the address or username {name}."))
}

/// What was given, or else what is typed.
fn asked(given: Option<String>, label: &str) -> anyhow::Result<String> {
    if let Some(text) = given {
        return Ok(text);
    }
    print(&format!("{label}: "))?;
    read_line()
}

impl PasswordSource {
    fn read(&self) -> anyhow::Result<Password> {
        let typed = match &self.password_file {
            Some(file) => first_line(file)?,
            None if std::io::stdin().is_terminal() => ask_twice()?,
            None => read_line()?,
        };
        Password::new(&typed).context("The password needs 10 to 256 characters.")
    }
}

fn first_line(file: &Path) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("The file {} cannot be read.", file.display()))?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

/// From a terminal, without echo.
fn ask_twice() -> anyhow::Result<String> {
    let typed = rpassword::prompt_password("Password: ")?;
    if typed != rpassword::prompt_password("Once more: ")? {
        bail!("The passwords do not match.");
    }
    Ok(typed)
}

fn read_line() -> anyhow::Result<String> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}

fn in_words(error: &AccountsError) -> anyhow::Error {
    match error {
        AccountsError::PasswordEasy => {
            anyhow::anyhow!("This password is easy to guess. Add another word.")
        }
        AccountsError::PasswordKnown => {
            anyhow::anyhow!("This password has appeared in a data leak. Choose another.")
        }
        AccountsError::UsernameTaken(_) => anyhow::anyhow!("This username is taken."),
        AccountsError::EmailTaken => anyhow::anyhow!("An account with this email exists."),
        AccountsError::Refused
        | AccountsError::Suspended
        | AccountsError::TooOften(_)
        | AccountsError::CodeWrong
        | AccountsError::CodeExpired
        | AccountsError::CodeDead
        | AccountsError::CurrentPasswordWrong
        | AccountsError::NotBegun
        | AccountsError::NotAllowed
        | AccountsError::Picture(_)
        | AccountsError::PicturesBusy
        | AccountsError::Pictures(_)
        | AccountsError::Busy(_)
        | AccountsError::Repository(_) => anyhow::anyhow!("{error}"),
    }
}
