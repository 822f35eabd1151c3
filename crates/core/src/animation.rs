//! What an animation shows: an even spread of a long timeline, or a walk that ends where it began.

use crate::latent::{LatentSpec, Scene};

/// Most pictures in one animation.
pub const MOST_FRAMES: usize = 300;
/// How long a timeline's last picture is shown at least, in seconds.
pub const CLOSING_SECONDS: f32 = 1.5;

/// All of `all`, or of more than `most` that many: the first, the last and evenly spaced ones in between.
pub fn even_spread<T: Clone>(all: &[T], most: usize) -> Vec<T> {
    if all.len() <= most {
        return all.to_vec();
    }
    let gaps = most.saturating_sub(1).max(1);
    (0..most).map(|i| all[i * (all.len() - 1) / gaps].clone()).collect()
}

/// The walk through `stops` and back to the first.
pub fn closed(stops: &[LatentSpec]) -> Vec<LatentSpec> {
    stops.iter().chain(stops.first()).copied().collect()
}

/// `frames` scenes, evenly spaced on the way through `stops` and back to the first, so that the first scene follows the
/// last again.
pub fn round_trip(stops: &[LatentSpec], frames: usize) -> Vec<Scene> {
    let closed = closed(stops);
    let at = |frame: usize| frame as f32 * stops.len() as f32 / frames as f32;
    (0..frames).map(|frame| Scene::Walk { stops: closed.clone(), at: at(frame) }).collect()
}

/// The smallest whole multiple by which `pixels` become at least `wanted`.
pub fn enlargement(pixels: usize, wanted: usize) -> usize {
    wanted.div_ceil(pixels.max(1)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_is_even_and_has_both_ends() {
        let all: Vec<_> = (0..1001).collect();
        assert_eq!(even_spread(&all, 5), [0, 250, 500, 750, 1000]);
        assert_eq!(even_spread(&all[..5], 5), [0, 1, 2, 3, 4]);
        assert_eq!(even_spread(&all, 1), [0]);
        let most = even_spread(&all[..301], MOST_FRAMES);
        assert_eq!((most.len(), most[0], most[299]), (300, 0, 300));
        assert!(most.is_sorted_by(|a, b| a < b), "{most:?}");
    }

    #[test]
    fn a_round_trip_comes_by_every_stop_and_closes() {
        let stops = [3, 4, 5].map(|seed| LatentSpec { seed, index: 0, truncation: None });
        let scenes = round_trip(&stops, 6);
        let places: Vec<_> = scenes
            .into_iter()
            .map(|scene| match scene {
                Scene::Walk { stops: closed, at } => {
                    assert_eq!((closed.len(), closed[3]), (4, stops[0]));
                    at
                }
                other => panic!("{other:?} is no walk"),
            })
            .collect();
        assert_eq!(places, [0.0, 0.5, 1.0, 1.5, 2.0, 2.5]);
    }

    #[test]
    fn small_pictures_are_enlarged_by_whole_multiples() {
        assert_eq!([32, 100, 256, 530].map(|pixels| enlargement(pixels, 256)), [8, 3, 1, 1]);
    }
}
