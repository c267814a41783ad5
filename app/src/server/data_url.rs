//! A file that a page sends as text in a form.

use base64::{Engine as _, prelude::BASE64_STANDARD};

/// The bytes of a `data:` URL in base64, whatever it says that they are.
pub(crate) fn file_of_data_url(text: &str) -> Option<Vec<u8>> {
    let (_, file) = text.strip_prefix("data:")?.split_once(";base64,")?;
    BASE64_STANDARD.decode(file).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_stands_behind_the_comma() {
        let file = file_of_data_url("data:image/jpeg;base64,/9j/4A==");
        assert_eq!(file.as_deref(), Some(&[0xff, 0xd8, 0xff, 0xe0][..]));
        for other in [
            "",
            "data:",
            "data:image/jpeg,abc",
            "data:image/jpeg;base64,%%",
            "https://evil.example/x.png",
            "/9j/4A==",
        ] {
            assert_eq!(file_of_data_url(other), None, "{other}");
        }
    }
}
