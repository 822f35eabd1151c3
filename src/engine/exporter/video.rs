//! Videos, compressed by the browser's encoder: every frame with its own time, however slow the machine is.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::web_codecs::{EncodedVideoChunk, VideoEncoder, VideoFrame, object};
use crate::engine::macrotask::next_macrotask;
use crate::exception::describe;
use facegan_core::images::Picture;
use facegan_store::video::{Codec, EncodedFrame, Video, i420};

/// Microseconds in a second.
const MICROSECONDS: f64 = 1e6;
/// Seconds from one key frame to the next, at which a player can begin.
const KEY_SECONDS: usize = 2;
/// Most frames that wait for the encoder.
const MOST_WAITING: u32 = 8;
/// Bits a second for each pixel and frame, and at least: enough for the noise that an untrained netG draws.
const BITS_PER_PIXEL: f64 = 0.5;
const LEAST_BITS: f64 = 1e6;
/// Most bits a second.
const MOST_BITS: f64 = 2.5e7;

/// Codecs as WebCodecs names them; those that most programs play come first.
const CODECS: [&str; 4] = ["avc1.640033", "avc1.42003e", "vp09.00.51.08", "vp8"];

/// Why there is no video.
#[derive(Debug, thiserror::Error)]
pub enum VideoError {
    #[error("this browser encodes no video of {width} × {height} pixels")]
    Unsupported { width: usize, height: usize },
    #[error("the browser’s encoder gave {given} of {frames} frames")]
    Missing { given: usize, frames: usize },
    #[error("{}", describe(.0).trim_end_matches('.'))]
    Browser(JsValue),
}

impl From<JsValue> for VideoError {
    fn from(error: JsValue) -> Self {
        Self::Browser(error)
    }
}

/// A video that grows with every frame. Ends its encoder when dropped.
pub struct VideoWriter {
    encoder: VideoEncoder,
    codec: &'static str,
    extent: (usize, usize),
    fps: u32,
    frames: usize,
    encoded: Rc<RefCell<Encoded>>,
    _callbacks: [Closure<dyn FnMut(JsValue, JsValue)>; 2],
}

/// What came from the encoder.
#[derive(Default)]
struct Encoded {
    frames: Vec<(f64, EncodedFrame)>,
    /// The decoder's configuration, which H.264 needs.
    description: Vec<u8>,
    error: Option<JsValue>,
}

impl VideoWriter {
    /// A video of pictures of this width and height.
    ///
    /// # Errors
    /// When the browser encodes none.
    pub async fn new((width, height): (usize, usize), fps: u32) -> Result<Self, VideoError> {
        let codec = supported((width, height), fps).await.ok_or(VideoError::Unsupported { width, height })?;
        let encoded = Rc::new(RefCell::new(Encoded::default()));
        let (into, failed) = (encoded.clone(), encoded.clone());
        let callbacks: [Closure<dyn FnMut(JsValue, JsValue)>; 2] = [
            Closure::new(move |chunk: JsValue, metadata: JsValue| {
                let taken = into.borrow_mut().take(chunk.unchecked_ref(), &metadata);
                if let Err(error) = taken {
                    into.borrow_mut().error = Some(error);
                }
            }),
            Closure::new(move |error: JsValue, _: JsValue| failed.borrow_mut().error = Some(error)),
        ];
        let [output, error] = callbacks.each_ref().map(|callback| callback.as_ref().clone());
        let encoder = VideoEncoder::new(&object(&[("output", output), ("error", error)]))?;
        let frames = 0;
        let writer = Self { encoder, codec, extent: (width, height), fps, frames, encoded, _callbacks: callbacks };
        writer.encoder.configure(&config(codec, writer.extent, fps))?;
        Ok(writer)
    }

    /// Adds a frame, which has the size that was told.
    ///
    /// # Errors
    /// When the browser cannot encode it.
    pub async fn add(&mut self, picture: &Picture) -> Result<(), VideoError> {
        let time = |frame: usize| (frame as f64 * MICROSECONDS / f64::from(self.fps)).round();
        let (now, next) = (time(self.frames), time(self.frames + 1));
        let bytes = Uint8Array::from(i420(picture).as_slice());
        let frame = VideoFrame::new(&bytes, &frame_init(picture, now, next - now))?;
        let is_key = self.frames.is_multiple_of(KEY_SECONDS * self.fps as usize);
        let encoded = self.encoder.encode(&frame, &object(&[("keyFrame", is_key.into())]));
        frame.close();
        encoded.map_err(|error| self.reason(error))?;
        self.frames += 1;
        while self.encoder.queue_size() > MOST_WAITING {
            next_macrotask().await;
        }
        self.check()
    }

    /// The video of all frames.
    ///
    /// # Errors
    /// When the browser did not encode them all.
    pub async fn finish(self) -> Result<Video, VideoError> {
        self.flush().await?;
        let Encoded { frames, description, .. } = std::mem::take(&mut *self.encoded.borrow_mut());
        let are_in_order = frames.is_sorted_by(|(one, _), (other, _)| one < other);
        if frames.len() != self.frames || !are_in_order {
            return Err(VideoError::Missing { given: frames.len(), frames: self.frames });
        }
        let codec = match self.codec {
            "vp8" => Codec::Vp8,
            codec if codec.starts_with("vp09") => Codec::Vp9,
            _ => Codec::H264(description),
        };
        let (width, height) = self.extent;
        let frames = frames.into_iter().map(|(_, frame)| frame).collect();
        Ok(Video { codec, width, height, fps: self.fps, frames })
    }

    /// Waits until every frame so far is encoded.
    async fn flush(&self) -> Result<(), VideoError> {
        let flushed = match self.encoder.flush() {
            Ok(flushed) => JsFuture::from(flushed).await.map(drop),
            Err(error) => Err(error),
        };
        flushed.map_err(|error| self.reason(error))?;
        self.check()
    }

    /// Whether the encoder reported an error.
    fn check(&self) -> Result<(), VideoError> {
        match self.encoded.borrow_mut().error.take() {
            Some(error) => Err(error.into()),
            None => Ok(()),
        }
    }

    /// What the encoder reported, or else this.
    fn reason(&self, error: JsValue) -> VideoError {
        self.encoded.borrow_mut().error.take().unwrap_or(error).into()
    }
}

impl Drop for VideoWriter {
    fn drop(&mut self) {
        // Fails only where an error has closed it already.
        let _ = self.encoder.close();
    }
}

impl Encoded {
    fn take(&mut self, chunk: &EncodedVideoChunk, metadata: &JsValue) -> Result<(), JsValue> {
        let bytes = Uint8Array::new_with_length(chunk.byte_length());
        chunk.copy_to(&bytes)?;
        let frame = EncodedFrame { bytes: bytes.to_vec(), is_key: chunk.kind() == "key" };
        self.frames.push((chunk.timestamp(), frame));
        let config = property(metadata, "decoderConfig");
        let description = property(&config, "description");
        if description.is_object() {
            self.description = Uint8Array::new(&description).to_vec();
        }
        Ok(())
    }
}

/// A property of what may be no object.
fn property(of: &JsValue, name: &str) -> JsValue {
    if of.is_object() { Reflect::get(of, &name.into()).unwrap_or_default() } else { JsValue::UNDEFINED }
}

/// The first codec that the browser encodes in this size.
async fn supported(extent: (usize, usize), fps: u32) -> Option<&'static str> {
    for codec in CODECS {
        let Ok(answer) = VideoEncoder::is_config_supported(&config(codec, extent, fps)) else { continue };
        let answer = JsFuture::from(answer).await.unwrap_or_default();
        if property(&answer, "supported").is_truthy() {
            return Some(codec);
        }
    }
    None
}

fn config(codec: &str, (width, height): (usize, usize), fps: u32) -> js_sys::Object {
    let bits = BITS_PER_PIXEL * (width * height) as f64 * f64::from(fps);
    let avc = object(&[("format", "avc".into())]);
    let config = object(&[
        ("codec", codec.into()),
        ("width", (width as u32).into()),
        ("height", (height as u32).into()),
        ("framerate", fps.into()),
        ("bitrate", bits.clamp(LEAST_BITS, MOST_BITS).into()),
        // The other one may leave out frames.
        ("latencyMode", "quality".into()),
    ]);
    if codec.starts_with("avc1") {
        // A plain object takes any property.
        let _ = Reflect::set(&config, &"avc".into(), &avc);
    }
    config
}

/// What WebCodecs is told of a frame's bytes: [`i420`], shown at a time for a while, both in microseconds.
fn frame_init(picture: &Picture, time: f64, duration: f64) -> js_sys::Object {
    let bt709 = || JsValue::from("bt709");
    let colours = [("primaries", bt709()), ("transfer", bt709()), ("matrix", bt709()), ("fullRange", false.into())];
    object(&[
        ("format", "I420".into()),
        ("codedWidth", (picture.width as u32).into()),
        ("codedHeight", (picture.height as u32).into()),
        ("timestamp", time.into()),
        ("duration", duration.into()),
        ("colorSpace", object(&colours).into()),
    ])
}
