//! The picture of an account.
//!
//! *Invariants*: what a row names was kept before the row named it, and goes only after it surely does not any more;
//! what a crash or a lost answer leaves between the two is forgotten at the next start (T-111).

use super::{
    Accounts, AccountsError, AuditKind, Origin, PictureId, PictureMakerError, PictureSize, User,
    UserId,
};
use crate::RepositoryError;

/// How often it is tried where the picture is changed in several places at once.
const TRIES: usize = 5;

impl From<PictureMakerError> for AccountsError {
    fn from(error: PictureMakerError) -> Self {
        match error {
            PictureMakerError::Refused(rule) => Self::Picture(rule),
            PictureMakerError::Busy => Self::PicturesBusy,
        }
    }
}

impl Accounts {
    /// Makes a picture of a file and gives it to an account, in place of the one it had.
    ///
    /// # Errors
    /// [`AccountsError::Picture`] when the file is not taken, [`AccountsError::PicturesBusy`], or what is away.
    pub async fn change_picture(
        &self,
        user: &User,
        file: Vec<u8>,
        origin: &Origin,
    ) -> Result<PictureId, AccountsError> {
        let picture = self.ports.picture_maker.make(file).await?;
        let id = self.fresh_picture_id();
        self.ports.pictures.keep(&id, picture).await?;
        let replaced = self.replace_picture(user.id, Some(&id)).await;
        let unused = match &replaced {
            Ok(old) => old.as_ref(),
            // Whoever says so has not changed the row.
            Err(
                AccountsError::NotAllowed | AccountsError::Repository(RepositoryError::Conflict),
            ) => Some(&id),
            // It may have been changed all the same, before its answer was lost: both stay until the next start.
            Err(_) => None,
        };
        if let Some(unused) = unused {
            self.ports.pictures.remove(unused).await;
        }
        replaced?;
        self.note(user.id, AuditKind::PictureChanged, origin)
            .await?;
        Ok(id)
    }

    /// Takes the picture away; an account without one is fine.
    ///
    /// # Errors
    /// What is away.
    pub async fn remove_picture(&self, user: &User, origin: &Origin) -> Result<(), AccountsError> {
        let Some(old) = self.replace_picture(user.id, None).await? else {
            return Ok(());
        };
        self.ports.pictures.remove(&old).await;
        self.note(user.id, AuditKind::PictureChanged, origin).await
    }

    /// One size of a picture; who may see it is the caller's to know.
    ///
    /// # Errors
    /// [`AccountsError::Pictures`] when it cannot be read.
    pub async fn picture(
        &self,
        id: &PictureId,
        size: PictureSize,
    ) -> Result<Option<Vec<u8>>, AccountsError> {
        Ok(self.ports.pictures.read(id, size).await?)
    }

    /// Forgets the pictures of nobody, which a crash left behind. To be called before pictures are taken. A database
    /// without any picture forgets none: it may be the wrong one.
    ///
    /// # Errors
    /// What is away.
    pub async fn tidy_pictures(&self) -> Result<usize, AccountsError> {
        let kept = self.ports.users.pictures().await?;
        if kept.is_empty() {
            return Ok(0);
        }
        Ok(self.ports.pictures.retain(kept).await?)
    }

    fn fresh_picture_id(&self) -> PictureId {
        let mut bytes = [0; 16];
        self.ports.random.fill(&mut bytes);
        PictureId::from_random(bytes)
    }

    /// Answers the picture that was there; of many changes at once each answers another one.
    async fn replace_picture(
        &self,
        id: UserId,
        new: Option<&PictureId>,
    ) -> Result<Option<PictureId>, AccountsError> {
        for _ in 0..TRIES {
            let user = self.ports.users.lookup(id).await?;
            let old = user.ok_or(AccountsError::NotAllowed)?.picture;
            if old.as_ref() == new {
                return Ok(None);
            }
            let users = &self.ports.users;
            if users.swap_picture(id, old.as_ref(), new).await? {
                return Ok(old);
            }
        }
        Err(RepositoryError::Conflict.into())
    }
}
