//! What the page offers as animations: how fast, how long, how large, and of how many pictures.

use crate::page::format::{about, count, duration, grouped, megabytes};
use facegan_core::animation::{Ending, MOST_FRAMES, Pace, Scale, usual_seconds, walk_frames, walk_seconds};
use facegan_core::export::{Film, FilmFormat};

/// Pictures a second that can be chosen.
pub const SPEEDS: [u32; 5] = [2, 5, 10, 25, 50];

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

    /// What is missing where there is nothing to animate.
    pub fn missing(self) -> &'static str {
        match self {
            Self::Timeline => "The timeline begins with a run’s second sample grid.",
            Self::Walk => "Choose at least two faces of the latent space first.",
        }
    }
}

/// What the person chose of an animation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Choices {
    /// What is animated.
    pub subject: Subject,
    /// Frames a second.
    pub fps: u32,
    /// Its size; [`None`] before it was chosen.
    scale: Option<Scale>,
    /// How long a walk is; [`None`] before it was chosen.
    seconds: Option<f32>,
    /// Where a walk ends.
    pub ending: Ending,
    /// How fast a walk is between two faces.
    pub pace: Pace,
}

impl Default for Choices {
    fn default() -> Self {
        let (subject, ending, pace) = Default::default();
        Self { subject, fps: 10, scale: None, seconds: None, ending, pace }
    }
}

impl Choices {
    /// Sample grids are large as they are, single faces are small.
    pub fn scale(&self) -> Scale {
        self.scale.unwrap_or(match self.subject {
            Subject::Timeline => Scale::One,
            Subject::Walk => Scale::Four,
        })
    }

    /// Chooses a size.
    pub fn set_scale(&mut self, scale: Scale) {
        self.scale = Some(scale);
    }

    /// How long a walk by so many faces is, in seconds.
    pub fn seconds(&self, stops: usize) -> f32 {
        self.seconds.unwrap_or_else(|| usual_seconds(stops))
    }

    /// Takes a walk's length as it was typed.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn set_seconds(&mut self, text: &str) -> Result<(), String> {
        self.seconds = Some(walk_seconds(text)?);
        Ok(())
    }

    /// Pictures of a film of `available` grids, or of a walk by `available` faces.
    pub fn frames(&self, available: usize) -> usize {
        match self.subject {
            Subject::Timeline => available.min(MOST_FRAMES),
            Subject::Walk => walk_frames(self.seconds(available), self.fps),
        }
    }

    /// How long the pictures of a walk take to be drawn, where a picture's seconds are known and they come to some.
    pub fn drawing(&self, available: usize, seconds_a_face: Option<f64>) -> Option<String> {
        let seconds = seconds_a_face? * self.frames(available) as f64;
        // The grids of a timeline are drawn already.
        (self.subject == Subject::Walk && seconds >= 1.0)
            .then(|| format!("Drawing the frames takes {}.", about(seconds)))
    }

    /// What becomes of `available` grids or faces, in a few words; `size` is a picture's width and height in pixels,
    /// where that is known, before it is enlarged.
    pub fn summary(&self, available: usize, size: Option<(usize, usize)>) -> String {
        let frames = self.frames(available);
        let span = duration((frames as f64 / f64::from(self.fps)).ceil());
        let what = match self.subject {
            Subject::Timeline if frames < available => {
                format!("{} of {} grids, evenly spread: {span}", grouped(frames), grouped(available))
            }
            Subject::Timeline => format!("{}: {span}", count(available, "grid")),
            Subject::Walk if self.ending == Ending::Loop => {
                format!("{}, back to the first face: {span}", count(frames, "frame"))
            }
            Subject::Walk => format!("{}, up to the last face: {span}", count(frames, "frame")),
        };
        let Some((width, height)) = size.map(|(width, height)| (self.enlarged(width), self.enlarged(height))) else {
            return what;
        };
        let estimate = |format| Film::estimated_bytes(format, self.scale(), width * height, frames);
        let bytes = |format: FilmFormat| megabytes(estimate(format).max(1e5));
        let [gif, video, pngs] = [FilmFormat::Gif, FilmFormat::Video, FilmFormat::Pngs].map(bytes);
        format!("{what}. {width} × {height} pixels: GIF about {gif}, video {video}, PNGs {pngs}.")
    }

    fn enlarged(&self, side: usize) -> usize {
        side * self.scale().factor()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use facegan_core::animation::FRAME_RATES;

    fn walk() -> Choices {
        Choices { subject: Subject::Walk, ..Choices::default() }
    }

    #[test]
    fn walks_are_as_long_as_they_have_stops_until_a_length_is_chosen() {
        assert_eq!([2, 3, 50].map(|stops| walk().frames(stops)), [40, 60, 600]);
        let mut chosen = walk();
        chosen.set_seconds(" 2.5 ").unwrap();
        assert_eq!([2, 50].map(|stops| chosen.frames(stops)), [25, 25]);
        assert!(chosen.set_seconds("long").is_err());
        assert_eq!(chosen.seconds(2), 2.5, "what is no length changes nothing");
    }

    #[test]
    fn single_faces_are_enlarged_unless_another_size_is_chosen() {
        assert_eq!([Choices::default(), walk()].map(|choices| choices.scale()), [Scale::One, Scale::Four]);
        let mut choices = walk();
        choices.set_scale(Scale::Two);
        assert_eq!(choices.scale(), Scale::Two);
    }

    #[test]
    fn a_summary_tells_length_size_and_roughly_how_many_bytes() {
        let timeline = Choices { fps: 5, ..Choices::default() };
        assert_eq!(timeline.summary(24, None), "24 grids: 5 s");
        assert_eq!(timeline.summary(1200, None), "300 of 1,200 grids, evenly spread: 1 min 00 s");
        let text = walk().summary(2, Some((64, 64)));
        assert!(text.starts_with("40 frames, back to the first face: 4 s. 256 × 256 pixels: GIF about "), "{text}");
        let on = Choices { ending: Ending::LastStop, ..walk() }.summary(2, None);
        assert_eq!(on, "40 frames, up to the last face: 4 s");
    }

    #[test]
    fn a_walk_says_how_long_its_frames_take_to_be_drawn() {
        let drawing = |seconds| walk().drawing(2, seconds);
        assert_eq!(drawing(Some(0.5)).as_deref(), Some("Drawing the frames takes about 20 seconds."));
        assert_eq!([drawing(None), drawing(Some(0.02)), Choices::default().drawing(24, Some(0.5))], [None, None, None]);
    }

    #[test]
    fn every_speed_is_one_that_a_gif_knows() {
        assert!(SPEEDS.iter().all(|speed| FRAME_RATES.contains(speed)));
        assert!(SPEEDS.contains(&Choices::default().fps));
    }
}
