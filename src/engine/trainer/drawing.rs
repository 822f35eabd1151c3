//! Pictures out of the latent space, of the run's netG or the opened one.

use super::Trainer;
use crate::engine::gpu::GpuError;
use crate::engine::port::post;
use facegan_core::config::FIXED_SAMPLES;
use facegan_core::images::Picture;
use facegan_core::latent::{Scene, WeightSource};
use facegan_core::problem::Problem;
use facegan_model::Generator;
use facegan_protocol::Event;
use facegan_train::{self, draw, generator};

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub(super) enum DrawError {
    #[error("there are no weights to draw with")]
    NoWeights,
    #[error("no average of its weights is kept")]
    NoAverage,
    #[error(transparent)]
    Gpu(#[from] GpuError),
    #[error(transparent)]
    Open(#[from] facegan_train::GeneratorError),
    #[error(transparent)]
    Draw(#[from] facegan_train::DrawError),
}

impl DrawError {
    /// What a person can do about it.
    pub(super) fn advice(&self) -> &'static str {
        match self {
            Self::NoWeights | Self::Open(_) => "Start a run, or open a checkpoint or netG, then try again.",
            Self::NoAverage => "Draw with the trained weights, or start a run that keeps an average.",
            Self::Gpu(error) => error.advice(),
            Self::Draw(facegan_train::DrawError::NoStops(_)) => "Choose a face first.",
            Self::Draw(facegan_train::DrawError::Read(_)) => "Try again; if it fails again, reload the page.",
        }
    }
}

impl Trainer {
    /// Draws a scene for the page.
    pub(super) async fn draw_for_page(&mut self, scene: Scene, weights: WeightSource) {
        let drawn = self.draw(&scene, weights).await;
        let image = drawn.inspect_err(|error| tell("It could not be drawn", error)).ok();
        post(&Event::Drawn { scene, weights, image });
    }

    /// Draws images of the opened netG for the page.
    pub(super) async fn sample(&mut self, seed: u32) {
        let scene = Scene::Faces { seed, count: FIXED_SAMPLES, truncation: None };
        let drawn = match self.opened_net_g().await {
            Ok(net_g) => draw(net_g, &scene).await.map_err(DrawError::from),
            Err(error) => Err(error),
        };
        match drawn {
            Ok(image) => post(&Event::Sampled { seed, image }),
            Err(error) => tell("The samples could not be drawn", &error),
        }
    }

    /// Draws a scene with the run's netG or, where there is no run, the opened one. No iteration may be under way; the run
    /// stays as it is.
    ///
    /// # Errors
    /// When there are no such weights, for a walk without stops, or when the GPU fails.
    pub(super) async fn draw(&mut self, scene: &Scene, weights: WeightSource) -> Result<Picture, DrawError> {
        let net_g = match (&self.run, weights) {
            (Some(active), _) => active.run.session().net_g(weights).ok_or(DrawError::NoAverage)?,
            (None, WeightSource::Trained) => self.opened_net_g().await?,
            (None, WeightSource::Averaged) => return Err(DrawError::NoAverage),
        };
        Ok(draw(net_g, scene).await?)
    }

    /// The opened netG, which is put on the GPU once.
    async fn opened_net_g(&mut self) -> Result<&Generator, DrawError> {
        let compute = self.compute().await?;
        let (network, state) = self.opened.net_g().ok_or(DrawError::NoWeights)?;
        let net_g: &Generator = match &mut self.opened_net_g {
            Some(net_g) => net_g,
            none => none.insert(generator(network, state, &compute)?),
        };
        Ok(net_g)
    }
}

fn tell(what: &str, error: &DrawError) {
    post(&Event::Problem(undrawn(what, error)));
}

/// What a person is told where there is no picture.
pub(super) fn undrawn(what: &str, error: &DrawError) -> Problem {
    Problem { what: format!("{what}: {error}."), advice: error.advice().into() }
}
