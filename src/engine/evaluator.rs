//! Measures a run's netG in a photo worker, beside the training.

use std::cell::RefCell;
use std::rc::Rc;

use async_channel::{Receiver, bounded};
use facegan_core::images::{CHANNELS, Images};
use facegan_core::quality::{IMAGES_WHILE_TRAINING, Metric};
use facegan_data::dataset::SharedDataset;
use facegan_protocol::photos::{PhotoAnswer, PhotoJob};
use facegan_train::{Evaluated, EvaluationImages, Evaluator, Session};
use wasm_bindgen_futures::spawn_local;
use web_sys::console;
use web_time::{Duration, Instant};

use super::later::later;
use super::photo_worker::LonePhotoWorker;

/// How long after the first images the worker is started: while a run starts, page and engine have enough to do.
const DELAY: Duration = Duration::from_secs(2);
/// Bytes of photos that images are compared with at most: they are in the worker's memory.
const MOST_BYTES: usize = 64 << 20;
/// Held-out photos that the worker gets at most. An even spread of more has at least half as many, and so two halves of
/// as many as there are images.
const MOST_HELD_OUT: usize = 4 * IMAGES_WHILE_TRAINING;

/// Compares images with the photos of a run, in a worker that is started for the first ones.
pub struct WorkerEvaluator {
    data: SharedDataset,
    places: Places,
    /// The worker, which has the photos, between two measurements.
    worker: Rc<RefCell<Option<LonePhotoWorker>>>,
}

/// Where the photos lie in the data set.
#[derive(Clone)]
struct Places {
    trained: Vec<u32>,
    /// Where the run has a `holdout`.
    held_out: Option<Vec<u32>>,
    /// Channels of the run's images.
    nc: usize,
}

impl WorkerEvaluator {
    /// One for a session over `data`; nothing where that has too few photos to measure anything.
    pub fn new(session: &Session, data: SharedDataset) -> Option<Self> {
        let side = session.config().image_size;
        let trained = session.some_images(MOST_BYTES / (side * side * CHANNELS));
        let is_enough = Metric::Copies.too_few(IMAGES_WHILE_TRAINING, trained.len()).is_none();
        let places = Places { trained, held_out: session.some_held_out(MOST_HELD_OUT), nc: session.config().nc };
        is_enough.then(|| Self { data, places, worker: Rc::default() })
    }
}

impl Evaluator for WorkerEvaluator {
    fn begin(&mut self, images: EvaluationImages) -> Receiver<Evaluated> {
        let (sender, receiver) = bounded(1);
        let (data, places, kept) = (self.data.clone(), self.places.clone(), self.worker.clone());
        spawn_local(async move {
            let worker = kept.borrow_mut().take();
            match evaluate(worker, &data, &places, images).await {
                Ok((worker, evaluated)) => {
                    kept.replace(Some(worker));
                    // Nobody receives it where the run has ended meanwhile.
                    let _ = sender.try_send(evaluated);
                }
                Err(reason) => console::warn_1(&format!("netG cannot be measured: {reason}").into()),
            }
        });
        receiver
    }
}

/// Has a worker measure images; without one, starts it with the photos.
async fn evaluate(
    worker: Option<LonePhotoWorker>,
    data: &SharedDataset,
    places: &Places,
    EvaluationImages { net_g, average }: EvaluationImages,
) -> Result<(LonePhotoWorker, Evaluated), String> {
    let (worker, photos, held_out) = match worker {
        Some(worker) => (worker, None, None),
        None => {
            wait(DELAY).await;
            let worker = LonePhotoWorker::start().await?;
            let read = |at: &[u32]| read(data, at).map(|images| images.for_nc(places.nc));
            let held_out = places.held_out.as_ref().map(|held_out| read(held_out)).transpose()?;
            (worker, Some(read(&places.trained)?), held_out)
        }
    };
    // To start the worker takes nothing of the run's time, and happens once.
    let began = Instant::now();
    match worker.ask(&PhotoJob::Evaluate { photos, held_out, net_g, average }).await? {
        PhotoAnswer::Evaluated(found) => {
            let (net_g, average) = found?;
            Ok((worker, Evaluated { net_g, average, took: began.elapsed() }))
        }
        _ => Err("the photo worker answered something else".into()),
    }
}

fn read(data: &SharedDataset, places: &[u32]) -> Result<Images, String> {
    data.borrow().read(places).map_err(|error| error.to_string())
}

/// Ends after a while.
async fn wait(duration: Duration) {
    let (sender, receiver) = bounded(1);
    // Sending fails only where nobody waits any more.
    later(duration, move || {
        let _ = sender.try_send(());
    });
    let _ = receiver.recv().await;
}
