//! Videos: the engine's pictures are fetched first, then shown on a canvas at the chosen speed and recorded.

use async_channel::RecvError;
use js_sys::Date;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;
use web_sys::Blob;

use crate::exception::describe;
use crate::page::context::Page;
use crate::page::features::animations::schedule::{Subject, schedule};
use crate::page::features::animations::state::{EnginePicture, PictureRequest};
use crate::page::features::exports::state::{Product, Progress};
use crate::page::platform::download;
use crate::page::platform::recorder::{Recorder, VideoFormat, wait_until};
use facegan_core::animation::{MOST_FRAMES, even_spread, round_trip};
use facegan_core::export::Animation;
use facegan_core::problem::Problem;

/// Pictures that are requested at once: while training, the engine answers between two iterations.
const AT_ONCE: usize = 8;

/// Why there is no video.
#[derive(Debug, thiserror::Error)]
enum VideoError {
    #[error("it was given up")]
    GivenUp,
    #[error("its grids are not there any more")]
    NoPictures,
    #[error("{}", describe(.0).trim_end_matches('.'))]
    Browser(JsValue),
}

impl From<JsValue> for VideoError {
    fn from(error: JsValue) -> Self {
        Self::Browser(error)
    }
}

impl From<RecvError> for VideoError {
    fn from(_: RecvError) -> Self {
        Self::GivenUp
    }
}

impl Page {
    /// Records an animation, and saves it at its end.
    pub fn save_video(self, subject: Subject, animation: Animation, speed: u32, format: VideoFormat) {
        self.exports.begin(Product::Video, "Fetching the frames");
        let take = self.exports.take();
        spawn_local(async move {
            let recorded = self.record(take, &animation, speed, format).await;
            if self.exports.take() != take {
                return;
            }
            let name = format!("{}.{}", subject.file_name(), format.ending);
            if let Err(error) = recorded.and_then(|video| Ok(download::save(&name, &video)?)) {
                self.alert(Problem {
                    what: format!("The video could not be made: {error}."),
                    advice: "Try again, or save it as GIF.".into(),
                });
            }
            self.exports.end();
        });
    }

    async fn record(
        self,
        take: usize,
        animation: &Animation,
        speed: u32,
        format: VideoFormat,
    ) -> Result<Blob, VideoError> {
        let pictures = self.fetch_pictures(take, self.picture_requests(animation)).await?;
        let mut picture = pictures.first().ok_or(VideoError::NoPictures)?.bitmap().await?;
        let recorder = Recorder::start(format, picture.extent())?;
        let schedule = schedule(animation, pictures.len(), speed);
        let period = 1000.0 / f64::from(speed);
        let start = Date::now();
        for (tick, &place) in schedule.iter().enumerate() {
            recorder.show(&picture)?;
            self.report_progress(take, "Recording", tick, schedule.len())?;
            // Decoded ahead, so that it is there in time.
            if let Some(&next) = schedule.get(tick + 1).filter(|&&next| next != place) {
                picture = pictures[next].bitmap().await?;
            }
            wait_until(start + period * (tick + 1) as f64).await;
        }
        Ok(recorder.finish().await?)
    }

    /// The requests for the pictures of an animation.
    fn picture_requests(self, animation: &Animation) -> Vec<PictureRequest> {
        match animation {
            Animation::Timeline { key, .. } => {
                let iterations = even_spread(&self.grids.frames(), MOST_FRAMES);
                iterations.into_iter().map(|iteration| PictureRequest::Grid { key: key.clone(), iteration }).collect()
            }
            Animation::Walk { stops, weights, frames, .. } => {
                let request = |scene| PictureRequest::Scene { scene, weights: *weights };
                round_trip(stops, *frames).into_iter().map(request).collect()
            }
        }
    }

    /// Fetches pictures; those that are not there are left out.
    async fn fetch_pictures(
        self,
        take: usize,
        requests: Vec<PictureRequest>,
    ) -> Result<Vec<EnginePicture>, VideoError> {
        let mut pictures = Vec::new();
        for (part, some) in requests.chunks(AT_ONCE).enumerate() {
            self.report_progress(take, "Fetching the frames", part * AT_ONCE, requests.len())?;
            let answers: Vec<_> = some.iter().map(|request| self.request_picture(request.clone())).collect();
            for answer in answers {
                pictures.extend(answer.recv().await?);
            }
        }
        Ok(pictures)
    }

    /// Shows how far the video is, unless it was given up.
    fn report_progress(self, take: usize, step: &'static str, done: usize, total: usize) -> Result<(), VideoError> {
        if self.exports.take() != take {
            return Err(VideoError::GivenUp);
        }
        self.exports.show(Progress { product: Product::Video, step, done, total });
        Ok(())
    }
}
