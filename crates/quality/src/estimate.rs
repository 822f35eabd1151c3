//! A number with how sure it is.

/// Standard errors on each side of a 95 % interval (the normal distribution's 97.5 % point).
const SIDES: f64 = 1.959_964;

/// A number that other images of the same kind would give somewhat differently.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// What these images give.
    pub value: f64,
    /// The standard error: the standard deviation of the value over other draws of as many images.
    pub error: f64,
}

impl Estimate {
    /// The 95 % interval of what as many images give on average, never below 0.
    pub fn interval(&self) -> [f64; 2] {
        [(self.value - SIDES * self.error).max(0.0), self.value + SIDES * self.error]
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
        let [low, high] = Estimate { value: 10.0, error: 1.0 }.interval();
        assert!((low - 8.04).abs() < 1e-3 && (high - 11.96).abs() < 1e-3);
        assert_eq!(Estimate { value: 1.0, error: 1.0 }.interval()[0], 0.0);
    }

    #[test]
    fn variance_is_the_samples() {
        assert_eq!(mean_and_variance(&[1.0, 2.0, 3.0, 6.0]), (3.0, 14.0 / 3.0));
        assert_eq!(mean_and_variance(&[2.0]), (2.0, 0.0));
    }
}
