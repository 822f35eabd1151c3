//! What can be animated now, and files of it.

use leptos::prelude::*;

use super::schedule::{Choices, Subject};
use crate::page::context::Page;
use crate::page::features::exports::state::Product;
use facegan_core::animation::Path;
use facegan_core::export::{Animation, Film, FilmFormat};
use facegan_protocol::Command;

impl Page {
    /// The animation that was chosen, where there is something to animate.
    pub fn animation(self, choices: &Choices) -> Option<Animation> {
        let available = self.available(choices.subject);
        if available < 2 {
            return None;
        }
        Some(match choices.subject {
            Subject::Timeline => Animation::Timeline(self.shown.get()?),
            Subject::Walk => {
                let Choices { ending, pace, .. } = *choices;
                let path = Path { stops: self.latent.stops(), ending, pace };
                Animation::Walk { path, weights: self.latent.weights(), frames: choices.frames(available) }
            }
        })
    }

    /// How many grids or chosen faces there are.
    pub fn available(self, subject: Subject) -> usize {
        match subject {
            Subject::Timeline => self.grids.count(),
            Subject::Walk => self.latent.stops().len(),
        }
    }

    /// Width and height of a subject's pictures in pixels, where a picture is there.
    pub fn picture_size(self, subject: Subject) -> Option<(usize, usize)> {
        match subject {
            Subject::Timeline => self.grids.size(),
            Subject::Walk => {
                let portrait = self.latent.portrait(self.latent.stops().first()?)?;
                Some((portrait.width, portrait.height))
            }
        }
    }

    /// Has the engine make a file of an animation.
    pub fn save_film(self, animation: Animation, choices: &Choices, format: FilmFormat) {
        let step = match format {
            FilmFormat::Gif => "Making the GIF",
            FilmFormat::Video => "Making the video",
            FilmFormat::Pngs => "Making the PNGs",
        };
        self.exports.begin(Product::Film, step);
        self.send(Command::Animate(Film { animation, fps: choices.fps, scale: choices.scale(), format }));
    }
}
