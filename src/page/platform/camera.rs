//! The person's cameras: opening one, its frames, and switching it off.

use js_sys::{Array, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, CanvasRenderingContext2d, File, HtmlCanvasElement, HtmlVideoElement, MediaDeviceInfo, MediaDeviceKind,
    MediaStream, MediaStreamConstraints, MediaStreamTrack, MediaStreamTrackState,
};

use crate::page::platform::canvas::{context, detached, resize};

/// The frame that is asked for; a camera gives what comes nearest.
const WIDTH: f64 = 1280.0;
const HEIGHT: f64 = 720.0;
/// Quality of the JPEG files, of 1: no loss that is seen after a photo is reduced.
const QUALITY: f64 = 0.95;
const JPEG: &str = "image/jpeg";

/// A camera that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Camera {
    /// By which the browser knows it.
    pub id: String,
    /// What the system calls it.
    pub name: String,
}

/// An open camera. Its light goes out when this is dropped.
pub struct CameraStream(MediaStream);

impl Drop for CameraStream {
    fn drop(&mut self) {
        self.tracks().for_each(|track| track.stop());
    }
}

impl CameraStream {
    /// Whether the browser offers cameras to this page at all: only where its address is secure.
    pub fn is_offered() -> bool {
        let devices = Reflect::get(&window().navigator(), &"mediaDevices".into());
        devices.is_ok_and(|devices| !devices.is_falsy())
    }

    /// Opens the camera of this id, or else the one that faces the person. The browser asks them first.
    ///
    /// # Errors
    /// The browser's exception.
    pub async fn open(id: Option<&str>) -> Result<Self, JsValue> {
        let wanted = js_sys::Object::new();
        let ideal = |name: &str, value: JsValue, kind: &str| -> Result<(), JsValue> {
            let bound = js_sys::Object::new();
            Reflect::set(&bound, &kind.into(), &value)?;
            Reflect::set(&wanted, &name.into(), &bound).map(drop)
        };
        ideal("width", WIDTH.into(), "ideal")?;
        ideal("height", HEIGHT.into(), "ideal")?;
        match id {
            Some(id) => ideal("deviceId", id.into(), "exact")?,
            None => ideal("facingMode", "user".into(), "ideal")?,
        }
        let constraints = MediaStreamConstraints::new();
        constraints.set_video(&wanted);
        let promise = window().navigator().media_devices()?.get_user_media_with_constraints(&constraints)?;
        Ok(Self(JsFuture::from(promise).await?.unchecked_into()))
    }

    /// Shows what the camera sees.
    ///
    /// # Errors
    /// The browser's exception.
    pub async fn show_in(&self, video: &HtmlVideoElement) -> Result<(), JsValue> {
        video.set_src_object(Some(&self.0));
        JsFuture::from(video.play()?).await.map(drop)
    }

    /// Whether it still sends pictures.
    pub fn is_live(&self) -> bool {
        self.tracks().any(|track| track.ready_state() == MediaStreamTrackState::Live)
    }

    /// The id of the camera, where the browser tells.
    pub fn id(&self) -> Option<String> {
        let settings = self.tracks().next()?.get_settings();
        Reflect::get(&settings, &"deviceId".into()).ok()?.as_string()
    }

    fn tracks(&self) -> impl Iterator<Item = MediaStreamTrack> {
        self.0.get_tracks().into_iter().map(JsCast::unchecked_into)
    }
}

/// Every camera; the browser names them only once one was opened.
pub async fn cameras() -> Vec<Camera> {
    let listed = async {
        let promise = window().navigator().media_devices()?.enumerate_devices()?;
        JsFuture::from(promise).await
    };
    let devices: Array = listed.await.map(JsCast::unchecked_into).unwrap_or_default();
    let devices = devices.iter().map(JsCast::unchecked_into::<MediaDeviceInfo>);
    let cameras = devices.filter(|device| device.kind() == MediaDeviceKind::Videoinput).enumerate();
    cameras.map(|(index, device)| Camera { id: device.device_id(), name: name(&device, index) }).collect()
}

fn name(device: &MediaDeviceInfo, index: usize) -> String {
    Some(device.label()).filter(|label| !label.is_empty()).unwrap_or_else(|| format!("Camera {}", index + 1))
}

/// The latest frame of a camera, not mirrored: as it is, and reduced.
pub struct Frames {
    full: HtmlCanvasElement,
    reduced: CanvasRenderingContext2d,
    /// Longer side of the reduced frame at most, in pixels.
    side: u32,
}

/// A reduced frame.
pub struct Reduced {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// 4 bytes a pixel, row by row.
    pub rgba: Vec<u8>,
}

impl Frames {
    /// Frames that are reduced to at most `side` pixels.
    ///
    /// # Errors
    /// The browser's exception.
    pub fn new(side: u32) -> Result<Self, JsValue> {
        let options = js_sys::Object::new();
        // Its pixels are read after every drawing: they stay in memory.
        Reflect::set(&options, &"willReadFrequently".into(), &true.into())?;
        let reduced = detached()?.get_context_with_context_options("2d", &options)?;
        let reduced = reduced.ok_or_else(|| JsValue::from_str("this browser cannot draw on canvases"))?;
        Ok(Self { full: detached()?, reduced: reduced.unchecked_into(), side })
    }

    /// Takes the frame that a video shows, and returns it reduced; nothing while it shows none.
    ///
    /// # Errors
    /// The browser's exception.
    pub fn grab(&self, video: &HtmlVideoElement) -> Result<Option<Reduced>, JsValue> {
        let (width, height) = (video.video_width(), video.video_height());
        if width == 0 || height == 0 {
            return Ok(None);
        }
        if (self.full.width(), self.full.height()) != (width, height) {
            resize(&self.full, width, height);
        }
        context(&self.full)?.draw_image_with_html_video_element(video, 0.0, 0.0)?;
        let share = f64::from(self.side.min(width.max(height))) / f64::from(width.max(height));
        let [width, height] = [width, height].map(|length| ((f64::from(length) * share).round() as u32).max(1));
        if let Some(canvas) =
            self.reduced.canvas().filter(|canvas| (canvas.width(), canvas.height()) != (width, height))
        {
            resize(&canvas, width, height);
        }
        let (across, down) = (f64::from(width), f64::from(height));
        self.reduced.draw_image_with_html_canvas_element_and_dw_and_dh(&self.full, 0.0, 0.0, across, down)?;
        let rgba = self.reduced.get_image_data(0.0, 0.0, across, down)?.data().0;
        Ok(Some(Reduced { width, height, rgba }))
    }

    /// The frame that was taken last, as a JPEG file of this name.
    ///
    /// # Errors
    /// The browser's exception.
    pub async fn encode(&self, name: &str) -> Result<File, JsValue> {
        let encoded = Promise::new(&mut |resolve, reject| {
            if let Err(error) = self.full.to_blob_with_type_and_encoder_options(&resolve, JPEG, &QUALITY.into()) {
                // A promise's own function does not fail.
                let _ = reject.call1(&JsValue::NULL, &error);
            }
        });
        let blob = JsFuture::from(encoded).await?;
        if !blob.is_instance_of::<Blob>() {
            return Err(JsValue::from_str("the browser made no JPEG of it"));
        }
        File::new_with_blob_sequence(&Array::of1(&blob), name)
    }
}
