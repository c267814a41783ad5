//! The shortcuts of the room.

/// What a shortcut does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shortcut {
    /// Mutes or unmutes the microphone.
    ToggleMicrophone,
    /// Turns the camera on or off.
    ToggleCamera,
    /// Talks while the key is held.
    PushToTalk,
    /// Shares the screen, or stops.
    ToggleShare,
    /// Raises or lowers the own hand.
    ToggleHand,
    /// Opens or closes the chat.
    ToggleChat,
    /// Opens or closes the participants.
    ToggleParticipants,
    /// Says who is speaking.
    AnnounceSpeaker,
    /// Leaves the meeting.
    Leave,
    /// Enters or leaves full screen.
    FullScreen,
    /// Closes the panel.
    Escape,
}

/// Where the focus is, as far as shortcuts care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Focus {
    /// In something one types into.
    Text,
    /// On a button or another control that has a use for Space and letters.
    Control,
    /// Elsewhere.
    Elsewhere,
}

/// A key with what was held with it.
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "these are the modifiers that a key event has"
)]
pub(super) struct KeyPress<'a> {
    /// The physical key (`KeyboardEvent.code`): with Option, macOS gives other letters.
    pub(super) code: &'a str,
    /// Control, or Command on macOS.
    pub(super) control: bool,
    /// Alt, or Option on macOS.
    pub(super) alt: bool,
    /// Shift.
    pub(super) shift: bool,
    /// `AltGr`, with which letters are typed; Windows reports it as Control and Alt.
    pub(super) alt_graph: bool,
    /// Where the focus is.
    pub(super) focus: Focus,
    /// A dialog is open over the meeting: Escape is the dialog's, and what is behind it stays as it is.
    pub(super) in_dialog: bool,
}

/// The shortcut that a key means.
pub(super) fn shortcut(press: KeyPress) -> Option<Shortcut> {
    if press.alt_graph || press.shift {
        return None;
    }
    match (press.control, press.alt, press.code) {
        (true, false, "KeyD") => Some(Shortcut::ToggleMicrophone),
        (true, false, "KeyE") => Some(Shortcut::ToggleCamera),
        (true, true, "KeyH") => Some(Shortcut::ToggleHand),
        (true, true, "KeyA") => Some(Shortcut::AnnounceSpeaker),
        _ if press.in_dialog => None,
        (true, true, "KeyS") => Some(Shortcut::ToggleShare),
        (true, true, "KeyC") => Some(Shortcut::ToggleChat),
        (true, true, "KeyP") => Some(Shortcut::ToggleParticipants),
        (true, true, "KeyL") => Some(Shortcut::Leave),
        (false, false, "Escape") => Some(Shortcut::Escape),
        (false, false, "KeyF") if press.focus != Focus::Text => Some(Shortcut::FullScreen),
        (false, false, "Space") if press.focus == Focus::Elsewhere => Some(Shortcut::PushToTalk),
        _ => None,
    }
}

/// Reads the focus from the focused element.
pub(super) fn focus_of(tag: &str, editable: bool) -> Focus {
    match tag.to_ascii_lowercase().as_str() {
        _ if editable => Focus::Text,
        "input" | "textarea" => Focus::Text,
        "button" | "a" | "select" | "summary" | "video" | "option" => Focus::Control,
        _ => Focus::Elsewhere,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(code: &str) -> KeyPress<'_> {
        KeyPress {
            code,
            control: false,
            alt: false,
            shift: false,
            alt_graph: false,
            focus: Focus::Elsewhere,
            in_dialog: false,
        }
    }

    #[test]
    fn control_keys_work_everywhere() {
        for focus in [Focus::Text, Focus::Control, Focus::Elsewhere] {
            let key = KeyPress {
                control: true,
                focus,
                ..press("KeyD")
            };
            assert_eq!(shortcut(key), Some(Shortcut::ToggleMicrophone));
        }
    }

    #[test]
    fn the_hand_goes_up_with_control_alt_h() {
        let hand = KeyPress {
            control: true,
            alt: true,
            ..press("KeyH")
        };
        assert_eq!(shortcut(hand), Some(Shortcut::ToggleHand));
        assert_eq!(shortcut(press("KeyH")), None);
    }

    #[test]
    fn the_screen_is_shared_with_control_alt_s() {
        let share = KeyPress {
            control: true,
            alt: true,
            ..press("KeyS")
        };
        assert_eq!(shortcut(share), Some(Shortcut::ToggleShare));
        assert_eq!(shortcut(press("KeyS")), None);
    }

    #[test]
    fn single_letters_are_left_to_what_one_types_into() {
        assert_eq!(shortcut(press("KeyF")), Some(Shortcut::FullScreen));
        let typing = KeyPress {
            focus: Focus::Text,
            ..press("KeyF")
        };
        assert_eq!(shortcut(typing), None);
    }

    #[test]
    fn space_on_a_button_presses_the_button() {
        assert_eq!(shortcut(press("Space")), Some(Shortcut::PushToTalk));
        let on_button = KeyPress {
            focus: focus_of("BUTTON", false),
            ..press("Space")
        };
        assert_eq!(shortcut(on_button), None);
    }

    #[test]
    fn letters_typed_with_alt_gr_are_no_shortcuts() {
        let polish_c = KeyPress {
            control: true,
            alt: true,
            alt_graph: true,
            focus: Focus::Text,
            ..press("KeyC")
        };
        assert_eq!(shortcut(polish_c), None);
        let chat = KeyPress {
            alt_graph: false,
            ..polish_c
        };
        assert_eq!(shortcut(chat), Some(Shortcut::ToggleChat));
    }

    #[test]
    fn under_a_dialog_only_what_one_sends_is_switched() {
        let held = |code| KeyPress {
            control: true,
            in_dialog: true,
            ..press(code)
        };
        let with_alt = |code| KeyPress {
            alt: true,
            ..held(code)
        };
        let alone = |code| KeyPress {
            in_dialog: true,
            ..press(code)
        };
        assert_eq!(shortcut(held("KeyD")), Some(Shortcut::ToggleMicrophone));
        assert_eq!(shortcut(held("KeyE")), Some(Shortcut::ToggleCamera));
        assert_eq!(shortcut(with_alt("KeyH")), Some(Shortcut::ToggleHand));
        for behind in ["KeyS", "KeyC", "KeyP", "KeyL"] {
            assert_eq!(shortcut(with_alt(behind)), None, "{behind}");
        }
        for plain in ["Escape", "KeyF", "Space"] {
            assert_eq!(shortcut(alone(plain)), None, "{plain}");
        }
    }

    #[test]
    fn what_one_types_into_is_known() {
        assert_eq!(focus_of("TEXTAREA", false), Focus::Text);
        assert_eq!(focus_of("div", true), Focus::Text);
        assert_eq!(focus_of("main", false), Focus::Elsewhere);
    }
}
