//! What the pages around signing in share.

pub(crate) mod about;
pub(crate) mod form_state;
pub(crate) mod layout;
pub(crate) mod resend;
