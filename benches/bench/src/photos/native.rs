//! What the command does with each photo, on as many threads.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use facegan_core::config::Crop;
use facegan_data::decode::decode;
use facegan_data::photo::Squares;
use facegan_faces::Detector;

use super::IMAGE_SIZE;

/// What is looked for in the photos.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Search {
    /// Nothing: the centre is taken.
    None,
    /// Faces.
    Faces,
}

/// Seconds in which the photos are read and cut out.
pub fn seconds(threads: usize, photos: &[PathBuf], search: Search) -> Result<f64> {
    let detector = Detector::default();
    let crop = if search == Search::Faces { Crop::Faces } else { Crop::Centre };
    let squares = Squares::new(IMAGE_SIZE, crop, &detector);
    let next = AtomicUsize::new(0);
    let read_all = || -> Result<()> {
        while let Some(path) = photos.get(next.fetch_add(1, Ordering::Relaxed)) {
            squares.of_bytes(&fs::read(path)?).with_context(|| format!("{} is refused", path.display()))?;
        }
        Ok(())
    };
    let start = Instant::now();
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(read_all)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().map_err(|_| anyhow!("a thread panicked"))?)
    })?;
    Ok(start.elapsed().as_secs_f64())
}

/// Milliseconds in which the faces of a photo are found; the fastest of several times.
pub fn finding_ms(photo: &Path) -> Result<f64> {
    let photo = decode(&fs::read(photo)?)?;
    let detector = Detector::default();
    let once = || {
        let start = Instant::now();
        detector.find(&photo);
        start.elapsed()
    };
    let fastest = (0..5).map(|_| once()).min().unwrap_or(Duration::MAX);
    Ok(fastest.as_secs_f64() * 1e3)
}
