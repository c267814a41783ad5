//! Sending a picture as it is, instead of as text in a form.

use crate::error::{AccountField, AccountProblem, AppError, FieldProblem};
use leptos::{prelude::*, server_fn::Bytes, wasm_bindgen::JsCast};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestInit, Response};

const ADDRESS: &str = "/api/change_picture";

/// Sends what stands in a `data:` URL; answers the new picture's name.
pub(super) async fn send(square: &str) -> Result<String, AppError> {
    let response = request(square).await.map_err(|_| AppError::Unreachable)?;
    let status = response.status();
    let wait = response.headers().get("retry-after").ok().flatten();
    let body = text_of(&response)
        .await
        .map_err(|_| AppError::Unreachable)?;
    answer(status, wait.as_deref(), body)
}

async fn request(square: &str) -> Result<Response, JsValue> {
    let file = square.split_once(',').map_or("", |(_, file)| file);
    // Each character of it is one byte.
    let bytes: Vec<u8> = window()
        .atob(file)?
        .chars()
        .map(|character| u8::try_from(u32::from(character)).unwrap_or_default())
        .collect();
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(&js_sys::Uint8Array::from(bytes.as_slice()));
    let sent = window().fetch_with_str_and_init(ADDRESS, &init);
    JsFuture::from(sent).await?.dyn_into()
}

async fn text_of(response: &Response) -> Result<String, JsValue> {
    let text = JsFuture::from(response.text()?).await?;
    Ok(text.as_string().unwrap_or_default())
}

/// Layers before the handler refuse in plain words, so that the status counts.
fn answer(status: u16, wait: Option<&str>, body: String) -> Result<String, AppError> {
    match status {
        200 => Ok(body),
        401 => Err(AppError::SignedOut),
        413 => {
            let problem = FieldProblem::new(AccountField::Picture, AccountProblem::TooLong);
            Err(AppError::Form(vec![problem]))
        }
        429 => {
            let seconds = wait.and_then(|wait| wait.parse().ok()).unwrap_or(60);
            Err(AppError::TooOften { seconds })
        }
        503 => Err(AppError::TryLater),
        _ => Err(AppError::de(Bytes::from(body))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16, body: &str) -> AppError {
        answer(status, Some("7"), body.to_owned()).unwrap_err()
    }

    #[test]
    fn an_answer_is_a_name_or_what_is_wrong() {
        let fine = answer(200, None, "a7".to_owned());
        assert_eq!(fine, Ok("a7".to_owned()));
        let kind = FieldProblem::new(AccountField::Picture, AccountProblem::Form);
        let kind = AppError::Form(vec![kind]);
        let body = String::from_utf8(kind.ser().to_vec()).unwrap();
        assert_eq!(refused(422, &body), kind);
        let words = crate::text::app_error(&refused(413, "too large"));
        assert_eq!(words, "The picture is larger than 5 MB.");
        assert_eq!(refused(429, ""), AppError::TooOften { seconds: 7 });
        assert_eq!(refused(401, ""), AppError::SignedOut);
        assert_eq!(refused(503, ""), AppError::TryLater);
        assert_eq!(refused(500, "<html>"), AppError::Ours);
    }
}
