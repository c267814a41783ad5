//! What is said about microphone and camera, one sentence for every state.

pub(super) use crate::text::devices::{Device, error_words};
use parley_room_client::{DeviceError, DeviceView, LocalMediaView};

/// What the person can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Remedy {
    /// Read how to allow it in this browser.
    HowToAllow,
    /// Ask for the device again.
    TryAgain,
}

/// A sentence about a device, with what can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DeviceNotice {
    /// The sentence.
    pub(super) words: &'static str,
    /// The button beside it.
    pub(super) remedy: Option<Remedy>,
}

/// What stands in the preview about the camera and, under it, about the microphone. Where one way out is enough for
/// both, it stands after the words of both.
pub(super) fn device_notices(
    local: &LocalMediaView,
) -> (Option<DeviceNotice>, Option<DeviceNotice>) {
    let (mut camera, microphone) = (preview_notice(local), microphone_notice(local));
    if let (Some(camera), Some(microphone)) = (&mut camera, &microphone)
        && camera.remedy == microphone.remedy
    {
        camera.remedy = None;
    }
    (camera, microphone)
}

/// What stands in the preview in place of the picture; `None` while there is a picture.
fn preview_notice(local: &LocalMediaView) -> Option<DeviceNotice> {
    let camera = &local.camera;
    let asking = camera.asking || (local.microphone.asking && !camera.on);
    if asking {
        return Some(plain(
            "Allow the camera and microphone in the browser window.",
        ));
    }
    if !camera.wanted {
        return Some(plain("Your camera is off"));
    }
    camera
        .error
        .map(|error| before_joining(Device::Camera, error))
}

/// What stands in the preview about the microphone. Nothing when the camera's sentence says it all.
fn microphone_notice(local: &LocalMediaView) -> Option<DeviceNotice> {
    let microphone = &local.microphone;
    let error = microphone.error.filter(|_| microphone.wanted)?;
    let camera = local.camera.error.filter(|_| local.camera.wanted);
    if microphone.asking {
        return None;
    }
    let notice = before_joining(Device::Microphone, error);
    match camera {
        Some(DeviceError::InsecurePage | DeviceError::Unsupported) if camera == Some(error) => None,
        _ => Some(notice),
    }
}

fn plain(words: &'static str) -> DeviceNotice {
    DeviceNotice {
        words,
        remedy: None,
    }
}

fn before_joining(device: Device, error: DeviceError) -> DeviceNotice {
    let words = match (error, device) {
        (DeviceError::NotFound, Device::Camera) => "No camera found. You can join without one.",
        (DeviceError::NotFound, Device::Microphone) => {
            "No microphone found. You can join to listen."
        }
        (error, device) => error_words(device, error),
    };
    let remedy = match error {
        DeviceError::BlockedByBrowser => Some(Remedy::HowToAllow),
        DeviceError::BlockedBySystem | DeviceError::NotFound | DeviceError::InUse => {
            Some(Remedy::TryAgain)
        }
        DeviceError::Unusable | DeviceError::InsecurePage | DeviceError::Unsupported => None,
    };
    DeviceNotice { words, remedy }
}

/// Whether a device's button shows "on": it runs, or is about to.
pub(super) fn shown_on(device: &DeviceView) -> bool {
    device.wanted && device.error.is_none()
}

/// What a button says that a press will do.
pub(super) fn toggle_label(device: Device, on: bool) -> &'static str {
    match (device, on) {
        (Device::Microphone, true) => "Mute microphone",
        (Device::Microphone, false) => "Unmute microphone",
        (Device::Camera, true) => "Turn off camera",
        (Device::Camera, false) => "Turn on camera",
    }
}

/// Why a device may not be switched on in this meeting.
pub(super) fn barred_words(device: Device) -> &'static str {
    match device {
        Device::Microphone => "The host has switched off unmuting",
        Device::Camera => "The host has switched off cameras",
    }
}

/// What is announced after a shortcut.
pub(super) fn toggled_words(device: Device, on: bool) -> &'static str {
    match (device, on) {
        (Device::Microphone, true) => "Microphone on",
        (Device::Microphone, false) => "Microphone off",
        (Device::Camera, true) => "Camera on",
        (Device::Camera, false) => "Camera off",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::room::view_parts::empty_view;

    fn local(microphone: Option<DeviceError>, camera: Option<DeviceError>) -> LocalMediaView {
        let mut local = empty_view().local;
        local.microphone.error = microphone;
        local.microphone.on = microphone.is_none();
        local.camera.error = camera;
        local.camera.on = camera.is_none();
        local
    }

    #[test]
    fn a_picture_needs_no_words() {
        assert_eq!(preview_notice(&local(None, None)), None);
        assert_eq!(microphone_notice(&local(None, None)), None);
    }

    #[test]
    fn every_reason_has_its_own_words_and_remedy() {
        let notice = |error| preview_notice(&local(None, Some(error))).unwrap();
        let blocked = notice(DeviceError::BlockedByBrowser);
        assert_eq!(blocked.words, "Your browser blocks the camera.");
        assert_eq!(blocked.remedy, Some(Remedy::HowToAllow));
        let system = notice(DeviceError::BlockedBySystem);
        assert!(system.words.starts_with("Your system blocks the camera."));
        assert_eq!(system.remedy, Some(Remedy::TryAgain));
        let missing = notice(DeviceError::NotFound);
        assert_eq!(missing.words, "No camera found. You can join without one.");
        assert_eq!(missing.remedy, Some(Remedy::TryAgain));
        assert_eq!(notice(DeviceError::Unusable).remedy, None);
    }

    #[test]
    fn asking_and_off_come_before_errors() {
        let mut asking = local(None, Some(DeviceError::BlockedByBrowser));
        asking.camera.asking = true;
        assert_eq!(
            preview_notice(&asking).unwrap().words,
            "Allow the camera and microphone in the browser window."
        );
        let mut off = local(None, Some(DeviceError::InUse));
        off.camera.wanted = false;
        assert_eq!(preview_notice(&off).unwrap().words, "Your camera is off");
    }

    #[test]
    fn the_microphone_speaks_up_unless_the_camera_has_said_it() {
        let both = local(
            Some(DeviceError::InsecurePage),
            Some(DeviceError::InsecurePage),
        );
        assert_eq!(microphone_notice(&both), None);
        let missing = microphone_notice(&local(Some(DeviceError::NotFound), None)).unwrap();
        assert_eq!(missing.remedy, Some(Remedy::TryAgain));
        assert_eq!(
            missing.words,
            "No microphone found. You can join to listen."
        );
        let mut muted = local(Some(DeviceError::NotFound), None);
        muted.microphone.wanted = false;
        assert_eq!(microphone_notice(&muted), None);
    }

    #[test]
    fn one_way_out_for_both_stands_after_the_words_of_both() {
        let blocked = Some(DeviceError::BlockedByBrowser);
        let (camera, microphone) = device_notices(&local(blocked, blocked));
        assert_eq!(camera, Some(plain("Your browser blocks the camera.")));
        let microphone = microphone.unwrap();
        assert_eq!(microphone.words, "Your browser blocks the microphone.");
        assert_eq!(microphone.remedy, Some(Remedy::HowToAllow));
        let (camera, microphone) = device_notices(&local(Some(DeviceError::NotFound), blocked));
        assert_eq!(camera.unwrap().remedy, Some(Remedy::HowToAllow));
        assert_eq!(microphone.unwrap().remedy, Some(Remedy::TryAgain));
    }

    #[test]
    fn a_failed_device_is_shown_as_off_so_that_a_press_tries_again() {
        let local = local(Some(DeviceError::NotFound), None);
        assert!(!shown_on(&local.microphone));
        assert!(shown_on(&local.camera));
        assert_eq!(toggle_label(Device::Microphone, false), "Unmute microphone");
        assert_eq!(toggle_label(Device::Camera, true), "Turn off camera");
    }
}
