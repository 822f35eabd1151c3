//! What is to be drawn on a chart: the strokes that its runs and settings come to.

use crate::page::features::charts::axis::{Axis, Scale};
use crate::page::features::charts::branches::Began;
use crate::page::features::charts::colour::RunColour;
use crate::page::features::charts::curves::Curves;
use crate::page::features::charts::distances::{Measured, distances};
use crate::page::features::charts::envelope::envelope;
use crate::page::features::charts::smooth::Smoothed;
use crate::page::features::charts::span::Span;
use crate::page::features::charts::spec::{Dashes, Line, Series, Spec, Values};
use facegan_core::latent::WeightSource;

/// One run's curves.
pub struct Layer<'a> {
    pub name: &'a str,
    pub colour: RunColour,
    pub curves: &'a Curves,
    /// Where they are to be smoothed.
    pub smoothed: Option<&'a Smoothed>,
    /// Where it began, if from a state of another run.
    pub began: Option<&'a Began>,
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
    pub hidden: &'a [Series],
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
    /// Whether each point is marked: those of few are not told apart otherwise, and a single one is no line.
    pub dotted: bool,
}

/// What the values of a line are known to, as (iteration, ends).
pub struct Band {
    pub points: Vec<(usize, [f32; 2])>,
    pub hue: &'static str,
}

/// Points that are marked one by one, at most.
const MOST_DOTS: usize = 60;

impl Scene<'_> {
    /// The lines that are not hidden.
    pub fn lines(&self) -> impl Iterator<Item = &'static Line> {
        self.spec.lines.iter().filter(|line| !self.hidden.contains(&line.series))
    }

    /// All lines over a plot of so many pixel columns, from the bottom one to the top one: every run's own numbers,
    /// then the smoothed ones, those of the run on screen last.
    pub fn strokes(&self, columns: usize) -> Vec<Stroke> {
        let raw = self.layers.iter().rev().flat_map(|layer| {
            self.lines().map(move |line| match line.series {
                Series::Every(curve) => {
                    let style = if layer.smoothed.is_some() { FAINT } else { PLAIN };
                    self.curve(layer, line, layer.curves.get(curve), style, columns)
                }
                Series::Distance(of) => self.distance(layer, line, of),
            })
        });
        let smoothed = self.layers.iter().rev().filter_map(|layer| Some((layer, layer.smoothed?)));
        let smoothed = smoothed.flat_map(|(layer, smoothed)| {
            self.lines().filter_map(move |line| match line.series {
                Series::Every(curve) => Some(self.curve(layer, line, smoothed.get(curve), STRONG, columns)),
                Series::Distance(_) => None,
            })
        });
        raw.chain(smoothed).collect()
    }

    /// What distances are known to, of the lines that are not hidden.
    pub fn bands(&self) -> Vec<Band> {
        let layers = self.layers.iter().rev();
        let bands = layers.flat_map(|layer| {
            self.lines().filter_map(move |line| match line.series {
                Series::Every(_) | Series::Distance(Measured::Photos) => None,
                Series::Distance(of) => {
                    let measured = distances(layer.curves.measurements(), of).into_iter();
                    let points = measured.filter_map(|distance| Some((distance.iteration, distance.interval?)));
                    Some(Band { points: points.collect(), hue: self.look(layer, line).0 })
                }
            })
        });
        bands.filter(|band| band.points.len() > 1).collect()
    }

    /// Where the best of the run on screen lies, among the lines that are not hidden.
    pub fn best(&self) -> Option<(usize, f32)> {
        let measured = self.layers.first()?.curves.best_measurement()?;
        let of = match measured.better() {
            WeightSource::Averaged => Measured::Average,
            WeightSource::Trained | WeightSource::Best | WeightSource::Pinned(_) => Measured::NetG,
        };
        self.lines().find(|line| line.series == Series::Distance(of))?;
        distances(std::slice::from_ref(measured), of).first().map(|best| (best.iteration, best.value))
    }

    fn curve(&self, layer: &Layer, line: &'static Line, values: &[f32], style: LineStyle, columns: usize) -> Stroke {
        let points = envelope(values, self.span.indices(values.len()), columns, |value| self.scale().shows(value));
        let (hue, dashes) = self.look(layer, line);
        Stroke { points, hue, style, dashes, dotted: false }
    }

    fn distance(&self, layer: &Layer, line: &'static Line, of: Measured) -> Stroke {
        let measured = distances(layer.curves.measurements(), of);
        let (hue, dashes) = self.look(layer, line);
        if of == Measured::Photos {
            // It is hardly another one at each measurement, and is to be seen from side to side.
            let ends = [self.span.first.floor() as usize, self.span.last.ceil() as usize];
            let last = measured.last().map(|distance| distance.value);
            let points = last.into_iter().flat_map(|value| ends.map(|end| (end, value))).collect();
            return Stroke { points, hue, style: PLAIN, dashes, dotted: false };
        }
        let points: Vec<_> = measured.iter().map(|distance| (distance.iteration, distance.value)).collect();
        Stroke { dotted: points.len() <= MOST_DOTS, points, hue, style: STRONG, dashes }
    }

    /// The colour and the dashes of a run's line.
    fn look(&self, layer: &Layer, line: &'static Line) -> (&'static str, Option<Dashes>) {
        if compares(self.layers) { (layer.colour.hue(), line.dashes) } else { (line.hue, line.always_dashed()) }
    }

    /// The vertical axis for these lines and bands.
    pub fn axis(&self, strokes: &[Stroke], bands: &[Band]) -> Axis {
        match self.spec.values {
            Values::Between(low, high) => Axis::fixed((low, high)),
            Values::Visible => {
                let visible = |iteration: usize| (0.0..=1.0).contains(&self.span.fraction(iteration as f64));
                let values = strokes.iter().flat_map(|stroke| stroke.points.iter().map(|(_, value)| *value));
                let bands = bands.iter().flat_map(|band| &band.points).filter(|(iteration, _)| visible(*iteration));
                let ends = bands.flat_map(|(_, ends)| *ends).filter(|end| self.scale().shows(*end));
                Axis::fitting(self.scale, values.chain(ends))
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
        let layer =
            |colour: &RunColour| Layer { name: "", colour: *colour, curves: &curves, smoothed: None, began: None };
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
