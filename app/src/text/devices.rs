//! Why a microphone or a camera cannot be had.

use parley_room_client::DeviceError;

/// Which device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    /// The microphone.
    Microphone,
    /// The camera.
    Camera,
}

const UNSUPPORTED: &str =
    "This browser cannot make video calls. Use a current Chrome, Edge, Firefox or Safari.";

/// The sentence for a device that cannot be had.
pub fn error_words(device: Device, error: DeviceError) -> &'static str {
    match (device, error) {
        (Device::Camera, DeviceError::BlockedByBrowser) => "Your browser blocks the camera.",
        (Device::Camera, DeviceError::BlockedBySystem) => {
            "Your system blocks the camera. Allow it for this browser in the system settings."
        }
        (Device::Camera, DeviceError::NotFound) => "No camera found.",
        (Device::Camera, DeviceError::InUse) => "Another app is using the camera.",
        (Device::Camera, DeviceError::Unusable) => "This camera cannot be used. Choose another.",
        (Device::Camera, DeviceError::InsecurePage) => {
            "Parley needs a secure address (https) to use the camera."
        }
        (Device::Microphone, DeviceError::BlockedByBrowser) => {
            "Your browser blocks the microphone."
        }
        (Device::Microphone, DeviceError::BlockedBySystem) => {
            "Your system blocks the microphone. Allow it for this browser in the system settings."
        }
        (Device::Microphone, DeviceError::NotFound) => "No microphone found.",
        (Device::Microphone, DeviceError::InUse) => "Another app is using the microphone.",
        (Device::Microphone, DeviceError::Unusable) => {
            "This microphone cannot be used. Choose another."
        }
        (Device::Microphone, DeviceError::InsecurePage) => {
            "Parley needs a secure address (https) to use the microphone."
        }
        (Device::Microphone | Device::Camera, DeviceError::Unsupported) => UNSUPPORTED,
    }
}
