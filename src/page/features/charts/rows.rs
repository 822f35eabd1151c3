//! The rows of the table below a chart: the values of every run at one iteration.

use crate::page::features::charts::distances::{known_at, last_iteration};
use crate::page::features::charts::scene::{FAINT, Layer, LineStyle, PLAIN, STRONG, compares};
use crate::page::features::charts::spec::{Series, Spec};
use crate::page::format::grouped;
use facegan_core::quality::Measurement;
use facegan_core::words::count;

/// One row of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The run's name.
    pub run: String,
    pub is_smoothed: bool,
    /// The custom property with the colour of its lines.
    pub hue: &'static str,
    pub style: LineStyle,
    /// In the order of the chart's lines; nothing where the run has no such iteration.
    pub values: Vec<Option<f32>>,
}

/// Every run's numbers at the cursor, or else at the latest iteration; below them the smoothed ones.
pub fn rows(spec: &Spec, layers: &[Layer], cursor: Option<usize>) -> Vec<Row> {
    let iteration = cursor.or_else(|| latest(layers));
    let values = |of: &dyn Fn(Series) -> Option<f32>| spec.lines.iter().map(|line| of(line.series)).collect();
    let mut rows = Vec::new();
    for layer in layers {
        let hue = if compares(layers) { layer.colour.hue() } else { "--ink" };
        let row = |is_smoothed, style, values| Row { run: layer.name.to_owned(), is_smoothed, hue, style, values };
        let smoothed = layer.smoothed.filter(|_| !spec.is_measured());
        let style = if smoothed.is_some() { FAINT } else { PLAIN };
        rows.push(row(false, style, values(&|series| value(layer, series, iteration?))));
        if let Some(smoothed) = smoothed {
            let at = |series| {
                if let Series::Every(curve) = series { smoothed.get(curve).get(iteration?).copied() } else { None }
            };
            rows.push(row(true, STRONG, values(&at)));
        }
    }
    rows
}

fn value(layer: &Layer, series: Series, iteration: usize) -> Option<f32> {
    match series {
        Series::Every(curve) => layer.curves.get(curve).get(iteration).copied(),
        Series::Distance(of) => known_at(layer.curves.measurements(), of, iteration),
    }
}

/// Which iteration the numbers are of, and which grid is shown where the person chose one there.
pub fn about(spec: &Spec, layers: &[Layer], cursor: Option<usize>, grid: Option<usize>) -> String {
    if spec.is_measured() {
        return measured(layers, cursor);
    }
    let Some(iteration) = cursor.or_else(|| latest(layers)) else { return "No iteration yet".into() };
    let which = if cursor.is_some() { "Iteration" } else { "Latest: iteration" };
    let epoch = layers.iter().find_map(|layer| layer.curves.epoch(iteration));
    let epoch = epoch.map(|epoch| format!(" · epoch {}", grouped(epoch + 1))).unwrap_or_default();
    let grid = grid.map(|grid| format!(" · images of iteration {}", grouped(grid))).unwrap_or_default();
    format!("{which} {}{epoch}{grid}", grouped(iteration))
}

/// When what is known at the cursor, or at the end, was measured.
fn measured(layers: &[Layer], cursor: Option<usize>) -> String {
    let measurements = layers.first().map(|layer| layer.curves.measurements()).unwrap_or_default();
    let known = |measurement: &&Measurement| cursor.is_none_or(|cursor| last_iteration(measurement) <= cursor);
    let Some(Measurement { iterations, .. }) = measurements.iter().rev().find(known) else {
        return "Not measured yet".into();
    };
    let which = if cursor.is_some() { "Measured" } else { "Latest: measured" };
    format!("{which} after {}", count(*iterations, "iteration"))
}

/// The latest iteration of the run on screen, or else of the first run that is laid over the charts.
fn latest(layers: &[Layer]) -> Option<usize> {
    layers.first()?.curves.len().checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::features::charts::colour::RunColour;
    use crate::page::features::charts::curves::Curves;
    use crate::page::features::charts::distances::tests::measurement;
    use crate::page::features::charts::smooth::Smoothed;
    use crate::page::features::charts::spec::{LOSS, QUALITY};

    fn layer<'a>(name: &'a str, colour: RunColour, curves: &'a Curves) -> Layer<'a> {
        Layer { name, colour, curves, smoothed: None, began: None }
    }

    /// The runs' names and netG's loss in the rows.
    fn losses(layers: &[Layer], cursor: Option<usize>) -> Vec<(String, Option<f32>)> {
        rows(&LOSS, layers, cursor).into_iter().map(|row| (row.run, row.values[0])).collect()
    }

    #[test]
    fn every_overlaid_run_has_its_values_with_no_run_on_screen_too() {
        let (long, short) = (Curves::of_losses(&[1.0, 2.0, 3.0]), Curves::of_losses(&[4.0]));
        let layers = [layer("a", RunColour::First, &long), layer("b", RunColour::Second, &short)];
        assert_eq!(losses(&layers, Some(0)), [("a".into(), Some(1.0)), ("b".into(), Some(4.0))]);
        assert_eq!(losses(&layers, None), [("a".into(), Some(3.0)), ("b".into(), None)]);
        assert_eq!(about(&LOSS, &layers, None, None), "Latest: iteration 2 · epoch 1");
        assert_eq!(losses(&[], Some(3)), []);
        assert_eq!(about(&LOSS, &[], None, None), "No iteration yet");
    }

    #[test]
    fn smoothed_values_are_below_the_runs_own() {
        let curves = Curves::of_losses(&[1.0, 3.0]);
        let mut smoothed = Smoothed::default();
        smoothed.follow(None, &curves, 0.5);
        let layers = [Layer { smoothed: Some(&smoothed), ..layer("a", RunColour::Shown, &curves) }];
        let rows = rows(&LOSS, &layers, Some(1));
        assert_eq!(
            rows.iter().map(|row| (row.is_smoothed, row.style)).collect::<Vec<_>>(),
            [(false, FAINT), (true, STRONG)]
        );
        let expected = (0.5 * 1.0 * 0.5 + 3.0 * 0.5) / 0.75;
        assert_eq!(rows[0].values[0], Some(3.0));
        assert!(rows[1].values[0].is_some_and(|value| (value - expected).abs() < 1e-6), "{rows:?}");
    }

    #[test]
    fn a_chosen_iteration_says_whose_images_are_shown() {
        let curves = Curves::of_losses(&[1.0; 9]);
        let layers = [layer("a", RunColour::Shown, &curves)];
        assert_eq!(about(&LOSS, &layers, Some(7), Some(6)), "Iteration 7 · epoch 1 · images of iteration 6");
    }

    #[test]
    fn measured_values_are_those_that_were_known_then() {
        let mut curves = Curves::of_losses(&[1.0; 50]);
        assert_eq!(about(&QUALITY, &[layer("a", RunColour::Shown, &curves)], None, None), "Not measured yet");
        curves.add_measurements(vec![measurement(10, 90.0), measurement(40, 30.0)], Some(40));
        let mut smoothed = Smoothed::default();
        smoothed.follow(None, &curves, 0.5);
        let layers = [Layer { smoothed: Some(&smoothed), ..layer("a", RunColour::Shown, &curves) }];
        let values = |cursor| rows(&QUALITY, &layers, cursor).into_iter().map(|row| row.values).collect::<Vec<_>>();
        assert_eq!(values(None), [[Some(30.0), None, Some(5.0)]], "distances are not smoothed");
        assert_eq!(values(Some(20)), [[Some(90.0), None, Some(5.0)]]);
        assert_eq!(about(&QUALITY, &layers, None, None), "Latest: measured after 40 iterations");
        assert_eq!(about(&QUALITY, &layers, Some(20), None), "Measured after 10 iterations");
    }
}
