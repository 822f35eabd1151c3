//! The way through all stops and back to the first, and places on it.

use facegan_core::animation::closed;
use facegan_core::latent::Latent;

/// How long a walk takes from one face to the next, in seconds.
const SECONDS_PER_STOP: f32 = 2.5;

/// The way through all stops and back to the first; [`None`] where there are too few to walk between.
pub fn round_trip(stops: &[Latent]) -> Option<Vec<Latent>> {
    (stops.len() >= 2).then(|| closed(stops))
}

/// Where a round trip of so many stops is some seconds later.
pub fn walk_on(at: f32, seconds: f32, stops: usize) -> f32 {
    (at + seconds / SECONDS_PER_STOP) % stops.max(1) as f32
}

/// What the walk's slider says: `face 1`, `40 % of the way from face 1 to face 2`.
pub fn place_text(at: f32, stops: usize) -> String {
    let stops = stops.max(1);
    let (from, percent) = (at as usize % stops, (at.fract() * 100.0).round());
    let next = (from + 1) % stops;
    match percent {
        0.0 => format!("face {}", from + 1),
        100.0 => format!("face {}", next + 1),
        percent => format!("{percent} % of the way from face {} to face {}", from + 1, next + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use facegan_core::latent::LatentSpec;

    fn face(index: usize) -> Latent {
        LatentSpec { seed: 7, index, truncation: None }.into()
    }

    #[test]
    fn a_walk_leads_back_to_its_first_stop_and_needs_two() {
        assert_eq!(round_trip(&[face(3), face(2)]), Some(vec![face(3), face(2), face(3)]));
        assert_eq!(round_trip(&[face(3)]), None);
    }

    #[test]
    fn a_walk_goes_round() {
        assert_eq!(walk_on(0.0, SECONDS_PER_STOP / 2.0, 2), 0.5);
        assert_eq!(walk_on(1.5, SECONDS_PER_STOP, 2), 0.5);
        let texts = [0.0, 1.4, 2.0, 0.999].map(|at| place_text(at, 2));
        assert_eq!(texts, ["face 1", "40 % of the way from face 2 to face 1", "face 1", "face 2"]);
    }
}
