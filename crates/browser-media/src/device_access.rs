//! Asks the browser for a microphone, a camera, or both at once, and for a screen.

use crate::{device_error::device_error, device_list::media_devices, timers::window};
use js_sys::{JSON, Promise, Reflect};
use parley_room_client::{AcquireId, DeviceError};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MediaDevices, MediaStream};

const MICROPHONE: &str =
    r#""echoCancellation":true,"noiseSuppression":true,"autoGainControl":true"#;
const CAMERA: &str = r#""width":{"ideal":1280},"height":{"ideal":720},"frameRate":{"ideal":30}"#;

/// At most 15 pictures a second: what is shared is read more than watched. The own tab is not offered: it would show
/// itself in itself.
const SCREEN: &str = r#"{"audio":false,"selfBrowserSurface":"exclude","surfaceSwitching":"include",
    "video":{"width":{"max":1920},"height":{"max":1080},"frameRate":{"max":15}}}"#;

/// What an own track carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Microphone,
    Camera,
    Screen,
}

/// One request of the room client.
pub(crate) struct Request {
    pub(crate) kind: Kind,
    pub(crate) acquire: AcquireId,
    /// The wanted device; `None` for the browser's choice.
    pub(crate) device: Option<String>,
}

/// Asks for all that is requested, at most one of each kind, as one question to the person.
pub(crate) async fn get_user_media(requests: &[&Request]) -> Result<MediaStream, DeviceError> {
    let constraints =
        JSON::parse(&constraints_json(requests)).expect("the text is made to be JSON");
    let promise = devices()?.get_user_media_with_constraints(constraints.unchecked_ref());
    stream(promise).await
}

/// Asks for a screen, a window or a tab; the person chooses. The question is asked before this returns: browsers refuse
/// it when no click is being handled.
pub(crate) fn get_display_media() -> impl Future<Output = Result<MediaStream, DeviceError>> {
    let constraints = JSON::parse(SCREEN).expect("the text is JSON");
    let asked = devices()
        .map(|devices| devices.get_display_media_with_constraints(constraints.unchecked_ref()));
    async move { stream(asked?).await }
}

/// Whether the browser can share a screen; those of telephones cannot.
pub(crate) fn can_share_screen() -> bool {
    media_devices()
        .and_then(|devices| Reflect::has(&devices, &"getDisplayMedia".into()).ok())
        .unwrap_or(false)
}

fn devices() -> Result<MediaDevices, DeviceError> {
    media_devices().ok_or_else(|| {
        if window().is_secure_context() {
            DeviceError::Unsupported
        } else {
            DeviceError::InsecurePage
        }
    })
}

async fn stream(promise: Result<Promise, JsValue>) -> Result<MediaStream, DeviceError> {
    let promise = promise.map_err(|error| read_error(&error))?;
    match JsFuture::from(promise).await {
        Ok(stream) => Ok(stream.unchecked_into()),
        Err(error) => Err(read_error(&error)),
    }
}

fn read_error(error: &JsValue) -> DeviceError {
    let text = |name: &str| {
        Reflect::get(error, &name.into())
            .ok()
            .and_then(|value| value.as_string())
            .unwrap_or_default()
    };
    device_error(&text("name"), &text("message"))
}

/// `MediaStreamConstraints` for what is requested.
fn constraints_json(requests: &[&Request]) -> String {
    let of_kind = |kind, always: &str| {
        let request = requests.iter().find(|request| request.kind == kind);
        match request.map(|request| &request.device) {
            None => "false".to_owned(),
            Some(None) => format!("{{{always}}}"),
            Some(Some(device)) => {
                let device = serde_json::Value::from(device.as_str());
                format!(r#"{{{always},"deviceId":{{"exact":{device}}}}}"#)
            }
        }
    };
    format!(
        r#"{{"audio":{},"video":{}}}"#,
        of_kind(Kind::Microphone, MICROPHONE),
        of_kind(Kind::Camera, CAMERA)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn request(kind: Kind, device: Option<&str>) -> Request {
        Request {
            kind,
            acquire: AcquireId(1),
            device: device.map(str::to_owned),
        }
    }

    fn asked(requests: &[&Request]) -> Value {
        serde_json::from_str(&constraints_json(requests)).unwrap()
    }

    #[test]
    fn only_what_is_wanted_is_asked_for() {
        let camera = asked(&[&request(Kind::Camera, None)]);
        assert_eq!(camera["audio"], false);
        assert_eq!(camera["video"]["width"]["ideal"], 1280);
        assert!(camera["video"].get("deviceId").is_none());
        let microphone = asked(&[&request(Kind::Microphone, None)]);
        assert_eq!(microphone["video"], false);
        assert_eq!(microphone["audio"]["echoCancellation"], true);
    }

    #[test]
    fn a_named_device_is_asked_for_by_its_exact_name() {
        let microphone = request(Kind::Microphone, Some("a \"b\""));
        let camera = request(Kind::Camera, Some("c"));
        let both = asked(&[&microphone, &camera]);
        assert_eq!(both["audio"]["deviceId"]["exact"], "a \"b\"");
        assert_eq!(both["video"]["deviceId"]["exact"], "c");
    }
}
