//! An iteration's numbers as a row of CSV.

use std::fmt::Write;

use super::Stats;

impl Stats {
    /// The names of a row's columns, as a line of its own.
    pub const CSV_HEADER: &str = "iteration,epoch,batch,images,loss_d,loss_g,d_x,d_g_z1,d_g_z2,seconds\n";

    /// Adds the numbers to a CSV text as a line.
    pub fn write_csv_row(&self, csv: &mut String) {
        let Self { iteration, epoch, batch, images, loss_d, loss_g, d_x, d_g_z1, d_g_z2, seconds } = self;
        let row = writeln!(
            csv,
            "{iteration},{epoch},{batch},{images},{loss_d},{loss_g},{d_x},{d_g_z1},{d_g_z2},{seconds:.4}",
        );
        row.expect("writing to a String does not fail");
    }
}
