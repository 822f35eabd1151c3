//! Measures a run's netG in a photo worker, beside the training.

use std::cell::RefCell;
use std::rc::Rc;

use async_channel::{Receiver, bounded};
use facegan_core::config::CHANNELS;
use facegan_core::images::Images;
use facegan_core::quality::{IMAGES_WHILE_TRAINING, Metric};
use facegan_data::dataset::SharedDataset;
use facegan_protocol::photos::{PhotoAnswer, PhotoJob};
use facegan_train::{Evaluated, EvaluationImages, Evaluator, Session};
use wasm_bindgen_futures::spawn_local;
use web_sys::console;
use web_time::Instant;

use super::photo_worker::LonePhotoWorker;

/// Bytes of photos that images are compared with at most: they are in the worker's memory.
const MOST_BYTES: usize = 64 << 20;

/// Compares images with the photos that a run trains on, in a worker that is started for the first ones.
pub struct WorkerEvaluator {
    data: SharedDataset,
    /// Where the photos lie in the data set.
    places: Vec<u32>,
    /// The worker, which has the photos, between two measurements.
    worker: Rc<RefCell<Option<LonePhotoWorker>>>,
}

impl WorkerEvaluator {
    /// One for a session over `data`; nothing where that has too few photos to measure anything.
    pub fn new(session: &Session, data: SharedDataset) -> Option<Self> {
        let side = session.config().image_size;
        let places = session.some_images(MOST_BYTES / (side * side * CHANNELS));
        let is_enough = Metric::Copies.too_few(IMAGES_WHILE_TRAINING, places.len()).is_none();
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
    places: &[u32],
    EvaluationImages { net_g, average }: EvaluationImages,
) -> Result<(LonePhotoWorker, Evaluated), String> {
    let (worker, photos) = match worker {
        Some(worker) => (worker, None),
        None => (LonePhotoWorker::start().await?, Some(read(data, places)?)),
    };
    // To start the worker takes nothing of the run's time, and happens once.
    let began = Instant::now();
    match worker.ask(&PhotoJob::Evaluate { photos, net_g, average }).await? {
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
