//! The vertical axis: which values it shows, and where.

use crate::page::features::charts::ticks;

/// Free space above and below the curves, as a fraction of the values' range.
const MARGIN: f64 = 0.05;
/// Values that come down to this fraction of the highest are shown from zero on.
const FROM_ZERO: f64 = 0.25;

/// How values are laid out along an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scale {
    #[default]
    Linear,
    /// By their logarithm; values that have none are left out.
    Log,
}

impl Scale {
    /// Whether a value has a place on this scale.
    pub fn shows(self, value: f32) -> bool {
        value.is_finite() && (self == Self::Linear || value > 0.0)
    }

    fn place(self, value: f64) -> f64 {
        match self {
            Self::Linear => value,
            Self::Log => value.log10(),
        }
    }
}

/// An axis from its lower end to its upper one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axis {
    scale: Scale,
    low: f64,
    high: f64,
}

impl Axis {
    /// From `low` to `high` on a linear scale.
    pub fn fixed((low, high): (f32, f32)) -> Self {
        Self { scale: Scale::Linear, low: low.into(), high: high.into() }
    }

    /// An axis for these values, all of which the scale shows.
    pub fn fitting(scale: Scale, values: impl Iterator<Item = f32>) -> Self {
        let ends = values.fold(None, |ends: Option<(f32, f32)>, value| {
            Some(ends.map_or((value, value), |(low, high)| (low.min(value), high.max(value))))
        });
        let (low, high) = ends.map_or((0.1, 1.0), |(low, high)| (f64::from(low), f64::from(high)));
        let (from, to) = (scale.place(low), scale.place(high));
        let margin = if to > from { (to - from) * MARGIN } else { 0.1 * from.abs().max(1.0) };
        let (from, to) = match scale {
            Scale::Linear if low >= 0.0 && low <= FROM_ZERO * high => (0.0, to + margin),
            _ => (from - margin, to + margin),
        };
        match scale {
            Scale::Linear => Self { scale, low: from, high: to },
            Scale::Log => Self { scale, low: 10f64.powf(from), high: 10f64.powf(to) },
        }
    }

    /// Where a value is: 0 at the lower end, 1 at the upper one.
    pub fn fraction(self, value: f64) -> f64 {
        let [value, low, high] = [value, self.low, self.high].map(|value| self.scale.place(value));
        (value - low) / (high - low)
    }

    /// About `most` round numbers along it.
    pub fn ticks(self, most: usize) -> Vec<f64> {
        match self.scale {
            Scale::Linear => ticks::linear(self.low, self.high, most, 0.0),
            Scale::Log => ticks::logarithmic(self.low, self.high, most),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_fits_its_values() {
        let axis = Axis::fitting(Scale::Linear, [8.0, 9.0].into_iter());
        assert_eq!((axis.low, axis.high), (7.95, 9.05));
        let axis = Axis::fitting(Scale::Linear, [0.5, 10.0].into_iter());
        assert_eq!((axis.low, axis.high), (0.0, 10.475));
        assert_eq!(axis.fraction(0.0), 0.0);
    }

    #[test]
    fn equal_values_and_none_at_all_have_an_axis() {
        for scale in [Scale::Linear, Scale::Log] {
            for values in [vec![2.0f32; 3], vec![]] {
                let axis = Axis::fitting(scale, values.iter().copied());
                assert!(axis.low < axis.high && axis.low.is_finite(), "{axis:?}");
                assert!(values.iter().all(|value| (0.0..=1.0).contains(&axis.fraction(f64::from(*value)))));
                assert!(axis.ticks(5).len() >= 2, "{axis:?}");
            }
        }
    }

    #[test]
    fn a_logarithmic_axis_spaces_powers_of_ten_evenly() {
        let axis = Axis::fitting(Scale::Log, [0.01, 100.0].into_iter());
        let gap = axis.fraction(1.0) - axis.fraction(0.1);
        assert!((axis.fraction(10.0) - axis.fraction(1.0) - gap).abs() < 1e-9);
        assert_eq!(axis.ticks(6).len(), 5);
    }

    #[test]
    fn only_positive_numbers_have_a_logarithm() {
        assert!(Scale::Linear.shows(-1.0) && Scale::Linear.shows(0.0) && Scale::Log.shows(1e-9));
        assert!(![0.0, -1.0, f32::NAN, f32::INFINITY].iter().any(|value| Scale::Log.shows(*value)));
        assert!(!Scale::Linear.shows(f32::NAN));
    }
}
