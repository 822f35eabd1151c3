//! What can be animated now, and GIFs of it.

use leptos::prelude::*;

use super::schedule::{Subject, walk_frames};
use crate::page::context::Page;
use crate::page::features::exports::state::Product;
use facegan_core::export::Animation;
use facegan_core::run_manifest::RunKey;
use facegan_protocol::Command;

impl Page {
    /// The animation of a subject at so many pictures a second, where there is something to animate.
    pub fn animation(self, subject: Subject, speed: u32) -> Option<Animation> {
        let seconds_per_frame = 1.0 / speed as f32;
        match subject {
            Subject::Timeline => {
                let key: RunKey = self.shown.get()?;
                (self.picture_count(subject, speed) > 1).then_some(Animation::Timeline { key, seconds_per_frame })
            }
            Subject::Walk => {
                let (stops, weights) = (self.latent.stops(), self.latent.weights());
                let frames = walk_frames(stops.len(), speed);
                (stops.len() > 1).then_some(Animation::Walk { stops, weights, frames, seconds_per_frame })
            }
        }
    }

    /// How many pictures there are of a subject.
    pub fn picture_count(self, subject: Subject, speed: u32) -> usize {
        match subject {
            Subject::Timeline => self.grids.count(),
            Subject::Walk => walk_frames(self.latent.stops().len(), speed),
        }
    }

    /// Has the engine make a GIF.
    pub fn save_gif(self, animation: Animation) {
        self.exports.begin(Product::Gif, "Making the GIF");
        self.send(Command::Animate(animation));
    }
}
