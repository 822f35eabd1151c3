//! The files that the person opened: a checkpoint, or weights of one or both networks.

use super::checkpoint::{self, CheckpointError};
use super::tensor_file::{FileError, TensorFile};
use super::weights::{self, Weights};
use crate::model::{HostTensor, Network, StateMismatch};
use crate::protocol::{Content, OpenedFile};
use crate::train::{Session, Snapshot};

/// What is open. A checkpoint stands alone; netG and netD go together where they are for the same image_size.
#[derive(Debug, Default)]
pub enum Opened {
    #[default]
    Nothing,
    Checkpoint {
        name: String,
        snapshot: Box<Snapshot>,
    },
    Weights(Vec<(String, Weights)>),
}

/// Why a file is neither a checkpoint nor weights.
#[derive(Debug, thiserror::Error)]
pub enum ContentError {
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// It does not say of itself that it is a checkpoint.
    #[error(transparent)]
    Weights(#[from] FileError),
}

impl ContentError {
    /// What a person can do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Checkpoint(error) => error.advice(),
            Self::Weights(error) => error.advice(),
        }
    }
}

impl Opened {
    /// Opens a checkpoint or weights.
    ///
    /// # Errors
    /// When the file is neither; what was open stays.
    pub fn open(&mut self, name: String, bytes: &[u8]) -> Result<(), ContentError> {
        let file = TensorFile::read(bytes)?;
        if checkpoint::is_checkpoint(&file) {
            *self = Self::Checkpoint { name, snapshot: Box::new(checkpoint::from_bytes(bytes)?) };
            return Ok(());
        }
        let weights = weights::read(bytes)?;
        let mut all = match std::mem::take(self) {
            Self::Weights(others) => others,
            Self::Nothing | Self::Checkpoint { .. } => Vec::new(),
        };
        all.retain(|(_, other)| go_together(other.network, weights.network));
        all.push((name, weights));
        *self = Self::Weights(all);
        Ok(())
    }

    /// What is open, as the page shows it.
    pub fn report(&self) -> Vec<OpenedFile> {
        match self {
            Self::Nothing => Vec::new(),
            Self::Checkpoint { name, snapshot } => {
                let grid = snapshot.grids.last().and_then(|grid| grid.picture().ok());
                let (iterations, images) = (snapshot.history.len(), snapshot.order.len());
                let content = Content::Checkpoint { config: snapshot.config.clone(), iterations, images, grid };
                vec![OpenedFile { name: name.clone(), content }]
            }
            Self::Weights(files) => {
                let report = |(name, weights): &(String, Weights)| {
                    let content = match weights.network {
                        Network::Generator { image_size, nz, ngf } => Content::NetG { image_size, nz, ngf },
                        Network::Discriminator { image_size, ndf } => Content::NetD { image_size, ndf },
                    };
                    OpenedFile { name: name.clone(), content }
                };
                files.iter().map(report).collect()
            }
        }
    }

    /// The run to go on with.
    pub fn snapshot(&self) -> Option<&Snapshot> {
        match self {
            Self::Checkpoint { snapshot, .. } => Some(snapshot),
            Self::Nothing | Self::Weights(_) => None,
        }
    }

    /// netG's state dict and settings.
    pub fn net_g(&self) -> Option<(Network, &[HostTensor])> {
        match self {
            Self::Nothing => None,
            Self::Checkpoint { snapshot, .. } => {
                let config = &snapshot.config;
                let network = Network::Generator { image_size: config.image_size, nz: config.nz, ngf: config.ngf };
                Some((network, &snapshot.net_g.state))
            }
            Self::Weights(files) => {
                let mut weights = files.iter().map(|(_, weights)| weights);
                let net_g = weights.find(|weights| matches!(weights.network, Network::Generator { .. }))?;
                Some((net_g.network, &net_g.state))
            }
        }
    }

    /// Gives a new run the weights that are open; a network of which there is none keeps its own.
    ///
    /// # Errors
    /// When a network has other settings than the run.
    pub fn load_into(&self, session: &mut Session) -> Result<(), StateMismatch> {
        match self {
            Self::Nothing => Ok(()),
            Self::Checkpoint { snapshot, .. } => {
                session.load_net_g(&snapshot.net_g.state, snapshot.net_g.batches_tracked)?;
                session.load_net_d(&snapshot.net_d.state, snapshot.net_d.batches_tracked)
            }
            Self::Weights(files) => files.iter().try_for_each(|(_, weights)| match weights.network {
                Network::Generator { .. } => session.load_net_g(&weights.state, weights.batches_tracked),
                Network::Discriminator { .. } => session.load_net_d(&weights.state, weights.batches_tracked),
            }),
        }
    }
}

fn go_together(one: Network, other: Network) -> bool {
    match (one, other) {
        (Network::Generator { image_size: a, .. }, Network::Discriminator { image_size: b, .. })
        | (Network::Discriminator { image_size: b, .. }, Network::Generator { image_size: a, .. }) => a == b,
        (Network::Generator { .. }, Network::Generator { .. })
        | (Network::Discriminator { .. }, Network::Discriminator { .. }) => false,
    }
}
