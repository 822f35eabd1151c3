//! Numbers as people would choose them.

/// The largest number of at most two digits before its zeros that is not above `number`: 1,937 becomes 1,900.
pub fn two_digits(number: u64) -> u64 {
    let unit = 10_u64.pow(number.checked_ilog10().unwrap_or_default().saturating_sub(1));
    number / unit * unit
}

/// The largest of 1, 2, 5, 10, 20, 50 and so on that is not above `number`; 0 for 0.
pub fn round(number: u64) -> u64 {
    let Some(digits) = number.checked_ilog10() else { return 0 };
    let unit = 10_u64.pow(digits);
    let step = match number / unit {
        5.. => 5,
        2.. => 2,
        _ => 1,
    };
    step * unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_lose_their_last_digits_and_never_grow() {
        assert_eq!([0, 7, 99, 101, 1_937, 12_999].map(two_digits), [0, 7, 99, 100, 1_900, 12_000]);
        assert_eq!([0, 1, 4, 9, 47, 99, 100].map(round), [0, 1, 2, 5, 20, 50, 100]);
        for number in (0..100_000).chain([u64::MAX]) {
            assert!(two_digits(number) <= number && two_digits(number) >= number / 100 * 90);
            assert!(round(number) <= number && round(number) >= number / 5 * 2);
        }
    }
}
