//! Tables that read well as text and as Markdown.

/// A Markdown table with its columns aligned: `left` of them to the left and the others to the right.
pub fn table(left: usize, header: &[&str], rows: &[Vec<String>]) -> String {
    let header: Vec<String> = header.iter().map(|&name| name.to_owned()).collect();
    let width = |column: usize| {
        let cells = std::iter::once(&header).chain(rows).filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0).max(3)
    };
    let widths: Vec<usize> = (0..header.len()).map(width).collect();
    let rule = |column| if column < left { "-".repeat(widths[column]) } else { "-".repeat(widths[column] - 1) + ":" };
    let rule: Vec<String> = (0..header.len()).map(rule).collect();
    let line = |row: &Vec<String>| {
        let cell = |(column, (cell, &width)): (usize, (&String, &usize))| {
            if column < left { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
        };
        let cells: Vec<String> = row.iter().zip(&widths).enumerate().map(cell).collect();
        format!("| {} |", cells.join(" | "))
    };
    let lines: Vec<String> = [&header, &rule].into_iter().chain(rows).map(line).collect();
    lines.join("\n")
}

/// A number with as many digits as it is good for, or a dash where there is none.
pub fn number(value: Option<f64>) -> String {
    match value {
        None => "–".to_owned(),
        Some(value) if value != 0.0 && value.abs() < 0.995 => format!("{value:.3}"),
        Some(value) if value.abs() < 9.95 => format!("{value:.2}"),
        Some(value) if value.abs() < 99.5 => format!("{value:.1}"),
        Some(value) => format!("{value:.0}"),
    }
}

/// A whole number, or one with a digit more where iterations shared their calls.
pub fn count(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| ((10.0 * value).round() / 10.0).to_string())
}

/// Bytes as megabytes.
pub fn megabytes(bytes: Option<f64>) -> String {
    number(bytes.map(|bytes| bytes / 1e6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned() {
        let rows = [vec!["8/4".to_owned(), "12.5".to_owned()], vec!["16/16".to_owned(), "–".to_owned()]];
        let expected = "| size  |   ms |\n| ----- | ---: |\n| 8/4   | 12.5 |\n| 16/16 |    – |";
        assert_eq!(table(1, &["size", "ms"], &rows), expected);
    }

    #[test]
    fn numbers_have_three_digits() {
        let numbers =
            [Some(0.0), Some(0.1234), Some(0.9999), Some(1.234), Some(12.34), Some(99.96), Some(1234.5), None];
        assert_eq!(numbers.map(number), ["0.00", "0.123", "1.00", "1.23", "12.3", "100", "1234", "–"]);
        assert_eq!([Some(12.0), Some(12.0 + 1.0 / 3.0), None].map(count), ["12", "12.3", "–"]);
        assert_eq!(megabytes(Some(1_500_000.0)), "1.50");
    }
}
