//! `cargo xtask bench photos`: how fast photos are read, natively and in the page, beside Pillow.

mod browser;
mod files;
mod native;
mod pillow;

use std::fs;
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;

use anyhow::{Context, Result};
use serde::Deserialize;
use tempfile::TempDir;

use crate::job::Extent;
use crate::results;

/// Side of the squares in pixels.
const IMAGE_SIZE: usize = 64;

/// What `cargo xtask bench photos` got ready and was asked for.
#[derive(Debug, Deserialize)]
pub struct Job {
    /// The built page.
    dist: PathBuf,
    /// A Python that has Pillow.
    python: PathBuf,
    /// Photos of 12 megapixels.
    photos: usize,
    /// Images of CelebA's size.
    small: usize,
    extent: Extent,
    /// The file that keeps the results of a full measurement.
    results: PathBuf,
}

/// Measures, prints and keeps the results.
///
/// # Errors
/// When something cannot be made, or is not read as it should be.
pub async fn run(job: &Path) -> Result<()> {
    let text = fs::read_to_string(job).with_context(|| format!("could not read {}", job.display()))?;
    let job: Job = serde_json::from_str(&text).context("the job is not what xtask writes")?;
    let folder = TempDir::new().context("there is no temporary folder")?;
    let threads = available_parallelism().map_or(1, Into::into);
    let large = files::large(&job.python, folder.path(), job.photos)?;
    let small = files::small(&job.python, folder.path(), job.small)?;

    // In turn, so that what else the machine does meets all alike.
    let mut rates = Rates::default();
    let rounds = match job.extent {
        Extent::Full => ROUNDS,
        Extent::Trial => 1,
    };
    for _ in 0..rounds {
        rates.pillow.add(job.photos, pillow::seconds(&job.python, threads, &large)?);
        rates.native.add(job.photos, native::seconds(threads, &large, native::Search::None)?);
        rates.native_faces.add(job.photos, native::seconds(threads, &large, native::Search::Faces)?);
        rates.page.add(job.photos, browser::seconds(&job.dist, &large, "centre").await?);
        rates.page_faces.add(job.photos, browser::seconds(&job.dist, &large, "faces").await?);
    }
    let finding = native::finding_ms(&large[0])?;
    let celeba = browser::seconds(&job.dist, &small, "auto").await?;
    let text = rates.markdown(&job, threads, finding, celeba);
    println!("\n{text}");
    if job.extent == Extent::Full {
        results::keep(&job.results, "Reading photos", &text)?;
    }
    Ok(())
}

/// Turns that each has; the fastest counts.
const ROUNDS: usize = 2;

/// Photos a second.
#[derive(Default)]
struct Rate(f64);

impl Rate {
    fn add(&mut self, photos: usize, seconds: f64) {
        self.0 = self.0.max(photos as f64 / seconds);
    }
}

#[derive(Default)]
struct Rates {
    pillow: Rate,
    native: Rate,
    native_faces: Rate,
    page: Rate,
    page_faces: Rate,
}

impl Rates {
    fn markdown(&self, job: &Job, threads: usize, finding_ms: f64, celeba_seconds: f64) -> String {
        let row = |what: &str, rate: &Rate| format!("| {what} | {:.1} | {:.2} |\n", rate.0, rate.0 / self.pillow.0);
        let rows: String = [
            ("Pillow: decode and Resize", &self.pillow),
            ("native: decode and Resize", &self.native),
            ("native, with faces", &self.native_faces),
            ("page, crop=centre", &self.page),
            ("page, crop=faces", &self.page_faces),
        ]
        .into_iter()
        .map(|(what, rate)| row(what, rate))
        .collect();
        format!(
            "{photos} JPEGs of 4000×3000 pixels (4:2:0, quality 90) to squares of {IMAGE_SIZE} pixels; {threads} cores, and in \
             the page as many workers as the page starts there.\n\n\
             | | photos a second | by Pillow |\n| --- | ---: | ---: |\n{rows}\n\
             Finding the faces of one of them, on one core: {finding_ms:.0} ms.\n\n\
             {small} JPEGs of CelebA’s 178×218 pixels in the page, crop=auto: {celeba_seconds:.1} s.",
            photos = job.photos,
            small = job.small,
        )
    }
}
