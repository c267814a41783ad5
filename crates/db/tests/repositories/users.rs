//! Accounts.

use crate::{
    accounts::{after, code, email, ines, new_user, username, wei},
    databases::Fixture,
};
use parley_domain::{
    RepositoryError,
    accounts::{
        PasswordHash, PictureId, ProfileChange, Role, Standing, User, UserId, UserRepository,
    },
};
use parley_protocol::DisplayName;
use std::sync::Arc;
use tokio::task::JoinSet;

on_every_database!(
    an_account_is_found_by_each_of_its_keys,
    a_taken_username_address_or_personal_code_is_a_conflict,
    t029_of_fifty_accounts_with_one_address_at_once_one_is_stored,
    what_changes_is_what_was_changed,
    a_picture_is_replaced_only_where_it_is_the_one_that_is_known,
    t111_of_many_pictures_at_once_each_is_replaced_once,
    only_an_active_admin_changes_the_standing_of_others,
    of_many_admins_who_take_each_other_away_at_once_one_stays,
    a_change_to_what_another_account_has_is_a_conflict,
    the_list_is_searched_without_regard_to_case_and_cut_into_pages,
    t129_what_is_searched_is_only_text,
    several_accounts_are_found_at_once,
);

async fn an_account_is_found_by_each_of_its_keys(fixture: &Fixture) {
    let users = fixture.database.users();
    let ines = ines(fixture).await;
    let wei = wei(fixture).await;
    assert_eq!(ines.username.as_str(), "Ines.Moreau");
    assert_eq!(ines.email.as_str(), "Ines@Example.org");
    assert_eq!(ines.full_name.as_str(), "Inês Moreau");
    assert!(!ines.suspended && ines.last_seen_at.is_none());
    let found = users.lookup(ines.id).await.unwrap();
    assert_eq!(found.as_ref(), Some(&ines));
    let found = users.find_by_email("ines@example.org").await.unwrap();
    assert_eq!(found, Some(ines));
    let found = users.find_by_username("wei").await.unwrap();
    assert_eq!(found, Some(wei));
    for nobody in ["Wei", "wéi", "we_", "%", ""] {
        assert_eq!(users.find_by_username(nobody).await.unwrap(), None);
    }
    assert_eq!(users.lookup(UserId(99)).await.unwrap(), None);
    assert_eq!(users.password(UserId(99)).await.unwrap(), None);
}

async fn a_taken_username_address_or_personal_code_is_a_conflict(fixture: &Fixture) {
    let users = fixture.database.users();
    ines(fixture).await;
    let free = new_user(1, "Wei Chen", "wei", "wei@example.org");
    let mut same_name = free.clone();
    same_name.username = username("INES.moreau");
    let mut same_address = free.clone();
    same_address.email = email("INES@example.ORG");
    let mut same_code = free.clone();
    same_code.personal_code = code(0);
    for taken in [same_name, same_address, same_code] {
        let outcome = users.add(taken).await;
        assert!(matches!(outcome, Err(RepositoryError::Conflict)));
    }
    users.add(free).await.unwrap();
    assert_eq!(users.list("", 0, 10).await.unwrap().1, 2);
}

async fn t029_of_fifty_accounts_with_one_address_at_once_one_is_stored(fixture: &Fixture) {
    let users = Arc::new(fixture.database.users());
    let mut tasks = JoinSet::new();
    for number in 0..50 {
        let users = Arc::clone(&users);
        let name = format!("user{number}");
        let user = new_user(number, "Wei Chen", &name, "wei@example.org");
        tasks.spawn(async move { users.add(user).await });
    }
    let outcomes = tasks.join_all().await;
    let stored = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    let conflicts = outcomes
        .iter()
        .filter(|outcome| matches!(outcome, Err(RepositoryError::Conflict)))
        .count();
    assert_eq!((stored, conflicts), (1, 49), "{outcomes:?}");
    assert_eq!(users.list("", 0, 100).await.unwrap().1, 1);
}

async fn what_changes_is_what_was_changed(fixture: &Fixture) {
    let users = fixture.database.users();
    let mut ines = ines(fixture).await;
    let wei = wei(fixture).await;
    let hash = PasswordHash("$argon2id$other".to_owned());
    users.set_password(ines.id, &hash).await.unwrap();
    assert_eq!(users.password(ines.id).await.unwrap(), Some(hash));
    let change = ProfileChange {
        full_name: DisplayName::new("Inês de Moreau").unwrap(),
        username: username("ines2"),
        phone: None,
    };
    users.set_profile(ines.id, &change, None).await.unwrap();
    let found = users.lookup(ines.id).await.unwrap().unwrap();
    assert_eq!((found.email, found.phone), (ines.email.clone(), None));
    let moved = email("ines@example.net");
    for _ in 0..2 {
        let saved = users.set_profile(ines.id, &change, Some(&moved)).await;
        saved.unwrap();
    }
    for standing in [Standing::Role(Role::Admin), Standing::Suspended(true)] {
        let changed = users.set_standing(ines.id, standing, None).await;
        assert!(changed.unwrap());
    }
    users.set_last_seen(ines.id, after(5)).await.unwrap();
    ines.full_name = change.full_name;
    ines.username = change.username;
    ines.phone = None;
    ines.email = moved;
    ines.role = Role::Admin;
    ines.suspended = true;
    ines.last_seen_at = Some(after(5));
    let found = users.find_by_username("ines2").await.unwrap();
    assert_eq!(found.as_ref(), Some(&ines));
    let found = users.find_by_email("ines@example.net").await.unwrap();
    assert_eq!(found.as_ref(), Some(&ines));
    let found = users.list("de moreau", 0, 9).await.unwrap();
    assert_eq!(found, (vec![ines], 1));
    assert_eq!(users.lookup(wei.id).await.unwrap(), Some(wei));
}

fn picture(number: u8) -> PictureId {
    PictureId::from_random([number; 16])
}

async fn a_picture_is_replaced_only_where_it_is_the_one_that_is_known(fixture: &Fixture) {
    let users = fixture.database.users();
    let (ines, wei) = (ines(fixture).await, wei(fixture).await);
    assert_eq!(ines.picture, None);
    let (first, second) = (picture(1), picture(2));
    let swap = async |old, new| users.swap_picture(ines.id, old, new).await.unwrap();
    assert!(!swap(Some(&first), Some(&second)).await);
    assert!(swap(None, Some(&first)).await);
    assert!(!swap(None, Some(&second)).await);
    assert!(!swap(Some(&second), None).await);
    assert!(swap(Some(&first), Some(&second)).await);
    let found = users.lookup(ines.id).await.unwrap().unwrap();
    assert_eq!(found.picture.as_ref(), Some(&second));
    assert_eq!(users.pictures().await.unwrap().first(), Some(&second));
    assert!(swap(Some(&second), None).await);
    assert_eq!(users.lookup(ines.id).await.unwrap(), Some(ines));
    assert_eq!(users.lookup(wei.id).await.unwrap(), Some(wei));
    assert_eq!(users.pictures().await.unwrap(), []);
}

async fn t111_of_many_pictures_at_once_each_is_replaced_once(fixture: &Fixture) {
    let users = Arc::new(fixture.database.users());
    let id = ines(fixture).await.id;
    let mut tasks = JoinSet::new();
    for number in 0..20 {
        let users = Arc::clone(&users);
        tasks.spawn(async move {
            let new = picture(number);
            loop {
                let old = users.lookup(id).await.unwrap().unwrap().picture;
                if users
                    .swap_picture(id, old.as_ref(), Some(&new))
                    .await
                    .unwrap()
                {
                    return old;
                }
            }
        });
    }
    let mut replaced: Vec<_> = tasks.join_all().await.into_iter().flatten().collect();
    replaced.extend(users.pictures().await.unwrap());
    replaced.sort();
    let all: Vec<_> = (0..20).map(picture).collect();
    assert_eq!(replaced, all);
}

const TAKE_BACK: [Standing; 2] = [Standing::Role(Role::Member), Standing::Suspended(true)];

async fn admins(fixture: &Fixture, count: usize) -> Vec<User> {
    let users = fixture.database.users();
    let mut admins = Vec::new();
    for number in 0..count {
        let name = format!("admin{number}");
        let mut new = new_user(number, &name, &name, &format!("{name}@example.org"));
        new.role = Role::Admin;
        admins.push(users.add(new).await.unwrap());
    }
    admins
}

fn is_active_admin(user: &User) -> bool {
    user.role == Role::Admin && !user.suspended
}

async fn only_an_active_admin_changes_the_standing_of_others(fixture: &Fixture) {
    let users = fixture.database.users();
    let [first, second]: [User; 2] = admins(fixture, 2).await.try_into().unwrap();
    let (first, second) = (first.id, second.id);
    let set = async |id, standing, by| users.set_standing(id, standing, by).await.unwrap();
    for [away, back] in [
        [Standing::Suspended(true), Standing::Suspended(false)],
        [Standing::Role(Role::Member), Standing::Role(Role::Admin)],
    ] {
        assert!(set(second, away, Some(first)).await);
        for standing in [away, back] {
            assert!(!set(first, standing, Some(second)).await, "{standing:?}");
            assert!(!set(second, standing, Some(second)).await, "{standing:?}");
        }
        let found = users.lookup(second).await.unwrap().unwrap();
        assert!(!is_active_admin(&found));
        assert!(set(second, back, Some(first)).await);
    }
    for standing in TAKE_BACK {
        assert!(!set(first, standing, Some(first)).await, "{standing:?}");
        assert!(
            !set(first, standing, Some(UserId(99))).await,
            "{standing:?}"
        );
    }
    let (found, _) = users.list("", 0, 9).await.unwrap();
    assert!(found.iter().all(is_active_admin), "{found:?}");
}

async fn of_many_admins_who_take_each_other_away_at_once_one_stays(fixture: &Fixture) {
    const ADMINS: usize = 6;
    let users = Arc::new(fixture.database.users());
    let admins: Vec<UserId> = admins(fixture, ADMINS)
        .await
        .iter()
        .map(|admin| admin.id)
        .collect();
    let mut tasks = JoinSet::new();
    for (number, (by, id)) in admins
        .iter()
        .flat_map(|by| admins.iter().map(move |id| (*by, *id)))
        .enumerate()
    {
        let users = Arc::clone(&users);
        let standing = TAKE_BACK[number % TAKE_BACK.len()];
        tasks.spawn(async move { users.set_standing(id, standing, Some(by)).await.unwrap() });
    }
    let changed = tasks.join_all().await.into_iter().filter(|done| *done);
    assert!(changed.count() >= ADMINS - 1);
    let (left, _) = users.list("", 0, 99).await.unwrap();
    let left = left.iter().filter(|user| is_active_admin(user));
    assert_eq!(left.count(), 1);
}

async fn a_change_to_what_another_account_has_is_a_conflict(fixture: &Fixture) {
    let users = fixture.database.users();
    let ines = ines(fixture).await;
    let wei = wei(fixture).await;
    let (free, taken) = (email("wei@example.net"), ines.email);
    for (name, address) in [
        ("ines.MOREAU", None),
        ("ines.MOREAU", Some(&free)),
        ("wei2", Some(&taken)),
    ] {
        let change = ProfileChange {
            full_name: DisplayName::new("Wei").unwrap(),
            username: username(name),
            phone: None,
        };
        let outcome = users.set_profile(wei.id, &change, address).await;
        assert!(matches!(outcome, Err(RepositoryError::Conflict)), "{name}");
    }
    assert_eq!(users.lookup(wei.id).await.unwrap(), Some(wei));
}

async fn the_list_is_searched_without_regard_to_case_and_cut_into_pages(fixture: &Fixture) {
    let users = fixture.database.users();
    for (number, (name, login)) in [
        ("Ångström 李", "zoe"),
        ("Carol", "carol"),
        ("Bob", "Bob"),
        ("Alice", "alice"),
    ]
    .into_iter()
    .enumerate()
    {
        let address = format!("{login}@Example.org");
        let user = new_user(number, name, login, &address);
        users.add(user).await.unwrap();
    }
    let names = async |search: &str, skip, count| {
        let (found, total) = users.list(search, skip, count).await.unwrap();
        let names: Vec<String> = found.into_iter().map(|user| user.username.into()).collect();
        (names.join(" "), total)
    };
    assert_eq!(names("", 0, 10).await.0, "alice Bob carol zoe");
    assert_eq!(names("", 1, 2).await, ("Bob carol".to_owned(), 4));
    assert_eq!(names("ÅNGSTRÖM", 0, 10).await, ("zoe".to_owned(), 1));
    assert_eq!(names("angstrom", 0, 10).await.1, 0);
    assert_eq!(names("李", 0, 10).await.0, "zoe");
    assert_eq!(names(" BOB@example ", 0, 10).await.0, "Bob");
    assert_eq!(names("example.org", 3, 10).await, ("zoe".to_owned(), 4));
}

async fn t129_what_is_searched_is_only_text(fixture: &Fixture) {
    let users = fixture.database.users();
    let name = "100% _sure_ \\ !'\"; DROP TABLE account; --";
    let odd = new_user(7, name, "odd", "odd@example.org");
    let odd = users.add(odd).await.unwrap();
    wei(fixture).await;
    for search in ["%", "_", "\\", "!", "'", "100% _s", "TABLE account; --"] {
        let found = users.list(search, 0, 10).await.unwrap();
        assert_eq!(found, (vec![odd.clone()], 1), "{search}");
    }
    assert_eq!(users.list("o%d", 0, 10).await.unwrap().1, 0);
}

async fn several_accounts_are_found_at_once(fixture: &Fixture) {
    let users = fixture.database.users();
    let (ines, _) = (ines(fixture).await, wei(fixture).await);
    let found = users.list_by_ids(&[UserId(99), ines.id, ines.id]).await;
    assert_eq!(found.unwrap(), vec![ines]);
    assert_eq!(users.list_by_ids(&[]).await.unwrap(), Vec::new());
}
