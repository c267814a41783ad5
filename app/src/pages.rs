//! The routed pages, each with its server functions.

pub(crate) mod account;
pub mod admin;
pub mod dashboard;
pub mod forgot;
pub mod join_form;
pub mod landing;
pub mod login;
pub mod not_found;
pub mod page_bar;
pub mod profile;
pub mod register;
pub mod room;
mod sections;
pub(crate) mod sign_in_first;
