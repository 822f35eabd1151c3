//! Files of the published page that are fetched only when the person wants them.

use js_sys::Array;
use leptos::prelude::window;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, Response};

use crate::exception::describe;

/// Why a file could not be fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// There is no network, or the server is down.
    #[error("the server cannot be reached")]
    Unreachable,
    /// The server answered with this status.
    #[error("the server answered {0}")]
    Refused(u16),
    /// The answer broke off; the browser's words.
    #[error("it did not arrive as a whole ({0})")]
    Incomplete(String),
}

/// Fetches a file of the page, at an address seen from its own folder, as if the person had chosen a file of this name.
///
/// # Errors
/// When it does not arrive.
pub async fn fetch_file(address: &str, name: &str) -> Result<File, FetchError> {
    let answer = JsFuture::from(window().fetch_with_str(address)).await.map_err(|_| FetchError::Unreachable)?;
    let answer: Response = answer.unchecked_into();
    if !answer.ok() {
        return Err(FetchError::Refused(answer.status()));
    }
    body(&answer, name).await.map_err(|error| FetchError::Incomplete(describe(&error)))
}

async fn body(answer: &Response, name: &str) -> Result<File, JsValue> {
    let blob = JsFuture::from(answer.blob()?).await?;
    File::new_with_blob_sequence(&Array::of1(&blob), name)
}
