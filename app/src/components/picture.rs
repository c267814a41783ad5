//! Choosing a profile picture: a file, and the square that is cut out of it. What becomes of the square is the page's
//! business.

mod canvas;
mod crop_area;
mod crop_dialog;
mod cropper;
mod field;
mod file;
mod frame;

pub use crop_dialog::CropDialog;
pub use cropper::Cropper;
pub use field::PictureField;
