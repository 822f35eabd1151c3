//! A worker's place in the pool.

use crate::engine::photo_worker::PhotoWorker;

/// A worker and what it does.
pub struct Slot {
    /// Tells its answers apart from those of others.
    pub id: u32,
    pub worker: PhotoWorker,
    pub task: Task,
}

/// What a worker does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Its wasm is fetched and compiled.
    Starting,
    /// Nothing.
    Idle,
    /// It reads the size of the photo of this number, and a small photo as a whole; or it draws a sample face.
    Opening { number: usize },
    /// It waits until a photo of so many pixels may be decoded.
    Waiting { number: usize, pixels: u64 },
    /// It decodes the photo.
    Decoding { number: usize, pixels: u64 },
}

impl Slot {
    /// The photo that waits to be decoded: its number, its pixels, and where it waits.
    pub fn waiting(&mut self) -> Option<(usize, u64, &mut Self)> {
        match self.task {
            Task::Waiting { number, pixels } => Some((number, pixels, self)),
            _ => None,
        }
    }
}

impl Task {
    /// The number of the photo under way.
    pub fn number(self) -> Option<usize> {
        match self {
            Self::Starting | Self::Idle => None,
            Self::Opening { number } | Self::Waiting { number, .. } | Self::Decoding { number, .. } => Some(number),
        }
    }

    /// Pixels that are being decoded.
    pub fn pixels(self) -> u64 {
        match self {
            Self::Decoding { pixels, .. } => pixels,
            _ => 0,
        }
    }
}
