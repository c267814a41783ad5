//! The built site: scripts, styles, fonts, icons. In a folder while developing, inside the binary in a release.
//!
//! *Invariants*: only files of the site folder are served, none whose name starts with a dot; a path with the id of
//! the build never changes its content, so that it may be kept for good, and nothing else may.

#[cfg(feature = "embed")]
mod embedded;

use axum::{body::Body, extract::Request, response::Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts};
use leptos::config::{LeptosOptions, get_configuration};
use std::path::{Path, PathBuf};
use tower::ServiceExt as _;
use tower_http::services::ServeDir;

const OUTPUT_NAME: &str = "parley";
const BUILD_ID: &str = "build-id";

/// Where the site is.
#[derive(Clone, Debug)]
pub enum Site {
    /// In a folder.
    Folder(PathBuf),
    /// In the binary.
    #[cfg(feature = "embed")]
    Embedded,
}

impl Site {
    /// The folder that `PARLEY_SITE_ROOT` or cargo-leptos names, or what is in the binary, or `target/site`.
    pub fn find() -> Self {
        let named = std::env::var_os("PARLEY_SITE_ROOT")
            .or_else(|| std::env::var_os("LEPTOS_SITE_ROOT"))
            .map(PathBuf::from);
        match named {
            Some(folder) => Self::Folder(folder),
            None => Self::built_in(),
        }
    }

    #[cfg(feature = "embed")]
    fn built_in() -> Self {
        Self::Embedded
    }

    #[cfg(not(feature = "embed"))]
    fn built_in() -> Self {
        Self::Folder(PathBuf::from("target/site"))
    }

    /// What pages must know to load their scripts: from cargo-leptos where it runs us, else by the build id.
    pub(crate) fn leptos_options(&self) -> LeptosOptions {
        if std::env::var_os("LEPTOS_SITE_PKG_DIR").is_some()
            && let Ok(file) = get_configuration(None)
        {
            return file.leptos_options;
        }
        let package = match self.build_id() {
            Some(id) => format!("pkg/{id}"),
            None => "pkg".to_owned(),
        };
        LeptosOptions::builder()
            .output_name(OUTPUT_NAME)
            .site_root(self.root().to_string_lossy().into_owned())
            .site_pkg_dir(package)
            .build()
    }

    fn root(&self) -> &Path {
        match self {
            Self::Folder(folder) => folder,
            #[cfg(feature = "embed")]
            Self::Embedded => Path::new("."),
        }
    }

    pub(crate) fn build_id(&self) -> Option<String> {
        let id = match self {
            Self::Folder(folder) => std::fs::read_to_string(folder.join(BUILD_ID)).ok()?,
            #[cfg(feature = "embed")]
            Self::Embedded => embedded::text(BUILD_ID)?,
        };
        Some(id.trim().to_owned()).filter(|id| is_plain(id))
    }

    /// The file of that path, `None` when there is none.
    pub(crate) async fn serve(&self, request: &Parts, build_id: Option<&str>) -> Option<Response> {
        let path = request.uri.path();
        if !matches!(request.method, Method::GET | Method::HEAD) || !is_servable(path) {
            return None;
        }
        let mut response = self.file(request.headers.clone(), path).await?;
        let keep = match build_id {
            Some(id) if path.starts_with(&format!("/pkg/{id}/")) => {
                "public, max-age=31536000, immutable"
            }
            _ => "no-cache",
        };
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        Some(response)
    }

    async fn file(&self, headers: HeaderMap, path: &str) -> Option<Response> {
        let mut request = Request::new(Body::empty());
        *request.uri_mut() = path.parse().ok()?;
        *request.headers_mut() = headers;
        match self {
            Self::Folder(folder) => from_folder(folder, request).await,
            #[cfg(feature = "embed")]
            Self::Embedded => embedded::serve(&request),
        }
    }
}

async fn from_folder(folder: &Path, request: Request) -> Option<Response> {
    let files = ServeDir::new(folder)
        .precompressed_br()
        .append_index_html_on_directories(false);
    let response = files.oneshot(request).await.ok()?;
    let found = matches!(
        response.status(),
        StatusCode::OK | StatusCode::NOT_MODIFIED | StatusCode::PARTIAL_CONTENT
    );
    found.then(|| response.map(Body::new))
}

/// One word that can be part of a path.
fn is_plain(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_servable(path: &str) -> bool {
    let mut segments = path.trim_start_matches('/').split('/');
    path != "/" && path != "/build-id" && segments.all(|segment| !segment.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t138_hidden_files_and_the_build_id_are_not_served() {
        for path in [
            "/.git/config",
            "/.env",
            "/pkg/.secret",
            "/../x",
            "/build-id",
            "/",
        ] {
            assert!(!is_servable(path), "{path}");
        }
        for path in ["/favicon.svg", "/pkg/1a2b/parley.js", "/fonts/inter.woff2"] {
            assert!(is_servable(path), "{path}");
        }
    }

    #[test]
    fn a_build_id_is_one_plain_word() {
        assert!(is_plain("1a2b3c"));
        for id in ["", "..", "a/b", "a b"] {
            assert!(!is_plain(id), "{id}");
        }
    }
}
