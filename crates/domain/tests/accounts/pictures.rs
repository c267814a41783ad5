//! Pictures of accounts: which are kept, which go, and when.

use crate::support::*;
use async_trait::async_trait;
use parley_domain::accounts::*;
use parley_protocol::{OneTimeCode, PictureRuleError};
use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
};

/// Keeps pictures in memory. A file that begins with `no` is none, and one that begins with `busy` comes too soon.
#[derive(Default)]
pub(crate) struct Album {
    kept: Mutex<BTreeMap<PictureId, Picture>>,
    /// How many files were looked at.
    looked_at: AtomicUsize,
}

impl Album {
    fn count(&self) -> usize {
        self.kept.lock().unwrap().len()
    }
}

#[async_trait]
impl PictureMaker for Album {
    async fn make(&self, file: Vec<u8>) -> Result<Picture, PictureMakerError> {
        self.looked_at.fetch_add(1, SeqCst);
        if file.starts_with(b"no") {
            return Err(PictureRuleError::Kind.into());
        }
        if file.starts_with(b"busy") {
            return Err(PictureMakerError::Busy);
        }
        Ok(Picture {
            small: file[..1].to_vec(),
            large: file,
        })
    }
}

#[async_trait]
impl PictureStore for Album {
    async fn keep(&self, id: &PictureId, picture: Picture) -> Result<(), PictureStoreError> {
        self.kept.lock().unwrap().insert(id.clone(), picture);
        Ok(())
    }
    async fn read(
        &self,
        id: &PictureId,
        size: PictureSize,
    ) -> Result<Option<Vec<u8>>, PictureStoreError> {
        let kept = self.kept.lock().unwrap();
        Ok(kept.get(id).map(|picture| picture.bytes(size).to_vec()))
    }
    async fn remove(&self, id: &PictureId) {
        self.kept.lock().unwrap().remove(id);
    }
    async fn retain(&self, wanted: Vec<PictureId>) -> Result<usize, PictureStoreError> {
        let mut kept = self.kept.lock().unwrap();
        let before = kept.len();
        kept.retain(|id, _| wanted.contains(id));
        Ok(before - kept.len())
    }
}

fn orphan() -> (PictureId, Picture) {
    let picture = Picture {
        small: vec![1],
        large: vec![2],
    };
    (PictureId::from_random([7; 16]), picture)
}

async fn change(house: &House, user: &User, file: &[u8]) -> Result<PictureId, AccountsError> {
    let (file, origin) = (file.to_vec(), here());
    house.accounts.change_picture(user, file, &origin).await
}

#[tokio::test]
async fn a_new_picture_takes_the_place_of_the_old_one() {
    let house = House::new();
    let ines = house.member("ines").await;
    let first = change(&house, &ines, b"first").await.unwrap();
    let second = change(&house, &ines, b"second").await.unwrap();
    assert_ne!(first, second);
    assert_eq!(house.album.count(), 1);
    let read = async |id, size| house.accounts.picture(id, size).await.unwrap();
    assert_eq!(read(&first, PictureSize::Large).await, None);
    let large = read(&second, PictureSize::Large).await;
    assert_eq!(large.as_deref(), Some(&b"second"[..]));
    let small = read(&second, PictureSize::Small).await;
    assert_eq!(small.as_deref(), Some(&b"s"[..]));
    let (who, _) = house.enter("ines").await;
    assert_eq!(who.user.picture, Some(second));
}

#[tokio::test]
async fn a_refused_file_leaves_the_picture_that_is_there() {
    let house = House::new();
    let ines = house.member("ines").await;
    let first = change(&house, &ines, b"first").await.unwrap();
    let refused = change(&house, &ines, b"no picture").await;
    assert!(matches!(
        refused,
        Err(AccountsError::Picture(PictureRuleError::Kind))
    ));
    let (who, _) = house.enter("ines").await;
    assert_eq!(who.user.picture, Some(first));
    assert_eq!(house.album.count(), 1);
}

#[tokio::test]
async fn who_comes_too_soon_keeps_the_picture_that_is_there() {
    let house = House::new();
    let ines = house.member("ines").await;
    let first = change(&house, &ines, b"first").await.unwrap();
    let refused = change(&house, &ines, b"busy").await;
    assert!(matches!(refused, Err(AccountsError::PicturesBusy)));
    let (who, _) = house.enter("ines").await;
    assert_eq!(who.user.picture, Some(first));
    assert_eq!(house.album.count(), 1);
}

#[tokio::test]
async fn before_the_code_is_right_no_picture_is_looked_at() {
    let house = House::new();
    let begun = house.accounts.begin_registration(form("ines")).await;
    let (secret, code) = (begun.unwrap(), house.code());
    // As the page does.
    let complete = async |code: OneTimeCode| {
        let made = house
            .accounts
            .complete_registration(&secret, &code, None, &here())
            .await?;
        change(&house, &made, b"first").await
    };
    let refused = complete(not(&code)).await;
    assert!(matches!(refused, Err(AccountsError::CodeWrong)));
    assert_eq!(house.album.looked_at.load(SeqCst), 0);
    complete(code).await.unwrap();
    assert_eq!(house.album.looked_at.load(SeqCst), 1);
}

#[tokio::test]
async fn t111_where_the_row_does_not_change_the_new_picture_goes_again() {
    let house = House::new();
    let ines = house.member("ines").await;
    let nobody = User {
        id: UserId(404),
        ..ines
    };
    let failed = change(&house, &nobody, b"first").await;
    assert!(matches!(failed, Err(AccountsError::NotAllowed)));
    assert_eq!(house.album.count(), 0);
}

#[tokio::test]
async fn t111_where_the_answer_is_lost_no_picture_goes_that_the_row_may_name() {
    let house = House::new();
    let ines = house.member("ines").await;
    change(&house, &ines, b"first").await.unwrap();
    house.memory.answers_lost.store(true, SeqCst);
    let failed = change(&house, &ines, b"second").await;
    assert!(matches!(failed, Err(AccountsError::Repository(_))));
    assert_eq!(house.album.count(), 2);
    let (who, _) = house.enter("ines").await;
    let named = who.user.picture.unwrap();
    let kept = house.accounts.picture(&named, PictureSize::Large).await;
    assert_eq!(kept.unwrap().as_deref(), Some(&b"second"[..]));
    assert_eq!(house.accounts.tidy_pictures().await.unwrap(), 1);
    let kept = house.accounts.picture(&named, PictureSize::Large).await;
    assert!(kept.unwrap().is_some());
}

#[tokio::test]
async fn t111_where_the_database_is_away_the_picture_that_is_there_stays() {
    let house = House::new();
    let ines = house.member("ines").await;
    let first = change(&house, &ines, b"first").await.unwrap();
    house.memory.away.store(true, SeqCst);
    let failed = change(&house, &ines, b"second").await;
    assert!(matches!(failed, Err(AccountsError::Repository(_))));
    let (who, _) = house.enter("ines").await;
    assert_eq!(who.user.picture, Some(first));
    assert_eq!(house.accounts.tidy_pictures().await.unwrap(), 1);
    assert_eq!(house.album.count(), 1);
}

#[tokio::test]
async fn a_removed_picture_is_gone_and_both_are_told_in_the_history() {
    let house = House::new();
    let ines = house.member("ines").await;
    change(&house, &ines, b"first").await.unwrap();
    for _ in 0..2 {
        let removed = house.accounts.remove_picture(&ines, &here()).await;
        removed.unwrap();
    }
    assert_eq!(house.album.count(), 0);
    let events = house.memory.events.lock().unwrap();
    let told = events
        .iter()
        .filter(|event| event.kind == AuditKind::PictureChanged);
    assert_eq!(told.count(), 2);
}

#[tokio::test]
async fn t111_what_a_crash_left_is_forgotten_at_the_start() {
    let house = House::new();
    let ines = house.member("ines").await;
    let first = change(&house, &ines, b"first").await.unwrap();
    let (id, picture) = orphan();
    house.album.keep(&id, picture).await.unwrap();
    assert_eq!(house.accounts.tidy_pictures().await.unwrap(), 1);
    let kept = house.accounts.picture(&first, PictureSize::Large).await;
    assert!(kept.unwrap().is_some());
}

#[tokio::test]
async fn a_database_without_pictures_forgets_none() {
    let house = House::new();
    house.member("ines").await;
    let (id, picture) = orphan();
    house.album.keep(&id, picture).await.unwrap();
    assert_eq!(house.accounts.tidy_pictures().await.unwrap(), 0);
    assert_eq!(house.album.count(), 1);
}
