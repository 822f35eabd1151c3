//! What an animation shows: an even spread of a long timeline, or a walk through chosen faces; and how it is shown.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::latent::{Latent, Scene};

/// Most pictures of a timeline in one animation.
pub const MOST_FRAMES: usize = 300;
/// How long a timeline's last picture is shown at least, in seconds.
pub const CLOSING_SECONDS: f32 = 1.5;
/// How long a walk may take, in seconds.
pub const WALK_SECONDS: RangeInclusive<f32> = 1.0..=60.0;
/// How long a walk takes from one stop to the next, unless a length is chosen, in seconds.
const SECONDS_PER_STOP: f32 = 2.0;
/// Frames a second that can be chosen: each frame lasts whole hundredths of a second, which is all that a GIF knows.
pub const FRAME_RATES: [u32; 8] = [1, 2, 4, 5, 10, 20, 25, 50];

/// All of `all`, or of more than `most` that many: the first, the last and evenly spaced ones in between.
pub fn even_spread<T: Clone>(all: &[T], most: usize) -> Vec<T> {
    if all.len() <= most {
        return all.to_vec();
    }
    let gaps = most.saturating_sub(1).max(1);
    (0..most).map(|i| all[i * (all.len() - 1) / gaps].clone()).collect()
}

/// The walk through `stops` and back to the first.
pub fn closed(stops: &[Latent]) -> Vec<Latent> {
    stops.iter().chain(stops.first()).cloned().collect()
}

/// Where a walk ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Ending {
    /// Where it began: the first frame follows the last again.
    #[default]
    Loop,
    /// At the last stop.
    LastStop,
}

/// How fast a walk is between two stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Pace {
    /// The same all the way.
    #[default]
    Even,
    /// Slow at the stops and faster in between: by `3t² - 2t³` (smoothstep).
    Eased,
}

impl Pace {
    /// The share of the way that is done after the share `t` of the time, both from 0 to 1.
    fn way(self, t: f32) -> f32 {
        match self {
            Self::Even => t,
            Self::Eased => t * t * (3.0 - 2.0 * t),
        }
    }
}

/// A walk through latents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Path {
    /// The latents that it leads through.
    pub stops: Vec<Latent>,
    /// Where it ends.
    pub ending: Ending,
    /// How fast it is on the way.
    pub pace: Pace,
}

impl Path {
    /// The scenes of a film of `frames` frames.
    ///
    /// Every stop has a frame of its own, as long as there are enough frames, and the frames of each leg are spaced evenly
    /// in time. Legs have the same number of frames, or one more or less than others.
    pub fn scenes(&self, frames: usize) -> Vec<Scene> {
        let stops = match self.ending {
            Ending::Loop => closed(&self.stops),
            Ending::LastStop => self.stops.clone(),
        };
        self.places(frames).into_iter().map(|at| Scene::Walk { stops: stops.clone(), at }).collect()
    }

    /// Where each frame is on the walk, in stops.
    fn places(&self, frames: usize) -> Vec<f32> {
        // The last stop of a walk that does not lead back has a frame beyond the last leg's own.
        let (legs, steps) = match self.ending {
            Ending::Loop => (self.stops.len(), frames),
            Ending::LastStop => (self.stops.len().saturating_sub(1), frames.saturating_sub(1)),
        };
        if legs == 0 {
            return vec![0.0; frames];
        }
        let first = |leg: usize| (2 * leg * steps + legs) / (2 * legs);
        let way = |frame: usize, (from, to): (usize, usize)| self.pace.way((frame - from) as f32 / (to - from) as f32);
        let on_leg = |leg: usize| {
            let (from, to) = (first(leg), first(leg + 1));
            (from..to).map(move |frame| leg as f32 + way(frame, (from, to)))
        };
        (0..legs).flat_map(on_leg).chain((steps..frames).map(|_| legs as f32)).collect()
    }
}

/// How long a walk by so many stops is, unless a length is chosen, in seconds.
pub fn usual_seconds(stops: usize) -> f32 {
    (stops as f32 * SECONDS_PER_STOP).clamp(*WALK_SECONDS.start(), *WALK_SECONDS.end())
}

/// A walk's length as it was typed.
///
/// # Errors
/// What is wrong with it.
pub fn walk_seconds(text: &str) -> Result<f32, String> {
    let seconds = text.trim().parse().ok().filter(|seconds| WALK_SECONDS.contains(seconds));
    seconds.ok_or_else(|| format!("must be a number from {} to {}", WALK_SECONDS.start(), WALK_SECONDS.end()))
}

/// Frames of a walk that takes so many seconds, two at least.
pub fn walk_frames(seconds: f32, fps: u32) -> usize {
    let seconds = seconds.clamp(*WALK_SECONDS.start(), *WALK_SECONDS.end());
    ((seconds * fps as f32).round() as usize).max(2)
}

/// How many times larger than netG's images a film is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scale {
    /// As they are.
    One,
    /// Twice as wide and as high.
    Two,
    /// Four times.
    Four,
}

impl Scale {
    /// Every scale.
    pub const ALL: [Self; 3] = [Self::One, Self::Two, Self::Four];

    /// How many pixels one becomes, along each side.
    pub fn factor(self) -> usize {
        match self {
            Self::One => 1,
            Self::Two => 2,
            Self::Four => 4,
        }
    }

    /// The scale of this factor.
    pub fn of(factor: usize) -> Option<Self> {
        Self::ALL.into_iter().find(|scale| scale.factor() == factor)
    }
}

/// The name of a frame's file, counted from 1, as ffmpeg's `frame-%04d.png` finds it.
pub fn frame_name(frame: usize) -> String {
    format!("frame-{:04}.png", frame + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::latent::LatentSpec;

    fn path(stops: usize, ending: Ending, pace: Pace) -> Path {
        let stop = |index| Latent::Drawn(LatentSpec { seed: 3, index, truncation: None });
        Path { stops: (0..stops).map(stop).collect(), ending, pace }
    }

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
    fn a_loop_comes_by_every_stop_and_its_last_frame_leads_to_the_first() {
        let scenes = path(3, Ending::Loop, Pace::Even).scenes(6);
        let places: Vec<_> = scenes
            .into_iter()
            .map(|scene| match scene {
                Scene::Walk { stops, at } => {
                    assert_eq!((stops.len(), &stops[3]), (4, &stops[0]));
                    at
                }
                other => panic!("{other:?} is no walk"),
            })
            .collect();
        assert_eq!(places, [0.0, 0.5, 1.0, 1.5, 2.0, 2.5]);
    }

    #[test]
    fn a_walk_that_leads_on_has_its_first_and_its_last_stop() {
        assert_eq!(path(3, Ending::LastStop, Pace::Even).places(5), [0.0, 0.5, 1.0, 1.5, 2.0]);
        assert_eq!(path(2, Ending::LastStop, Pace::Even).places(2), [0.0, 1.0]);
        assert_eq!(path(1, Ending::LastStop, Pace::Even).places(3), [0.0; 3]);
        assert_eq!(path(0, Ending::Loop, Pace::Even).places(2), [0.0; 2]);
    }

    #[test]
    fn every_stop_has_a_frame_and_legs_are_evenly_spaced_whatever_the_number_of_frames() {
        for (stops, frames) in [(3, 10), (7, 30), (4, 101), (5, 5), (2, 2)] {
            for ending in [Ending::Loop, Ending::LastStop] {
                let path = path(stops, ending, Pace::Even);
                let places = path.places(frames);
                assert_eq!(places.len(), frames);
                for stop in 0..stops {
                    assert!(places.contains(&(stop as f32)), "{stop} of {stops} in {places:?}");
                }
                let frames_of = |leg: usize| places.iter().filter(|at| at.floor() as usize == leg).count();
                let legs = if ending == Ending::Loop { stops } else { stops - 1 };
                let (least, most) = (0..legs).map(frames_of).fold((frames, 0), |(a, b), n| (a.min(n), b.max(n)));
                assert!(most - least <= 1, "{places:?}");
                for leg in places.windows(3).filter(|at| at[0].floor() == at[2].floor()) {
                    assert!((leg[2] - 2.0 * leg[1] + leg[0]).abs() < 1e-5, "{leg:?}");
                }
            }
        }
    }

    #[test]
    fn an_eased_walk_is_at_the_same_stops_and_slow_there() {
        let places = path(2, Ending::LastStop, Pace::Eased).places(5);
        assert_eq!(places, [0.0, 0.15625, 0.5, 0.84375, 1.0]);
    }

    #[test]
    fn a_walk_is_as_long_as_was_asked_for() {
        assert_eq!(
            [(4.0, 25), (0.5, 10), (90.0, 50), (1.0, 1)].map(|(s, fps)| walk_frames(s, fps)),
            [100, 10, 3000, 2]
        );
    }

    #[test]
    fn a_length_is_a_number_of_seconds_within_bounds() {
        assert_eq!([2, 50].map(usual_seconds), [4.0, 60.0]);
        assert_eq!(walk_seconds(" 2.5 "), Ok(2.5));
        for text in ["0", "61", "NaN", "long", ""] {
            assert_eq!(walk_seconds(text).unwrap_err(), "must be a number from 1 to 60");
        }
    }

    #[test]
    fn every_rate_is_a_whole_number_of_a_gifs_ticks() {
        assert!(FRAME_RATES.iter().all(|rate| 100 % rate == 0));
    }

    #[test]
    fn scales_are_known_by_their_factor() {
        assert_eq!([1, 2, 3, 4].map(Scale::of), [Some(Scale::One), Some(Scale::Two), None, Some(Scale::Four)]);
        assert_eq!(frame_name(0), "frame-0001.png");
    }
}
