//! The routed pages, each with its server functions.

pub mod join_form;
pub mod landing;
pub mod not_found;
pub mod room;
