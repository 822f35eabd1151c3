//! What settings are called, and why a value is refused.

use serde::{Deserialize, Serialize};

use super::Transform;
use crate::words::{count, grouped};

/// One setting: what the form, the address and the error messages call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Field {
    /// Side of the images in pixels.
    ImageSize,
    /// Which part of each photo is trained on.
    Crop,
    /// Channels of the images.
    Nc,
    /// Images in a batch.
    BatchSize,
    /// Components of a latent vector.
    Nz,
    /// Base channel count of netG.
    Ngf,
    /// Base channel count of netD.
    Ndf,
    /// Passes over the photos.
    NumEpochs,
    /// Adam's learning rate, of each network without its own.
    Lr,
    /// Adam's decay rate of the first moment.
    Beta1,
    /// Seed of everything random.
    Seed,
    /// Iterations between two sample grids.
    SampleEvery,
    /// Where to stop early.
    MaxIterations,
    /// Whether photos are mirrored at random.
    Flip,
    /// DiffAugment's transforms.
    DiffAugment,
    /// Decay of netG's moving average.
    EmaDecay,
    /// Share of the photos that is held out of the training.
    Holdout,
    /// netG's own learning rate.
    LrG,
    /// netD's own learning rate.
    LrD,
    /// netD's target on real images.
    RealLabel,
    /// The loss.
    Loss,
    /// Whether netD is spectrally normalised.
    SpectralNorm,
}

impl Field {
    /// Every setting, in the order in which a form shows them.
    pub const ALL: [Self; 22] = [
        Self::ImageSize,
        Self::Crop,
        Self::Nc,
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
        Self::Flip,
        Self::DiffAugment,
        Self::EmaDecay,
        Self::Holdout,
        Self::LrG,
        Self::LrD,
        Self::RealLabel,
        Self::Loss,
        Self::SpectralNorm,
    ];

    /// The setting's name in the address and in the tutorial.
    pub fn name(self) -> &'static str {
        match self {
            Self::ImageSize => "image_size",
            Self::Crop => "crop",
            Self::Nc => "nc",
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
            Self::Flip => "flip",
            Self::DiffAugment => "diffaugment",
            Self::EmaDecay => "ema_decay",
            Self::Holdout => "holdout",
            Self::LrG => "lr_g",
            Self::LrD => "lr_d",
            Self::RealLabel => "real_label",
            Self::Loss => "loss",
            Self::SpectralNorm => "spectral_norm",
        }
    }

    /// Whether a run that continues from a checkpoint may have another value than before.
    ///
    /// The networks' shapes may not change, nor what decides which photos and latents come next, how netD sees them,
    /// what is averaged, and what the losses mean.
    pub fn may_change(self) -> bool {
        match self {
            Self::NumEpochs | Self::MaxIterations | Self::SampleEvery | Self::Lr | Self::Beta1 => true,
            Self::LrG | Self::LrD | Self::RealLabel => true,
            Self::ImageSize | Self::BatchSize | Self::Nz | Self::Ngf | Self::Ndf | Self::Seed => false,
            Self::Crop | Self::Nc | Self::Flip | Self::DiffAugment | Self::EmaDecay | Self::Holdout => false,
            Self::Loss | Self::SpectralNorm => false,
        }
    }

    /// Whether files leave the setting out where it has its default, because older files do not have it.
    pub fn is_optional(self) -> bool {
        match self {
            Self::Crop | Self::Nc | Self::Flip | Self::DiffAugment | Self::EmaDecay | Self::Holdout => true,
            Self::LrG | Self::LrD | Self::RealLabel | Self::Loss | Self::SpectralNorm => true,
            Self::ImageSize | Self::BatchSize | Self::Nz | Self::Ngf | Self::Ndf | Self::NumEpochs => false,
            Self::Lr | Self::Beta1 | Self::Seed | Self::SampleEvery | Self::MaxIterations => false,
        }
    }

    /// One line that says what the setting does.
    pub fn help(self) -> &'static str {
        match self {
            Self::ImageSize => "Side that photos are resized to, in pixels",
            Self::Crop => {
                "Crop of each photo: its faces, its centre as in the tutorial, or (auto) what suits the photos"
            }
            Self::Nc => {
                "Channels of the images: 3 for colour, 1 to make photos and faces grey, which is easier to learn"
            }
            Self::BatchSize => "Photos in each iteration",
            Self::Nz => "Length of the latent vector",
            Self::Ngf => "Width of the generator netG",
            Self::Ndf => "Width of the discriminator netD",
            Self::NumEpochs => "Epochs: passes over all photos",
            Self::Lr => "Adam's learning rate",
            Self::Beta1 => "Adam's first moment decay",
            Self::Seed => "The same seed gives the same run",
            Self::SampleEvery => "Iterations between sample grids",
            Self::MaxIterations => "Stop early; leave empty for no limit",
            Self::Flip => "Mirror each photo every second time, for small sets",
            Self::DiffAugment => "Alter what netD sees at random (DiffAugment), for under 2,000 photos",
            Self::EmaDecay => "Keep a moving average of netG too (EMA): 0.999 is slow, 0.9 quick, 0 none",
            Self::Holdout => {
                "Share of the photos kept out of the training, to measure netG's quality against: 0.1, 0 none"
            }
            Self::LrG => "netG's own learning rate; leave empty for lr. A higher one helps where netD is far ahead",
            Self::LrD => "netD's own learning rate; leave empty for lr. A lower one helps where netD is far ahead",
            Self::RealLabel => "netD's target for photos. 0.9 helps where netD is so sure that netG hardly learns",
            Self::Loss => {
                "bce as in the tutorial, or hinge: it asks no more of netD once it is right by a margin, which helps where \
                 netD is far ahead"
            }
            Self::SpectralNorm => {
                "Divide netD's weights by their spectral norm, where losses jump or faces become alike; it takes longer"
            }
        }
    }
}

/// Why a setting's value was refused; the message is meant for the place beside the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// Not a whole number.
    #[error("must be a whole number, not “{0}”")]
    NotWhole(String),
    /// A whole number in another notation, as `1e3`.
    #[error("must be a whole number in digits alone, not “{0}”")]
    NotDigits(String),
    /// Not a number.
    #[error("must be a number, not “{0}”")]
    NotNumber(String),
    /// Positive, but rounded to 0.
    #[error("must be 0 or large enough to be told from it, not “{0}”")]
    TooSmall(String),
    /// A whole number out of range.
    #[error("must be from {least} to {most}")]
    OutOfRange {
        /// The smallest that is allowed.
        least: usize,
        /// The largest that is allowed.
        most: usize,
    },
    /// Not a size that the networks can have.
    #[error("must be 32, 64, 128 or 256")]
    ImageSize,
    /// Not a number of channels that images can have.
    #[error("must be 1 (grey) or 3 (colour)")]
    Nc,
    /// Not a [`Crop`](super::Crop).
    #[error("must be auto, faces or centre")]
    Crop,
    /// A decay rate outside [0, 1).
    #[error("must be at least 0 and less than 1")]
    BelowOne,
    /// A share outside [0, 0.5].
    #[error("must be from 0 to 0.5")]
    AboveHalf,
    /// A label outside [0.5, 1].
    #[error("must be from 0.5 to 1")]
    BelowHalf,
    /// Not a [`Loss`](super::Loss).
    #[error("must be bce or hinge")]
    Loss,
    /// A switch that is neither 0 nor 1.
    #[error("must be 0 or 1")]
    Switch,
    /// Not a list of DiffAugment’s transforms.
    #[error("must be some of {}, with commas between, or empty", Transform::ALL.map(Transform::name).join(", "))]
    Policy,
    /// A batch larger than the data set.
    #[error("is larger than the set of {}: use {}, or add photos", count(*.images, "image"), at_most(*.images))]
    MoreThanImages {
        /// Images in the data set.
        images: usize,
    },
}

fn at_most(number: usize) -> String {
    if number == 1 { grouped(number) } else { format!("{} or less", grouped(number)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_that_is_too_large_is_told_of_in_whole_sentences() {
        let told = |images| Invalid::MoreThanImages { images }.to_string();
        assert_eq!(told(1), "is larger than the set of 1 image: use 1, or add photos");
        assert_eq!(told(1_500), "is larger than the set of 1,500 images: use 1,500 or less, or add photos");
    }
}
