//! Light or dark: the system's choice until somebody presses the switch, then theirs, kept in a cookie so that the
//! server draws the page right from the start.

use super::icon::{Icon, IconName};
use leptos::prelude::*;

/// The name of the cookie.
pub const COOKIE: &str = "theme";

/// A theme somebody chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// Its name in the cookie and in `data-theme`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads a name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "light" => Some(Self::Light),
            "dark" => Some(Self::Dark),
            _ => None,
        }
    }

    /// Finds the theme in a `Cookie` header.
    pub fn from_cookies(header: &str) -> Option<Self> {
        header
            .split(';')
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, _)| *name == COOKIE)
            .and_then(|(_, value)| Self::from_name(value))
    }

    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Light => Self::Dark,
            Self::Dark => Self::Light,
        }
    }

    /// What is written into the cookie jar: for one year, for the whole site.
    pub fn cookie(self, secure: bool) -> String {
        let end = if secure { "; Secure" } else { "" };
        format!(
            "{COOKIE}={}; Path=/; Max-Age=31536000; SameSite=Lax{end}",
            self.as_str()
        )
    }
}

/// The theme that was chosen; a context of the whole app, made by it.
#[derive(Clone, Copy)]
pub struct ChosenTheme(pub RwSignal<Option<Theme>>);

/// The switch. Its name says what a press will do.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let ChosenTheme(chosen) = expect_context();
    let system = RwSignal::new(Theme::Light);
    // A press before the page has come to life would be lost.
    let alive = RwSignal::new(false);
    Effect::new(move |_| {
        system.set(dom::system_theme());
        alive.set(true);
    });
    let next = move || chosen.get().unwrap_or_else(|| system.get()).other();
    let label = move || format!("Switch to {} theme", next().as_str());
    let switch = move |_| {
        let theme = next();
        chosen.set(Some(theme));
        dom::apply(theme);
    };
    view! {
        <button
            class="icon-button"
            type="button"
            disabled=move || !alive.get()
            data-action="theme"
            aria-label=label
            data-tip=label
            data-tip-side="bottom"
            data-tip-align="end"
            on:click=switch
        >
            <Icon name=IconName::Moon />
            <Icon name=IconName::Sun />
        </button>
    }
}

/// The page's root element and its cookies.
pub mod dom {
    use super::Theme;
    use leptos::{prelude::*, wasm_bindgen::JsCast};
    use web_sys::HtmlDocument;

    /// The theme that the server wrote into the page.
    pub fn written_theme() -> Option<Theme> {
        let root = document().document_element()?;
        Theme::from_name(&root.get_attribute("data-theme")?)
    }

    pub(super) fn system_theme() -> Theme {
        let dark = window()
            .match_media("(prefers-color-scheme: dark)")
            .ok()
            .flatten()
            .is_some_and(|query| query.matches());
        if dark { Theme::Dark } else { Theme::Light }
    }

    /// Shows the theme at once and keeps it. A browser that keeps no cookies still shows it until the next page.
    pub(super) fn apply(theme: Theme) {
        if let Some(root) = document().document_element() {
            drop(root.set_attribute("data-theme", theme.as_str()));
        }
        let secure = location()
            .protocol()
            .is_ok_and(|protocol| protocol == "https:");
        if let Some(document) = document().dyn_ref::<HtmlDocument>() {
            drop(document.set_cookie(&theme.cookie(secure)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_theme_is_found_among_other_cookies() {
        assert_eq!(
            Theme::from_cookies("a=b; theme=dark; c=d"),
            Some(Theme::Dark)
        );
        assert_eq!(Theme::from_cookies("theme=light"), Some(Theme::Light));
        assert_eq!(Theme::from_cookies("mytheme=dark"), None);
        assert_eq!(Theme::from_cookies("theme=\"><script>"), None);
        assert_eq!(Theme::from_cookies(""), None);
    }

    #[test]
    fn the_cookie_is_kept_for_a_year_and_stays_on_the_site() {
        assert_eq!(
            Theme::Dark.cookie(true),
            "theme=dark; Path=/; Max-Age=31536000; SameSite=Lax; Secure"
        );
    }
}
