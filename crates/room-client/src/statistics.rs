//! The numbers for who wants to know them.

use crate::{Measurement, Path, SentVideo, quality::Interval};
use parley_protocol::Milliseconds;

/// What the statistics page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatisticsView {
    /// The way that media take; `None` while there is no connection, and before anything was measured.
    pub path: Option<Path>,
    /// Packets of others that did not come, in thousandths.
    pub loss: u16,
    /// How unevenly packets come.
    pub jitter: Milliseconds,
    /// Bits sent in a second.
    pub sending: u64,
    /// Bits received in a second.
    pub receiving: u64,
    /// The own camera as it is sent.
    pub video: Option<SentVideo>,
    /// The codec of the own microphone.
    pub audio_codec: Option<String>,
}

impl StatisticsView {
    pub(crate) fn new(
        before: &Measurement,
        after: &Measurement,
        length: Milliseconds,
        all: &Interval,
    ) -> Self {
        let rate = |before: u64, after: u64| after.saturating_sub(before) * 8_000 / length.0.max(1);
        Self {
            path: after.path,
            loss: all.loss(),
            jitter: all.jitter(),
            sending: rate(before.bytes_sent, after.bytes_sent),
            receiving: rate(before.bytes_received, after.bytes_received),
            video: after.video.clone(),
            audio_codec: after.audio_codec.clone(),
        }
    }
}
