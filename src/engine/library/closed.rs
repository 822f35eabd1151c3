//! A stored run that this worker does not write: of an earlier visit, or of another tab.

use web_sys::{Blob, File};

use crate::engine::files::{read_all, slice};
use crate::engine::folder::Folder;
use facegan_core::run_manifest::{RunDetails, RunKey, RunManifest, RunSummary};
use facegan_core::stats::Stats;
use facegan_store::run_store::{GridRecord, Header, Part, from_lines, grid_records, latest_first, measurements, pins};

/// The files of a stored run, for reading. A file that is missing or cannot be read counts as empty.
pub struct ClosedRun {
    manifest: RunManifest,
    grid_records: Vec<GridRecord>,
    losses: Option<File>,
    grids: Option<File>,
    reals: Option<File>,
    quality: Option<File>,
    /// Iterations after which its latest state was saved.
    saved: Option<usize>,
    /// Iterations after which its netG was best, where that state is kept.
    best: Option<usize>,
    /// The pinned states.
    pins: Vec<(Header, File)>,
    /// Bytes of all files.
    bytes: u64,
}

impl ClosedRun {
    /// Opens a run; nothing where its manifest cannot be read.
    pub async fn open(folder: &Folder, key: &RunKey) -> Option<Self> {
        let file = async |part: Part| folder.file(&part.file(key)).await.ok();
        let manifest = file(Part::Manifest).await?;
        let [index, losses, grids] = [file(Part::GridIndex).await, file(Part::Losses).await, file(Part::Grids).await];
        let [reals, quality] = [file(Part::Reals).await, file(Part::Quality).await];
        let grid_records = grid_records(&all(index.as_ref()).await, length(grids.as_ref()));
        let [states, bests] = [Part::STATES, Part::BEST];
        let states = [file(states[0]).await, file(states[1]).await];
        let bests = [file(bests[0]).await, file(bests[1]).await];
        let (saved, best) = (iterations(&states).await, iterations(&bests).await);
        let mut pins = Vec::new();
        for part in Part::PINS {
            let pin = file(part).await;
            pins.extend(state(pin.as_ref()).await.zip(pin));
        }
        let files =
            [Some(&manifest), index.as_ref(), losses.as_ref(), grids.as_ref(), reals.as_ref(), quality.as_ref()];
        let states = states.iter().chain(&bests).map(Option::as_ref);
        let pinned = pins.iter().map(|(_, file)| Some(file));
        let bytes = files.into_iter().chain(states).chain(pinned).map(length).sum();
        let manifest = from_lines(&read_all(&manifest).await.ok()?)?;
        Some(Self { manifest, grid_records, losses, grids, reals, quality, saved, best, pins, bytes })
    }

    /// The run's manifest.
    pub fn manifest(&self) -> &RunManifest {
        &self.manifest
    }

    /// The name that it is stored under.
    pub fn key(&self) -> &RunKey {
        &self.manifest.key
    }

    /// The positions of its sample grids, in order.
    pub fn grid_records(&self) -> &[GridRecord] {
        &self.grid_records
    }

    /// A sample grid's PNG.
    pub async fn frame(&self, iteration: usize) -> Option<Vec<u8>> {
        let record = self.grid_records.iter().find(|record| record.iteration == iteration)?;
        part(self.grids.as_ref()?, record.at, record.length as u64).await
    }

    /// The pinned state after so many iterations, where it is whole.
    pub async fn pinned(&self, iterations: usize) -> Option<Vec<u8>> {
        let (header, file) = self.pins.iter().find(|(header, _)| header.iterations == iterations)?;
        part(file, Header::BYTES as u64, header.length).await.filter(|state| header.fits(state))
    }

    /// Its entry in the list of runs, with the latest grid in full size.
    pub async fn summary(&self) -> RunSummary {
        let grid = match self.grid_records.last() {
            Some(record) => self.frame(record.iteration).await,
            None => None,
        };
        let record = Stats::RECORD as u64;
        let iterations = length(self.losses.as_ref()) / record;
        let last = match (&self.losses, iterations.checked_sub(1)) {
            (Some(losses), Some(last)) => part(losses, last * record, record).await,
            _ => None,
        };
        let last = last.and_then(|bytes| Stats::from_records(&bytes).next());
        RunSummary {
            manifest: self.manifest.clone(),
            iterations: iterations as usize,
            last,
            bytes: self.bytes as f64,
            saved: self.saved,
            best: self.best,
            pins: pins(self.pins.iter().map(|(header, _)| *header)),
            elsewhere: false,
            grid,
        }
    }

    /// Everything that is stored of it except its grids' pixels.
    pub async fn recall(&self) -> RunDetails {
        let history = all(self.losses.as_ref()).await;
        let frames = self.grid_records.iter().map(|record| record.iteration).collect();
        let reals = Some(all(self.reals.as_ref()).await).filter(|png| !png.is_empty());
        let measurements = measurements(&all(self.quality.as_ref()).await);
        RunDetails { run: self.summary().await, history, frames, reals, measurements }
    }
}

/// Iterations after which the latest of both states was saved.
async fn iterations([a, b]: &[Option<File>; 2]) -> Option<usize> {
    let places = latest_first([state(a.as_ref()).await, state(b.as_ref()).await]);
    places.first().map(|(_, header)| header.iterations)
}

/// The header of a state file, where its state is complete by its length.
async fn state(file: Option<&File>) -> Option<Header> {
    let header = Header::read(&part(file?, 0, Header::BYTES as u64).await?)?;
    header.is_complete(length(file)).then_some(header)
}

fn length(file: Option<&File>) -> u64 {
    file.map_or(0, |file| file.size() as u64)
}

async fn all(file: Option<&File>) -> Vec<u8> {
    match file {
        Some(file) => read_all(file).await.unwrap_or_default(),
        None => Vec::new(),
    }
}

async fn part(file: &Blob, at: u64, length: u64) -> Option<Vec<u8>> {
    read_all(&slice(file, at, at + length).ok()?).await.ok()
}
