//! What is to be drawn on a chart: the strokes that its runs and settings come to.

use crate::page::features::charts::axis::{Axis, Scale};
use crate::page::features::charts::colour::RunColour;
use crate::page::features::charts::curves::{Curve, Curves};
use crate::page::features::charts::envelope::envelope;
use crate::page::features::charts::smooth::Smoothed;
use crate::page::features::charts::span::Span;
use crate::page::features::charts::spec::{Dashes, Line, Spec, Values};

/// One run's curves.
pub struct Layer<'a> {
    pub name: &'a str,
    pub colour: RunColour,
    pub curves: &'a Curves,
    /// Where they are to be smoothed.
    pub smoothed: Option<&'a Smoothed>,
}

/// Whether other runs than the one on screen are there: then colours stand for runs and dashes for curves.
pub fn compares(layers: &[Layer]) -> bool {
    layers.iter().any(|layer| layer.colour != RunColour::Shown)
}

/// Everything that a chart's picture depends on but its size and colours.
pub struct Scene<'a> {
    pub spec: &'static Spec,
    /// The run on screen, if there is one, then those laid over it.
    pub layers: &'a [Layer<'a>],
    pub hidden: &'a [Curve],
    pub span: Span,
    pub scale: Scale,
}

/// How strong a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LineStyle {
    pub alpha: f64,
    /// CSS pixels.
    pub width: f64,
}

/// Numbers as they are, the same beside their smoothed curve, and that curve.
pub const PLAIN: LineStyle = LineStyle { alpha: 1.0, width: 1.4 };
pub const FAINT: LineStyle = LineStyle { alpha: 0.25, width: 1.0 };
pub const STRONG: LineStyle = LineStyle { alpha: 1.0, width: 2.0 };

/// One line over the plot, as (iteration, value).
pub struct Stroke {
    pub points: Vec<(usize, f32)>,
    pub hue: &'static str,
    pub style: LineStyle,
    pub dashes: Option<Dashes>,
}

impl Scene<'_> {
    /// The lines that are not hidden.
    pub fn lines(&self) -> impl Iterator<Item = &'static Line> {
        self.spec.lines.iter().filter(|line| !self.hidden.contains(&line.curve))
    }

    /// All lines over a plot of so many pixel columns, from the bottom one to the top one: every run's own numbers,
    /// then the smoothed ones, those of the run on screen last.
    pub fn strokes(&self, columns: usize) -> Vec<Stroke> {
        let raw = self.layers.iter().rev().flat_map(|layer| {
            let style = if layer.smoothed.is_some() { FAINT } else { PLAIN };
            self.lines().map(move |line| self.stroke(layer, line, layer.curves.get(line.curve), style, columns))
        });
        let smoothed = self.layers.iter().rev().filter_map(|layer| Some((layer, layer.smoothed?)));
        let smoothed = smoothed.flat_map(|(layer, smoothed)| {
            self.lines().map(move |line| self.stroke(layer, line, smoothed.get(line.curve), STRONG, columns))
        });
        raw.chain(smoothed).collect()
    }

    fn stroke(&self, layer: &Layer, line: &'static Line, values: &[f32], style: LineStyle, columns: usize) -> Stroke {
        let points = envelope(values, self.span.indices(values.len()), columns, |value| self.scale().shows(value));
        let (hue, dashes) = if compares(self.layers) { (layer.colour.hue(), line.dashes) } else { (line.hue, None) };
        Stroke { points, hue, style, dashes }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::features::charts::span::View;
    use crate::page::features::charts::spec::LOSS;

    /// The hue and dashes of each line, from the bottom one to the top one.
    fn looks(colours: &[RunColour]) -> Vec<(&'static str, bool)> {
        let curves = Curves::of_losses(&[1.0, 2.0]);
        let layer = |colour: &RunColour| Layer { name: "", colour: *colour, curves: &curves, smoothed: None };
        let layers: Vec<_> = colours.iter().map(layer).collect();
        let scene = Scene { spec: &LOSS, layers: &layers, hidden: &[], span: View::All.span(2), scale: Scale::Linear };
        scene.strokes(100).iter().map(|stroke| (stroke.hue, stroke.dashes.is_some())).collect()
    }

    #[test]
    fn a_single_runs_curves_are_told_apart_by_colour() {
        assert_eq!(looks(&[RunColour::Shown]), [("--chart-blue", false), ("--chart-orange", false)]);
        assert_eq!(looks(&[]), []);
    }

    #[test]
    fn compared_runs_have_a_colour_each_and_their_curves_dashes() {
        let overlaid = [("--run-first", false), ("--run-first", true)];
        assert_eq!(looks(&[RunColour::First]), overlaid, "also with no run on screen");
        let shown = [("--run-shown", false), ("--run-shown", true)];
        assert_eq!(looks(&[RunColour::Shown, RunColour::First]), [overlaid, shown].concat());
    }
}
