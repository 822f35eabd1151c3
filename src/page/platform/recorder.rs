//! Videos of a canvas, recorded as it is drawn on.

use js_sys::{Array, Date, Promise, Reflect};
use leptos::prelude::{document, window};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobEvent, BlobPropertyBag, HtmlCanvasElement, MediaRecorder, MediaRecorderOptions};

use crate::page::platform::bitmap::Bitmap;
use crate::page::platform::canvas::context;
use facegan_core::animation::enlargement;

/// Narrower pictures are enlarged, since a video's compression blurs small pixels.
const LEAST_WIDTH: usize = 512;
/// High enough for the noise that an untrained netG draws.
const BITS_PER_SECOND: u32 = 8_000_000;

/// A kind of video file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VideoFormat {
    mime: &'static str,
    /// The name shown to people.
    pub name: &'static str,
    /// The file's ending.
    pub ending: &'static str,
}

/// Every kind that a browser may record, those that most programs play first.
const FORMATS: [VideoFormat; 5] = [
    VideoFormat { mime: "video/mp4;codecs=avc1.640028", name: "MP4", ending: "mp4" },
    VideoFormat { mime: "video/mp4;codecs=avc1", name: "MP4", ending: "mp4" },
    VideoFormat { mime: "video/webm;codecs=vp9", name: "WebM", ending: "webm" },
    VideoFormat { mime: "video/webm", name: "WebM", ending: "webm" },
    VideoFormat { mime: "video/mp4", name: "MP4", ending: "mp4" },
];

impl VideoFormat {
    /// The first kind that this browser records, if it records any.
    pub fn supported() -> Option<Self> {
        let has = |object: &JsValue, name: &str| Reflect::has(object, &name.into()).unwrap_or_default();
        let canvas = document().create_element("canvas").ok()?;
        if !has(&window(), "MediaRecorder") || !has(&canvas, "captureStream") {
            return None;
        }
        FORMATS.into_iter().find(|format| MediaRecorder::is_type_supported(format.mime))
    }
}

/// A recording under way.
pub struct Recorder {
    canvas: HtmlCanvasElement,
    recorder: MediaRecorder,
    format: VideoFormat,
    parts: Array,
    _on_data: Closure<dyn FnMut(BlobEvent)>,
}

impl Recorder {
    /// Begins a recording of pictures of this size.
    ///
    /// # Errors
    /// The browser's exception.
    pub fn start(format: VideoFormat, (width, height): (usize, usize)) -> Result<Self, JsValue> {
        let times = enlargement(width, LEAST_WIDTH);
        let canvas: HtmlCanvasElement = document().create_element("canvas")?.unchecked_into();
        canvas.set_width((width * times) as u32);
        canvas.set_height((height * times) as u32);
        context(&canvas)?.set_image_smoothing_enabled(false);
        let options = MediaRecorderOptions::new();
        options.set_mime_type(format.mime);
        options.set_video_bits_per_second(BITS_PER_SECOND);
        let stream = canvas.capture_stream()?;
        let recorder = MediaRecorder::new_with_media_stream_and_media_recorder_options(&stream, &options)?;
        let parts = Array::new();
        let recorded = parts.clone();
        let on_data = Closure::<dyn FnMut(BlobEvent)>::new(move |event: BlobEvent| {
            if let Some(part) = event.data() {
                recorded.push(&part);
            }
        });
        recorder.set_ondataavailable(Some(on_data.as_ref().unchecked_ref()));
        recorder.start()?;
        Ok(Self { canvas, recorder, format, parts, _on_data: on_data })
    }

    /// Shows a picture from now on.
    ///
    /// # Errors
    /// The browser's exception.
    pub fn show(&self, picture: &Bitmap) -> Result<(), JsValue> {
        picture.fill(&self.canvas)
    }

    /// Ends the recording and returns it.
    ///
    /// # Errors
    /// The browser's exception.
    pub async fn finish(self) -> Result<Blob, JsValue> {
        let stopped = Promise::new(&mut |resolve, reject| {
            self.recorder.set_onstop(Some(&resolve));
            self.recorder.set_onerror(Some(&reject));
        });
        self.recorder.stop()?;
        JsFuture::from(stopped).await?;
        let options = BlobPropertyBag::new();
        options.set_type(self.format.mime);
        Blob::new_with_blob_sequence_and_options(&self.parts, &options)
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.recorder.set_ondataavailable(None);
        // Fails only where it has stopped already.
        let _ = self.recorder.stop();
    }
}

/// Waits until a moment, in milliseconds since 1970.
pub async fn wait_until(moment: f64) {
    let left = (moment - Date::now()).max(0.0) as i32;
    let passed = Promise::new(&mut |resolve, _| {
        // Cannot fail: the handler is a function.
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, left);
    });
    // The promise is only ever resolved, by the timer.
    let _ = JsFuture::from(passed).await;
}
