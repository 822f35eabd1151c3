//! Makes films and archives: one at a time and part by part, so that training continues meanwhile.

mod film;
mod spool;
mod video;
mod web_codecs;

use std::cell::Cell;
use std::io;
use std::rc::Rc;

use image::ImageError;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::library::Library;
use super::macrotask::next_macrotask;
use super::port::post;
use super::trainer::TrainerHandle;
use crate::exception::describe;
use facegan_core::export::{Archive, Film};
use facegan_core::problem::Problem;
use facegan_data::enlarge::NotEnlarged;
use facegan_protocol::Event;
use facegan_store::cluster;
use facegan_store::png_frames::PngFramesError;
use facegan_store::whole_run::{PackError, Package};
use video::VideoError;

/// Makes films and archives.
#[derive(Clone)]
pub struct Exporter {
    trainer: TrainerHandle,
    library: Rc<Library>,
    work: Rc<Cell<Work>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Work {
    Idle,
    Underway,
    Cancelled,
}

/// Why an export made no file.
#[derive(Debug, thiserror::Error)]
enum ExportError {
    #[error("it was cancelled")]
    Cancelled,
    #[error("this run has no sample grids")]
    NoGrids,
    #[error("a frame could not be added: {0}")]
    Picture(#[from] ImageError),
    #[error(transparent)]
    Enlarge(#[from] NotEnlarged),
    #[error(transparent)]
    Pngs(#[from] PngFramesError),
    #[error(transparent)]
    Video(#[from] VideoError),
    #[error("the browser did not take it: {}", describe(.0).trim_end_matches('.'))]
    Untaken(JsValue),
    #[error("it could not be written: {0}")]
    Write(#[from] io::Error),
    #[error(transparent)]
    Package(#[from] PackError),
    #[error("{}", .0.what)]
    Refused(Problem),
}

impl ExportError {
    /// The problem to report; nothing where the person cancelled the export.
    fn problem(self) -> Option<Problem> {
        let advice = match self {
            Self::Cancelled => return None,
            Self::Refused(problem) => return Some(problem),
            Self::NoGrids => "They come while a run trains: start one first.",
            Self::Picture(_) | Self::Enlarge(_) => "Try again; if it fails again, save single grids.",
            Self::Pngs(_) | Self::Untaken(_) | Self::Write(_) => "Make it shorter or smaller, or close other tabs.",
            Self::Video(_) => "Try a smaller size, or save it as GIF or PNGs.",
            Self::Package(_) => "Try again, or download the files one by one.",
        };
        Some(Problem { what: format!("The download failed: {self}."), advice: advice.into() })
    }
}

impl From<Problem> for ExportError {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem)
    }
}

impl From<JsValue> for ExportError {
    fn from(error: JsValue) -> Self {
        Self::Untaken(error)
    }
}

impl Exporter {
    /// An exporter of the trainer's run and of the stored runs in `library`.
    pub fn new(trainer: TrainerHandle, library: Rc<Library>) -> Self {
        Self { trainer, library, work: Rc::new(Cell::new(Work::Idle)) }
    }

    /// Starts making a film, unless another file is under way.
    pub fn animate(&self, film: Film) {
        let this = self.clone();
        self.begin(async move { this.film(film).await });
    }

    /// Starts making an archive of the run, unless another file is under way.
    pub fn archive(&self, what: Archive) {
        let this = self.clone();
        self.begin(async move {
            match what {
                Archive::Everything => this.everything().await,
                Archive::Cluster => this.cluster().await,
            }
        });
    }

    fn begin(&self, making: impl Future<Output = Result<Event, ExportError>> + 'static) {
        if self.work.get() != Work::Idle {
            return post(&Event::Problem(Problem {
                what: "Another file is being made.".into(),
                advice: "Wait for it, or cancel it first.".into(),
            }));
        }
        self.work.set(Work::Underway);
        let work = self.work.clone();
        spawn_local(async move {
            match making.await {
                Ok(file) => post(&file),
                Err(why) => why.problem().into_iter().for_each(|problem| post(&Event::Problem(problem))),
            }
            work.set(Work::Idle);
            post(&Event::Exported);
        });
    }

    /// Ends the file under way before its next part.
    pub fn cancel(&self) {
        if self.work.get() == Work::Underway {
            self.work.set(Work::Cancelled);
        }
    }

    /// The run with everything that can be downloaded of it as a .zip.
    async fn everything(&self) -> Result<Event, ExportError> {
        let run = self.trainer.whole_run().await?;
        let parts = run.parts();
        let mut package = Package::default();
        for (done, &part) in parts.iter().enumerate() {
            self.report_progress(done, parts.len()).await?;
            package.add(&run, part)?;
        }
        Ok(file("facegan.zip", "application/zip", package.finish()?))
    }

    /// The files that continue the run on a cluster as a .zip.
    async fn cluster(&self) -> Result<Event, ExportError> {
        let run = self.trainer.whole_run().await?;
        self.report_progress(0, 1).await?;
        Ok(file("facegan-cluster.zip", "application/zip", cluster::zip(&run)?))
    }

    /// Posts the progress and gives the event loop a turn, in which the export may be cancelled.
    ///
    /// # Errors
    /// [`ExportError::Cancelled`] once it was cancelled.
    async fn report_progress(&self, done: usize, total: usize) -> Result<(), ExportError> {
        post(&Event::Exporting { done, total });
        next_macrotask().await;
        if self.work.get() == Work::Cancelled { Err(ExportError::Cancelled) } else { Ok(()) }
    }
}

fn file(name: &str, mime: &str, bytes: Vec<u8>) -> Event {
    Event::File { name: name.into(), mime: mime.into(), bytes }
}
