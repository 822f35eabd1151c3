//! Measures a run's netG in a thread of its own, beside the training.

use std::sync::Arc;
use std::thread;
use std::time::Instant;

use async_channel::{Receiver, bounded};
use facegan_core::images::Images;
use facegan_core::quality::Quality;
use facegan_quality::{Evaluation, Options, QualityError};
use facegan_train::{Evaluated, EvaluationImages, Evaluator};

/// Images that are drawn for each measurement, and most that a number is computed from.
pub const IMAGES: usize = 256;
/// The seed of what is drawn to compare images.
const SEED: u32 = 1;

/// Compares images with the photos that a run trains on.
pub struct ThreadEvaluator {
    photos: Arc<Images>,
}

impl ThreadEvaluator {
    /// One that compares with these photos.
    pub fn new(photos: Images) -> Self {
        Self { photos: photos.into() }
    }
}

impl Evaluator for ThreadEvaluator {
    fn begin(&mut self, images: EvaluationImages) -> Receiver<Evaluated> {
        let (sender, receiver) = bounded(1);
        let photos = self.photos.clone();
        thread::spawn(move || match evaluate(&images, &photos) {
            // Nobody receives it where the run has ended meanwhile.
            Ok(evaluated) => drop(sender.send_blocking(evaluated)),
            Err(error) => eprintln!("netG cannot be measured: {error}."),
        });
        receiver
    }
}

fn evaluate(
    EvaluationImages { net_g, average }: &EvaluationImages,
    photos: &Images,
) -> Result<Evaluated, QualityError> {
    let began = Instant::now();
    let average = average.as_ref().map(|images| compare(images, photos)).transpose()?;
    Ok(Evaluated { net_g: compare(net_g, photos)?, average, took: began.elapsed() })
}

fn compare(images: &Images, photos: &Images) -> Result<Quality, QualityError> {
    let evaluation = Evaluation::new(images, photos, Options { seed: SEED, at_most: IMAGES })?;
    Ok(evaluation.run(|_| ()))
}
