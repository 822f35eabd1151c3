//! Tables on the terminal.

use facegan_core::table::Table;

/// Spaces between two columns.
const GAP: usize = 2;

/// A table with its columns aligned, below its caption.
pub fn aligned(Table { caption, columns, rows }: &Table) -> String {
    let headings: Vec<_> = columns.iter().map(ToString::to_string).collect();
    let width = |column: usize| {
        let cells = [&headings].into_iter().chain(rows).filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0) + GAP
    };
    let widths: Vec<usize> = (0..columns.len()).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells: String = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        format!("  {}", cells.trim_end())
    };
    let lines = [&headings].into_iter().chain(rows).map(line);
    [caption.clone()].into_iter().chain(lines).collect::<Vec<_>>().join("\n")
}
