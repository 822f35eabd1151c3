//! What a pool tells whoever uses it.

use async_channel::Sender;

#[cfg(doc)]
use super::Pool;
use facegan_core::photo_squares::PhotoSquares;
use facegan_protocol::photos::PhotoAnswer;

/// What a pool's user waits for.
pub enum News {
    /// A worker's answer.
    Answer { worker: u32, answer: PhotoAnswer },
    /// The browser refused to start another worker, for this reason.
    NotStarted(String),
    /// Whoever waits is to look whether it is still wanted.
    Woken,
}

/// Wakes whoever waits for a pool.
#[derive(Clone)]
pub struct Waker(Sender<News>);

impl Waker {
    /// Wakes whoever receives from this channel.
    pub fn new(sender: Sender<News>) -> Self {
        Self(sender)
    }

    /// Has [`Pool::next`] return [`Progress::Changed`].
    pub fn wake(&self) {
        // Never refused: the channel has no bound.
        let _ = self.0.try_send(News::Woken);
    }
}

/// What became of a photo.
pub enum Outcome {
    /// It was read.
    Read(Box<PhotoSquares>),
    /// It was drawn: the RGB bytes of a sample face.
    Drawn(Vec<u8>),
    /// It cannot be used.
    Refused {
        /// Why, for the person to read.
        reason: String,
        /// Whether it is a HEIC photo that the browser does not read.
        is_heic: bool,
    },
}

/// What happened in a pool.
pub enum Progress {
    /// A worker may be idle now, or the pool was [woken](Waker::wake).
    Changed,
    /// The photo of this number is done.
    Done(usize, Outcome),
    /// No worker runs or can be started, for this reason.
    NoWorkers(String),
}
