//! A small HTTP client that sends exactly what a test says, also what no library would send.

use crate::soon;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use std::net::SocketAddr;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// A request to be sent.
#[derive(Clone, Debug)]
pub struct HttpRequest {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl HttpRequest {
    /// A request without headers of its own.
    pub fn new(method: &str, path: &str) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sends a form, as leptos calls its server functions.
    #[must_use]
    pub fn form(mut self, body: &str) -> Self {
        self.body = body.as_bytes().to_vec();
        self.header("content-type", "application/x-www-form-urlencoded")
    }

    /// Sends JSON, as programs call the API.
    #[must_use]
    pub fn json(mut self, body: &serde_json::Value) -> Self {
        self.body = body.to_string().into_bytes();
        self.header("content-type", "application/json")
    }

    /// Sends bytes as they are.
    #[must_use]
    pub fn bytes(mut self, body: Vec<u8>) -> Self {
        self.body = body;
        self
    }

    /// Sends it and reads the whole answer.
    ///
    /// # Panics
    /// When there is no answer.
    pub async fn send(self, address: SocketAddr) -> HttpResponse {
        let headers: String = self
            .headers
            .iter()
            .map(|(name, value)| [name, ": ", value, "\r\n"].concat())
            .collect();
        let (method, path, length) = (&self.method, &self.path, self.body.len());
        let has_host = self.headers.iter().any(|(name, _)| name == "host");
        let host = if has_host {
            String::new()
        } else {
            format!("host: {address}\r\n")
        };
        let text = format!(
            "{method} {path} HTTP/1.1\r\n{host}{headers}\
             content-length: {length}\r\nconnection: close\r\n\r\n"
        );
        let mut bytes = text.into_bytes();
        bytes.extend(self.body);
        HttpResponse::parse(&raw_exchange(address, &bytes).await)
    }
}

/// Sends bytes and reads until the other end closes.
///
/// # Panics
/// When there is no connection, or it does not end.
pub async fn raw_exchange(address: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    let exchange = async {
        let mut stream = TcpStream::connect(address).await.expect("it listens");
        // The other end may refuse and close before everything is sent.
        drop(stream.write_all(bytes).await);
        let mut answer = Vec::new();
        drop(stream.read_to_end(&mut answer).await);
        answer
    };
    soon("the end of the answer", exchange).await
}

/// An answer.
#[derive(Clone, Debug)]
pub struct HttpResponse {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body as text.
    pub body: String,
    /// Its body as it came.
    pub bytes: Vec<u8>,
}

impl HttpResponse {
    /// A header as text, empty when it is not there.
    ///
    /// # Panics
    /// When it is not ASCII.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| {
            value.to_str().expect("headers of ours are ASCII")
        })
    }

    fn parse(bytes: &[u8]) -> Self {
        let head_end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
        let raw = head_end.map_or(&[][..], |end| &bytes[end + 4..]);
        let text = String::from_utf8_lossy(bytes);
        let (head, body) = text.split_once("\r\n\r\n").expect("an answer has headers");
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1));
        let status = status.and_then(|status| status.parse().ok());
        let mut headers = HeaderMap::new();
        for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
            let name: HeaderName = name.parse().expect("a header's name");
            headers.append(
                name,
                HeaderValue::from_str(value).expect("a header's value"),
            );
        }
        let chunked = headers.get("transfer-encoding").is_some();
        Self {
            status: status.expect("an answer has a status"),
            body: if chunked {
                unchunked(body)
            } else {
                body.to_owned()
            },
            headers,
            bytes: raw.to_vec(),
        }
    }
}

fn unchunked(mut body: &str) -> String {
    let mut whole = String::new();
    while let Some((length, rest)) = body.split_once("\r\n") {
        let length = usize::from_str_radix(length.trim(), 16).unwrap_or_default();
        match (length, rest.get(..length)) {
            (0, _) | (_, None) => break,
            (_, Some(chunk)) => whole.push_str(chunk),
        }
        body = rest[length..].trim_start_matches("\r\n");
    }
    whole
}
