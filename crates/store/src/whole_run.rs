//! A whole run as one .zip: every file that can be downloaded, and a README.

use std::borrow::Cow;
use std::io::{self, Cursor, Write};

use safetensors::tensor::SafeTensorError;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::checkpoint;
use super::onnx::{OnnxError, onnx};
use super::readme::{readme, settings};
pub use super::run_parts::{Part, WholeRun};
use super::tensor_file::Metadata;
use super::weights::{metadata, safetensors};
use facegan_core::quality::quality_csv;
use facegan_train::{Snapshot, csv};

/// Why the archive could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// The weights do not fit a file.
    #[error("the weights do not fit a file: {0}")]
    File(#[from] SafeTensorError),
    /// netG cannot be written as ONNX.
    #[error("netG could not be written as ONNX: {0}")]
    Onnx(#[from] OnnxError),
    /// The settings cannot be written as JSON.
    #[error("the settings could not be written: {0}")]
    Settings(#[from] serde_json::Error),
    /// The zip crate failed.
    #[error("the archive could not be written: {0}")]
    Zip(#[from] ZipError),
    /// The archive cannot be written.
    #[error("the archive could not be written: {0}")]
    Write(#[from] io::Error),
}

impl WholeRun {
    fn metadata(&self) -> Metadata {
        metadata(&self.snapshot.config, &self.snapshot.history)
    }

    /// The bytes of one file.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn bytes<'a>(&self, part: Part<'a>) -> Result<Cow<'a, [u8]>, PackError> {
        let Snapshot { net_g, net_d, history, .. } = &self.snapshot;
        Ok(match part {
            Part::Readme => readme(self).into_bytes().into(),
            Part::Settings => settings(self)?.into_bytes().into(),
            Part::NetG => safetensors(&net_g.state, net_g.batches_tracked, self.metadata())?.into(),
            Part::AveragedNetG(state) => safetensors(state, net_g.batches_tracked, self.metadata())?.into(),
            Part::BestNetG(state) => {
                let metadata = metadata(&state.config, &state.history);
                safetensors(state.better_net_g(), state.net_g.batches_tracked, metadata)?.into()
            }
            Part::NetD => safetensors(&net_d.state, net_d.batches_tracked, self.metadata())?.into(),
            Part::Onnx => onnx(&net_g.state, self.metadata())?.into(),
            Part::Checkpoint => checkpoint::to_bytes(&self.snapshot)?.into(),
            Part::Losses => csv(history).into_bytes().into(),
            Part::Quality => quality_csv(&self.snapshot.measurements).into_bytes().into(),
            Part::Reals(png) => png.into(),
            Part::Grid(grid) => grid.png.as_slice().into(),
        })
    }
}

/// An archive that grows in memory, which bounds it: to some GB in a browser.
pub struct Package {
    zip: ZipWriter<Cursor<Vec<u8>>>,
}

impl Default for Package {
    fn default() -> Self {
        Self { zip: ZipWriter::new(Cursor::default()) }
    }
}

impl Package {
    /// Adds a file.
    ///
    /// # Errors
    /// When it cannot be made or written.
    pub fn add(&mut self, run: &WholeRun, part: Part) -> Result<(), PackError> {
        self.put(&part.path(), part.compression(), &run.bytes(part)?)
    }

    /// Adds a file of these bytes.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn put(&mut self, path: &str, compression: CompressionMethod, bytes: &[u8]) -> Result<(), PackError> {
        // Without a time, so that the same run gives the same bytes, whatever the crate's features.
        let options =
            SimpleFileOptions::default().compression_method(compression).last_modified_time(DateTime::DEFAULT);
        self.zip.start_file(path, options)?;
        Ok(self.zip.write_all(bytes)?)
    }

    /// The archive's bytes.
    ///
    /// # Errors
    /// When its directory cannot be written.
    pub fn finish(self) -> Result<Vec<u8>, PackError> {
        Ok(self.zip.finish()?.into_inner())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Read;

    use zip::ZipArchive;

    use super::*;
    use facegan_core::config::{KernelChoice, TrainConfig};
    use facegan_core::origin::Origin;
    use facegan_core::quality::{Measurement, Quality};
    use facegan_core::skipped::run_folder;
    use facegan_model::{HostTensor, Network};
    use facegan_train::{AdamState, NetworkState, RngState, SavedGrid};

    /// A made-up run with two grids.
    pub fn run() -> WholeRun {
        let config = TrainConfig { image_size: 32, nz: 4, ngf: 2, ndf: 2, ..TrainConfig::default() };
        let generator = Network::Generator { image_size: 32, nc: 3, nz: 4, ngf: 2 };
        let discriminator = Network::Discriminator { image_size: 32, nc: 3, ndf: 2, spectral_norm: false };
        let rng = || RngState { seed: [0; 32], stream: 0, word_pos: 0 };
        let grid = |iteration| SavedGrid { iteration, png: vec![iteration as u8; 7] };
        let quality =
            Quality { image_size: 32, generated: 256, photos: 9, held_out: None, seed: 1, figures: Vec::new() };
        let snapshot = Snapshot {
            fixed_noise: vec![0.0; 64 * config.nz],
            origin: Some(Origin::File { name: "a.safetensors".into(), iterations: 0 }),
            config,
            net_g: network(generator),
            net_d: network(discriminator),
            order: (0..9).collect(),
            held_out: Vec::new(),
            measurements: vec![Measurement { iterations: 0, net_g: quality, average: None }],
            epoch: 0,
            batch: 0,
            order_rng: rng(),
            latents_rng: rng(),
            flip_rng: None,
            augment_rng: None,
            ema: Some(network(generator).state),
            history: Vec::new(),
            grids: vec![grid(0), grid(500)],
        };
        let best = Some(snapshot.clone());
        let (kernels, adapter) = (KernelChoice::Mixed, "a \"GPU\"".into());
        WholeRun { snapshot, best, reals: Some(vec![1, 2, 3]), kernels, adapter }
    }

    fn network(network: Network) -> NetworkState {
        let tensor = |(key, shape): (String, Vec<usize>)| {
            let values = vec![0.5; shape.iter().product()];
            HostTensor { key, shape, values }
        };
        let state = network.shapes().into_iter().map(tensor).collect();
        let adam = AdamState { steps: 0, exp_avg: Vec::new(), exp_avg_sq: Vec::new() };
        NetworkState { state, batches_tracked: 0, adam }
    }

    fn packed(run: &WholeRun) -> Vec<u8> {
        let mut package = Package::default();
        for part in run.parts() {
            package.add(run, part).unwrap();
        }
        package.finish().unwrap()
    }

    #[test]
    fn the_archive_has_every_file_as_it_is_by_itself() {
        let run = run();
        let mut archive = ZipArchive::new(Cursor::new(packed(&run))).unwrap();
        assert_eq!(archive.len(), 13);
        for part in run.parts() {
            let mut entry = archive.by_name(&part.path()).unwrap();
            assert_eq!(entry.compression(), part.compression(), "{part:?}");
            let entry_time = entry.last_modified().map(|time| (time.year(), time.month(), time.day())).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            assert!(bytes == *run.bytes(part).unwrap(), "{}", part.path());
            assert_eq!(entry_time, (1980, 1, 1), "no archive tells when it was made");
        }
        assert!(run.parts().iter().all(|part| run_folder(&part.path()) == Some("")), "it is known for a run's");
        let mut grid = Vec::new();
        archive.by_name("grids/000500.png").unwrap().read_to_end(&mut grid).unwrap();
        assert_eq!(grid, run.snapshot.grids[1].png);
    }

    #[test]
    fn the_same_run_is_the_same_archive() {
        assert!(packed(&run()) == packed(&run()));
    }
}
