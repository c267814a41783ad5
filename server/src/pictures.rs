//! Pictures: made of what people send, kept in files.

mod files;
mod maker;

pub use files::PictureFiles;
pub use maker::PictureRoom;
