//! What is to be drawn on a chart: the strokes that its runs and settings come to.

use crate::page::features::charts::axis::{Axis, Scale};
use crate::page::features::charts::curves::{Curve, Curves};
use crate::page::features::charts::envelope::envelope;
use crate::page::features::charts::smooth::Smoothed;
use crate::page::features::charts::span::Span;
use crate::page::features::charts::spec::{Line, Spec, Values};

/// CSS pixels that are drawn and left out in turn, for one overlay after the other.
pub const DASHES: [(f64, f64); 4] = [(6.0, 4.0), (2.0, 3.0), (11.0, 3.0), (4.0, 8.0)];

/// One run's curves.
pub struct Layer<'a> {
    pub name: &'a str,
    pub curves: &'a Curves,
    /// Where they are to be smoothed.
    pub smoothed: Option<&'a Smoothed>,
}

/// Everything that a chart's picture depends on but its size and colours.
pub struct Scene<'a> {
    pub spec: &'static Spec,
    /// The run on screen, then those laid over it.
    pub layers: &'a [Layer<'a>],
    pub hidden: &'a [Curve],
    pub span: Span,
    pub scale: Scale,
}

/// One line over the plot, as (iteration, value).
pub struct Stroke {
    pub points: Vec<(usize, f32)>,
    pub hue: &'static str,
    pub alpha: f64,
    /// CSS pixels.
    pub width: f64,
    pub dashes: Option<(f64, f64)>,
}

impl Scene<'_> {
    /// The lines that are not hidden.
    pub fn lines(&self) -> impl Iterator<Item = &'static Line> {
        self.spec.lines.iter().filter(|line| !self.hidden.contains(&line.curve))
    }

    /// The runs laid over the one on screen, with their dashes.
    pub fn overlays(&self) -> impl Iterator<Item = (&Layer<'_>, (f64, f64))> {
        self.layers.iter().skip(1).zip(DASHES.into_iter().cycle())
    }

    /// All lines over a plot of so many pixel columns, from the bottom one to the top one: the run's own numbers,
    /// faint where they are smoothed as well, overlays as smooth as can be, and the smoothed run.
    pub fn strokes(&self, columns: usize) -> Vec<Stroke> {
        let mut strokes = Vec::new();
        let mut add = |line: &'static Line, values: &[f32], (alpha, width), dashes| {
            let points = envelope(values, self.span.indices(values.len()), columns, |value| self.scale().shows(value));
            strokes.push(Stroke { points, hue: line.hue, alpha, width, dashes });
        };
        let Some(run) = self.layers.first() else { return Vec::new() };
        let raw = if run.smoothed.is_some() { (0.3, 1.0) } else { (1.0, 1.4) };
        self.lines().for_each(|line| add(line, run.curves.get(line.curve), raw, None));
        for (overlay, dashes) in self.overlays() {
            for line in self.lines() {
                let values =
                    overlay.smoothed.map_or(overlay.curves.get(line.curve), |smoothed| smoothed.get(line.curve));
                add(line, values, (1.0, 1.2), Some(dashes));
            }
        }
        if let Some(smoothed) = run.smoothed {
            self.lines().for_each(|line| add(line, smoothed.get(line.curve), (1.0, 2.0), None));
        }
        strokes
    }

    /// The vertical axis for these lines.
    pub fn axis(&self, strokes: &[Stroke]) -> Axis {
        match self.spec.values {
            Values::Between(low, high) => Axis::fixed((low, high)),
            Values::Visible => {
                let values = strokes.iter().flat_map(|stroke| stroke.points.iter().map(|(_, value)| *value));
                Axis::fitting(self.scale, values)
            }
        }
    }

    fn scale(&self) -> Scale {
        match self.spec.values {
            Values::Between(..) => Scale::Linear,
            Values::Visible => self.scale,
        }
    }
}
