//! What a state dict's keys and shapes tell of its network.

use super::inner_layers;
use super::state::{HostTensor, StateMismatch, check};
use crate::config::{CHANNELS, Field, Invalid, TrainConfig};

/// One of the two networks, with the settings that its shapes tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    Generator { image_size: usize, nz: usize, ngf: usize },
    Discriminator { image_size: usize, ndf: usize },
}

/// Why a state dict is none of the tutorial's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NetworkError {
    #[error("it holds neither netG nor netD: there is no “main.1.weight” and no “main.2.weight”")]
    Neither,
    #[error("its layers are not those of 32, 64 or 128 pixels: the last convolution is “{0}”")]
    Depth(String),
    #[error("its {} {why}", field.name())]
    Setting { field: Field, why: Invalid },
    #[error(transparent)]
    Mismatch(#[from] StateMismatch),
}

impl Network {
    /// Tells the network from its state dict.
    ///
    /// # Errors
    /// When it is of neither network: the first key that is missing, too many, or of another shape than the rest.
    pub fn of(state: &[HostTensor]) -> Result<Self, NetworkError> {
        let network = Self::guess(state)?;
        network.check_settings()?;
        check(state, &network.shapes())?;
        Ok(network)
    }

    /// Goes by the first and the last convolution alone.
    fn guess(state: &[HostTensor]) -> Result<Self, NetworkError> {
        let has = |key: &str| state.iter().any(|tensor| tensor.key == key);
        let convolutions = || state.iter().filter(|tensor| tensor.shape.len() == 4);
        let index = |tensor: &HostTensor| tensor.key.split('.').nth(1).and_then(|index| index.parse::<usize>().ok());
        let first = convolutions().find(|tensor| tensor.key == "main.0.weight");
        let last = convolutions().filter_map(|tensor| Some((index(tensor)?, tensor))).max_by_key(|(index, _)| *index);
        let (Some(first), Some((last_index, last))) = (first, last) else {
            return Err(NetworkError::Neither);
        };
        // Layers stand three apart: a convolution, its normalisation and its activation.
        let image_size = |behind: usize| match last_index.checked_sub(behind).map(|rest| (rest / 3, rest % 3)) {
            Some((inner @ 2..=4, 0)) => Ok(8 << inner),
            _ => Err(NetworkError::Depth(last.key.clone())),
        };
        if has("main.1.weight") {
            Ok(Self::Generator { image_size: image_size(3)?, nz: first.shape[0], ngf: last.shape[0] })
        } else if has("main.2.weight") {
            Ok(Self::Discriminator { image_size: image_size(2)?, ndf: first.shape[0] })
        } else {
            Err(NetworkError::Neither)
        }
    }

    /// Checks the settings that the network tells.
    fn check_settings(self) -> Result<(), NetworkError> {
        let told = match self {
            Self::Generator { nz, ngf, .. } => vec![(Field::Nz, nz), (Field::Ngf, ngf)],
            Self::Discriminator { ndf, .. } => vec![(Field::Ndf, ndf)],
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
            Self::Generator { image_size, nz, ngf } => {
                let inner = inner_layers(image_size);
                let mut from = nz;
                for block in 0..=inner {
                    let to = ngf << (inner - block);
                    shapes.push(conv(3 * block, from, to));
                    shapes.extend(norm(3 * block + 1, to));
                    from = to;
                }
                shapes.push(conv(3 * (inner + 1), from, CHANNELS));
            }
            Self::Discriminator { image_size, ndf } => {
                let inner = inner_layers(image_size);
                shapes.push(conv(0, ndf, CHANNELS));
                for block in 0..inner {
                    let (from, to) = (ndf << block, ndf << (block + 1));
                    shapes.push(conv(3 * block + 2, to, from));
                    shapes.extend(norm(3 * block + 3, to));
                }
                shapes.push(conv(3 * inner + 2, 1, ndf << inner));
            }
        }
        shapes
    }
}
