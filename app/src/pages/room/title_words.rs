//! The title of a meeting as it is drawn.

use leptos::prelude::*;
use parley_protocol::MeetingCode;

/// A title. The code of a meeting that has none is not broken at its dashes: it is read out and typed as one word.
#[component]
pub(super) fn TitleWords(#[prop(into)] title: Signal<String>) -> impl IntoView {
    move || {
        let title = title.get();
        match at_code(&title) {
            Some((words, code)) => view! {
                {words.to_owned()}
                <span class="nowrap">{code.to_owned()}</span>
            }
            .into_any(),
            None => title.into_any(),
        }
    }
}

/// A title that ends in the code of a meeting, split before it.
fn at_code(title: &str) -> Option<(&str, &str)> {
    let start = title.rfind(' ')? + 1;
    let (words, code) = title.split_at(start);
    code.parse::<MeetingCode>().ok().map(|_| (words, code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_code_is_kept_together() {
        let code = "Meeting mkd-vqtr-hba";
        assert_eq!(at_code(code), Some(("Meeting ", "mkd-vqtr-hba")));
        for title in [
            "Design review",
            "Follow-up",
            "Meeting on Tue-Wed",
            "mkd-vqtr-hba",
            "",
        ] {
            assert_eq!(at_code(title), None, "{title}");
        }
    }
}
