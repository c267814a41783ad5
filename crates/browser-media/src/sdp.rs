//! What has to be changed in the other end's description, because browsers offer no other way.

/// Kilobits in a second with which pictures begin on a direct connection. Chromium's own 300 take half a minute to become
/// sharp on the best line. A line that carries less than this says so by its delay in the first second or two.
const START_BITRATE: u32 = 1_000;
/// The codecs that carry pictures; what else stands beside them repairs or repeats (`rtx`, `red`, `ulpfec`).
const VIDEO_CODECS: [&str; 5] = ["vp8", "vp9", "h264", "h265", "av1"];

/// Has the browser send next to nothing while nobody speaks (`usedtx`, RFC 7587 6.1): what the other end says of Opus is
/// how it is encoded here.
pub(crate) fn with_dtx(sdp: &str) -> String {
    let opus = sdp.lines().filter_map(|line| payload_of(line, &["opus"]));
    let opus: Vec<&str> = opus.collect();
    let mut lines = Vec::new();
    for line in sdp.lines() {
        let is_opus = format_payload(line).is_some_and(|payload| opus.contains(&payload));
        if is_opus && !line.contains("usedtx=") {
            lines.push(format!("{line};usedtx=1"));
        } else {
            lines.push(line.to_owned());
        }
    }
    joined(&lines)
}

/// Has Chromium begin with pictures of a usual line's size (`x-google-start-bitrate`), which it reads where it is told how
/// the other end wants to have them. Browsers that do not know it pass over it, and so does Chromium when it hears the
/// same again.
pub(crate) fn with_start_bitrate(sdp: &str) -> String {
    let mut lines = Vec::new();
    let mut section = Vec::new();
    for line in sdp.lines() {
        if line.starts_with("m=") {
            lines.extend(started(&std::mem::take(&mut section)));
        }
        section.push(line);
    }
    lines.extend(started(&section));
    joined(&lines)
}

/// A media section, or what stands before the first one, with the bitrate to start with.
fn started(section: &[&str]) -> Vec<String> {
    let is_video = section
        .first()
        .is_some_and(|line| line.starts_with("m=video "));
    let codecs: Vec<&str> = section
        .iter()
        .filter(|_| is_video)
        .filter_map(|line| payload_of(line, &VIDEO_CODECS))
        .collect();
    let described: Vec<&str> = section
        .iter()
        .filter_map(|line| format_payload(line))
        .collect();
    let mut lines = Vec::new();
    for line in section {
        let is_described = format_payload(line).is_some_and(|payload| codecs.contains(&payload));
        if is_described && !line.contains("x-google-start-bitrate=") {
            lines.push(format!("{line};x-google-start-bitrate={START_BITRATE}"));
        } else {
            lines.push((*line).to_owned());
        }
        let named = payload_of(line, &VIDEO_CODECS).filter(|named| codecs.contains(named));
        if let Some(payload) = named.filter(|named| !described.contains(named)) {
            lines.push(format!(
                "a=fmtp:{payload} x-google-start-bitrate={START_BITRATE}"
            ));
        }
    }
    lines
}

/// The payload type of a line that names one of these codecs (`a=rtpmap`).
fn payload_of<'a>(line: &'a str, codecs: &[&str]) -> Option<&'a str> {
    let (payload, codec) = line.strip_prefix("a=rtpmap:")?.split_once(' ')?;
    let (name, _) = codec.split_once('/')?;
    let is_one = codecs.iter().any(|codec| codec.eq_ignore_ascii_case(name));
    is_one.then_some(payload)
}

/// The payload type of a line that says more of one (`a=fmtp`).
fn format_payload(line: &str) -> Option<&str> {
    line.strip_prefix("a=fmtp:")?.split(' ').next()
}

fn joined(lines: &[String]) -> String {
    let mut all = lines.join("\r\n");
    all.push_str("\r\n");
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_opus_is_told_to_be_silent() {
        let sdp = "v=0\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;useinbandfec=1\r\n\
                   a=rtpmap:63 red/48000/2\r\na=fmtp:63 111/111\r\n";
        let changed = with_dtx(sdp);
        assert!(changed.contains("a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1\r\n"));
        assert!(changed.contains("a=fmtp:63 111/111\r\n"));
        assert_eq!(changed.lines().count(), sdp.lines().count());
    }

    #[test]
    fn what_says_it_already_stays_as_it_is() {
        let sdp = "a=rtpmap:111 opus/48000/2\r\na=fmtp:111 usedtx=0\r\n";
        assert_eq!(with_dtx(sdp), sdp);
    }

    /// As Chromium offers it, in short.
    const OFFER: &str = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=rtpmap:111 opus/48000/2\r\n\
        a=fmtp:111 minptime=10\r\nm=video 9 UDP/TLS/RTP/SAVPF 96 97 103 116 117\r\n\
        a=rtpmap:96 VP8/90000\r\na=rtcp-fb:96 nack\r\na=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\n\
        a=rtpmap:103 H264/90000\r\na=fmtp:103 packetization-mode=1\r\n\
        a=rtpmap:116 red/90000\r\na=rtpmap:117 ulpfec/90000\r\n";

    #[test]
    fn pictures_begin_as_a_usual_line_carries_them() {
        let changed = with_start_bitrate(OFFER);
        let vp8 = "a=rtpmap:96 VP8/90000\r\na=fmtp:96 x-google-start-bitrate=1000\r\na=rtcp-fb:96 nack\r\n";
        assert!(changed.contains(vp8), "one that had no line has one");
        let h264 = "a=fmtp:103 packetization-mode=1;x-google-start-bitrate=1000\r\n";
        assert!(
            changed.contains(h264),
            "one that had a line has a longer one"
        );
    }

    #[test]
    fn what_carries_no_pictures_of_its_own_stays_as_it_is() {
        let changed = with_start_bitrate(OFFER);
        assert_eq!(changed.matches("x-google-start-bitrate").count(), 2);
        assert!(changed.contains("a=fmtp:111 minptime=10\r\n"));
        assert!(changed.contains("a=fmtp:97 apt=96\r\n"));
        assert!(changed.contains("a=rtpmap:116 red/90000\r\na=rtpmap:117 ulpfec/90000\r\n"));
        let sound = "m=audio 9 UDP/TLS/RTP/SAVPF 96\r\na=rtpmap:96 VP8/90000\r\n";
        assert_eq!(with_start_bitrate(sound), sound);
    }

    #[test]
    fn it_is_said_once_in_each_section() {
        let once = with_start_bitrate(OFFER);
        assert_eq!(with_start_bitrate(&once), once);
        let camera_and_screen =
            format!("{OFFER}m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=rtpmap:96 VP8/90000\r\n");
        let changed = with_start_bitrate(&camera_and_screen);
        let said = "a=fmtp:96 x-google-start-bitrate=1000\r\n";
        assert_eq!(changed.matches(said).count(), 2);
    }
}
