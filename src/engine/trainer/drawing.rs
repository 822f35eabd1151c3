//! Pictures out of the latent space, drawn by the run's netG or the opened one.

use super::Trainer;
use super::errors::DrawError;
use super::problems::not_drawn;
use crate::engine::port::post;
use facegan_core::config::FIXED_SAMPLES;
use facegan_core::images::Picture;
use facegan_core::latent::{Scene, WeightSource};
use facegan_core::origin::KeptState;
use facegan_model::Generator;
use facegan_protocol::Event;
use facegan_train::{draw, generator};

impl Trainer {
    /// Draws a scene for the page.
    pub(super) async fn draw_for_page(&mut self, scene: Scene, weights: WeightSource) {
        let drawn = self.draw(&scene, weights).await;
        let image = drawn.inspect_err(|error| post(&Event::Problem(not_drawn("It could not be drawn", error)))).ok();
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
            Err(error) => post(&Event::Problem(not_drawn("The samples could not be drawn", &error))),
        }
    }

    /// Draws a scene with [`net_g`](Self::net_g). The run does not change; no iteration may be under way.
    ///
    /// # Errors
    /// When there are no such weights, for a walk without stops, or when the GPU fails.
    pub(super) async fn draw(&mut self, scene: &Scene, weights: WeightSource) -> Result<Picture, DrawError> {
        Ok(draw(self.net_g(weights).await?, scene).await?)
    }

    /// The run's netG or, where there is no run, the opened one.
    ///
    /// # Errors
    /// When there are no such weights, or the GPU cannot be opened.
    pub(super) async fn net_g(&mut self, weights: WeightSource) -> Result<&Generator, DrawError> {
        match weights {
            WeightSource::Best => self.kept_net_g(KeptState::Best).await,
            WeightSource::Pinned(iterations) => self.kept_net_g(KeptState::Pinned(iterations)).await,
            WeightSource::Trained if self.run.is_none() => self.opened_net_g().await,
            WeightSource::Trained | WeightSource::Averaged => {
                let session = self.run.as_ref().map(|active| active.run.session());
                session.and_then(|session| session.net_g(weights)).ok_or(DrawError::NoAverage)
            }
        }
    }

    /// The opened netG, which is uploaded to the GPU once.
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
