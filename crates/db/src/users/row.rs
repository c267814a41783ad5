//! An account as its row, and back.

use crate::{
    columns::{column, moment},
    entity::account,
    error::bad_row,
};
use parley_domain::{
    RepositoryError,
    accounts::{NewUser, PictureId, Role, User, UserId},
};
use parley_protocol::{DisplayName, EmailAddress, MeetingCode, PhoneNumber, Username};
use sea_orm::ActiveValue::{NotSet, Set};

const TABLE: &str = "account";

/// What is searched: the name in lower case. A few letters grow by that; what does not fit is cut.
pub(super) fn name_key(name: &DisplayName) -> String {
    name.as_str().to_lowercase().chars().take(240).collect()
}

pub(super) fn role_name(role: Role) -> &'static str {
    match role {
        Role::Member => "member",
        Role::Admin => "admin",
    }
}

fn role(name: &str) -> Option<Role> {
    match name {
        "member" => Some(Role::Member),
        "admin" => Some(Role::Admin),
        _ => None,
    }
}

pub(super) fn picture(name: String) -> Result<PictureId, RepositoryError> {
    PictureId::parse(&name).ok_or_else(|| bad_row(TABLE))
}

pub(super) fn new(user: NewUser) -> account::ActiveModel {
    account::ActiveModel {
        id: NotSet,
        name_key: Set(name_key(&user.full_name)),
        full_name: Set(user.full_name.as_str().to_owned()),
        username_key: Set(user.username.key()),
        username: Set(user.username.into()),
        email_key: Set(user.email.key()),
        email: Set(user.email.into()),
        phone: Set(user.phone.map(Into::into)),
        password_hash: Set(user.password.0),
        role: Set(role_name(user.role).to_owned()),
        suspended: Set(false),
        personal_code: Set(user.personal_code.into()),
        picture: Set(None),
        created_at: Set(column(user.created_at)),
        last_seen_at: Set(None),
    }
}

pub(super) fn read(row: account::Model) -> Result<User, RepositoryError> {
    let bad = || bad_row(TABLE);
    let phone = row.phone.map(PhoneNumber::try_from).transpose();
    let seen = row.last_seen_at.map(|number| moment(TABLE, number));
    Ok(User {
        id: UserId(row.id),
        full_name: DisplayName::new(&row.full_name).map_err(|_| bad())?,
        username: Username::try_from(row.username).map_err(|_| bad())?,
        email: EmailAddress::try_from(row.email).map_err(|_| bad())?,
        phone: phone.map_err(|_| bad())?,
        role: role(&row.role).ok_or_else(bad)?,
        suspended: row.suspended,
        personal_code: MeetingCode::try_from(row.personal_code).map_err(|_| bad())?,
        picture: row.picture.map(picture).transpose()?,
        created_at: moment(TABLE, row.created_at)?,
        last_seen_at: seen.transpose()?,
    })
}
