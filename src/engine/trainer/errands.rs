//! What the worker's other tasks have the trainer do for them, between two iterations.

use async_channel::{Sender, bounded};

use super::drawing::undrawn;
use super::exports::{failed, nothing};
use super::{Order, Trainer, TrainerHandle};
use facegan_core::images::Picture;
use facegan_core::latent::{Scene, WeightSource};
use facegan_core::problem::Problem;
use facegan_store::whole_run::WholeRun;

type Reply<T> = Sender<Result<T, Problem>>;

/// What another task waits for.
pub enum Errand {
    WholeRun(Reply<WholeRun>),
    Draw { scene: Scene, weights: WeightSource, reply: Reply<Picture> },
}

impl TrainerHandle {
    /// The current run, or the one that ended last, as it is now.
    ///
    /// # Errors
    /// What a person is to be told, where there is none or it cannot be read.
    pub async fn whole_run(&self) -> Result<WholeRun, Problem> {
        self.ask(Errand::WholeRun).await
    }

    /// What netG draws of a scene.
    ///
    /// # Errors
    /// What a person is to be told, where there is no netG or it cannot draw.
    pub async fn draw(&self, scene: Scene, weights: WeightSource) -> Result<Picture, Problem> {
        self.ask(|reply| Errand::Draw { scene, weights, reply }).await
    }

    async fn ask<T>(&self, errand: impl FnOnce(Reply<T>) -> Errand) -> Result<T, Problem> {
        let (reply, answer) = bounded(1);
        self.order(Order::Answer(errand(reply)));
        // Only a trainer that ends drops an errand, and its worker ends with it.
        answer.recv().await.unwrap_or_else(|_| Err(nothing()))
    }
}

impl Trainer {
    /// Does what another task asks for.
    pub(super) async fn answer(&mut self, errand: Errand) {
        // A task that no longer waits has no use for an answer.
        match errand {
            Errand::WholeRun(reply) => drop(reply.try_send(self.whole_run().await)),
            Errand::Draw { scene, weights, reply } => {
                let drawn =
                    self.draw(&scene, weights).await.map_err(|error| undrawn("A picture could not be drawn", &error));
                drop(reply.try_send(drawn));
            }
        }
    }

    async fn whole_run(&self) -> Result<WholeRun, Problem> {
        let active = self.run.as_ref().ok_or_else(nothing)?;
        let snapshot = active.run.session().snapshot().await.map_err(|error| failed(&error.into()))?;
        let files = active.run.store().borrow();
        let (kernels, adapter) = (files.manifest().kernels, files.manifest().adapter.clone());
        Ok(WholeRun { snapshot, reals: self.reals(), kernels, adapter })
    }

    /// The run's real images as PNG; none once its photos are gone.
    fn reals(&self) -> Option<Vec<u8>> {
        let session = self.run.as_ref()?.run.session();
        session.real_grid(&self.data.borrow()).ok().map(|grid| grid.png)
    }
}
