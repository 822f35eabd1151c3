//! What a state dict's keys and shapes tell of its network.

use super::state::{HostTensor, StateMismatch, check, check_shapes, shapes};
use super::{KERNEL, inner_layers};
use facegan_core::config::{Field, Invalid, TrainConfig};

/// One of the two networks, with the settings that its shapes tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    /// netG.
    Generator {
        /// Side of its images in pixels.
        image_size: usize,
        /// Channels of its images.
        nc: usize,
        /// Length of the latent vector.
        nz: usize,
        /// Channels before the last layer.
        ngf: usize,
    },
    /// netD.
    Discriminator {
        /// Side of its images in pixels.
        image_size: usize,
        /// Channels of its images.
        nc: usize,
        /// Channels behind the first layer.
        ndf: usize,
        /// Whether its convolutions' weights are spectrally normalised.
        spectral_norm: bool,
    },
}

/// Why a state dict is none of the tutorial's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NetworkError {
    /// It has the keys of neither network.
    #[error("it holds neither netG nor netD: there is no “main.1.weight” and no “main.2.weight”")]
    Neither,
    /// The number of layers is that of no image size; the key of the last convolution.
    #[error("its layers are not those of 32, 64, 128 or 256 pixels: the last convolution is “{0}”")]
    Depth(String),
    /// A weight is not a 4×4 convolution's.
    #[error("“{key}” should have the shape [?, ?, 4, 4] but has {found:?}")]
    Rank {
        /// The weight's key.
        key: String,
        /// Its shape.
        found: Vec<usize>,
    },
    /// A setting that its shapes tell is outside its range.
    #[error("its {} {why}", field.name())]
    Setting {
        /// The setting.
        field: Field,
        /// Why its value is refused.
        why: Invalid,
    },
    /// An entry does not fit the others.
    #[error(transparent)]
    Mismatch(#[from] StateMismatch),
}

impl NetworkError {
    /// The same with the key under another name.
    pub fn rename(self, name: impl FnOnce(String) -> String) -> Self {
        match self {
            Self::Depth(key) => Self::Depth(name(key)),
            Self::Rank { key, found } => Self::Rank { key: name(key), found },
            Self::Mismatch(error) => Self::Mismatch(error.rename(name)),
            Self::Neither | Self::Setting { .. } => self,
        }
    }
}

impl Network {
    /// netG of these settings.
    pub fn net_g(&TrainConfig { image_size, nc, nz, ngf, .. }: &TrainConfig) -> Self {
        Self::Generator { image_size, nc, nz, ngf }
    }

    /// netD of these settings.
    pub fn net_d(&TrainConfig { image_size, nc, ndf, spectral_norm, .. }: &TrainConfig) -> Self {
        Self::Discriminator { image_size, nc, ndf, spectral_norm }
    }

    /// Tells the network from its state dict.
    ///
    /// # Errors
    /// When it is of neither network: the first key that is missing, too many, or of another shape than the rest.
    pub fn of(state: &[HostTensor]) -> Result<Self, NetworkError> {
        let network = Self::guess(&shapes(state))?;
        check(state, &network.shapes())?;
        Ok(network)
    }

    /// Tells the network from the keys and shapes of its state dict, as [`shapes`](Self::shapes) lists them.
    ///
    /// # Errors
    /// As [`of`](Self::of).
    pub fn told_by(shapes: &[(String, Vec<usize>)]) -> Result<Self, NetworkError> {
        let network = Self::guess(shapes)?;
        network.check(shapes)?;
        Ok(network)
    }

    /// Checks that these are the keys and shapes of this network.
    ///
    /// # Errors
    /// The first key that is missing, of another shape or too many.
    pub fn check(self, shapes: &[(String, Vec<usize>)]) -> Result<(), StateMismatch> {
        check_shapes(shapes, &self.shapes())
    }

    /// Goes by the first and the last convolution alone.
    fn guess(shapes: &[(String, Vec<usize>)]) -> Result<Self, NetworkError> {
        let layers: Vec<usize> = shapes.iter().filter_map(|(key, _)| layer_of(key)).collect();
        // Layers stand three apart, a convolution, its normalisation and its activation: netG's convolutions from the
        // first on, netD's from the third, for its first has no normalisation.
        let last = |first: usize| layers.iter().copied().filter(|layer| layer % 3 == first).max().unwrap_or_default();
        let image_size = |last: usize, behind: usize| match last.checked_sub(behind).map(|rest| (rest / 3, rest % 3)) {
            Some((inner @ 2..=5, 0)) => Ok(8 << inner),
            _ => Err(NetworkError::Depth(weight_of(last))),
        };
        let channels = |layer| convolution(shapes, layer).map(|[from, to, ..]| (from, to));
        let network = if layers.contains(&1) {
            let last = last(0);
            let ((nz, _), (ngf, nc)) = (channels(0)?, channels(last)?);
            Self::Generator { nz, ngf, nc, image_size: image_size(last, 3)? }
        } else if layers.contains(&2) {
            let spectral_norm = shapes.iter().any(|(key, _)| *key == original_of(0));
            let (ndf, nc) = channels(0)?;
            Self::Discriminator { ndf, nc, image_size: image_size(last(2), 2)?, spectral_norm }
        } else {
            return Err(NetworkError::Neither);
        };
        network.check_settings()?;
        Ok(network)
    }

    /// Checks the settings that the network tells.
    fn check_settings(self) -> Result<(), NetworkError> {
        let told = match self {
            Self::Generator { nc, nz, ngf, .. } => vec![(Field::Nc, nc), (Field::Nz, nz), (Field::Ngf, ngf)],
            Self::Discriminator { nc, ndf, .. } => vec![(Field::Nc, nc), (Field::Ndf, ndf)],
        };
        let set = |(field, value): (Field, usize)| {
            let checked = TrainConfig::default().set(field, &value.to_string());
            checked.map_err(|why| NetworkError::Setting { field, why })
        };
        told.into_iter().try_for_each(set)
    }

    /// The key and shape of every entry of the state dict, without `num_batches_tracked`.
    pub fn shapes(self) -> Vec<(String, Vec<usize>)> {
        let conv = |index: usize, from: usize, to: usize| (format!("main.{index}.weight"), vec![from, to, 4, 4]);
        let norm = |index: usize, channels: usize| {
            ["weight", "bias", "running_mean", "running_var"]
                .map(|name| (format!("main.{index}.{name}"), vec![channels]))
        };
        let mut shapes = Vec::new();
        match self {
            Self::Generator { image_size, nc, nz, ngf } => {
                let inner = inner_layers(image_size);
                let mut from = nz;
                for block in 0..=inner {
                    let to = ngf << (inner - block);
                    shapes.push(conv(3 * block, from, to));
                    shapes.extend(norm(3 * block + 1, to));
                    from = to;
                }
                shapes.push(conv(3 * (inner + 1), from, nc));
            }
            Self::Discriminator { image_size, nc, ndf, spectral_norm } => {
                let inner = inner_layers(image_size);
                let conv = |index: usize, to: usize, from: usize| {
                    if spectral_norm { spectrally_normalized(index, to, from) } else { vec![conv(index, to, from)] }
                };
                shapes.extend(conv(0, ndf, nc));
                for block in 0..inner {
                    let (from, to) = (ndf << block, ndf << (block + 1));
                    shapes.extend(conv(3 * block + 2, to, from));
                    shapes.extend(norm(3 * block + 3, to));
                }
                shapes.extend(conv(3 * inner + 2, 1, ndf << inner));
            }
        }
        shapes
    }
}

fn weight_of(layer: usize) -> String {
    format!("main.{layer}.weight")
}

/// The key of a weight before its spectral normalisation.
fn original_of(layer: usize) -> String {
    format!("main.{layer}.parametrizations.weight.original")
}

/// The entries of a convolution whose weight is spectrally normalised.
fn spectrally_normalized(layer: usize, to: usize, from: usize) -> Vec<(String, Vec<usize>)> {
    let vector = |name: &str| format!("main.{layer}.parametrizations.weight.0.{name}");
    vec![
        (original_of(layer), vec![to, from, KERNEL, KERNEL]),
        (vector("_u"), vec![to]),
        (vector("_v"), vec![from * KERNEL * KERNEL]),
    ]
}

/// The layer whose weight has this key, spectrally normalised or not.
fn layer_of(key: &str) -> Option<usize> {
    let layer = key.strip_prefix("main.")?;
    layer.strip_suffix(".parametrizations.weight.original").or_else(|| layer.strip_suffix(".weight"))?.parse().ok()
}

/// The shape of a layer's weight, which is a convolution's.
fn convolution(shapes: &[(String, Vec<usize>)], layer: usize) -> Result<[usize; 4], NetworkError> {
    let keys = [weight_of(layer), original_of(layer)];
    let Some((key, found)) = shapes.iter().find(|(key, _)| keys.contains(key)) else {
        let [key, _] = keys;
        return Err(StateMismatch::Missing(key).into());
    };
    found.as_slice().try_into().map_err(|_| NetworkError::Rank { key: key.clone(), found: found.clone() })
}
