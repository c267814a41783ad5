//! The parts that pages are made of. They draw and forward: no server call, no knowledge of meetings.

pub mod app_bar;
pub mod avatar;
pub mod brand;
pub mod button;
pub mod check_line;
pub mod clipboard;
pub mod code_field;
pub mod dialog;
pub mod field;
pub mod form_alert;
pub mod icon;
pub mod icon_button;
pub mod level;
pub mod menu;
pub mod moment;
pub mod optional_field;
pub mod password_field;
pub mod picture;
pub mod question;
pub mod select;
pub mod share;
pub mod skip_link;
pub mod strength;
pub mod switch;
pub mod theme;
pub mod toast;
