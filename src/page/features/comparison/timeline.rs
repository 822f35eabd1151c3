//! One timeline for the sample grids of several runs.

use std::collections::BTreeSet;

/// Every iteration of which a run has a grid, in order.
pub fn iterations(runs: &[Vec<usize>]) -> Vec<usize> {
    let all: BTreeSet<_> = runs.iter().flatten().copied().collect();
    all.into_iter().collect()
}

/// The iteration of a run's latest grid at or before the one that was chosen; of its latest where none was. Nothing
/// where its first grid is a later one.
pub fn at_or_before(frames: &[usize], chosen: Option<usize>) -> Option<usize> {
    let Some(chosen) = chosen else { return frames.last().copied() };
    frames[..frames.partition_point(|frame| *frame <= chosen)].last().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_timeline_has_the_iterations_of_every_run_once() {
        assert_eq!(iterations(&[vec![0, 10, 20], vec![0, 15, 20, 25]]), [0, 10, 15, 20, 25]);
        assert_eq!(iterations(&[]), [0; 0]);
    }

    #[test]
    fn each_run_shows_its_latest_grid_until_then() {
        let at = |chosen| [[0, 10, 20], [5, 15, 25]].map(|frames| at_or_before(&frames, chosen));
        assert_eq!(at(Some(15)), [Some(10), Some(15)]);
        assert_eq!(at(Some(3)), [Some(0), None]);
        assert_eq!(at(Some(900)), [Some(20), Some(25)]);
        assert_eq!(at(None), [Some(20), Some(25)]);
        assert_eq!(at_or_before(&[], None), None);
    }
}
