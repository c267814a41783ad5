//! Reading a picture into the browser.

use parley_protocol::{PictureKind, PictureRuleError, judge_picture};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, HtmlImageElement, Url};

/// The picture in a file.
pub(super) async fn read(file: &File) -> Result<HtmlImageElement, PictureRuleError> {
    let start = first_bytes(file).await.unwrap_or_default();
    judge_picture(&start, whole(file.size()))?;
    let address = Url::create_object_url_with_blob(file).map_err(|_| PictureRuleError::Kind)?;
    let picture = load(&address).await;
    // What is loaded stays; what is not is of no use.
    drop(Url::revoke_object_url(&address));
    picture
}

/// The picture at an address of ours.
pub(super) async fn load(address: &str) -> Result<HtmlImageElement, PictureRuleError> {
    let picture = decoded(address).await.map_err(|_| PictureRuleError::Kind)?;
    if picture.natural_width() == 0 || picture.natural_height() == 0 {
        return Err(PictureRuleError::Kind);
    }
    Ok(picture)
}

async fn decoded(address: &str) -> Result<HtmlImageElement, JsValue> {
    let picture = HtmlImageElement::new()?;
    picture.set_src(address);
    JsFuture::from(picture.decode()).await?;
    Ok(picture)
}

async fn first_bytes(file: &File) -> Result<Vec<u8>, JsValue> {
    let count = i32::try_from(PictureKind::START_BYTES).unwrap_or(i32::MAX);
    let start = file.slice_with_i32_and_i32(0, count)?;
    let bytes = JsFuture::from(start.array_buffer()).await?;
    Ok(js_sys::Uint8Array::new(&bytes).to_vec())
}

/// A length in JavaScript's only kind of number. One that is no length is too large.
fn whole(length: f64) -> usize {
    format!("{length:.0}").parse().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_a_whole_number() {
        assert_eq!(whole(5_242_880.0), 5_242_880);
        assert_eq!(whole(0.0), 0);
        assert_eq!(whole(f64::NAN), usize::MAX);
        assert_eq!(whole(-1.0), usize::MAX);
    }
}
