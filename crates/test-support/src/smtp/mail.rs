//! A mail as it came in.

/// What a client handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedMail {
    /// The address of the envelope's sender.
    pub from: String,
    /// The addresses of the envelope's recipients.
    pub to: Vec<String>,
    /// Headers and body.
    pub message: String,
    /// Whether it came through TLS.
    pub encrypted: bool,
}

impl ReceivedMail {
    /// The headers, each with its folded lines joined.
    pub fn headers(&self) -> Vec<(String, String)> {
        let head = self.message.split("\r\n\r\n").next().unwrap_or_default();
        let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        let headers = unfolded.lines().filter_map(|line| line.split_once(": "));
        headers
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }

    /// The first header of this name, empty when there is none.
    pub fn header(&self, name: &str) -> String {
        let mut headers = self.headers().into_iter();
        let found = headers.find(|(other, _)| other.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value).unwrap_or_default()
    }

    /// The part with this type, such as `text/plain`, as it is read.
    ///
    /// # Panics
    /// When there is none.
    pub fn part(&self, kind: &str) -> String {
        let start = format!("Content-Type: {kind}");
        let (_, part) = self.message.split_once(&start).expect("it has this part");
        let (head, body) = part.split_once("\r\n\r\n").expect("a part has a body");
        let body = body.split("\r\n--").next().unwrap_or_default();
        if head.contains("quoted-printable") {
            readable(body)
        } else {
            assert!(!head.contains("base64"), "nothing here reads base64");
            body.to_owned()
        }
    }

    /// The six digits in the text.
    pub fn code(&self) -> Option<String> {
        let text = self.part("text/plain");
        let digits = |line: &str| -> Option<String> {
            let digits: String = line.chars().filter(|c| !c.is_whitespace()).collect();
            (digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit()))
                .then_some(digits)
        };
        text.lines().find_map(digits)
    }
}

/// Quoted-printable (RFC 2045, 6.7) undone.
fn readable(body: &str) -> String {
    let joined = body.replace("=\r\n", "");
    let mut pieces = joined.split('=');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let (code, rest) = piece.split_at_checked(2).unwrap_or((piece, ""));
        bytes.extend(u8::from_str_radix(code, 16));
        bytes.extend(rest.as_bytes());
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_read_as_its_reader_sees_it() {
        let message = "Subject: Your\r\n code\r\nContent-Type: multipart/alternative\r\n\r\n--x\r\n\
                       Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
                       caf=C3=A9 is l=\r\nong\r\n\r\n    123 456\r\n--x--\r\n";
        let mail = ReceivedMail {
            from: String::new(),
            to: Vec::new(),
            message: message.to_owned(),
            encrypted: false,
        };
        assert_eq!(mail.header("subject"), "Your code");
        assert!(mail.part("text/plain").starts_with("café is long\r\n"));
        assert_eq!(mail.code().as_deref(), Some("123456"));
    }
}
