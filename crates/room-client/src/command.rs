//! What the person wants.

use crate::{HostCommand, Reception};
use parley_protocol::{ChatMessageId, ChatText, DisplayName, MeetingPassword};

/// What the person wants.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Ask for microphone and camera, for the preview. Sent once when the page is ready.
    StartPreview,
    /// Join the meeting under this name.
    Join {
        /// The name.
        display_name: DisplayName,
        /// The password of the meeting, when the person typed one.
        password: Option<MeetingPassword>,
    },
    /// Leave the meeting, or stop waiting.
    Leave,
    /// Back to before joining, for who is no longer in the meeting or did not get in.
    ReturnToLobby,
    /// Switch the microphone on or off.
    SetMicrophone {
        /// On.
        on: bool,
    },
    /// Switch the camera on or off.
    SetCamera {
        /// On.
        on: bool,
    },
    /// Use this microphone from now on.
    ChooseMicrophone {
        /// `deviceId` of the browser.
        device: String,
    },
    /// Use this camera from now on.
    ChooseCamera {
        /// `deviceId` of the browser.
        device: String,
    },
    /// Share the screen: the browser asks the person what of it. To be sent from a click.
    ShareScreen,
    /// Stop sharing the screen.
    StopSharing,
    /// Try again to get the devices that are wanted and failed.
    RetryDevices,
    /// Write to everybody.
    SendChat {
        /// A fresh random id.
        id: ChatMessageId,
        /// What.
        text: ChatText,
    },
    /// Raise or lower the own hand.
    SetHand {
        /// Up.
        raised: bool,
    },
    /// "Not now" to a host who asks to unmute or to switch on the camera.
    DismissAsk,
    /// Something for who runs the meeting.
    Host(HostCommand),
    /// Receive this much from now on.
    SetReception(Reception),
    /// Tell others no address of this browser, or tell it again: of two people both come from the media router, and
    /// direct connections that are made from now on go through a relay (TURN) or not at all.
    SetHidesAddress(bool),
    /// Do not wait for the next try: connect now.
    ReconnectNow,
}
