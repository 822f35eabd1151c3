//! Where epochs begin.

use crate::page::features::charts::span::Span;
use crate::page::features::charts::ticks::round_step;

/// The first iteration of an epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EpochStart {
    /// From 0.
    pub epoch: usize,
    pub iteration: usize,
}

/// The epochs to be marked in what is shown, about `gap` iterations apart at least: where they are shorter, only every
/// second, fifth, tenth and so on, counted from 1 as people do. The first epoch begins at the axis and needs no mark.
pub fn epoch_marks(starts: &[EpochStart], span: Span, gap: f64) -> Vec<EpochStart> {
    let first = starts.partition_point(|start| (start.iteration as f64) < span.first.max(1.0));
    let last = starts.partition_point(|start| start.iteration as f64 <= span.last).max(first);
    let visible = &starts[first..last];
    let length = match visible {
        [first, .., last] => (last.iteration - first.iteration) as f64 / (visible.len() - 1) as f64,
        _ => gap,
    };
    let step = round_step((gap / length).max(1.0)) as usize;
    visible.iter().filter(|start| (start.epoch + 1).is_multiple_of(step)).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts(epochs: usize, iterations: usize) -> Vec<EpochStart> {
        (0..epochs).map(|epoch| EpochStart { epoch, iteration: epoch * iterations }).collect()
    }

    fn marked(epochs: usize, span: Span, gap: f64) -> Vec<usize> {
        epoch_marks(&starts(epochs, 10), span, gap).iter().map(|start| start.epoch).collect()
    }

    #[test]
    fn every_visible_epoch_is_marked_but_the_first() {
        assert_eq!(marked(4, Span { first: 0.0, last: 35.0 }, 5.0), [1, 2, 3]);
        assert_eq!(marked(100, Span { first: 205.0, last: 230.0 }, 5.0), [21, 22, 23]);
        assert_eq!(marked(2, Span { first: 0.0, last: 15.0 }, 5.0), [1]);
        assert_eq!(marked(0, Span { first: 0.0, last: 10.0 }, 5.0), [0; 0]);
    }

    #[test]
    fn short_epochs_are_thinned_out_evenly() {
        let all = Span { first: 0.0, last: 1_000.0 };
        assert_eq!(marked(101, all, 100.0), [9, 19, 29, 39, 49, 59, 69, 79, 89, 99]);
        assert_eq!(marked(12, all, 30.0), [4, 9], "however much of the chart they fill");
    }
}
