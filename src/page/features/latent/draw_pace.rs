//! How long a picture of the latent space takes, from its request until it is there.

use std::collections::VecDeque;

/// Pictures that count: the last ones, since a run that trains makes them wait.
const WINDOW: usize = 9;

/// How long the last pictures took, in seconds.
#[derive(Debug, Clone, Default)]
pub struct DrawPace(VecDeque<f64>);

impl DrawPace {
    /// Adds a picture.
    pub fn add(&mut self, seconds: f64) {
        if self.0.len() == WINDOW {
            self.0.pop_front();
        }
        self.0.push_back(seconds);
    }

    /// Seconds that a picture takes: the median, of an even number the lower one, because the first picture may have
    /// waited for shaders or weights. Nothing is known before that.
    pub fn seconds(&self) -> Option<f64> {
        let mut sorted: Vec<_> = self.0.iter().copied().collect();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len().checked_sub(1)? / 2).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(pictures: &[f64]) -> Option<f64> {
        let mut pace = DrawPace::default();
        pictures.iter().for_each(|seconds| pace.add(*seconds));
        pace.seconds()
    }

    #[test]
    fn a_slow_picture_among_others_does_not_count() {
        assert_eq!(seconds(&[]), None);
        assert_eq!([seconds(&[3.0]), seconds(&[3.0, 0.1]), seconds(&[0.1, 3.0, 0.2])], [3.0, 0.1, 0.2].map(Some));
    }

    #[test]
    fn only_the_last_pictures_count() {
        let pictures: Vec<_> = [9.0; 50].into_iter().chain([0.5; 5]).collect();
        assert_eq!(seconds(&pictures), Some(0.5));
        assert_eq!(seconds(&pictures[..54]), Some(9.0));
    }
}
