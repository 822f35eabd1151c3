//! Which iterations the charts show: zooming, panning and following a run.

use std::ops::Range;

/// Fewest iterations that a view spans.
const CLOSEST: f64 = 4.0;
/// The last iteration of the whole view while a run has fewer.
const SHORTEST: f64 = 10.0;
/// How near to the latest iteration a view's right edge must be to follow it, in iterations.
const AT_END: f64 = 0.5;

/// A stretch of iterations from the left edge of a chart to its right; the edges may lie between two iterations.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    pub first: f64,
    pub last: f64,
}

impl Span {
    /// All of `length` iterations.
    fn all(length: usize) -> Self {
        Self { first: 0.0, last: (length.saturating_sub(1) as f64).max(SHORTEST) }
    }

    /// How far its edges are apart.
    pub fn width(self) -> f64 {
        self.last - self.first
    }

    /// The iteration at a fraction of the chart's width.
    pub fn at(self, fraction: f64) -> f64 {
        self.first + fraction * self.width()
    }

    /// The fraction of the chart's width at which an iteration lies.
    pub fn fraction(self, iteration: f64) -> f64 {
        (iteration - self.first) / self.width()
    }

    /// The indices of what is drawn of `length` iterations: what lies inside, and one more on either side.
    pub fn indices(self, length: usize) -> Range<usize> {
        let last = (self.last.ceil() as usize + 1).min(length);
        (self.first.floor() as usize).min(last)..last
    }

    /// `factor` times as wide, with the iteration at this fraction staying where it is.
    pub fn scaled(self, around: f64, factor: f64) -> Self {
        let width = (self.width() * factor).max(CLOSEST);
        let first = self.at(around) - around * width;
        Self { first, last: first + width }
    }

    /// Moved to the right by so many of its widths.
    pub fn moved(self, widths: f64) -> Self {
        let by = widths * self.width();
        Self { first: self.first + by, last: self.last + by }
    }

    /// What lies between two fractions of its width.
    pub fn between(self, first: f64, last: f64) -> Self {
        Self { first: self.at(first), last: self.at(last) }
    }

    /// What is to be seen once two fingers moved from fractions of the width to others, taking the iterations under
    /// them along.
    pub fn pinched(self, from: [f64; 2], to: [f64; 2]) -> Self {
        let (before, after) = (from[1] - from[0], to[1] - to[0]);
        let factor = if before * after > 0.0 { before / after } else { 1.0 };
        let width = (self.width() * factor).max(CLOSEST);
        let first = self.at((from[0] + from[1]) / 2.0) - (to[0] + to[1]) / 2.0 * width;
        Self { first, last: first + width }
    }

    /// Moved just so far that it contains an iteration.
    pub fn containing(self, iteration: f64) -> Self {
        let by = (iteration - self.last).max(0.0) + (iteration - self.first).min(0.0);
        Self { first: self.first + by, last: self.last + by }
    }
}

/// What the charts show of a run that may still grow.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum View {
    /// Every iteration, however many there come to be.
    #[default]
    All,
    /// So many iterations up to the latest, which moves on.
    Latest { width: f64 },
    /// The same iterations for good.
    Fixed(Span),
}

impl View {
    /// What is shown of `length` iterations.
    pub fn span(self, length: usize) -> Span {
        let all = Span::all(length);
        match self {
            Self::All => all,
            Self::Latest { width } => Span { first: (all.last - width).max(0.0), ..all },
            Self::Fixed(span) => span,
        }
    }

    /// The view after a change of what it shows of `length` iterations; it never leaves them.
    pub fn changed(self, length: usize, change: impl FnOnce(Span) -> Span) -> Self {
        let (all, wanted) = (Span::all(length), change(self.span(length)));
        let width = wanted.width().max(CLOSEST);
        if width >= all.width() {
            return Self::All;
        }
        let first = (wanted.at(0.5) - width / 2.0).clamp(0.0, all.last - width);
        let span = Span { first, last: first + width };
        if all.last - span.last < AT_END { Self::Latest { width } } else { Self::Fixed(span) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(first: f64, last: f64) -> Span {
        Span { first, last }
    }

    #[test]
    fn the_whole_view_grows_with_the_run() {
        assert_eq!(View::All.span(0), span(0.0, 10.0));
        assert_eq!(View::All.span(101), span(0.0, 100.0));
        assert_eq!(View::All.span(201), span(0.0, 200.0));
    }

    #[test]
    fn zooming_keeps_the_iteration_under_the_pointer() {
        let view = View::All.changed(101, |all| all.scaled(0.25, 0.5));
        assert_eq!(view, View::Fixed(span(12.5, 62.5)));
        assert_eq!(view.span(101).at(0.25), 25.0);
        assert_eq!(view.changed(101, |shown| shown.scaled(0.25, 2.0)), View::All);
    }

    #[test]
    fn zooming_ends_at_a_few_iterations() {
        let close = View::All.changed(101, |all| all.scaled(0.5, 1e-9));
        assert_eq!(close, View::Fixed(span(48.0, 52.0)));
        let again = close.changed(101, |shown| shown.scaled(0.1, 0.5));
        assert_eq!(again, close, "where it can go no closer, it does not wander either");
    }

    #[test]
    fn a_zoomed_view_stays_and_one_at_the_end_follows() {
        let fixed = View::All.changed(101, |_| span(20.0, 40.0));
        assert_eq!(fixed.span(1_001), span(20.0, 40.0));
        let latest = View::All.changed(101, |_| span(80.0, 100.0));
        assert_eq!(latest, View::Latest { width: 20.0 });
        assert_eq!(latest.span(1_001), span(980.0, 1_000.0));
    }

    #[test]
    fn panning_ends_at_the_edges() {
        let view = View::Fixed(span(20.0, 40.0));
        assert_eq!(view.changed(101, |shown| shown.moved(0.5)), View::Fixed(span(30.0, 50.0)));
        assert_eq!(view.changed(101, |shown| shown.moved(-7.0)), View::Fixed(span(0.0, 20.0)));
        assert_eq!(view.changed(101, |shown| shown.moved(7.0)), View::Latest { width: 20.0 });
    }

    #[test]
    fn two_fingers_take_their_iterations_along() {
        let seen = span(0.0, 100.0).pinched([0.4, 0.6], [0.2, 0.8]);
        assert!((seen.fraction(40.0) - 0.2).abs() < 1e-9 && (seen.fraction(60.0) - 0.8).abs() < 1e-9, "{seen:?}");
        assert_eq!(span(0.0, 100.0).pinched([0.5, 0.5], [0.4, 0.6]), span(0.0, 100.0), "one finger over the other");
    }

    #[test]
    fn a_selection_is_shown_and_a_narrow_one_is_widened() {
        assert_eq!(View::All.changed(101, |all| all.between(0.2, 0.4)), View::Fixed(span(20.0, 40.0)));
        assert_eq!(View::All.changed(101, |all| all.between(0.5, 0.51)), View::Fixed(span(48.5, 52.5)));
    }

    #[test]
    fn a_view_moves_only_as_far_as_it_must() {
        assert_eq!(span(10.0, 20.0).containing(15.0), span(10.0, 20.0));
        assert_eq!(span(10.0, 20.0).containing(23.0), span(13.0, 23.0));
        assert_eq!(span(10.0, 20.0).containing(7.0), span(7.0, 17.0));
    }

    #[test]
    fn lines_go_on_to_the_edges() {
        assert_eq!(span(2.5, 6.2).indices(100), 2..8);
        assert_eq!(span(2.5, 6.2).indices(4), 2..4);
        assert_eq!(span(50.0, 60.0).indices(4), 4..4);
    }
}
