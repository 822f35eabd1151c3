//! When the camera takes a picture: of a face that is large enough and still, and not the same picture over and over.

use super::hint::Hint;
use super::sight::Sight;
use facegan_core::faces::Face;

/// Least milliseconds between two pictures.
const GAP: f64 = 250.0;
/// Milliseconds after which a picture may be like the last one: who sits quite still has 200 pictures in two minutes.
const REPEAT: f64 = 550.0;
/// What two pictures differ in at least until then, as a share of the frame's longer side.
const DIFFERENCE: f32 = 0.015;
/// Least width of a face's box, as a share of the frame's longer side: about 80 pixels in the poorest of cameras.
const LEAST_SIZE: f32 = 0.12;
/// How far a still face may seem to move from frame to frame: boxes tremble.
const TREMBLE: f32 = 0.008;
/// How far a still face may move in a second. At an exposure of 1/30 s this blurs two pixels of 640.
const SPEED: f32 = 0.1;
/// Pictures in a row that hardly differ before the person is asked to turn their head.
const ALIKE: u32 = 4;

/// What is to be done about a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the frame is a picture to keep.
    pub takes: bool,
    /// What the person is told.
    pub hint: Hint,
}

/// Decides frame by frame. Times are in milliseconds.
#[derive(Debug, Clone, Default)]
pub struct Shutter {
    /// The face in the last frame, and when that was.
    last: Option<(Sight, f64)>,
    /// Frames in a row in which the face was still, compared with the one before.
    still: u32,
    /// The face in the last picture, and when that was taken.
    taken: Option<(Sight, f64)>,
    /// Pictures in a row that hardly differ from the one before.
    alike: u32,
}

impl Shutter {
    /// Decides about a frame of this size, in which these faces were found.
    pub fn see(&mut self, faces: &[Face], frame: (u32, u32), now: f64) -> Verdict {
        let Some(sight) = Sight::of(faces, frame) else {
            (self.last, self.still) = (None, 0);
            return Verdict { takes: false, hint: Hint::NoFace };
        };
        self.follow(sight, now);
        if sight.size < LEAST_SIZE {
            return Verdict { takes: false, hint: Hint::Closer };
        }
        if self.still < 2 {
            return Verdict { takes: false, hint: Hint::HoldStill };
        }
        let takes = self.is_due(sight, now);
        if takes {
            self.take(sight, now);
        }
        let hint = if self.alike >= ALIKE { Hint::TurnHead } else { Hint::Fine };
        Verdict { takes, hint }
    }

    fn follow(&mut self, sight: Sight, now: f64) {
        let is_still = self.last.is_some_and(|(last, at)| {
            let seconds = ((now - at) / 1000.0) as f32;
            sight.movement(&last) <= TREMBLE + SPEED * seconds
        });
        self.still = if is_still { self.still + 1 } else { 0 };
        self.last = Some((sight, now));
    }

    fn is_due(&self, sight: Sight, now: f64) -> bool {
        self.taken
            .is_none_or(|(taken, at)| now - at >= GAP && (sight.difference(&taken) >= DIFFERENCE || now - at >= REPEAT))
    }

    fn take(&mut self, sight: Sight, now: f64) {
        let is_alike = self.taken.is_some_and(|(taken, _)| sight.difference(&taken) < DIFFERENCE);
        self.alike = if is_alike { self.alike + 1 } else { 0 };
        self.taken = Some((sight, now));
    }
}

#[cfg(test)]
mod tests;
