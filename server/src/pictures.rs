//! Pictures: made of what people send, kept in files.

mod files;
mod maker;

pub(crate) use files::PictureFiles;
pub(crate) use maker::PictureRoom;
