//! A number with how sure it is.

/// Standard errors on each side of a 95 % interval (the normal distribution's 97.5 % point).
const SIDES: f64 = 1.959_964;

/// A number that other images of the same kind would give somewhat differently.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// What these images give.
    pub value: f64,
    /// The standard error, the standard deviation of the value over other draws of as many images: where the truth is
    /// smaller than the value, and where it is larger.
    pub errors: [f64; 2],
}

impl Estimate {
    /// The 95 % interval of what as many images give on average, never below 0.
    ///
    /// A larger distance has a larger standard error. So the upper end is that of an interval of the logarithm (the delta
    /// method), `v exp r` with `r = 1.96 σ / v`, which is `v (1 + r + r² / 2)` but for higher powers. The last term is at
    /// most `r / 2`: a value of 0 has no logarithm.
    pub fn interval(&self) -> [f64; 2] {
        let [below, above] = self.errors.map(|error| SIDES * error);
        let relative = (above / self.value).min(1.0);
        [(self.value - below).max(0.0), self.value + above * (1.0 + relative / 2.0)]
    }
}

/// The mean and the variance (of the sample) of numbers; the variance of less than two is 0.
pub fn mean_and_variance(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    (mean, if values.len() < 2 { 0.0 } else { squares / (count - 1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_lies_around_its_value_and_not_below_zero() {
        let [low, high] = Estimate { value: 10.0, errors: [1.0, 0.5] }.interval();
        assert!((low - 8.04).abs() < 1e-3 && (high - 10.0 * 0.098_f64.exp()).abs() < 2e-3);
        let [low, high] = Estimate { value: 1.0, errors: [1.0; 2] }.interval();
        assert!(low == 0.0 && (high - (1.0 + 1.5 * SIDES)).abs() < 1e-9);
        assert_eq!(Estimate { value: 0.0, errors: [0.0; 2] }.interval(), [0.0; 2]);
    }

    #[test]
    fn variance_is_the_samples() {
        assert_eq!(mean_and_variance(&[1.0, 2.0, 3.0, 6.0]), (3.0, 14.0 / 3.0));
        assert_eq!(mean_and_variance(&[2.0]), (2.0, 0.0));
    }
}
