//! What a browser's refusal of a device means.

use parley_room_client::DeviceError;

/// Reads a `DOMException` of `getUserMedia` (W3C Media Capture and Streams 10.2). Chrome tells a refusal by the
/// operating system apart in its message only ("Permission denied by system"), Firefox by another name.
pub(crate) fn device_error(name: &str, message: &str) -> DeviceError {
    match name {
        "NotAllowedError" | "SecurityError" | "PermissionDeniedError" => {
            if message.contains("by system") {
                DeviceError::BlockedBySystem
            } else {
                DeviceError::BlockedByBrowser
            }
        }
        // Firefox: the operating system hides all devices of the kind.
        "NotFoundError" if message.contains("disallowed by the platform") => {
            DeviceError::BlockedBySystem
        }
        "NotFoundError" | "DevicesNotFoundError" => DeviceError::NotFound,
        "OverconstrainedError" | "ConstraintNotSatisfiedError" => DeviceError::Unusable,
        "TypeError" => DeviceError::Unsupported,
        // `NotReadableError`, `AbortError`, and whatever a browser invents: the device does not start.
        _ => DeviceError::InUse,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_by_the_system_is_told_apart_from_one_by_the_browser() {
        let refused = |message| device_error("NotAllowedError", message);
        assert_eq!(refused("Permission denied"), DeviceError::BlockedByBrowser);
        assert_eq!(
            refused("Permission dismissed"),
            DeviceError::BlockedByBrowser
        );
        assert_eq!(
            refused("Permission denied by system"),
            DeviceError::BlockedBySystem
        );
    }

    #[test]
    fn every_failure_has_a_meaning() {
        for (name, error) in [
            ("NotFoundError", DeviceError::NotFound),
            ("NotReadableError", DeviceError::InUse),
            ("AbortError", DeviceError::InUse),
            ("OverconstrainedError", DeviceError::Unusable),
            ("SecurityError", DeviceError::BlockedByBrowser),
            ("TypeError", DeviceError::Unsupported),
            ("SomethingNewError", DeviceError::InUse),
        ] {
            assert_eq!(device_error(name, ""), error, "{name}");
        }
    }
}
