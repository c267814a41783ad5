//! What the person does themselves: microphone, camera, screen, hand, leaving, copying.

use super::Room;
use crate::pages::room::{
    device_words::{Device, barred_words, shown_on},
    dom,
    engine::Engine,
};
use leptos::prelude::*;
use parley_protocol::Role;
use parley_protocol::permissions::{Action, is_allowed};
use parley_room_client::{Command, DeviceView, Phase, RoomView};

/// The own device in a view.
fn device_of(view: &RoomView, device: Device) -> &DeviceView {
    match device {
        Device::Microphone => &view.local.microphone,
        Device::Camera => &view.local.camera,
    }
}

/// Why a device may not be switched on; `None` where it may, and while it is on.
fn barred(view: &RoomView, device: Device) -> Option<&'static str> {
    let may = match device {
        Device::Microphone => view.may_unmute,
        Device::Camera => view.may_start_video,
    };
    let is_barred = view.phase == Phase::InMeeting && !may && !shown_on(device_of(view, device));
    is_barred.then(|| barred_words(device))
}

/// Why the screen may not be shared; `None` where it may, and while it is.
fn share_barred(view: &RoomView) -> Option<&'static str> {
    let is_barred = !view.may_share && !view.local.screen.on;
    is_barred.then_some("The host has switched off screen sharing")
}

/// Whether the person may do something, by the table by which the server goes. Who has no role may nothing.
fn may(view: &RoomView, action: Action) -> bool {
    let role = view.role;
    role.is_some_and(|role| is_allowed(action, role, &view.rules))
}

/// The command that switches a device.
fn switched(device: Device, on: bool) -> Command {
    match device {
        Device::Microphone => Command::SetMicrophone { on },
        Device::Camera => Command::SetCamera { on },
    }
}

impl Room {
    pub(in crate::pages::room) fn microphone(self) -> Memo<DeviceView> {
        self.device(Device::Microphone)
    }

    pub(in crate::pages::room) fn camera(self) -> Memo<DeviceView> {
        self.device(Device::Camera)
    }

    pub(in crate::pages::room) fn device(self, device: Device) -> Memo<DeviceView> {
        self.part(move |view| device_of(view, device).clone())
    }

    /// Why a device may not be switched on, in words.
    pub(in crate::pages::room) fn barred(self, device: Device) -> Memo<Option<&'static str>> {
        self.part(move |view| barred(view, device))
    }

    /// Says why a device may not be switched on; whether that is so.
    pub(in crate::pages::room) fn says_barred(self, device: Device) -> bool {
        let words = self.peek(|view| barred(view, device));
        if let Some(words) = words {
            self.notices.show(words);
        }
        words.is_some()
    }

    /// Switches a device; a failed one is tried again. Returns whether it is now to be on; `None` when it may not be
    /// switched on, which is then said.
    pub(in crate::pages::room) fn toggle(self, device: Device) -> Option<bool> {
        if self.says_barred(device) {
            return None;
        }
        let on = !self.peek(|view| shown_on(device_of(view, device)));
        self.switch(device, on);
        Some(on)
    }

    /// Switches a device on or off; a failed one is tried again.
    pub(in crate::pages::room) fn switch(self, device: Device, on: bool) {
        let failed = self.peek(|view| {
            let device = device_of(view, device);
            device.wanted && device.error.is_some()
        });
        self.engine.command(if on && failed {
            Command::RetryDevices
        } else {
            switched(device, on)
        });
    }

    /// Whether there is a screen share to begin or to end: not every browser can, and only in a meeting.
    pub(in crate::pages::room) fn can_share(self) -> Memo<bool> {
        Memo::new(move |_| self.ready.get() && Engine::can_share_screen())
    }

    /// Whether the own screen is shared.
    pub(in crate::pages::room) fn shares(self) -> Memo<bool> {
        self.part(|view| view.local.screen.on)
    }

    /// Why the screen may not be shared, in words.
    pub(in crate::pages::room) fn share_barred(self) -> Memo<Option<&'static str>> {
        self.part(share_barred)
    }

    /// Shares the screen, or stops. To be called from a click or a key: browsers want one.
    pub(in crate::pages::room) fn toggle_share(self) {
        if !Engine::can_share_screen() {
            self.notices.show("This browser cannot share the screen");
        } else if let Some(words) = self.peek(share_barred) {
            self.notices.show(words);
        } else {
            self.engine
                .command(if self.peek(|view| view.local.screen.on) {
                    Command::StopSharing
                } else {
                    Command::ShareScreen
                });
        }
    }

    /// Raises the own hand, or lowers it.
    pub(in crate::pages::room) fn toggle_hand(self) {
        let raised = self.peek(|view| view.hand.is_none());
        self.engine.command(Command::SetHand { raised });
    }

    /// Whether the person may do something: what they may not is not offered to them.
    pub(in crate::pages::room) fn may(self, action: Action) -> Memo<bool> {
        self.part(move |view| may(view, action))
    }

    /// Leaves; the host is asked first.
    pub(in crate::pages::room) fn leave(self) {
        if self.peek(|view| view.role == Some(Role::Host)) {
            self.dialogs().leave.set(true);
        } else {
            self.engine.command(Command::Leave);
        }
    }

    /// Copies the meeting's address and says so.
    pub(in crate::pages::room) fn copy_link(self) {
        self.copy(self.link(), "Link copied");
    }

    /// Copies the meeting's code and says so.
    pub(in crate::pages::room) fn copy_code(self) {
        let code = self.code.with_value(ToString::to_string);
        self.copy(code, "Meeting code copied");
    }

    /// Puts the numbers of the connection on the clipboard.
    pub(in crate::pages::room) fn copy_report(self, report: String) {
        self.copy(report, "Report copied");
    }

    fn copy(self, text: String, done: &'static str) {
        dom::copy_text(text.clone(), move |copied| {
            if copied {
                self.notices.show(done);
            } else {
                self.notices
                    .show(format!("The browser did not let Parley copy: {text}"));
            }
        });
    }

    /// The address to give to others: the one by which the person came.
    pub(in crate::pages::room) fn link(self) -> String {
        format!("{}{}", dom::origin(), self.path())
    }

    /// The path of this page.
    pub(in crate::pages::room) fn path(self) -> String {
        self.address.with_value(crate::paths::meeting_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::room::fixtures::in_meeting;

    #[test]
    fn a_screen_that_is_shared_can_be_stopped_whatever_the_rules_say() {
        let mut view = in_meeting(&[]);
        assert_eq!(share_barred(&view), None);
        view.may_share = false;
        assert_eq!(
            share_barred(&view),
            Some("The host has switched off screen sharing")
        );
        view.local.screen.on = true;
        assert_eq!(share_barred(&view), None);
    }

    #[test]
    fn t061_what_hosts_do_is_offered_to_them_and_co_hosts_and_to_nobody_else() {
        let mut view = in_meeting(&[]);
        let mut offered = |role, action| {
            view.role = role;
            may(&view, action)
        };
        for action in [Action::SetRules, Action::MuteAll, Action::LowerHand] {
            assert!(offered(Some(Role::Host), action), "{action:?}");
            assert!(offered(Some(Role::CoHost), action), "{action:?}");
            for role in [Some(Role::Participant), Some(Role::Guest), None] {
                assert!(!offered(role, action), "{action:?} {role:?}");
            }
        }
        assert!(offered(Some(Role::Host), Action::End));
        assert!(!offered(Some(Role::CoHost), Action::End));
    }

    #[test]
    fn what_the_host_switched_off_cannot_be_switched_on() {
        let mut view = in_meeting(&[]);
        view.local.microphone.wanted = false;
        assert_eq!(barred(&view, Device::Microphone), None);
        view.may_unmute = false;
        view.may_start_video = false;
        assert_eq!(
            barred(&view, Device::Microphone),
            Some("The host has switched off unmuting")
        );
        assert_eq!(barred(&view, Device::Camera), None, "it is on");
        view.phase = Phase::Lobby;
        assert_eq!(barred(&view, Device::Microphone), None);
    }
}
