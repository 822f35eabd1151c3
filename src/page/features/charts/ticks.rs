//! Round numbers along an axis.

/// The least of 1, 2, 5, 10, 20, 50 … and their tenths that is not below `least`.
pub fn round_step(least: f64) -> f64 {
    let power = 10f64.powi(least.log10().floor() as i32);
    // With a tolerance, since 10^-1 is not exactly a tenth.
    [1.0, 2.0, 5.0]
        .into_iter()
        .map(|digit| digit * power)
        .find(|step| *step >= least * (1.0 - 1e-9))
        .unwrap_or(10.0 * power)
}

/// The multiples of a round step, and of `least_step`, from `low` to `high`: about `most` at the most.
pub fn linear(low: f64, high: f64, most: usize, least_step: f64) -> Vec<f64> {
    let step = round_step(((high - low) / most.max(1) as f64).max(least_step));
    let (first, last) = ((low / step - 1e-9).ceil() as i64, (high / step + 1e-9).floor() as i64);
    (first..=last).map(|multiple| multiple as f64 * step).collect()
}

/// The powers of ten from `low` to `high`, which are positive, `most` at the most; where there are fewer than two,
/// their doubles and fivefolds as well, and where even those are fewer than two, the multiples of a round step.
pub fn logarithmic(low: f64, high: f64, most: usize) -> Vec<f64> {
    let inside = |value: &f64| (low * (1.0 - 1e-9)..=high * (1.0 + 1e-9)).contains(value);
    let exponents = low.log10().floor() as i32..=high.log10().ceil() as i32;
    let powers: Vec<_> = exponents.clone().filter(|exponent| inside(&10f64.powi(*exponent))).collect();
    if powers.len() >= 2 {
        let every = powers.len().div_ceil(most.max(1)) as i32;
        return powers
            .into_iter()
            .filter(|power| power.rem_euclid(every) == 0)
            .map(|power| 10f64.powi(power))
            .collect();
    }
    let rounded = exponents.flat_map(|exponent| [1.0, 2.0, 5.0].map(|digit| digit * 10f64.powi(exponent)));
    let rounded: Vec<_> = rounded.filter(inside).collect();
    if rounded.len() >= 2 { rounded } else { linear(low, high, most, 0.0) }
}

/// A tick's number: `0.05`, `12`, `1e-7`.
pub fn label(value: f64) -> String {
    if value != 0.0 && !(1e-5..1e6).contains(&value.abs()) {
        return format!("{value:.0e}");
    }
    let text = format!("{value:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(ticks: &[f64]) -> Vec<String> {
        ticks.iter().map(|tick| label(*tick)).collect()
    }

    #[test]
    fn steps_are_round() {
        assert_eq!([1.0, 1.1, 3.0, 7.0, 50.0, 51.0].map(round_step), [1.0, 2.0, 5.0, 10.0, 50.0, 100.0]);
        assert_eq!(label(round_step(0.03)), "0.05");
    }

    #[test]
    fn linear_ticks_are_multiples_of_a_round_step() {
        assert_eq!(labels(&linear(0.0, 1.0, 5, 0.0)), ["0", "0.2", "0.4", "0.6", "0.8", "1"]);
        assert_eq!(labels(&linear(-3.0, 12.0, 4, 0.0)), ["0", "5", "10"]);
        assert_eq!(linear(10.2, 13.9, 40, 1.0), [11.0, 12.0, 13.0], "no ticks between iterations");
    }

    #[test]
    fn logarithmic_ticks_are_powers_of_ten() {
        assert_eq!(labels(&logarithmic(0.004, 20.0, 6)), ["0.01", "0.1", "1", "10"]);
        assert_eq!(labels(&logarithmic(1e-9, 1.0, 4)), ["1e-9", "1e-6", "0.001", "1"]);
    }

    #[test]
    fn a_range_without_powers_of_ten_still_has_ticks() {
        assert_eq!(labels(&logarithmic(0.4, 7.0, 6)), ["0.5", "1", "2", "5"]);
        assert_eq!(labels(&logarithmic(1.1, 1.4, 3)), ["1.1", "1.2", "1.3", "1.4"]);
    }

    #[test]
    fn labels_are_short() {
        assert_eq!([0.0, -2.5, 1e-7, 2e6, 1e5].map(label), ["0", "-2.5", "1e-7", "2e6", "100000"]);
    }
}
