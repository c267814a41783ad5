//! The camera where there is no browser.

use parley_room_client::DeviceError;
use web_sys::HtmlVideoElement;

/// Never there.
pub(in crate::components::picture) struct PhotoCamera;

#[expect(
    clippy::unused_self,
    clippy::unused_async,
    reason = "the browser's camera has the same methods"
)]
impl PhotoCamera {
    pub(in crate::components::picture) async fn start() -> Result<Self, DeviceError> {
        Err(DeviceError::Unsupported)
    }
    pub(in crate::components::picture) fn show_in(&self, _: &HtmlVideoElement) {}
}
