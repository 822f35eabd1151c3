//! Parts of a view that are made one after another.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::page::platform::turn::turn;

/// How many parts of a view are made so far.
#[derive(Clone, Copy)]
pub struct InTurn(RwSignal<usize>);

impl InTurn {
    /// Makes so many parts, each in a task of its own: all at once, or with what the view begins with, they would hold the
    /// browser up.
    pub fn make(parts: usize) -> Self {
        let made = RwSignal::new(0);
        spawn_local(async move {
            for part in 1..=parts {
                turn().await;
                // The view may be gone meanwhile.
                if made.try_set(part).is_some() {
                    return;
                }
            }
        });
        Self(made)
    }

    /// Whether the part of this number, counted from 0, is made. Reactive.
    pub fn has(self, part: usize) -> bool {
        self.0.get() > part
    }
}
