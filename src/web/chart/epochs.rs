//! Where epochs begin.

use super::span::Span;
use super::ticks::round_step;

/// The first iteration of an epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EpochStart {
    /// From 0.
    pub epoch: usize,
    pub iteration: usize,
}

/// The epochs to be marked in what is shown, `most` at the most: where there are more, only every second, fifth, tenth
/// and so on, counted from 1 as people do. The first epoch begins at the axis and needs no mark.
pub fn epoch_marks(starts: &[EpochStart], span: Span, most: usize) -> Vec<EpochStart> {
    let first = starts.partition_point(|start| (start.iteration as f64) < span.first.max(1.0));
    let last = starts.partition_point(|start| start.iteration as f64 <= span.last).max(first);
    let visible = &starts[first..last];
    let step = round_step((visible.len() as f64 / most.max(1) as f64).max(1.0)) as usize;
    visible.iter().filter(|start| (start.epoch + 1).is_multiple_of(step)).take(most).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts(epochs: usize, iterations: usize) -> Vec<EpochStart> {
        (0..epochs).map(|epoch| EpochStart { epoch, iteration: epoch * iterations }).collect()
    }

    fn marked(epochs: usize, span: Span, most: usize) -> Vec<usize> {
        epoch_marks(&starts(epochs, 10), span, most).iter().map(|start| start.epoch).collect()
    }

    #[test]
    fn every_visible_epoch_is_marked_but_the_first() {
        assert_eq!(marked(4, Span { first: 0.0, last: 35.0 }, 10), [1, 2, 3]);
        assert_eq!(marked(100, Span { first: 205.0, last: 230.0 }, 10), [21, 22, 23]);
        assert_eq!(marked(0, Span { first: 0.0, last: 10.0 }, 10), []);
    }

    #[test]
    fn many_epochs_are_thinned_out_evenly() {
        assert_eq!(marked(101, Span { first: 0.0, last: 1_000.0 }, 10), [9, 19, 29, 39, 49, 59, 69, 79, 89, 99]);
        assert_eq!(marked(12, Span { first: 0.0, last: 110.0 }, 4), [4, 9]);
    }
}
