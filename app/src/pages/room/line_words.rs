//! How good connections are, and their numbers, in words.

use parley_room_client::{
    Path, QualityLevel, QualityReason, QualityView, ReceptionQuality, SentVideo, StatisticsView,
};

/// The name of a level, as attributes and accessible names have it.
pub(super) fn level_name(level: QualityLevel) -> &'static str {
    match level {
        QualityLevel::Good => "good",
        QualityLevel::Fair => "fair",
        QualityLevel::Poor => "poor",
    }
}

/// Why a connection is not good.
pub(super) fn reason_words(reason: QualityReason) -> &'static str {
    match reason {
        QualityReason::Loss => "Parts of sound and picture get lost",
        QualityReason::Delay => "Sound and picture come late",
        QualityReason::Jitter => "Sound and picture come unevenly",
        QualityReason::Freezes => "The picture stands still at times",
        QualityReason::Bandwidth => "The line is too slow for a sharp picture",
    }
}

/// What is said when the person's own line is bad.
pub(super) fn unstable_words(line: QualityView) -> Option<String> {
    let poor = line.level == QualityLevel::Poor;
    let reason = line.reason.map(reason_words);
    poor.then(|| match reason {
        Some(reason) => format!("Your connection is unstable. {reason}."),
        None => "Your connection is unstable.".to_owned(),
    })
}

/// Tone and words of the badge above the statistics.
pub(super) fn line_badge(line: QualityView, path: Option<Path>) -> (&'static str, &'static str) {
    match (path, line.level) {
        (None, _) => ("neutral", "Not connected"),
        (Some(_), QualityLevel::Good) => ("success", "Good connection"),
        (Some(_), QualityLevel::Fair) => ("warning", "Fair connection"),
        (Some(_), QualityLevel::Poor) => ("danger", "Your connection is unstable"),
    }
}

/// The choices of "Receive quality", by the value in the form.
pub(super) const QUALITIES: [(ReceptionQuality, &str, &str); 4] = [
    (ReceptionQuality::Automatic, "automatic", "Automatic"),
    (ReceptionQuality::High, "high", "High"),
    (ReceptionQuality::Standard, "standard", "Standard"),
    (ReceptionQuality::AudioOnly, "audio-only", "Audio only"),
];

/// The statistics, each with its name.
pub(super) fn statistics_rows(statistics: &StatisticsView) -> [(&'static str, String); 9] {
    let path = statistics.path;
    let unknown = || "Not known yet".to_owned();
    let measured = |words: String| path.map_or_else(unknown, |_| words);
    let round_trip = path.and_then(|path| path.round_trip);
    [
        (
            "Round trip",
            round_trip.map_or_else(unknown, |time| format!("{} ms", time.0)),
        ),
        ("Packet loss", measured(tenths_words(statistics.loss))),
        ("Jitter", measured(format!("{} ms", statistics.jitter.0))),
        ("Sending", measured(rate_words(statistics.sending))),
        ("Receiving", measured(rate_words(statistics.receiving))),
        ("Route", path.map_or_else(|| "None".to_owned(), route_words)),
        ("Your video", video_words(statistics.video.as_ref())),
        (
            "Your audio",
            statistics
                .audio_codec
                .as_deref()
                .map_or_else(|| "Not sent".to_owned(), codec_words),
        ),
        ("Encryption", "On the way (DTLS-SRTP)".to_owned()),
    ]
}

/// All of it as a text to be sent to somebody.
pub(super) fn statistics_report(statistics: &StatisticsView) -> String {
    let rows = statistics_rows(statistics);
    let lines = rows.iter().map(|(name, value)| format!("{name}: {value}"));
    lines.collect::<Vec<_>>().join("\n")
}

fn tenths_words(thousandths: u16) -> String {
    format!("{}.{} %", thousandths / 10, thousandths % 10)
}

fn rate_words(bits: u64) -> String {
    if bits < 1_000_000 {
        format!("{} kbit/s", bits / 1000)
    } else {
        format!("{}.{} Mbit/s", bits / 1_000_000, bits / 100_000 % 10)
    }
}

fn route_words(path: Path) -> String {
    let to = if path.to_router {
        "Through the server"
    } else {
        "Direct"
    };
    let protocol = if path.tcp { "TCP" } else { "UDP" };
    let relay = if path.relayed { ", relayed" } else { "" };
    format!("{to}, {protocol}{relay}")
}

fn video_words(video: Option<&SentVideo>) -> String {
    let Some(video) = video else {
        return "Not sent".to_owned();
    };
    let size = format!(
        "{} × {}, {} fps",
        video.width, video.height, video.frames_per_second
    );
    match &video.codec {
        Some(codec) => format!("{size}, {}", codec_words(codec)),
        None => size,
    }
}

/// What people call a codec, whichever way a browser writes it.
fn codec_words(name: &str) -> String {
    match name.to_ascii_lowercase().as_str() {
        "opus" => "Opus".to_owned(),
        // Sound that is sent twice (RFC 2198).
        "red" => "Opus, sent twice (RED)".to_owned(),
        _ => name.to_ascii_uppercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use parley_protocol::Milliseconds;

    fn quality(level: QualityLevel, reason: Option<QualityReason>) -> QualityView {
        QualityView { level, reason }
    }

    #[test]
    fn only_a_poor_line_is_called_unstable() {
        let loss = Some(QualityReason::Loss);
        assert_eq!(unstable_words(quality(QualityLevel::Good, None)), None);
        assert_eq!(unstable_words(quality(QualityLevel::Fair, loss)), None);
        assert_eq!(
            unstable_words(quality(QualityLevel::Poor, loss)).as_deref(),
            Some("Your connection is unstable. Parts of sound and picture get lost.")
        );
    }

    #[test]
    fn nothing_is_claimed_before_it_is_measured() {
        let rows = statistics_rows(&StatisticsView::default());
        assert_eq!(rows[0], ("Round trip", "Not known yet".to_owned()));
        assert_eq!(rows[1], ("Packet loss", "Not known yet".to_owned()));
        assert_eq!(rows[5], ("Route", "None".to_owned()));
        assert_eq!(rows[6], ("Your video", "Not sent".to_owned()));
        let good = quality(QualityLevel::Good, None);
        assert_eq!(line_badge(good, None), ("neutral", "Not connected"));
        let path = Some(Path::default());
        assert_eq!(line_badge(good, path), ("success", "Good connection"));
    }

    #[test]
    fn codecs_are_called_as_people_call_them() {
        let said = ["opus", "OPUS", "vp8", "VP8", "h264", "red"].map(codec_words);
        let expected = [
            "Opus",
            "Opus",
            "VP8",
            "VP8",
            "H264",
            "Opus, sent twice (RED)",
        ];
        assert_eq!(said, expected);
    }

    #[test]
    fn numbers_have_their_units() {
        let statistics = StatisticsView {
            path: Some(Path {
                round_trip: Some(Milliseconds(38)),
                to_router: true,
                relayed: false,
                tcp: true,
            }),
            loss: 12,
            jitter: Milliseconds(6),
            sending: 640_000,
            receiving: 5_430_000,
            video: Some(SentVideo {
                width: 1280,
                height: 720,
                frames_per_second: 30,
                codec: Some("VP8".to_owned()),
                ..SentVideo::default()
            }),
            audio_codec: Some("opus".to_owned()),
        };
        let report = statistics_report(&statistics);
        for line in [
            "Round trip: 38 ms",
            "Packet loss: 1.2 %",
            "Jitter: 6 ms",
            "Sending: 640 kbit/s",
            "Receiving: 5.4 Mbit/s",
            "Route: Through the server, TCP",
            "Your video: 1280 × 720, 30 fps, VP8",
            "Your audio: Opus",
        ] {
            assert!(
                report.lines().any(|said| said == line),
                "{line} in {report}"
            );
        }
    }
}
