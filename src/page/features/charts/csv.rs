//! The values of compared runs as CSV.

use facegan_core::stats::Stats;

/// The names of the columns, as a line of its own: the run's key and name, then those of a single run's file.
pub fn header() -> String {
    format!("run,name,{}", Stats::CSV_HEADER)
}

/// What each row of a run begins with.
pub fn prefix(key: &str, name: &str) -> String {
    format!("{},{},", cell(key), cell(name))
}

/// A text as a cell, quoted where RFC 4180 asks for it.
fn cell(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_where_they_must_be() {
        assert_eq!(prefix("20261124-171203-4f2a", "wide"), "20261124-171203-4f2a,wide,");
        assert_eq!(prefix("k", "Nov 28, 2:22 \"b\""), "k,\"Nov 28, 2:22 \"\"b\"\"\",");
    }

    #[test]
    fn every_row_has_as_many_cells_as_the_header() {
        let mut row = prefix("k", "wide");
        let stats = Stats {
            iteration: 1,
            epoch: 0,
            batch: 1,
            images: 4,
            loss_d: 1.0,
            loss_g: 2.0,
            d_x: 0.5,
            d_g_z1: 0.5,
            d_g_z2: 0.5,
            seconds: 0.1,
        };
        stats.write_csv_row(&mut row);
        assert_eq!(row.split(',').count(), header().split(',').count());
    }
}
