//! An origin: scheme, host and port, in the form in which browsers send it (RFC 6454).

use std::{fmt, net::IpAddr, str::FromStr};

/// A web origin such as `https://meet.example.org`, in lower case, without the default port.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    https: bool,
    authority: String,
}

/// A text that is no origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no origin")]
pub struct OriginError;

impl Origin {
    /// `http://localhost` and a port.
    pub fn localhost(port: u16) -> Self {
        Self::plain("localhost", port)
    }

    /// `http://{host}` and a port.
    pub(crate) fn plain(host: &str, port: u16) -> Self {
        let authority = match port {
            80 => host.to_owned(),
            other => format!("{host}:{other}"),
        };
        Self {
            https: false,
            authority,
        }
    }

    /// The host, without a port.
    pub fn host(&self) -> &str {
        match self.authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
            _ => &self.authority,
        }
    }

    /// Whether it is encrypted.
    pub fn is_https(&self) -> bool {
        self.https
    }

    /// Whether it is this machine itself, by a name that is the same everywhere.
    pub(crate) fn is_loopback(&self) -> bool {
        let host = match self.authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => host,
            _ => &self.authority,
        };
        let address = host.trim_start_matches('[').trim_end_matches(']');
        host == "localhost" || address.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
    }

    /// The same place for WebSockets.
    pub fn socket(&self) -> String {
        let scheme = if self.https { "wss" } else { "ws" };
        format!("{scheme}://{}", self.authority)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.https { "https" } else { "http" };
        write!(formatter, "{scheme}://{}", self.authority)
    }
}

impl FromStr for Origin {
    type Err = OriginError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let uri: http::Uri = text.parse().map_err(|_| OriginError)?;
        let https = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(OriginError),
        };
        let authority = uri.authority().ok_or(OriginError)?;
        let bare = uri.path_and_query().is_none_or(|path| path.as_str() == "/");
        if !bare || authority.as_str().contains('@') || text.contains('#') {
            return Err(OriginError);
        }
        let host = authority.host().to_ascii_lowercase();
        let default = if https { 443 } else { 80 };
        let authority = match authority.port_u16() {
            Some(port) if port != default => format!("{host}:{port}"),
            Some(_) => host,
            None if authority.as_str().len() == host.len() => host,
            None => return Err(OriginError),
        };
        Ok(Self { https, authority })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_one_form() {
        for (text, form) in [
            ("https://Meet.Example.org", "https://meet.example.org"),
            ("https://meet.example.org:443/", "https://meet.example.org"),
            ("http://localhost:3000", "http://localhost:3000"),
            ("http://[::1]:3000", "http://[::1]:3000"),
            ("http://localhost:80", "http://localhost"),
        ] {
            assert_eq!(
                text.parse::<Origin>().map(|o| o.to_string()).as_deref(),
                Ok(form)
            );
        }
    }

    #[test]
    fn loopback_is_told_from_a_host() {
        let is_loopback = |text: &str| text.parse::<Origin>().unwrap().is_loopback();
        for text in [
            "http://localhost",
            "http://LOCALHOST:3000",
            "https://127.0.0.1:8443",
            "http://[::1]",
            "http://[::1]:3000",
        ] {
            assert!(is_loopback(text), "{text}");
        }
        for text in [
            "https://meet.example.org",
            "http://localhost.example.org:3000",
            "http://127.0.0.1.example.org",
            "http://192.168.0.1:3000",
            "http://[2001:db8::1]:3000",
        ] {
            assert!(!is_loopback(text), "{text}");
        }
    }

    #[test]
    fn anything_more_than_an_origin_is_refused() {
        for text in [
            "",
            "null",
            "localhost:3000",
            "ftp://host",
            "https://host/path",
            "https://host/?query",
            "https://user@host",
            "https://host:99999",
            "https://host:",
            "https://host#x",
        ] {
            assert!(text.parse::<Origin>().is_err(), "{text}");
        }
    }
}
