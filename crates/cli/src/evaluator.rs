//! Measures a run's netG in a thread of its own, beside the training.

use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use async_channel::{Receiver, Sender, bounded};
use facegan_core::images::Images;
use facegan_quality::{QualityError, RunEvaluator};
use facegan_train::{Evaluated, EvaluationImages, Evaluator};

/// Compares images with the photos of a run, in a thread that ends with it.
pub struct ThreadEvaluator {
    measurements: mpsc::Sender<Asked>,
}

/// A measurement that is asked for.
struct Asked {
    images: EvaluationImages,
    answer: Sender<Evaluated>,
}

impl ThreadEvaluator {
    /// One for a run that trains on these photos and holds those out, where it has a `holdout`.
    pub fn new(photos: Images, held_out: Option<Images>) -> Self {
        let (measurements, asked) = mpsc::channel();
        // Nothing waits for the thread: a run that has ended needs no more numbers.
        thread::spawn(move || answer_all(RunEvaluator::new(photos, held_out), &asked));
        Self { measurements }
    }
}

impl Evaluator for ThreadEvaluator {
    fn begin(&mut self, images: EvaluationImages) -> Receiver<Evaluated> {
        let (answer, receiver) = bounded(1);
        // Where the thread has died, what was asked is dropped, which closes the channel.
        drop(self.measurements.send(Asked { images, answer }));
        receiver
    }
}

/// Measures until nobody can ask any more.
fn answer_all(mut evaluator: RunEvaluator, asked: &mpsc::Receiver<Asked>) {
    for Asked { images, answer } in asked {
        // Nobody receives an answer where the run has gone back meanwhile.
        if answer.is_closed() {
            continue;
        }
        match evaluate(&mut evaluator, &images) {
            Ok(evaluated) => drop(answer.send_blocking(evaluated)),
            Err(error) => eprintln!("netG cannot be measured: {error}."),
        }
    }
}

fn evaluate(evaluator: &mut RunEvaluator, images: &EvaluationImages) -> Result<Evaluated, QualityError> {
    let began = Instant::now();
    let (net_g, average) = evaluator.evaluate(&images.net_g, images.average.as_ref())?;
    Ok(Evaluated { net_g, average, took: began.elapsed() })
}
