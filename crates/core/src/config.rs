//! Every setting of a run, with the PyTorch DCGAN faces tutorial's values as defaults.

mod augment;
mod crop;
mod field;
mod kernels;
mod loss;
mod preset;
mod rates;

use std::num::IntErrorKind;

use serde::{Deserialize, Serialize};

pub use augment::{Policy, Transform};
pub use crop::Crop;
pub use field::{Field, Invalid};
pub use kernels::KernelChoice;
pub use loss::Loss;
pub use preset::Preset;
pub use rates::Rates;

/// Channels that images can have: grey, or red, green and blue as in the tutorial.
pub const NC: [usize; 2] = [1, 3];
/// The sides of square images that there are networks for, in pixels: the tutorial's 64 with a block less, one more and two
/// more.
pub const IMAGE_SIZES: [usize; 4] = [32, 64, 128, 256];
/// Adam's second moment decay, which the tutorial leaves at PyTorch's default.
pub const BETA2: f64 = 0.999;
/// Adam's epsilon: PyTorch's default.
pub const ADAM_EPS: f64 = 1e-8;
/// Latents in the fixed noise, and so images in a sample grid.
pub const FIXED_SAMPLES: usize = 64;
/// Most epochs, and most iterations, that a run may be given.
pub const MOST_ITERATIONS: usize = 100_000_000;
/// Iterations between two log lines.
pub const LOG_EVERY: usize = 50;
/// The seed that the built-in faces are drawn from when no other is asked for.
pub const SAMPLE_SEED: u32 = 1;

/// The settings of one run. Those that an older version did not write yet have their defaults.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TrainConfig {
    /// Side of the square training images, in pixels: one of [`IMAGE_SIZES`].
    pub image_size: usize,
    /// Which part of each photo is trained on.
    pub crop: Crop,
    /// Channels of the images: one of [`NC`]. Photos become grey for 1 (torchvision's `Grayscale`).
    pub nc: usize,
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
    /// Adam's learning rate, for each network without its own.
    pub lr: f64,
    /// Adam's first moment decay, for both networks.
    pub beta1: f64,
    /// Seed of the weights, the shuffles and the latents.
    pub seed: u32,
    /// Iterations between two sample grids.
    pub sample_every: usize,
    /// Ends the run after this many iterations, even within an epoch.
    pub max_iterations: Option<usize>,
    /// Whether each real image is mirrored with probability 1/2 every time it is read (torchvision's
    /// `RandomHorizontalFlip`).
    pub flip: bool,
    /// How the images that netD sees are augmented.
    pub diffaugment: Policy,
    /// Decay of the moving average (EMA) of netG's weights, in [0, 1); 0 for none.
    pub ema_decay: f64,
    /// Share of the photos that is held out of the training, to measure netG's quality against; in [0, 0.5].
    pub holdout: f64,
    /// netG's own learning rate; `None` for [`lr`](Self::lr).
    pub lr_g: Option<f64>,
    /// netD's own learning rate; `None` for [`lr`](Self::lr).
    pub lr_d: Option<f64>,
    /// netD's target on real images, in [0.5, 1]: one-sided label smoothing (Salimans et al. 2016,
    /// <https://arxiv.org/abs/1606.03498>). That on fakes stays 0, and netG's target stays 1.
    pub real_label: f64,
    /// The loss. The hinge loss has no labels.
    pub loss: Loss,
    /// Whether netD's convolutions are spectrally normalised (Miyato et al. 2018, <https://arxiv.org/abs/1802.05957>).
    pub spectral_norm: bool,
}

impl Default for TrainConfig {
    fn default() -> Self {
        Self {
            image_size: 64,
            crop: Crop::default(),
            nc: 3,
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
            flip: false,
            diffaugment: Policy::default(),
            ema_decay: 0.0,
            holdout: 0.0,
            lr_g: None,
            lr_d: None,
            real_label: 1.0,
            loss: Loss::default(),
            spectral_norm: false,
        }
    }
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
                let size = whole(text, 0, usize::MAX).ok().filter(|size| IMAGE_SIZES.contains(size));
                self.image_size = size.ok_or(Invalid::ImageSize)?;
            }
            Field::Crop => self.crop = text.parse()?,
            Field::Nc => {
                let nc = whole(text, 0, usize::MAX).ok().filter(|nc| NC.contains(nc));
                self.nc = nc.ok_or(Invalid::Nc)?;
            }
            Field::BatchSize => self.batch_size = whole(text, 1, 4096)?,
            Field::Nz => self.nz = whole(text, 1, 4096)?,
            Field::Ngf => self.ngf = whole(text, 1, 512)?,
            Field::Ndf => self.ndf = whole(text, 1, 512)?,
            Field::NumEpochs => self.num_epochs = whole(text, 1, MOST_ITERATIONS)?,
            Field::Lr => self.lr = rate(text)?,
            Field::Beta1 => self.beta1 = below_one(text)?,
            Field::Seed => self.seed = whole(text, 0, u32::MAX as usize)? as u32,
            Field::SampleEvery => self.sample_every = whole(text, 1, 1_000_000)?,
            Field::MaxIterations if text.is_empty() => self.max_iterations = None,
            Field::MaxIterations => self.max_iterations = Some(whole(text, 1, MOST_ITERATIONS)?),
            Field::Flip => self.flip = switch(text)?,
            Field::DiffAugment => self.diffaugment = text.parse()?,
            Field::EmaDecay => self.ema_decay = below_one(text)?,
            Field::Holdout => {
                let holdout = number(text)?;
                if !(0.0..=0.5).contains(&holdout) {
                    return Err(Invalid::AboveHalf);
                }
                self.holdout = holdout;
            }
            Field::LrG if text.is_empty() => self.lr_g = None,
            Field::LrG => self.lr_g = Some(rate(text)?),
            Field::LrD if text.is_empty() => self.lr_d = None,
            Field::LrD => self.lr_d = Some(rate(text)?),
            Field::RealLabel => {
                let label = number(text)?;
                if !(0.5..=1.0).contains(&label) {
                    return Err(Invalid::BelowHalf);
                }
                self.real_label = label;
            }
            Field::Loss => self.loss = text.parse()?,
            Field::SpectralNorm => self.spectral_norm = switch(text)?,
        }
        Ok(())
    }

    /// One setting as the text that [`set`](Self::set) reads.
    pub fn get(&self, field: Field) -> String {
        match field {
            Field::ImageSize => self.image_size.to_string(),
            Field::Crop => self.crop.to_string(),
            Field::Nc => self.nc.to_string(),
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
            Field::Flip => u8::from(self.flip).to_string(),
            Field::DiffAugment => self.diffaugment.to_string(),
            Field::EmaDecay => self.ema_decay.to_string(),
            Field::Holdout => self.holdout.to_string(),
            Field::LrG => self.lr_g.map(|lr| lr.to_string()).unwrap_or_default(),
            Field::LrD => self.lr_d.map(|lr| lr.to_string()).unwrap_or_default(),
            Field::RealLabel => self.real_label.to_string(),
            Field::Loss => self.loss.to_string(),
            Field::SpectralNorm => u8::from(self.spectral_norm).to_string(),
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

    /// How many of `photos` photos are held out of the training: the whole part of `holdout · photos`.
    pub fn held_out(&self, photos: usize) -> usize {
        // 0.29 · 100 is a little less than 29 in floating point.
        (self.holdout * photos as f64 + 1e-9) as usize
    }

    /// How many of `photos` photos are trained on: all that are not held out.
    pub fn trained_on(&self, photos: usize) -> usize {
        photos - self.held_out(photos).min(photos)
    }

    /// Checks that what is trained on of `photos` photos fills a batch.
    ///
    /// # Errors
    /// [`Invalid::MoreThanImages`] for a batch larger than that.
    pub fn fits(&self, photos: usize) -> Result<(), Invalid> {
        let images = self.trained_on(photos);
        if self.batch_size > images { Err(Invalid::MoreThanImages { images }) } else { Ok(()) }
    }

    /// Iterations of one pass over `images` images that are trained on, the last partial batch included (the tutorial's
    /// `len(dataloader)`).
    pub fn iterations_per_epoch(&self, images: usize) -> usize {
        images.div_ceil(self.batch_size)
    }

    /// Iterations of the whole run over `images` images that are trained on.
    pub fn iterations(&self, images: usize) -> usize {
        let all = self.num_epochs.saturating_mul(self.iterations_per_epoch(images));
        self.max_iterations.map_or(all, |most| most.min(all))
    }

    /// The settings with which a run over `images` images that has done `done` iterations trains on: to its own end where
    /// that is still ahead, or else for as many iterations again. Where max_iterations sets no limit, to the end of an
    /// epoch.
    pub fn longer(&self, images: usize, done: usize) -> Self {
        if done < self.iterations(images) {
            return self.clone();
        }
        let all = done.saturating_mul(2).clamp(done + 1, MOST_ITERATIONS.max(done + 1));
        let epochs = all.div_ceil(self.iterations_per_epoch(images).max(1)).clamp(1, MOST_ITERATIONS);
        let max_iterations = self.max_iterations.map(|_| all);
        Self { num_epochs: self.num_epochs.max(epochs), max_iterations, ..self.clone() }
    }
}

/// A whole number from `least` to `most`, from text.
///
/// # Errors
/// Says what it must be.
pub fn whole(text: &str, least: usize, most: usize) -> Result<usize, Invalid> {
    let beyond = Invalid::OutOfRange { least, most };
    match text.parse::<i64>() {
        Ok(value) => usize::try_from(value).ok().filter(|value| (least..=most).contains(value)).ok_or(beyond),
        Err(why) if matches!(why.kind(), IntErrorKind::PosOverflow | IntErrorKind::NegOverflow) => Err(beyond),
        Err(_) if number(text).is_ok_and(|value| value.fract() == 0.0) => Err(Invalid::NotDigits(text.to_owned())),
        Err(_) => Err(Invalid::NotWhole(text.to_owned())),
    }
}

/// A number, which may be infinite.
fn number(text: &str) -> Result<f64, Invalid> {
    let value = text.parse::<f64>().ok().filter(|value| !value.is_nan());
    let value = value.ok_or_else(|| Invalid::NotNumber(text.to_owned()))?;
    let digits = text.split(['e', 'E']).next().unwrap_or_default();
    if value == 0.0 && digits.contains(|digit: char| ('1'..='9').contains(&digit)) {
        return Err(Invalid::TooSmall(text.to_owned()));
    }
    // Of −0 as well.
    Ok(value + 0.0)
}

/// A learning rate.
fn rate(text: &str) -> Result<f64, Invalid> {
    let lr = number(text)?;
    if (0.0..=1.0).contains(&lr) { Ok(lr) } else { Err(Invalid::OutOfRange { least: 0, most: 1 }) }
}

fn below_one(text: &str) -> Result<f64, Invalid> {
    let value = number(text)?;
    if (0.0..1.0).contains(&value) { Ok(value) } else { Err(Invalid::BelowOne) }
}

/// A switch from text: 0 or 1.
///
/// # Errors
/// [`Invalid::Switch`] for anything else.
pub(crate) fn switch(text: &str) -> Result<bool, Invalid> {
    match text {
        "0" => Ok(false),
        "1" => Ok(true),
        _ => Err(Invalid::Switch),
    }
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
            assert_eq!((config.flip, config.diffaugment, config.ema_decay), (false, Policy::default(), 0.0));
            assert_eq!(config.holdout, 0.0);
            assert_eq!((config.lr_g, config.lr_d, config.real_label), (None, None, 1.0));
            assert_eq!((config.loss, config.spectral_norm), (Loss::Bce, false));
            assert_eq!(preset.label().to_uppercase().parse(), Ok(preset));
        }
    }

    #[test]
    fn values_out_of_range_are_explained_and_change_nothing() {
        let cases = [
            (Field::ImageSize, "63", "must be 32, 64, 128 or 256"),
            (Field::Crop, "face", "must be auto, faces or centre"),
            (Field::Nc, "2", "must be 1 (grey) or 3 (colour)"),
            (Field::Nc, "grey", "must be 1 (grey) or 3 (colour)"),
            (Field::BatchSize, "0", "must be from 1 to 4096"),
            (Field::BatchSize, "4.5", "must be a whole number, not “4.5”"),
            (Field::BatchSize, "", "must be a whole number, not “”"),
            (Field::BatchSize, "9e9", "must be a whole number in digits alone, not “9e9”"),
            (Field::Nz, "-1", "must be from 1 to 4096"),
            (Field::Lr, "-0.1", "must be from 0 to 1"),
            (Field::Lr, "5", "must be from 0 to 1"),
            (Field::Lr, "inf", "must be from 0 to 1"),
            (Field::Lr, "1e-400", "must be 0 or large enough to be told from it, not “1e-400”"),
            (Field::Lr, "NaN", "must be a number, not “NaN”"),
            (Field::Lr, "", "must be a number, not “”"),
            (Field::Lr, "fast", "must be a number, not “fast”"),
            (Field::Beta1, "-0.5", "must be at least 0 and less than 1"),
            (Field::Beta1, "1", "must be at least 0 and less than 1"),
            (Field::Seed, "4294967296", "must be from 0 to 4294967295"),
            (Field::Seed, "-1", "must be from 0 to 4294967295"),
            (Field::Seed, "99999999999999999999", "must be from 0 to 4294967295"),
            (Field::Seed, "1e3", "must be a whole number in digits alone, not “1e3”"),
            (Field::MaxIterations, "0", "must be from 1 to 100000000"),
            (Field::Flip, "yes", "must be 0 or 1"),
            (Field::DiffAugment, "colour", "must be some of color, translation, cutout, with commas between, or empty"),
            (Field::EmaDecay, "1", "must be at least 0 and less than 1"),
            (Field::Holdout, "0.51", "must be from 0 to 0.5"),
            (Field::Holdout, "-0.1", "must be from 0 to 0.5"),
            (Field::Holdout, "a tenth", "must be a number, not “a tenth”"),
            (Field::LrG, "2", "must be from 0 to 1"),
            (Field::LrD, "slow", "must be a number, not “slow”"),
            (Field::RealLabel, "0.4", "must be from 0.5 to 1"),
            (Field::RealLabel, "1.1", "must be from 0.5 to 1"),
            (Field::Loss, "wgan", "must be bce or hinge"),
            (Field::SpectralNorm, "on", "must be 0 or 1"),
            (Field::RealLabel, "", "must be a number, not “”"),
        ];
        for (field, text, message) in cases {
            let mut config = TrainConfig::default();
            assert_eq!(config.set(field, text).unwrap_err().to_string(), message);
            assert_eq!(config, TrainConfig::default());
        }
    }

    #[test]
    fn a_learning_rate_may_be_0_as_in_pytorch() {
        let mut config = TrainConfig::default();
        for text in ["0", "-0", "0.0e9"] {
            config.set(Field::Lr, text).unwrap();
            assert_eq!(config.get(Field::Lr), "0");
        }
    }

    #[test]
    fn a_network_has_its_own_learning_rate_only_where_one_is_given() {
        let mut config = TrainConfig::default();
        config.set(Field::LrG, "0.0004").unwrap();
        config.set(Field::LrD, " 0 ").unwrap();
        assert_eq!((config.rates().of_g(), config.rates().of_d()), (0.0004, 0.0));
        for field in [Field::LrG, Field::LrD] {
            config.set(field, "").unwrap();
        }
        assert_eq!(config, TrainConfig::default());
    }

    #[test]
    fn validate_names_every_wrong_setting() {
        let config = TrainConfig { ngf: 0, image_size: 65, ..TrainConfig::default() };
        let fields: Vec<_> = config.validate().unwrap_err().into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, [Field::ImageSize, Field::Ngf]);
    }

    #[test]
    fn iterations_count_the_last_partial_batch_and_respect_the_limit() {
        let mut config = TrainConfig { batch_size: 4, num_epochs: 3, ..TrainConfig::default() };
        assert_eq!(config.iterations_per_epoch(9), 3);
        assert_eq!(config.iterations(9), 9);
        config.max_iterations = Some(7);
        assert_eq!(config.iterations(9), 7);
        assert_eq!(config.fits(3), Err(Invalid::MoreThanImages { images: 3 }));
    }

    #[test]
    fn a_share_of_the_photos_is_held_out_and_a_batch_has_the_rest() {
        let config = |holdout| TrainConfig { batch_size: 6, holdout, ..TrainConfig::default() };
        let cases = [(0.0, 10, 0), (0.1, 9, 0), (0.1, 10, 1), (0.29, 100, 29), (0.5, 1, 0), (0.5, 11, 5)];
        for (holdout, photos, held_out) in cases {
            let config = config(holdout);
            assert_eq!((config.held_out(photos), config.trained_on(photos)), (held_out, photos - held_out));
        }
        assert_eq!(config(0.4).fits(10), Ok(()));
        assert_eq!(config(0.5).fits(10), Err(Invalid::MoreThanImages { images: 5 }));
        let mut half = config(0.0);
        half.set(Field::Holdout, "0.5").unwrap();
        assert_eq!(half, config(0.5));
    }

    #[test]
    fn a_run_that_trains_longer_comes_to_its_end_and_then_doubles() {
        let config = TrainConfig { batch_size: 4, num_epochs: 3, ..TrainConfig::default() };
        assert_eq!(config.longer(10, 5), config, "its end is still ahead");
        let longer = config.longer(10, 9);
        assert_eq!((longer.num_epochs, longer.max_iterations, longer.iterations(10)), (6, None, 18));
        let limited = TrainConfig { max_iterations: Some(7), ..config };
        let longer = limited.longer(10, 7);
        assert_eq!((longer.num_epochs, longer.iterations(10)), (5, 14));
        assert_eq!(TrainConfig { num_epochs: 5, max_iterations: Some(14), ..limited }, longer);
    }
}
