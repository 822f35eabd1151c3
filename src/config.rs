//! Every setting of a run, with the PyTorch DCGAN faces tutorial's values as defaults.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Colour channels of an image (the tutorial's `nc`).
pub const CHANNELS: usize = 3;
/// Adam's second moment decay, which the tutorial leaves at PyTorch's default.
pub const BETA2: f64 = 0.999;
/// Adam's epsilon: PyTorch's default.
pub const ADAM_EPS: f64 = 1e-8;
/// Latents in the fixed noise, and so images in a sample grid.
pub const FIXED_SAMPLES: usize = 64;
/// Iterations between two log lines.
pub const LOG_EVERY: usize = 50;

/// The settings of one run. What an older version wrote lacks those that came later, which have their defaults then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TrainConfig {
    /// Side of the square training images, in pixels: 32, 64 or 128.
    pub image_size: usize,
    /// Images in a batch.
    pub batch_size: usize,
    /// Length of the latent vector.
    pub nz: usize,
    /// Channels of netG's last hidden layer; each earlier layer has twice as many as the next.
    pub ngf: usize,
    /// Channels of netD's first layer; each later layer has twice as many as the one before.
    pub ndf: usize,
    /// Passes over the data set.
    pub num_epochs: usize,
    /// Adam's learning rate, for both networks.
    pub lr: f64,
    /// Adam's first moment decay, for both networks.
    pub beta1: f64,
    /// Seed of the weights, the shuffles and the latents.
    pub seed: u32,
    /// Iterations between two sample grids.
    pub sample_every: usize,
    /// Ends the run after this many iterations, even within an epoch.
    pub max_iterations: Option<usize>,
}

impl Default for TrainConfig {
    fn default() -> Self {
        Self {
            image_size: 64,
            batch_size: 128,
            nz: 100,
            ngf: 64,
            ndf: 64,
            num_epochs: 5,
            lr: 0.0002,
            beta1: 0.5,
            seed: 999,
            sample_every: 500,
            max_iterations: None,
        }
    }
}

/// Settings that go well together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Preset {
    /// The tutorial's own: for a real GPU.
    Tutorial,
    /// A quarter of the work of each layer: for a laptop's GPU.
    Quick,
    /// The smallest network that still learns: for a look around, and for tests.
    Tiny,
}

impl Preset {
    /// Every preset, largest first.
    pub const ALL: [Self; 3] = [Self::Tutorial, Self::Quick, Self::Tiny];

    /// The name shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Tutorial => "Tutorial",
            Self::Quick => "Quick",
            Self::Tiny => "Tiny",
        }
    }

    /// The preset's settings; what it does not name has the tutorial's value.
    pub fn config(self) -> TrainConfig {
        let (features, batch_size) = match self {
            Self::Tutorial => (64, 128),
            Self::Quick => (32, 64),
            Self::Tiny => (8, 4),
        };
        TrainConfig { ngf: features, ndf: features, batch_size, ..TrainConfig::default() }
    }
}

/// Whose GPU kernels compute a run, and how precisely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum KernelChoice {
    /// facegan's own, laid out for the GPU at hand, in float32 as PyTorch.
    #[default]
    Own,
    /// facegan's own, with the layers' outputs kept in float16 where the GPU has it: less memory and less traffic, for
    /// numbers that are no longer PyTorch's to the last digit.
    Mixed,
    /// Those of Burn's layers: several times slower, to compare with or where a driver fails with our own.
    Stock,
}

impl KernelChoice {
    /// Every choice, in the order in which a form shows them.
    pub const ALL: [Self; 3] = [Self::Own, Self::Mixed, Self::Stock];

    /// What the form and the address call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Mixed => "mixed",
            Self::Stock => "stock",
        }
    }
}

impl FromStr for KernelChoice {
    type Err = ();

    /// Reads a choice's [`name`](Self::name).
    fn from_str(name: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|choice| choice.name() == name).ok_or(())
    }
}

impl FromStr for Preset {
    type Err = ();

    /// Reads a preset's name in any case.
    fn from_str(name: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|preset| preset.label().eq_ignore_ascii_case(name)).ok_or(())
    }
}

/// One setting: what the form, the address and the error messages call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Field {
    ImageSize,
    BatchSize,
    Nz,
    Ngf,
    Ndf,
    NumEpochs,
    Lr,
    Beta1,
    Seed,
    SampleEvery,
    MaxIterations,
}

impl Field {
    /// Every setting, in the order in which a form shows them.
    pub const ALL: [Self; 11] = [
        Self::ImageSize,
        Self::BatchSize,
        Self::NumEpochs,
        Self::Lr,
        Self::Beta1,
        Self::Nz,
        Self::Ngf,
        Self::Ndf,
        Self::Seed,
        Self::SampleEvery,
        Self::MaxIterations,
    ];

    /// The setting's name in the address and in the tutorial.
    pub fn name(self) -> &'static str {
        match self {
            Self::ImageSize => "image_size",
            Self::BatchSize => "batch_size",
            Self::Nz => "nz",
            Self::Ngf => "ngf",
            Self::Ndf => "ndf",
            Self::NumEpochs => "num_epochs",
            Self::Lr => "lr",
            Self::Beta1 => "beta1",
            Self::Seed => "seed",
            Self::SampleEvery => "sample_every",
            Self::MaxIterations => "max_iterations",
        }
    }

    /// Whether a run that goes on from a checkpoint may have another value than before.
    ///
    /// The networks' shapes may not change, nor what decides which photos and latents come next.
    pub fn may_change(self) -> bool {
        match self {
            Self::NumEpochs | Self::MaxIterations | Self::SampleEvery | Self::Lr | Self::Beta1 => true,
            Self::ImageSize | Self::BatchSize | Self::Nz | Self::Ngf | Self::Ndf | Self::Seed => false,
        }
    }

    /// One line that says what the setting does.
    pub fn help(self) -> &'static str {
        match self {
            Self::ImageSize => "Side of the training images in pixels",
            Self::BatchSize => "Photos in each iteration",
            Self::Nz => "Length of the latent vector",
            Self::Ngf => "Width of the generator netG",
            Self::Ndf => "Width of the discriminator netD",
            Self::NumEpochs => "Passes over all photos",
            Self::Lr => "Adam's learning rate",
            Self::Beta1 => "Adam's first moment decay",
            Self::Seed => "The same seed gives the same run",
            Self::SampleEvery => "Iterations between sample grids",
            Self::MaxIterations => "Stop early; leave empty for no limit",
        }
    }
}

/// Why a setting's value was refused; the message is meant for the place beside the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    #[error("must be a whole number, not “{0}”")]
    NotWhole(String),
    #[error("must be a number, not “{0}”")]
    NotNumber(String),
    #[error("must be from {least} to {most}")]
    OutOfRange { least: String, most: String },
    #[error("must be 32, 64 or 128")]
    ImageSize,
    #[error("must be more than 0 and at most 1")]
    LearningRate,
    #[error("must be at least 0 and less than 1")]
    Beta,
    #[error("is larger than the {images} photos there are: use {images} or less, or add photos")]
    MoreThanImages { images: usize },
}

impl TrainConfig {
    /// Sets one setting from text.
    ///
    /// # Errors
    /// Says what the value must be, and leaves the setting as it was.
    pub fn set(&mut self, field: Field, text: &str) -> Result<(), Invalid> {
        let text = text.trim();
        match field {
            Field::ImageSize => {
                let size = whole(text)?;
                if ![32, 64, 128].contains(&size) {
                    return Err(Invalid::ImageSize);
                }
                self.image_size = size;
            }
            Field::BatchSize => self.batch_size = within(whole(text)?, 1, 4096)?,
            Field::Nz => self.nz = within(whole(text)?, 1, 4096)?,
            Field::Ngf => self.ngf = within(whole(text)?, 1, 512)?,
            Field::Ndf => self.ndf = within(whole(text)?, 1, 512)?,
            Field::NumEpochs => self.num_epochs = within(whole(text)?, 1, 100_000)?,
            Field::Lr => {
                let lr = number(text)?;
                if !(lr > 0.0 && lr <= 1.0) {
                    return Err(Invalid::LearningRate);
                }
                self.lr = lr;
            }
            Field::Beta1 => {
                let beta1 = number(text)?;
                if !(0.0..1.0).contains(&beta1) {
                    return Err(Invalid::Beta);
                }
                self.beta1 = beta1;
            }
            Field::Seed => self.seed = within(whole(text)?, 0, u32::MAX as usize)? as u32,
            Field::SampleEvery => self.sample_every = within(whole(text)?, 1, 1_000_000)?,
            Field::MaxIterations if text.is_empty() => self.max_iterations = None,
            Field::MaxIterations => self.max_iterations = Some(within(whole(text)?, 1, 100_000_000)?),
        }
        Ok(())
    }

    /// One setting as the text that [`set`](Self::set) reads.
    pub fn get(&self, field: Field) -> String {
        match field {
            Field::ImageSize => self.image_size.to_string(),
            Field::BatchSize => self.batch_size.to_string(),
            Field::Nz => self.nz.to_string(),
            Field::Ngf => self.ngf.to_string(),
            Field::Ndf => self.ndf.to_string(),
            Field::NumEpochs => self.num_epochs.to_string(),
            Field::Lr => self.lr.to_string(),
            Field::Beta1 => self.beta1.to_string(),
            Field::Seed => self.seed.to_string(),
            Field::SampleEvery => self.sample_every.to_string(),
            Field::MaxIterations => self.max_iterations.map(|n| n.to_string()).unwrap_or_default(),
        }
    }

    /// Checks every setting.
    ///
    /// # Errors
    /// Every setting out of its range, each with what it must be.
    pub fn validate(&self) -> Result<(), Vec<(Field, Invalid)>> {
        let mut copy = self.clone();
        let invalid: Vec<_> = Field::ALL
            .into_iter()
            .filter_map(|field| copy.set(field, &self.get(field)).err().map(|why| (field, why)))
            .collect();
        if invalid.is_empty() { Ok(()) } else { Err(invalid) }
    }

    /// Checks that a data set of `images` images fills a batch.
    ///
    /// # Errors
    /// [`Invalid::MoreThanImages`] for a batch larger than the data set.
    pub fn fits(&self, images: usize) -> Result<(), Invalid> {
        if self.batch_size > images { Err(Invalid::MoreThanImages { images }) } else { Ok(()) }
    }

    /// Iterations of one pass over `images` images, the last partial batch included (the tutorial's `len(dataloader)`).
    pub fn iterations_per_epoch(&self, images: usize) -> usize {
        images.div_ceil(self.batch_size)
    }

    /// Iterations of the whole run over `images` images.
    pub fn iterations(&self, images: usize) -> usize {
        let all = self.num_epochs.saturating_mul(self.iterations_per_epoch(images));
        self.max_iterations.map_or(all, |most| most.min(all))
    }
}

fn whole(text: &str) -> Result<usize, Invalid> {
    text.parse().map_err(|_| Invalid::NotWhole(text.to_owned()))
}

fn number(text: &str) -> Result<f64, Invalid> {
    text.parse().map_err(|_| Invalid::NotNumber(text.to_owned()))
}

fn within<T: PartialOrd + fmt::Display>(value: T, least: T, most: T) -> Result<T, Invalid> {
    if value < least || value > most {
        return Err(Invalid::OutOfRange { least: least.to_string(), most: most.to_string() });
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_are_valid_and_survive_being_written_and_read() {
        for preset in Preset::ALL {
            let config = preset.config();
            assert_eq!(config.validate(), Ok(()));
            let mut read = TrainConfig { seed: 1, lr: 0.5, ngf: 1, ..TrainConfig::default() };
            for field in Field::ALL {
                read.set(field, &config.get(field)).unwrap();
            }
            assert_eq!(read, config);
            assert_eq!(preset.label().to_uppercase().parse(), Ok(preset));
        }
    }

    #[test]
    fn values_out_of_range_are_explained_and_change_nothing() {
        let cases = [
            (Field::ImageSize, "63", "must be 32, 64 or 128"),
            (Field::BatchSize, "0", "must be from 1 to 4096"),
            (Field::BatchSize, "4.5", "must be a whole number, not “4.5”"),
            (Field::Nz, "-1", "must be a whole number, not “-1”"),
            (Field::Lr, "0", "must be more than 0 and at most 1"),
            (Field::Lr, "NaN", "must be more than 0 and at most 1"),
            (Field::Lr, "fast", "must be a number, not “fast”"),
            (Field::Beta1, "1", "must be at least 0 and less than 1"),
            (Field::Seed, "4294967296", "must be from 0 to 4294967295"),
            (Field::MaxIterations, "0", "must be from 1 to 100000000"),
        ];
        for (field, text, message) in cases {
            let mut config = TrainConfig::default();
            assert_eq!(config.set(field, text).unwrap_err().to_string(), message);
            assert_eq!(config, TrainConfig::default());
        }
    }

    #[test]
    fn validate_names_every_wrong_setting() {
        let config = TrainConfig { ngf: 0, image_size: 65, ..TrainConfig::default() };
        let fields: Vec<_> = config.validate().unwrap_err().into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, [Field::ImageSize, Field::Ngf]);
    }

    #[test]
    fn iterations_count_the_last_partial_batch_and_obey_the_limit() {
        let mut config = TrainConfig { batch_size: 4, num_epochs: 3, ..TrainConfig::default() };
        assert_eq!(config.iterations_per_epoch(9), 3);
        assert_eq!(config.iterations(9), 9);
        config.max_iterations = Some(7);
        assert_eq!(config.iterations(9), 7);
        assert_eq!(config.fits(3), Err(Invalid::MoreThanImages { images: 3 }));
    }
}
