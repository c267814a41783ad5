//! What was typed into a form that was refused without scripts, for the page that it is led back to. Its address says
//! what is wrong, and nothing of what was typed; passwords are not kept.

use super::fields::Typed;
use leptos::prelude::*;

/// Between two fields. None has more than one line.
const BETWEEN: char = '\n';

/// What was typed, on a page that was led back to.
pub(super) fn kept(is_refused: bool) -> Typed {
    let text = SharedValue::new(move || is_refused.then(read).flatten()).into_inner();
    text.and_then(|text| from_text(&text)).unwrap_or_default()
}

/// Keeps or forgets what was typed, as the form was refused or taken. With scripts the page has it still.
#[cfg(feature = "ssr")]
pub(super) fn keep(typed: Typed, is_refused: bool) {
    use crate::server;
    if !server::is_plain_form() {
        return;
    }
    if is_refused {
        server::keep_draft(&to_text(typed));
    } else {
        server::end_draft();
    }
}

#[cfg(feature = "ssr")]
fn read() -> Option<String> {
    crate::server::draft()
}

/// In the browser only while there is no page from the server.
#[cfg(not(feature = "ssr"))]
fn read() -> Option<String> {
    None
}

#[cfg(any(feature = "ssr", test))]
fn to_text(mut typed: Typed) -> String {
    let fields = typed.kept().map(|(_, value)| value.replace(BETWEEN, " "));
    fields.join(&BETWEEN.to_string())
}

/// Nothing of what is no draft of ours.
fn from_text(text: &str) -> Option<Typed> {
    let mut typed = Typed::default();
    let mut values = text.split(BETWEEN);
    for (_, field) in typed.kept() {
        values.next()?.clone_into(field);
    }
    values.next().is_none().then_some(typed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_comes_back_without_the_passwords() {
        let typed = Typed {
            full_name: "Inês Moreau".to_owned(),
            username: "2ines\n<b>".to_owned(),
            email: "ines@example".to_owned(),
            country: "GB".to_owned(),
            phone: String::new(),
            password: "quiet marble river".to_owned(),
            confirm_password: "quiet marble rivr".to_owned(),
        };
        let text = to_text(typed);
        assert!(!text.contains("marble"));
        let back = from_text(&text).unwrap();
        assert_eq!(
            [back.full_name, back.username, back.email, back.country],
            ["Inês Moreau", "2ines <b>", "ines@example", "GB"]
        );
        assert!(back.password.is_empty() && back.confirm_password.is_empty());
        for other in ["", "a\nb", "a\nb\nc\nd\ne\nf"] {
            assert!(from_text(other).is_none(), "{other}");
        }
    }
}
