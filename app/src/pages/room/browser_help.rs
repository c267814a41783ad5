//! What to do in each browser to allow camera and microphone.

/// One browser's tab.
pub(super) struct BrowserHelp {
    /// The tab's name.
    pub(super) name: &'static str,
    /// The tab's id.
    pub(super) tab: &'static str,
    /// The panel's id.
    pub(super) panel: &'static str,
    /// What to do, in order.
    pub(super) steps: [&'static str; 3],
}

/// The tabs, in order.
pub(super) const BROWSERS: [BrowserHelp; 5] = [
    BrowserHelp {
        name: "Chrome, Edge",
        tab: "tab-chrome",
        panel: "tabpanel-chrome",
        steps: [
            "Select the site settings button at the left of the address.",
            "Switch Camera and Microphone on.",
            "Come back here and select Try again.",
        ],
    },
    BrowserHelp {
        name: "Firefox",
        tab: "tab-firefox",
        panel: "tabpanel-firefox",
        steps: [
            "Select the crossed-out camera at the left of the address.",
            "Select the × beside “Blocked” for the camera and the microphone.",
            "Come back here and select Try again, then Allow.",
        ],
    },
    BrowserHelp {
        name: "Safari",
        tab: "tab-safari",
        panel: "tabpanel-safari",
        steps: [
            "In the menu bar choose Safari, then Settings for this website.",
            "Set Camera and Microphone to Allow.",
            "Come back here and select Try again.",
        ],
    },
    BrowserHelp {
        name: "iPhone, iPad",
        tab: "tab-ios",
        panel: "tabpanel-ios",
        steps: [
            "Open the Settings app, then Apps, then Safari.",
            "Set Camera and Microphone to Ask or Allow.",
            "Come back here and select Try again.",
        ],
    },
    BrowserHelp {
        name: "Android",
        tab: "tab-android",
        panel: "tabpanel-android",
        steps: [
            "Tap the site settings button at the left of the address.",
            "Tap Permissions and switch Camera and Microphone on.",
            "Come back here and select Try again.",
        ],
    },
];

/// The tab for the browser in use, by its user agent. A wrong guess only opens another tab first.
pub(super) fn browser_of(user_agent: &str) -> usize {
    let has = |word: &str| user_agent.contains(word);
    if has("iPhone") || has("iPad") {
        3
    } else if has("Android") {
        4
    } else if has("Firefox") {
        1
    } else if has("Safari") && !has("Chrome") {
        2
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_in_use_comes_first() {
        let name = |user_agent: &str| BROWSERS[browser_of(user_agent)].name;
        let webkit = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
        assert_eq!(
            name("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36"),
            "Chrome, Edge"
        );
        assert_eq!(name("Gecko/20100101 Firefox/132.0"), "Firefox");
        assert_eq!(
            name(&format!(
                "(Macintosh) {webkit} Version/17.5 Safari/605.1.15"
            )),
            "Safari"
        );
        assert_eq!(
            name(&format!(
                "(iPhone; CPU iPhone OS 17_5) {webkit} Safari/604.1"
            )),
            "iPhone, iPad"
        );
        assert_eq!(
            name("(Linux; Android 14) Chrome/130.0 Mobile Safari"),
            "Android"
        );
    }
}
