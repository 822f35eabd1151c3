//! Numbers for people: measured ones with their units, to three digits, and shares.

use crate::words::grouped;

/// What is shown where there is no number.
pub const NONE: &str = "–";

/// A rate, given in 10⁹ floating-point operations a second: `3.21 GFLOP/s`, `1.23 TFLOP/s`.
pub fn rate(gflops: f64) -> String {
    if gflops < 999.5 { with_unit(gflops, "GFLOP/s") } else { with_unit(gflops / 1000.0, "TFLOP/s") }
}

/// A time: `0.451 ms`, `1,234 ms`.
pub fn milliseconds(ms: f64) -> String {
    with_unit(ms, "ms")
}

/// A part of 1: `61 %`, `4.3 %`.
pub fn percent(share: f64) -> String {
    match 100.0 * share {
        percent if !percent.is_finite() => NONE.into(),
        percent if percent < 9.95 => format!("{percent:.1} %"),
        percent => format!("{percent:.0} %"),
    }
}

/// A ratio: `1.25`, `31.4`.
pub fn three_digits(value: f64) -> String {
    match value {
        ..0.9995 => format!("{value:.3}"),
        ..9.995 => format!("{value:.2}"),
        ..99.95 => format!("{value:.1}"),
        _ => grouped(value.round() as usize),
    }
}

fn with_unit(value: f64, unit: &str) -> String {
    if value.is_finite() { format!("{} {unit}", three_digits(value)) } else { NONE.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_have_three_digits_and_the_unit_that_fits() {
        let rates = [0.0123, 0.9996, 3.214, 38.06, 99.96, 843.4, 999.4, 999.6, 12_340.0, 1_234_000.0];
        let expected = [
            "0.012 GFLOP/s",
            "1.00 GFLOP/s",
            "3.21 GFLOP/s",
            "38.1 GFLOP/s",
            "100 GFLOP/s",
            "843 GFLOP/s",
            "999 GFLOP/s",
            "1.00 TFLOP/s",
            "12.3 TFLOP/s",
            "1,234 TFLOP/s",
        ];
        assert_eq!(rates.map(rate), expected);
    }

    #[test]
    fn times_and_shares_keep_what_matters() {
        assert_eq!([0.4512, 12.34, 1_234.4].map(milliseconds), ["0.451 ms", "12.3 ms", "1,234 ms"]);
        assert_eq!([0.0432, 0.0996, 0.614, 1.02].map(percent), ["4.3 %", "10 %", "61 %", "102 %"]);
    }

    #[test]
    fn what_is_no_number_is_a_dash() {
        assert_eq!([rate(f64::NAN), rate(f64::INFINITY), milliseconds(f64::NAN), percent(f64::NAN)], ["–"; 4]);
    }
}
