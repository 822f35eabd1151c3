//! WebCodecs (<https://www.w3.org/TR/webcodecs/>), as far as a video needs it: web-sys has it only behind a flag of the
//! compiler.

use js_sys::{Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Compresses frames.
    pub type VideoEncoder;

    #[wasm_bindgen(constructor, catch)]
    pub fn new(callbacks: &Object) -> Result<VideoEncoder, JsValue>;

    #[wasm_bindgen(static_method_of = VideoEncoder, js_name = isConfigSupported, catch)]
    pub fn is_config_supported(config: &Object) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    pub fn configure(this: &VideoEncoder, config: &Object) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    pub fn encode(this: &VideoEncoder, frame: &VideoFrame, options: &Object) -> Result<(), JsValue>;

    #[wasm_bindgen(method, getter, js_name = encodeQueueSize)]
    pub fn queue_size(this: &VideoEncoder) -> u32;

    #[wasm_bindgen(method, catch)]
    pub fn flush(this: &VideoEncoder) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    pub fn close(this: &VideoEncoder) -> Result<(), JsValue>;

    /// A frame to compress.
    pub type VideoFrame;

    #[wasm_bindgen(constructor, catch)]
    pub fn new(data: &Uint8Array, init: &Object) -> Result<VideoFrame, JsValue>;

    #[wasm_bindgen(method)]
    pub fn close(this: &VideoFrame);

    /// A compressed frame.
    pub type EncodedVideoChunk;

    #[wasm_bindgen(method, getter, js_name = "type")]
    pub fn kind(this: &EncodedVideoChunk) -> String;

    #[wasm_bindgen(method, getter)]
    pub fn timestamp(this: &EncodedVideoChunk) -> f64;

    #[wasm_bindgen(method, getter, js_name = byteLength)]
    pub fn byte_length(this: &EncodedVideoChunk) -> u32;

    #[wasm_bindgen(method, catch, js_name = copyTo)]
    pub fn copy_to(this: &EncodedVideoChunk, bytes: &Uint8Array) -> Result<(), JsValue>;
}

/// An object with these properties.
pub fn object(properties: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in properties {
        // A plain object takes any property.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object
}
