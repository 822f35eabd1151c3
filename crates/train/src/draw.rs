//! Draws images with netG in eval mode, also during training: the run is not changed.

use super::noise::{Stream, to_device};
use super::sample::{FAKE_PADDING, grid, single};
use super::scene::{SceneError, scene_latents};
use facegan_core::config::TrainConfig;
use facegan_core::images::Picture;
use facegan_core::latent::Scene;
use facegan_kernels::Compute;
use facegan_model::{Generator, HostTensor, Network, ReadError, StateDict, StateMismatch, values};

/// Why a scene could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// The scene has no latents.
    #[error(transparent)]
    Scene(#[from] SceneError),
    /// The picture cannot be read from the GPU.
    #[error("the images could not be read: {0}")]
    Read(#[from] ReadError),
}

/// Draws a scene in eval mode: the running statistics are used and not changed, and neither are a run's random streams.
///
/// Faces are scaled together as in a sample grid; single images of walks and pads are not, see [`single`].
///
/// # Errors
/// Those of [`scene_latents`], or when the device fails.
pub async fn draw(net_g: &Generator, scene: &Scene) -> Result<Picture, DrawError> {
    let nz = net_g.nz();
    let latent = to_device(scene_latents(scene, nz)?, nz, &net_g.device());
    let images = net_g.forward_eval(latent).inner();
    let [_, nc, size, _] = images.dims();
    let values = values(images).await?;
    Ok(match scene {
        Scene::Faces { .. } => grid(&values, nc, size, FAKE_PADDING),
        Scene::Walk { .. } | Scene::Pad { .. } => single(&values, nc, size),
    })
}

/// Why netG cannot be made from a state dict.
#[derive(Debug, thiserror::Error)]
pub enum GeneratorError {
    /// The weights are not of a netG.
    #[error("the opened file has no netG")]
    NoGenerator,
    /// The weights do not fit their network.
    #[error(transparent)]
    State(#[from] StateMismatch),
}

/// netG with the weights of a state dict.
///
/// # Errors
/// When `network` is not a netG, or the state dict is not its own.
pub fn generator(network: Network, state: &[HostTensor], compute: &Compute) -> Result<Generator, GeneratorError> {
    let Network::Generator { image_size, nc, nz, ngf } = network else {
        return Err(GeneratorError::NoGenerator);
    };
    let config = TrainConfig { image_size, nc, nz, ngf, ..TrainConfig::default() };
    let mut net_g = Generator::new(&config, &mut Stream::Weights.rng(config.seed), compute);
    net_g.load(state)?;
    Ok(net_g)
}
