//! The rows of the table below a chart: the values of every run at one iteration.

use crate::page::features::charts::curves::Curve;
use crate::page::features::charts::scene::{FAINT, Layer, LineStyle, PLAIN, STRONG, compares};
use crate::page::features::charts::spec::Spec;
use crate::page::format::grouped;

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
    let values = |of: &dyn Fn(Curve) -> Option<f32>| spec.lines.iter().map(|line| of(line.curve)).collect();
    let mut rows = Vec::new();
    for layer in layers {
        let hue = if compares(layers) { layer.colour.hue() } else { "--ink" };
        let row = |is_smoothed, style, values| Row { run: layer.name.to_owned(), is_smoothed, hue, style, values };
        let style = if layer.smoothed.is_some() { FAINT } else { PLAIN };
        rows.push(row(false, style, values(&|curve| layer.curves.get(curve).get(iteration?).copied())));
        if let Some(smoothed) = layer.smoothed {
            rows.push(row(true, STRONG, values(&|curve| smoothed.get(curve).get(iteration?).copied())));
        }
    }
    rows
}

/// Which iteration the numbers are of, and which grid is shown where the person chose one there.
pub fn about(layers: &[Layer], cursor: Option<usize>, grid: Option<usize>) -> String {
    let Some(iteration) = cursor.or_else(|| latest(layers)) else { return "No iteration yet".into() };
    let which = if cursor.is_some() { "Iteration" } else { "Latest: iteration" };
    let epoch = layers.iter().find_map(|layer| layer.curves.epoch(iteration));
    let epoch = epoch.map(|epoch| format!(" · epoch {}", grouped(epoch + 1))).unwrap_or_default();
    let grid = grid.map(|grid| format!(" · images of iteration {}", grouped(grid))).unwrap_or_default();
    format!("{which} {}{epoch}{grid}", grouped(iteration))
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
    use crate::page::features::charts::smooth::Smoothed;
    use crate::page::features::charts::spec::LOSS;

    fn layer<'a>(name: &'a str, colour: RunColour, curves: &'a Curves) -> Layer<'a> {
        Layer { name, colour, curves, smoothed: None }
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
        assert_eq!(about(&layers, None, None), "Latest: iteration 2 · epoch 1");
        assert_eq!(losses(&[], Some(3)), []);
        assert_eq!(about(&[], None, None), "No iteration yet");
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
        assert_eq!(about(&layers, Some(7), Some(6)), "Iteration 7 · epoch 1 · images of iteration 6");
    }
}
