//! Choosing a profile picture: a file or a photo, and the square that is cut out of it. What becomes of the square is the page's
//! business.

mod camera;
mod canvas;
mod crop_area;
mod crop_dialog;
mod cropper;
mod field;
mod file;
mod frame;
mod photo;
mod photo_dialog;

pub use crop_dialog::CropDialog;
pub use cropper::Cropper;
pub use field::PictureField;
pub use photo_dialog::TakePhoto;
