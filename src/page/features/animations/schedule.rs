//! What the page offers as animations: how fast, how long, and of how many pictures.

use crate::page::format::{count, duration, grouped};
use facegan_core::animation::{CLOSING_SECONDS, MOST_FRAMES};
use facegan_core::export::Animation;

/// Pictures a second that can be chosen. Whole hundredths of a second each, which is all that a GIF knows.
pub const SPEEDS: [u32; 4] = [2, 5, 10, 25];
/// The first choice among them.
pub const SPEED: u32 = 10;
/// How long a walk takes from one face to the next, in seconds.
const SECONDS_PER_STOP: usize = 2;

/// What is animated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Subject {
    /// The sample grids of the run on screen.
    #[default]
    Timeline,
    /// A walk between the chosen faces.
    Walk,
}

impl Subject {
    /// Every subject.
    pub const ALL: [Self; 2] = [Self::Timeline, Self::Walk];

    /// The name shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Timeline => "Timeline",
            Self::Walk => "Walk between chosen faces",
        }
    }

    /// A video's file name, without its ending.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Timeline => "timeline",
            Self::Walk => "walk",
        }
    }

    /// What is missing where there is nothing to animate.
    pub fn missing(self) -> &'static str {
        match self {
            Self::Timeline => "The timeline begins with a run’s second sample grid.",
            Self::Walk => "Choose at least two faces of the latent space first.",
        }
    }
}

/// Pictures of a walk by so many faces.
pub fn walk_frames(stops: usize, speed: u32) -> usize {
    (stops * SECONDS_PER_STOP * speed as usize).min(MOST_FRAMES)
}

/// For each picture a video shows, one after the other and equally long, its place among `frames`: a timeline's last
/// one stays.
pub fn schedule(animation: &Animation, frames: usize, speed: u32) -> Vec<usize> {
    let closing = match animation {
        Animation::Timeline { .. } => ((CLOSING_SECONDS * speed as f32).ceil() as usize).max(1),
        Animation::Walk { .. } => 1,
    };
    let last = frames.saturating_sub(1);
    (0..last).chain((0..closing.min(closing * frames)).map(|_| last)).collect()
}

/// What becomes of `available` grids or of a walk's pictures, in a few words.
pub fn summary(subject: Subject, available: usize, speed: u32) -> String {
    let frames = available.min(MOST_FRAMES);
    let span = duration((frames as f64 / f64::from(speed)).ceil());
    match subject {
        Subject::Timeline if frames < available => {
            format!("{} of {} grids, evenly spread: {span}", grouped(frames), grouped(available))
        }
        Subject::Timeline => format!("{}: {span}", count(available, "grid")),
        Subject::Walk => format!("{}, back to the first face: {span}", count(frames, "frame")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use facegan_core::latent::WeightSource;
    use facegan_core::run_manifest::RunKey;

    #[test]
    fn walks_are_as_long_as_they_have_stops_up_to_a_limit() {
        assert_eq!([(2, 10), (3, 2), (50, 25)].map(|(stops, speed)| walk_frames(stops, speed)), [40, 12, 300]);
    }

    #[test]
    fn the_last_grid_stays_and_a_walk_goes_on() {
        let timeline = Animation::Timeline { key: RunKey("a".into()), seconds_per_frame: 0.5 };
        assert_eq!(schedule(&timeline, 3, 2), [0, 1, 2, 2, 2]);
        assert_eq!(schedule(&timeline, 0, 2), [0; 0]);
        let walk = Animation::Walk { stops: vec![], weights: WeightSource::Trained, frames: 3, seconds_per_frame: 0.5 };
        assert_eq!(schedule(&walk, 3, 2), [0, 1, 2]);
    }

    #[test]
    fn an_even_spread_is_told_of() {
        assert_eq!(summary(Subject::Timeline, 24, 5), "24 grids: 5 s");
        assert_eq!(summary(Subject::Timeline, 1200, 5), "300 of 1,200 grids, evenly spread: 1 min 00 s");
        assert_eq!(summary(Subject::Walk, 40, 10), "40 frames, back to the first face: 4 s");
    }

    #[test]
    fn every_speed_is_a_whole_number_of_a_gifs_ticks() {
        assert!(SPEEDS.iter().all(|speed| 100 % speed == 0) && SPEEDS.contains(&SPEED));
    }
}
