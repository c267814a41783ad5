//! The camera for a photo, outside of meetings.

use crate::device_access::{Kind, Request, get_user_media};
use parley_room_client::{AcquireId, DeviceError};
use wasm_bindgen::JsCast;
use web_sys::{HtmlVideoElement, MediaStream, MediaStreamTrack};

/// A camera that is on. Dropped, it is off.
pub struct PhotoCamera {
    stream: MediaStream,
}

impl PhotoCamera {
    /// Asks for the camera of the browser's choice, and for nothing else.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn start() -> Result<Self, DeviceError> {
        let request = Request {
            kind: Kind::Camera,
            acquire: AcquireId(0),
            device: None,
        };
        let stream = get_user_media(&[&request]).await?;
        Ok(Self { stream })
    }

    /// Shows what it sees.
    pub fn show_in(&self, element: &HtmlVideoElement) {
        element.set_src_object(Some(&self.stream));
    }
}

impl Drop for PhotoCamera {
    fn drop(&mut self) {
        for track in self.stream.get_tracks().iter() {
            track.unchecked_into::<MediaStreamTrack>().stop();
        }
    }
}
