//! Whether the trained netG is being fetched and opened.

use leptos::prelude::*;

use super::playing::Playing;

/// How far playing with the trained netG is.
#[derive(Clone, Copy, Default)]
pub struct BeginningState {
    pub(super) playing: RwSignal<Playing>,
}

impl BeginningState {
    /// Whether the trained netG is on its way to the screen.
    pub fn is_busy(self) -> bool {
        self.playing.get() != Playing::Idle
    }

    /// What the engine was to do for it failed.
    pub fn give_up(self) {
        if self.playing.get_untracked() == Playing::Drawing {
            self.playing.set(Playing::Idle);
        }
    }
}
