//! Queries of the worker's other tasks, which the trainer answers between two iterations.

use async_channel::{Sender, bounded};

use super::kept::kept_state;
use super::problems::{no_run, not_downloaded, not_drawn};
use super::{ActiveRun, Message, Trainer, TrainerHandle};
use facegan_core::images::Picture;
use facegan_core::latent::{Scene, WeightSource};
use facegan_core::origin::KeptState;
use facegan_core::problem::Problem;
use facegan_store::whole_run::WholeRun;

type Reply<T> = Sender<Result<T, Problem>>;

/// A query, with the channel for its answer.
pub enum Query {
    /// Everything of the current run.
    WholeRun(Reply<WholeRun>),
    /// A picture of a scene.
    Draw { scene: Scene, weights: WeightSource, reply: Reply<Picture> },
}

impl TrainerHandle {
    /// The current run, or the one that ended last, as it is now.
    ///
    /// # Errors
    /// A problem for the page, where there is none or it cannot be read.
    pub async fn whole_run(&self) -> Result<WholeRun, Problem> {
        self.ask(Query::WholeRun).await
    }

    /// Draws a scene with netG.
    ///
    /// # Errors
    /// A problem for the page, where there is no netG or it cannot draw.
    pub async fn draw(&self, scene: Scene, weights: WeightSource) -> Result<Picture, Problem> {
        self.ask(|reply| Query::Draw { scene, weights, reply }).await
    }

    async fn ask<T>(&self, query: impl FnOnce(Reply<T>) -> Query) -> Result<T, Problem> {
        let (reply, answer) = bounded(1);
        self.enqueue(Message::Query(query(reply)));
        // A query is dropped only when the trainer ends, and the whole worker ends with it.
        answer.recv().await.unwrap_or_else(|_| Err(no_run()))
    }
}

impl Trainer {
    /// Answers another task.
    pub(super) async fn answer(&mut self, query: Query) {
        // Sending fails only where the task no longer waits.
        match query {
            Query::WholeRun(reply) => drop(reply.try_send(self.whole_run().await)),
            Query::Draw { scene, weights, reply } => {
                let drawn =
                    self.draw(&scene, weights).await.map_err(|error| not_drawn("A face could not be drawn", &error));
                drop(reply.try_send(drawn));
            }
        }
    }

    async fn whole_run(&self) -> Result<WholeRun, Problem> {
        let active = self.run.as_ref().ok_or_else(no_run)?;
        let snapshot = active.run.session().snapshot().await.map_err(|error| not_downloaded(&error.into()))?;
        let files = active.run.store().borrow();
        let (kernels, adapter) = (files.manifest().kernels, files.manifest().adapter.clone());
        // A best state that cannot be read is left out.
        let best = kept_state(active.run.store(), KeptState::Best).ok();
        Ok(WholeRun { snapshot, best, reals: self.reals(), kernels, adapter })
    }

    /// The run's real images as PNG: as they are stored, or else of its photos, while those are loaded.
    fn reals(&self) -> Option<Vec<u8>> {
        let ActiveRun { run, data, .. } = self.run.as_ref()?;
        let (session, data) = (run.session(), data.borrow());
        let stored = run.store().borrow().reals();
        let drawn = || session.real_grid(&data).ok().map(|grid| grid.png);
        stored.or_else(|| (data.identities() == session.identities()).then(drawn).flatten())
    }
}
