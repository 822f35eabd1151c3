//! Smoothed curves, cached so that only new iterations are computed.

use crate::page::features::charts::curves::{Curve, Curves};
use facegan_core::run_manifest::RunKey;

/// How much curves are smoothed from the start: TensorBoard's choice, which averages about the last three iterations.
pub const USUAL: f64 = 0.6;
/// The most that can be smoothed.
pub const MOST: f64 = 0.999;

/// A debiased exponential moving average, as TensorBoard smooths:
/// `m[n] = w·m[n-1] + (1-w)·x[n]` from `m[0] = 0`, shown as `m[n] / (1 - w^n)`. Numbers that are not finite are passed
/// on and left out of the average.
///
/// After `resmoothDataset` in
/// <https://github.com/tensorflow/tensorboard/blob/34877f15153e1a2087316b9952c931807a122aa7/tensorboard/components/vz_line_chart2/line-chart.ts#L699>.
#[derive(Debug, Clone)]
struct Average {
    weight: f64,
    /// `m`.
    mean: f64,
    /// `w^n`.
    bias: f64,
    smoothed: Vec<f32>,
}

impl Average {
    fn new(weight: f64) -> Self {
        Self { weight, mean: 0.0, bias: 1.0, smoothed: Vec::new() }
    }

    /// Appends the new values of a curve that has grown.
    fn extend(&mut self, curve: &[f32]) {
        let new = curve.get(self.smoothed.len()..).unwrap_or_default();
        self.smoothed.reserve(new.len());
        for &value in new {
            if value.is_finite() {
                self.mean = self.weight * self.mean + (1.0 - self.weight) * f64::from(value);
                self.bias *= self.weight;
            }
            self.smoothed.push(if value.is_finite() { (self.mean / (1.0 - self.bias)) as f32 } else { value });
        }
    }
}

/// A run's curves, smoothed.
#[derive(Debug, Clone)]
pub struct Smoothed {
    /// Whose curves they are.
    run: Option<RunKey>,
    weight: f64,
    averages: [Average; Curve::COUNT],
}

impl Default for Smoothed {
    fn default() -> Self {
        Self::new(None, 0.0)
    }
}

impl Smoothed {
    fn new(run: Option<RunKey>, weight: f64) -> Self {
        Self { run, weight, averages: std::array::from_fn(|_| Average::new(weight)) }
    }

    /// Brings the smoothed curves up to date with a run's; starts over where the run or the weight has changed.
    pub fn follow(&mut self, run: Option<&RunKey>, curves: &Curves, weight: f64) {
        if self.run.as_ref() != run || self.weight != weight || self.averages[0].smoothed.len() > curves.len() {
            *self = Self::new(run.cloned(), weight);
        }
        for curve in Curve::ALL {
            self.averages[curve as usize].extend(curves.get(curve));
        }
    }

    /// One curve, as long as the run's was when it was last followed.
    pub fn get(&self, curve: Curve) -> &[f32] {
        &self.averages[curve as usize].smoothed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn smoothed(weight: f64, curve: &[f32]) -> Vec<f32> {
        let mut average = Average::new(weight);
        average.extend(curve);
        average.smoothed
    }

    #[test]
    fn the_first_numbers_are_not_drawn_towards_zero() {
        // By pointer: m is 1, 1 and 2.5, each shown over 1 - 0.5^n.
        assert_eq!(smoothed(0.5, &[2.0, 2.0]), [2.0, 2.0]);
        let curve = smoothed(0.5, &[2.0, 1.0, 4.0]);
        let expected = [2.0, 1.0 / 0.75, 2.5 / 0.875];
        assert!(curve.iter().zip(expected).all(|(a, b): (&f32, f32)| (a - b).abs() < 1e-6), "{curve:?}");
    }

    #[test]
    fn a_weight_of_zero_changes_nothing() {
        assert_eq!(smoothed(0.0, &[3.0, -1.0, 7.0]), [3.0, -1.0, 7.0]);
    }

    #[test]
    fn what_is_not_finite_is_passed_on_and_forgotten() {
        let curve = smoothed(0.9, &[1.0, f32::NAN, f32::INFINITY, 1.0]);
        assert!(curve[1].is_nan() && curve[2].is_infinite());
        assert!((curve[3] - 1.0).abs() < 1e-6);
    }

    #[test]
    fn a_growing_curve_is_smoothed_piece_by_piece() {
        let curve: Vec<f32> = (0..1_000).map(|i| (i as f32 * 0.37).sin()).collect();
        let mut average = Average::new(0.99);
        for length in [1, 2, 500, 500, 1_000] {
            average.extend(&curve[..length]);
            assert_eq!(average.smoothed.len(), length);
        }
        assert_eq!(average.smoothed, smoothed(0.99, &curve));
    }

    #[test]
    fn another_run_or_weight_starts_anew() {
        let (long, short) = (Curves::of_losses(&[1.0, 3.0]), Curves::of_losses(&[5.0]));
        let (a, b) = (RunKey("a".into()), RunKey("b".into()));
        let mut smoothed = Smoothed::default();
        smoothed.follow(Some(&a), &long, 0.5);
        assert_eq!(smoothed.get(Curve::LossG).len(), 2);
        smoothed.follow(Some(&b), &long, 0.0);
        assert_eq!(smoothed.get(Curve::LossG), [1.0, 3.0]);
        smoothed.follow(Some(&b), &short, 0.0);
        assert_eq!(smoothed.get(Curve::LossG), [5.0]);
    }
}
