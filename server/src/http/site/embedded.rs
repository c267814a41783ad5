//! The site inside the binary (feature `embed`); `PARLEY_SITE_DIR` names its folder while building.

use axum::{body::Body, extract::Request, response::Response};
use http::{StatusCode, header};
use rust_embed::{EmbeddedFile, RustEmbed};
use std::fmt::Write as _;

#[derive(RustEmbed)]
#[folder = "$PARLEY_SITE_DIR"]
struct Files;

pub(super) fn text(path: &str) -> Option<String> {
    String::from_utf8(Files::get(path)?.data.into_owned()).ok()
}

pub(super) fn serve(request: &Request) -> Option<Response> {
    let path = request.uri().path().trim_start_matches('/');
    if path.ends_with(".br") {
        return None;
    }
    let plain = Files::get(path)?;
    let compressed = if accepts_brotli(request) {
        Files::get(&format!("{path}.br"))
    } else {
        None
    };
    let encoding = compressed.as_ref().map(|_| "br");
    let file = compressed.unwrap_or(plain);
    let tag = tag(&file);
    let mut response = Response::builder()
        .header(header::CONTENT_TYPE, content_type(path))
        .header(header::ETAG, &tag);
    if let Some(encoding) = encoding {
        response = response.header(header::CONTENT_ENCODING, encoding);
    }
    let known = request.headers().get(header::IF_NONE_MATCH);
    let body = if known.is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        response = response.status(StatusCode::NOT_MODIFIED);
        Body::empty()
    } else {
        match file.data {
            std::borrow::Cow::Borrowed(bytes) => Body::from(bytes),
            std::borrow::Cow::Owned(bytes) => Body::from(bytes),
        }
    };
    response.body(body).ok()
}

fn accepts_brotli(request: &Request) -> bool {
    request
        .headers()
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|part| {
            let mut words = part.split(';').map(str::trim);
            words.next() == Some("br") && words.next() != Some("q=0")
        })
}

fn tag(file: &EmbeddedFile) -> String {
    let hash = file.metadata.sha256_hash();
    let mut tag = hash
        .iter()
        .take(16)
        .fold(String::from("\""), |mut tag, byte| {
            write!(tag, "{byte:02x}").expect("a String takes every write");
            tag
        });
    tag.push('"');
    tag
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" => "image/jpeg",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "mp3" => "audio/mpeg",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
