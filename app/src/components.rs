//! The parts that pages are made of. They draw and forward: no server call, no knowledge of meetings.

pub mod app_bar;
pub mod avatar;
pub mod button;
pub mod field;
pub mod icon;
pub mod icon_button;
pub mod level;
pub mod menu;
pub mod select;
pub mod skip_link;
pub mod theme;
pub mod toast;
