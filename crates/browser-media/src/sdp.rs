//! What has to be changed in the media router's answer, because browsers offer no other way.

/// Has the browser send next to nothing while nobody speaks (`usedtx`, RFC 7587 6.1): what the other end says of Opus is
/// how it is encoded here.
pub(crate) fn with_dtx(sdp: &str) -> String {
    let opus: Vec<&str> = sdp.lines().filter_map(opus_payload).collect();
    let mut lines = Vec::new();
    for line in sdp.lines() {
        let format = line.strip_prefix("a=fmtp:");
        let payload = format.and_then(|format| format.split(' ').next());
        let is_opus = payload.is_some_and(|payload| opus.contains(&payload));
        if is_opus && !line.contains("usedtx=") {
            lines.push(format!("{line};usedtx=1"));
        } else {
            lines.push(line.to_owned());
        }
    }
    let mut changed = lines.join("\r\n");
    changed.push_str("\r\n");
    changed
}

/// The payload type of a line that names Opus.
fn opus_payload(line: &str) -> Option<&str> {
    let (payload, codec) = line.strip_prefix("a=rtpmap:")?.split_once(' ')?;
    let is_opus = codec.to_ascii_lowercase().starts_with("opus/");
    is_opus.then_some(payload)
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
}
