//! An iteration that is queued on the device and not finished.

use std::future::{Future, ready};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use facegan_model::ReadError;
use web_time::Instant;

use super::error::TrainError;

/// A reading of the device that has been started.
pub type Reading<T, E> = Pin<Box<dyn Future<Output = Result<T, E>>>>;

/// A queued iteration with the readings of its results.
pub struct PendingIteration {
    pub iteration: usize,
    pub epoch: usize,
    pub batch: usize,
    /// Images in its batch.
    pub images: usize,
    pub queued: Instant,
    /// Loss_D, Loss_G, D(x), D(G(z)) before and after netD's update.
    pub metrics: Reading<[f32; 5], TrainError>,
    /// `[FIXED_SAMPLES, 3, size, size]`: netG(fixed_noise), where a sample grid is due.
    pub samples: Option<Reading<Vec<f32>, ReadError>>,
}

/// Starts a reading, so that it is in the device's queue before what is queued next.
pub fn started<T: 'static, E: 'static>(reading: impl Future<Output = Result<T, E>> + 'static) -> Reading<T, E> {
    let mut reading: Reading<T, E> = Box::pin(reading);
    match reading.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => Box::pin(ready(result)),
        Poll::Pending => reading,
    }
}
