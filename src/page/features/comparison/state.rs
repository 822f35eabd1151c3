//! Sample grids that the page requests from the engine and waits for.

use async_channel::{Receiver, Sender, bounded};
use leptos::prelude::*;

use crate::page::context::Page;
use facegan_core::run_manifest::RunKey;
use facegan_protocol::Command;

/// A task that waits for a run's grid as PNG; [`None`] is sent where there is none.
struct Waiter {
    key: RunKey,
    iteration: usize,
    answer: Sender<Option<Vec<u8>>>,
}

/// The tasks that wait for grids.
#[derive(Clone, Copy, Default)]
pub struct ComparisonState {
    waiters: StoredValue<Vec<Waiter>>,
}

impl ComparisonState {
    /// Takes out a task that waits for this grid.
    fn take(self, key: &RunKey, iteration: usize) -> Option<Sender<Option<Vec<u8>>>> {
        let take = |waiters: &mut Vec<Waiter>| {
            let place = waiters.iter().position(|waiter| waiter.key == *key && waiter.iteration == iteration)?;
            Some(waiters.swap_remove(place).answer)
        };
        self.waiters.try_update_value(take).flatten()
    }

    /// Ends all waiting: each receiver gets an error.
    pub fn give_up(self) {
        self.waiters.update_value(Vec::clear);
    }
}

impl Page {
    /// A grid came from the engine, or none: for a compared run, or else for the timeline. An answer is consumed even
    /// where the waiting task gave up, so that it does not reach another one.
    pub fn on_grid(self, key: RunKey, iteration: usize, png: Option<Vec<u8>>) {
        match self.comparison.take(&key, iteration) {
            // Fails only where the task gave up.
            Some(answer) => drop(answer.try_send(png)),
            None => self.on_frame(key, iteration, png),
        }
    }

    /// Requests a run's sample grid from the engine. Nothing comes where there is none, an error where the engine was
    /// lost.
    pub fn request_grid(self, key: RunKey, iteration: usize) -> Receiver<Option<Vec<u8>>> {
        let (answer, waiting) = bounded(1);
        self.comparison.waiters.update_value(|waiters| waiters.push(Waiter { key: key.clone(), iteration, answer }));
        self.send(Command::Frame { key, iteration });
        waiting
    }
}
