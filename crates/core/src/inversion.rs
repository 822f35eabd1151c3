//! The face of netG that is nearest to a photo: what was found, and how near it is.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::images::Picture;

/// Random faces that a search begins with; the nearest of them are moved nearer.
pub const CANDIDATES: usize = 256;
/// Of the distance of the nearest random face, what counts as very near and as near.
const VERY_NEAR: f32 = 0.25;
const NEAR: f32 = 0.7;
/// Root mean squared difference, of 255, that hardly anybody sees.
const INVISIBLE: f32 = 4.0;

/// How far a search is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SearchProgress {
    /// Gradient steps that are done.
    pub done: usize,
    /// Gradient steps of the whole search.
    pub total: usize,
    /// The nearest face after them.
    pub face: NearFace,
}

impl SearchProgress {
    /// Whether the search is at its end.
    pub fn is_last(&self) -> bool {
        self.done == self.total
    }
}

/// The face of netG that a search has come nearest with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NearFace {
    /// The components of its latent.
    pub latent: Vec<f32>,
    /// How netG draws it.
    pub picture: Picture,
    /// How near it is.
    pub nearness: Nearness,
}

/// How near a face is to a photo. Distances are the root of the mean squared difference of all pixels and channels, which
/// go from 0 to 255.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Nearness {
    /// The face's distance.
    pub distance: f32,
    /// The distance of the nearest of [`CANDIDATES`] random faces of the same netG.
    pub random: f32,
}

/// [`Nearness`] in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// A quarter as far as the nearest random face, or so near that hardly anybody sees a difference.
    VeryNear,
    /// Clearly nearer than the nearest random face.
    Near,
    /// Not much nearer than random faces come.
    Roughly,
}

impl Nearness {
    /// What the distance means beside that of random faces.
    pub fn verdict(self) -> Verdict {
        match self.distance / self.random.max(f32::MIN_POSITIVE) {
            _ if self.distance <= INVISIBLE => Verdict::VeryNear,
            share if share <= VERY_NEAR => Verdict::VeryNear,
            share if share <= NEAR => Verdict::Near,
            _ => Verdict::Roughly,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::VeryNear => "Very near",
            Self::Near => "Near",
            Self::Roughly => "Only roughly",
        })
    }
}

impl fmt::Display for Nearness {
    /// A sentence with both distances.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { distance, random } = self;
        let verdict = self.verdict();
        write!(
            f,
            "{verdict}: the two differ by {distance:.1} of 255 (root mean square of all pixels). The nearest of \
             {CANDIDATES} random faces differs by {random:.1}."
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distance_is_judged_beside_that_of_random_faces() {
        let verdict = |distance, random| Nearness { distance, random }.verdict();
        assert_eq!(
            [8.0, 20.0, 40.0].map(|distance| verdict(distance, 50.0)),
            [Verdict::VeryNear, Verdict::Near, Verdict::Roughly]
        );
        assert_eq!(verdict(3.0, 3.5), Verdict::VeryNear, "nobody sees it, however near random faces are");
        assert_eq!(verdict(0.0, 0.0), Verdict::VeryNear);
    }

    #[test]
    fn the_sentence_has_both_distances() {
        let text = Nearness { distance: 20.25, random: 50.0 }.to_string();
        assert_eq!(
            text,
            "Near: the two differ by 20.2 of 255 (root mean square of all pixels). The nearest of 256 random faces \
             differs by 50.0."
        );
    }
}
