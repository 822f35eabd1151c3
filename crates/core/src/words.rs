//! Numbers of things in words, the same in the page, the engine and the command.

/// A whole number with commas between thousands: `1,500`.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number of things: `1 photo`, `1,500 photos`.
pub fn count(number: usize, thing: &str) -> String {
    format!("{} {thing}{}", grouped(number), if number == 1 { "" } else { "s" })
}

/// The verb behind a number of things: `is`, `are`.
pub fn be(number: usize) -> &'static str {
    if number == 1 { "is" } else { "are" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_counted() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([0, 1, 1_500].map(|number| count(number, "photo")), ["0 photos", "1 photo", "1,500 photos"]);
        assert_eq!([0, 1, 2].map(be), ["are", "is", "are"]);
    }
}
