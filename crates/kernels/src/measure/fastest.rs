//! Choosing by measured times.

/// How much longer than the shortest a time may be and still count as equal to it. Repeated measurements of the same
/// differ by this much.
const NOISE: f64 = 0.03;

/// The place of the first time that is within [`NOISE`] of the shortest, so that the choice among equals does not depend
/// on noise. Times that are not numbers are left out.
pub fn fastest(seconds: &[f64]) -> Option<usize> {
    let shortest = seconds.iter().copied().fold(f64::NAN, f64::min);
    seconds.iter().position(|&time| time <= shortest * (1.0 + NOISE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_time_wins_where_the_difference_is_clear() {
        assert_eq!(fastest(&[1.0, 0.5, 0.9]), Some(1));
        assert_eq!(fastest(&[1.04, 2.0, 1.0]), Some(2));
        assert_eq!(fastest(&[3.0]), Some(0));
    }

    #[test]
    fn the_first_wins_among_times_within_the_noise() {
        assert_eq!(fastest(&[1.02, 1.0, 1.01]), Some(0));
        assert_eq!(fastest(&[2.0, 1.02, 1.03, 1.0]), Some(1));
        assert_eq!(fastest(&[1.0, 1.0]), Some(0));
        assert_eq!(fastest(&[0.0, 0.0]), Some(0));
    }

    #[test]
    fn what_was_not_measured_never_wins() {
        assert_eq!(fastest(&[f64::NAN, 1.0]), Some(1));
        assert_eq!(fastest(&[f64::INFINITY, 2.0]), Some(1));
        assert_eq!(fastest(&[f64::NAN]), None);
        assert_eq!(fastest(&[]), None);
    }
}
