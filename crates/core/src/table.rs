//! Tables of what was measured, the same on the page and in the command.

/// A table whose first column names its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What it has.
    pub caption: String,
    /// The columns' headings.
    pub columns: Vec<&'static str>,
    /// The cells, a column each.
    pub rows: Vec<Vec<String>>,
}
