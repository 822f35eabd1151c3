//! Which of a run's sample grids is on screen and which is asked for. Grids are named by the iteration that they were
//! drawn after; `frames` are those of a run, in order.

use std::collections::HashSet;

/// Most frames of a film strip.
const STRIP: usize = 12;

/// The place in `frames` of the grid that a cursor points at: the latest at or before that iteration, else the first.
/// Without a cursor it is the latest of all; [`None`] only where there is no grid.
pub fn place(frames: &[usize], cursor: Option<usize>) -> Option<usize> {
    let last = frames.len().checked_sub(1)?;
    let at = |iteration| frames.partition_point(|frame| *frame <= iteration).saturating_sub(1);
    Some(cursor.map_or(last, at))
}

/// The cursor that points at the grid at `place`: none for the latest, so that the next one is followed.
pub fn cursor(frames: &[usize], place: usize) -> Option<usize> {
    let (_last, earlier) = frames.split_last()?;
    earlier.get(place).copied()
}

/// The place that is played after `place`; [`None`] at the end, unless it starts over.
pub fn play_on(place: usize, count: usize, repeat: bool) -> Option<usize> {
    match place + 1 {
        next if next < count => Some(next),
        _ => (repeat && count > 1).then_some(0),
    }
}

/// At most 12 frames, evenly spread but for the last. A new grid seldom changes which they are: their distance is a
/// power of two.
pub fn strip(frames: &[usize]) -> Vec<usize> {
    let Some((last, earlier)) = frames.split_last() else { return Vec::new() };
    let stride = earlier.len().div_ceil(STRIP - 1).next_power_of_two();
    earlier.iter().step_by(stride).chain([last]).copied().collect()
}

/// Requests one grid at a time, and after its answer the one that is then needed most.
#[derive(Debug, Default)]
pub struct Requests {
    under_way: Option<usize>,
    absent: HashSet<usize>,
}

impl Requests {
    /// The grid to request now: the first of `wanted` that is neither cached nor known to be missing. Nothing while an
    /// answer is pending.
    pub fn next(&mut self, wanted: impl IntoIterator<Item = usize>, held: impl Fn(usize) -> bool) -> Option<usize> {
        if self.under_way.is_some() {
            return None;
        }
        self.under_way = wanted.into_iter().find(|frame| !held(*frame) && !self.absent.contains(frame));
        self.under_way
    }

    /// Handles an answer.
    pub fn answer(&mut self, frame: usize, found: bool) {
        self.under_way = self.under_way.filter(|asked| *asked != frame);
        if !found {
            self.absent.insert(frame);
        }
    }

    /// Whether it is known that there is no such grid.
    pub fn is_absent(&self, frame: usize) -> bool {
        self.absent.contains(&frame)
    }

    /// Expects no answer any more: the engine is gone.
    pub fn abandon(&mut self) {
        self.under_way = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAMES: [usize; 4] = [0, 500, 1000, 1200];

    #[test]
    fn a_cursor_points_at_the_latest_grid_until_then() {
        let at = |cursor| place(&FRAMES, cursor);
        assert_eq!([at(Some(0)), at(Some(499)), at(Some(500))], [Some(0), Some(0), Some(1)]);
        assert_eq!([at(Some(9999)), at(None)], [Some(3), Some(3)]);
        assert_eq!(place(&[500], Some(3)), Some(0));
        assert_eq!(place(&[], Some(3)), None);
    }

    #[test]
    fn the_latest_grid_is_followed() {
        assert_eq!([0, 2, 3, 4].map(|place| cursor(&FRAMES, place)), [Some(0), Some(1000), None, None]);
        assert_eq!(cursor(&[], 0), None);
    }

    #[test]
    fn playing_ends_or_starts_over() {
        assert_eq!((play_on(0, 3, false), play_on(2, 3, false), play_on(2, 3, true)), (Some(1), None, Some(0)));
        assert_eq!((play_on(0, 1, true), play_on(0, 0, true)), (None, None));
    }

    #[test]
    fn a_strip_spans_all_and_seldom_changes() {
        assert!(strip(&[]).is_empty());
        assert_eq!(strip(&[7]), [7]);
        let frames: Vec<_> = (0..1000).map(|i| i * 10).collect();
        for count in 1..frames.len() {
            let strip = strip(&frames[..count]);
            assert!(strip.len() <= STRIP && strip.len() >= count.min(6), "{count}: {strip:?}");
            assert_eq!((strip[0], strip.last()), (0, frames[..count].last()));
        }
        let (before, after) = (strip(&frames[..50]), strip(&frames[..51]));
        assert_eq!(before[..before.len() - 1], after[..before.len() - 1]);
    }

    #[test]
    fn one_grid_is_asked_for_at_a_time_and_then_the_one_wanted_by_then() {
        let mut requests = Requests::default();
        let nothing = |_| false;
        assert_eq!(requests.next([10, 20], nothing), Some(10));
        assert_eq!(requests.next([30], nothing), None);
        requests.answer(10, true);
        assert_eq!(requests.next([10, 40], |frame| frame == 10), Some(40));
    }

    #[test]
    fn what_there_is_not_is_not_asked_for_again() {
        let mut requests = Requests::default();
        assert_eq!(requests.next([10], |_| false), Some(10));
        requests.answer(10, false);
        assert_eq!((requests.is_absent(10), requests.next([10], |_| false)), (true, None));
    }

    #[test]
    fn an_answer_that_never_comes_blocks_nothing_once_abandoned() {
        let mut requests = Requests::default();
        assert_eq!(requests.next([10], |_| false), Some(10));
        requests.abandon();
        assert_eq!(requests.next([20], |_| false), Some(20));
        requests.answer(10, true);
        assert_eq!(requests.next([30], |_| false), None);
    }
}
