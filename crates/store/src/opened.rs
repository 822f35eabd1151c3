//! The files that the person opened: a checkpoint, or weights of one or both networks.

use super::checkpoint::{self, CheckpointError};
use super::file_error::FileError;
use super::html_page::{HtmlPageError, Known, Training, html_page};
use super::tensor_file::TensorFile;
use super::weights::{self, Weights};
use facegan_core::latent::WeightSource;
use facegan_core::opened::{Content, OpenedFile, Remark};
use facegan_model::{HostTensor, Network, StateMismatch};
use facegan_train::{Session, Snapshot};

/// What is open. A checkpoint stands alone; netG and netD go together where they are for the same images.
#[derive(Debug, Default)]
pub enum Opened {
    /// Nothing is opened.
    #[default]
    Nothing,
    /// A whole run.
    Checkpoint {
        /// Its file name.
        name: String,
        /// The run.
        snapshot: Box<Snapshot>,
    },
    /// Weights of netG, of netD or of both, with their file names.
    Weights(Vec<(String, Weights)>),
}

/// Why a file is neither a checkpoint nor weights.
#[derive(Debug, thiserror::Error)]
pub enum ContentError {
    /// It is a checkpoint that cannot be used.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// It has no checkpoint's metadata, so it was read as weights.
    #[error(transparent)]
    Weights(#[from] FileError),
}

impl ContentError {
    /// What a person can do about it.
    pub fn advice(&self) -> String {
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

    /// The opened checkpoint's run as another run begins from it.
    pub fn branch(&self) -> Option<Snapshot> {
        let Self::Checkpoint { name, snapshot } = self else { return None };
        Some(Snapshot::clone(snapshot).branched_from_file(name.clone()))
    }

    /// What is open, as the page shows it.
    pub fn report(&self) -> Vec<OpenedFile> {
        match self {
            Self::Nothing => Vec::new(),
            Self::Checkpoint { name, snapshot } => {
                let grid = snapshot.grids.last().and_then(|grid| grid.picture().ok());
                let (iterations, images) = (snapshot.history.len(), snapshot.order.len());
                let content = Content::Checkpoint { config: snapshot.config.clone(), iterations, images, grid };
                vec![OpenedFile { name: name.clone(), content, remarks: of_run(snapshot) }]
            }
            Self::Weights(files) => {
                let report = |(name, weights): &(String, Weights)| {
                    let content = match weights.network {
                        Network::Generator { image_size, nc, nz, ngf } => Content::NetG { image_size, nc, nz, ngf },
                        Network::Discriminator { image_size, nc, ndf, spectral_norm } => {
                            Content::NetD { image_size, nc, ndf, spectral_norm }
                        }
                    };
                    OpenedFile { name: name.clone(), content, remarks: of_weights(weights) }
                };
                files.iter().map(report).collect()
            }
        }
    }

    /// The run to continue.
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
            Self::Checkpoint { snapshot, .. } => Some((Network::net_g(&snapshot.config), &snapshot.net_g.state)),
            Self::Weights(files) => {
                let mut weights = files.iter().map(|(_, weights)| weights);
                let net_g = weights.find(|weights| matches!(weights.network, Network::Generator { .. }))?;
                Some((net_g.network, &net_g.state))
            }
        }
    }

    /// netG as an HTML page that draws faces with it; nothing where no netG is open.
    ///
    /// # Errors
    /// When it holds numbers that are not finite, or beyond float16.
    pub fn html_page(&self) -> Result<Option<String>, HtmlPageError> {
        let known = self.snapshot().map_or(Known::Weights, |run| Training::of(run, WeightSource::Trained).into());
        self.net_g().map(|(_, net_g)| html_page(net_g, known)).transpose()
    }

    /// Gives a new run the opened weights; a network without opened weights keeps its own.
    ///
    /// # Errors
    /// When a network has other settings than the run, or numbers that are not finite.
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

fn of_run(Snapshot { net_g, net_d, ema, .. }: &Snapshot) -> Vec<Remark> {
    let ema = ema.iter().map(|state| (Content::AVERAGE, state));
    let networks = [(Content::NET_G, &net_g.state), (Content::NET_D, &net_d.state)].into_iter().chain(ema);
    networks.filter_map(|(network, state)| not_finite(network, state)).collect()
}

fn of_weights(Weights { network, state, remarks, .. }: &Weights) -> Vec<Remark> {
    let network = match network {
        Network::Generator { .. } => Content::NET_G,
        Network::Discriminator { .. } => Content::NET_D,
    };
    remarks.iter().cloned().chain(not_finite(network, state)).collect()
}

/// The message for a network with numbers that are NaN or infinite.
fn not_finite(network: &str, state: &[HostTensor]) -> Option<Remark> {
    let spoilt: Vec<_> = state.iter().filter(|tensor| !tensor.is_finite()).collect();
    let (network, first) = (network.to_owned(), spoilt.first()?.key.clone());
    let numbers = spoilt.iter().map(|tensor| tensor.not_finite()).sum();
    Some(Remark::NotFinite { network, numbers, tensors: spoilt.len(), first })
}

fn go_together(one: Network, other: Network) -> bool {
    match (one, other) {
        (Network::Generator { image_size, nc, .. }, Network::Discriminator { image_size: size, nc: channels, .. })
        | (Network::Discriminator { image_size, nc, .. }, Network::Generator { image_size: size, nc: channels, .. }) => {
            (image_size, nc) == (size, channels)
        }
        (Network::Generator { .. }, Network::Generator { .. })
        | (Network::Discriminator { .. }, Network::Discriminator { .. }) => false,
    }
}
