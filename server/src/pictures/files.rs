//! Pictures as files: `<name>-<side>.webp` in one folder.
//!
//! *Invariants*: every name is one that the server made (T-104); a file is written beside its place and put there whole
//! (T-111); only this program's user can read them.

use async_trait::async_trait;
use parley_domain::accounts::{Picture, PictureId, PictureSize, PictureStore, PictureStoreError};
use std::{
    collections::BTreeSet,
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
};

const FOLDER: &str = "pictures";
const ENDING: &str = ".webp";
const DRAFT: &str = ".draft";

/// The folder of pictures.
#[derive(Clone, Debug)]
pub(crate) struct PictureFiles {
    folder: PathBuf,
}

impl PictureFiles {
    /// Below the folder of the data; it is made with the first picture.
    pub(crate) fn new(data: &Path) -> Self {
        Self {
            folder: data.join(FOLDER),
        }
    }

    fn path(&self, id: &PictureId, size: PictureSize) -> PathBuf {
        self.folder.join(format!("{id}-{}{ENDING}", size.side()))
    }

    fn write(&self, id: &PictureId, picture: &Picture) -> io::Result<()> {
        make_folder(&self.folder)?;
        for size in PictureSize::ALL {
            put(&self.path(id, size), picture.bytes(size))?;
        }
        sync_folder(&self.folder)
    }

    fn delete(&self, id: &PictureId) -> io::Result<()> {
        for size in PictureSize::ALL {
            delete_file(&self.path(id, size))?;
        }
        Ok(())
    }

    fn delete_others(&self, kept: &BTreeSet<PictureId>) -> io::Result<usize> {
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            entries => entries?,
        };
        let mut count = 0;
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            let is_needless = match name.to_str().and_then(owner) {
                Some(Owner::Picture(id)) => !kept.contains(&id),
                Some(Owner::Draft) => true,
                None => false,
            };
            if is_needless {
                delete_file(&entry.path())?;
                count += 1;
            }
        }
        Ok(count)
    }
}

/// Whose a file is.
enum Owner {
    Picture(PictureId),
    /// A crash left it.
    Draft,
}

/// What somebody else put there is nobody's.
fn owner(file: &str) -> Option<Owner> {
    let (file, is_draft) = match file.strip_suffix(DRAFT) {
        Some(file) => (file, true),
        None => (file, false),
    };
    let (id, side) = file.strip_suffix(ENDING)?.split_once('-')?;
    let id = PictureId::parse(id)?;
    PictureSize::of_side(side)?;
    Some(if is_draft {
        Owner::Draft
    } else {
        Owner::Picture(id)
    })
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut draft = path.as_os_str().to_owned();
    draft.push(DRAFT);
    let written = write_whole(Path::new(&draft), bytes).and_then(|()| fs::rename(&draft, path));
    if written.is_err() {
        // A full disk is no reason to leave half a file on it.
        drop(fs::remove_file(&draft));
    }
    written
}

fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// So that the names are there after a power cut, too.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        fs::File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}

fn delete_file(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Files are slow: a thread of their own waits for them.
async fn wait<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, PictureStoreError> {
    let done = tokio::task::spawn_blocking(work).await;
    let done = done.unwrap_or_else(|panic| Err(io::Error::other(panic)));
    done.map_err(|error| PictureStoreError(Box::new(error)))
}

#[async_trait]
impl PictureStore for PictureFiles {
    async fn keep(&self, id: &PictureId, picture: Picture) -> Result<(), PictureStoreError> {
        let (files, id) = (self.clone(), id.clone());
        wait(move || {
            let written = files.write(&id, &picture);
            if written.is_err() {
                drop(files.delete(&id));
            }
            written
        })
        .await
    }

    async fn read(
        &self,
        id: &PictureId,
        size: PictureSize,
    ) -> Result<Option<Vec<u8>>, PictureStoreError> {
        let path = self.path(id, size);
        wait(move || match fs::read(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            outcome => outcome.map(Some),
        })
        .await
    }

    async fn remove(&self, id: &PictureId) {
        let (files, name) = (self.clone(), id.clone());
        if let Err(error) = wait(move || files.delete(&name)).await {
            tracing::warn!(%id, ?error, "a picture could not be removed");
        }
    }

    async fn retain(&self, kept: Vec<PictureId>) -> Result<usize, PictureStoreError> {
        let files = self.clone();
        wait(move || files.delete_others(&kept.into_iter().collect())).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture() -> Picture {
        Picture {
            small: vec![1; 10],
            large: vec![2; 100],
        }
    }

    fn names(folder: &Path) -> BTreeSet<String> {
        let entries = fs::read_dir(folder.join(FOLDER)).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.collect()
    }

    #[tokio::test]
    async fn a_picture_is_two_files_that_only_we_can_read() {
        let data = tempfile::tempdir().unwrap();
        let files = PictureFiles::new(data.path());
        let id = PictureId::from_random([1; 16]);
        assert_eq!(files.read(&id, PictureSize::Small).await.unwrap(), None);
        files.keep(&id, picture()).await.unwrap();
        let expected = ["512", "96"].map(|side| format!("{id}-{side}.webp"));
        assert_eq!(names(data.path()), BTreeSet::from(expected));
        for size in PictureSize::ALL {
            let read = files.read(&id, size).await.unwrap().unwrap();
            assert_eq!(read, picture().bytes(size));
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt as _;
                let mode = files.path(&id, size).metadata().unwrap().permissions();
                assert_eq!(mode.mode() & 0o777, 0o600);
            }
        }
        files.remove(&id).await;
        files.remove(&id).await;
        assert_eq!(names(data.path()), BTreeSet::new());
    }

    #[tokio::test]
    async fn t111_what_a_crash_left_goes_and_what_is_not_ours_stays() {
        let data = tempfile::tempdir().unwrap();
        let files = PictureFiles::new(data.path());
        assert_eq!(files.retain(Vec::new()).await.unwrap(), 0);
        let [kept, orphan] = [[1; 16], [2; 16]].map(PictureId::from_random);
        files.keep(&kept, picture()).await.unwrap();
        files.keep(&orphan, picture()).await.unwrap();
        let folder = data.path().join(FOLDER);
        let draft = format!("{}-96.webp.draft", PictureId::from_random([3; 16]));
        for file in [draft.as_str(), "notes.txt", "holiday-96.webp"] {
            fs::write(folder.join(file), "x").unwrap();
        }
        assert_eq!(files.retain(vec![kept.clone()]).await.unwrap(), 3);
        let mut expected = BTreeSet::from(["notes.txt".to_owned(), "holiday-96.webp".to_owned()]);
        expected.extend(["512", "96"].map(|side| format!("{kept}-{side}.webp")));
        assert_eq!(names(data.path()), expected);
    }

    #[tokio::test]
    async fn t111_a_picture_that_cannot_be_written_leaves_nothing() {
        let data = tempfile::tempdir().unwrap();
        let files = PictureFiles::new(data.path());
        let id = PictureId::from_random([1; 16]);
        let folder = data.path().join(FOLDER);
        // A folder stands where the larger file should go.
        fs::create_dir_all(files.path(&id, PictureSize::Large).join("in the way")).unwrap();
        assert!(files.keep(&id, picture()).await.is_err());
        let names: Vec<_> = fs::read_dir(folder).unwrap().collect();
        assert_eq!(names.len(), 1);
    }
}
