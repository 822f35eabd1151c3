//! A report in tables and sentences, the same on the page and in the command.

use super::{GpuReport, PassRate, PresetTime, ProductRate};
use crate::numbers::{milliseconds, percent, rate, three_digits};
use crate::table::Table;
use crate::words::grouped;

/// How much faster or slower than float32 mixed precision may be and still count as equal: repeated measurements differ by
/// this much.
const NOISE: f64 = 0.05;

impl GpuReport {
    /// What was measured.
    pub fn tables(&self) -> Vec<Table> {
        let all = [self.product_table(), self.iteration_table(), self.pass_table()];
        all.into_iter().filter(|table| !table.rows.is_empty()).collect()
    }

    /// What the tables mean on this GPU.
    pub fn remarks(&self) -> Vec<String> {
        let software = "This is a software adapter: the processor computes, with kernels that have no tiles. Their rates are \
                        not compared with those of the products, which are computed as on a GPU.";
        let software = self.software.then(|| software.to_owned());
        software.into_iter().chain([self.mixed_remark()]).collect()
    }

    /// Whether mixed precision gains on this GPU.
    fn mixed_remark(&self) -> String {
        match self.mixed_gain() {
            Some(gain) if gain > 1.0 + NOISE => format!(
                "Mixed precision gains on this GPU: with the largest preset, an iteration is {} times as fast as in float32.",
                three_digits(gain)
            ),
            Some(gain) if gain < 1.0 / (1.0 + NOISE) => format!(
                "Mixed precision does not gain on this GPU: with the largest preset, an iteration takes {} times as long as \
                 in float32.",
                three_digits(1.0 / gain)
            ),
            Some(_) => {
                "Mixed precision does not gain on this GPU: with the largest preset, an iteration takes as long as in \
                        float32."
                    .into()
            }
            None if self.float16 => "Mixed precision is measured on hardware GPUs alone.".into(),
            None => "Mixed precision was not measured: this GPU has no float16.".into(),
        }
    }

    fn product_table(&self) -> Table {
        let row = |product: &ProductRate| vec![product.tile.clone(), grouped(product.rows), rate(product.gflops)];
        Table {
            caption: "Products of two square matrices in float32".into(),
            columns: vec!["Tile", "Rows", "Rate"],
            rows: self.products.iter().map(row).collect(),
        }
    }

    fn iteration_table(&self) -> Table {
        let has_share = !self.software && self.best_product().is_some();
        let has_mixed = !self.mixed.is_empty();
        let share = ["Of the fastest product"].into_iter().filter(|_| has_share);
        let mixed = ["Mixed precision", "Rate, mixed"].into_iter().filter(|_| has_mixed);
        let row = |time: &PresetTime| {
            let share = has_share.then(|| self.share(time).map_or_else(String::new, percent));
            let mixed = has_mixed.then(|| self.mixed_cells(&time.preset)).into_iter().flatten();
            [time.preset.clone(), milliseconds(time.ms), rate(time.gflops)]
                .into_iter()
                .chain(share)
                .chain(mixed)
                .collect()
        };
        Table {
            caption: "Iterations of training".into(),
            columns: ["Preset", "float32", "Rate"].into_iter().chain(share).chain(mixed).collect(),
            rows: self.presets.iter().map(row).collect(),
        }
    }

    /// An iteration in mixed precision; empty where the GPU was not fast enough for this preset.
    fn mixed_cells(&self, preset: &str) -> [String; 2] {
        let time = self.mixed.iter().find(|time| time.preset == preset);
        time.map(|time| [milliseconds(time.ms), rate(time.gflops)]).unwrap_or_default()
    }

    fn pass_table(&self) -> Table {
        let has_tiles = self.passes.iter().any(|pass| pass.tile.is_some());
        let tile = ["Tile"].into_iter().filter(|_| has_tiles);
        let row = |pass: &PassRate| {
            let tile = has_tiles.then(|| pass.tile.clone().unwrap_or_default());
            [layer(pass), pass.pass.clone()].into_iter().chain(tile).chain([rate(pass.gflops)]).collect()
        };
        Table {
            caption: "Passes of netD’s layers".into(),
            columns: ["Layer", "Pass"].into_iter().chain(tile).chain(["Rate"]).collect(),
            rows: self.passes.iter().map(row).collect(),
        }
    }
}

/// A layer, by images, channels and the side of its low-res images in pixels: `128 × (3 → 64), side 32`.
fn layer(pass: &PassRate) -> String {
    let PassRate { batch, channels: [high, low], low_side, .. } = pass;
    format!("{} × ({high} → {low}), side {low_side}", grouped(*batch))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gpu_report::examples::{product, time};

    fn pass(tile: Option<&str>) -> PassRate {
        let tile = tile.map(str::to_owned);
        PassRate { pass: "weight gradient".into(), batch: 128, channels: [3, 64], low_side: 32, tile, gflops: 1.5 }
    }

    /// A hardware GPU with float16.
    fn report() -> GpuReport {
        GpuReport {
            adapter: "a GPU".into(),
            software: false,
            float16: true,
            tiles: Some("64x64".into()),
            products: vec![product("128x64", 2000.0), product("32x32", 500.0)],
            passes: vec![pass(Some("128x64"))],
            presets: vec![time("Tiny", 2.0, 84.0), time("Quick", 25.0, 1460.0)],
            mixed: vec![time("Tiny", 1.6, 105.0)],
        }
    }

    /// The same on a software adapter.
    fn software() -> GpuReport {
        let passes = vec![pass(None)];
        GpuReport { software: true, tiles: None, passes, mixed: Vec::new(), ..report() }
    }

    #[test]
    fn a_gpus_tables_have_tiles_shares_and_mixed_precision() {
        let [products, iterations, passes] = &report().tables()[..] else { panic!("three tables") };
        assert_eq!(products.columns, ["Tile", "Rows", "Rate"]);
        assert_eq!(products.rows, [["128x64", "1,024", "2.00 TFLOP/s"], ["32x32", "1,024", "500 GFLOP/s"]]);
        let columns = ["Preset", "float32", "Rate", "Of the fastest product", "Mixed precision", "Rate, mixed"];
        assert_eq!(iterations.columns, columns);
        let tiny = ["Tiny", "2.00 ms", "84.0 GFLOP/s", "4.2 %", "1.60 ms", "105 GFLOP/s"];
        assert_eq!(iterations.rows, [tiny, ["Quick", "25.0 ms", "1.46 TFLOP/s", "73 %", "", ""]]);
        assert_eq!(passes.columns, ["Layer", "Pass", "Tile", "Rate"]);
        assert_eq!(passes.rows, [["128 × (3 → 64), side 32", "weight gradient", "128x64", "1.50 GFLOP/s"]]);
    }

    #[test]
    fn a_software_adapter_has_neither_shares_nor_tiles_of_layers() {
        let [_, iterations, passes] = &software().tables()[..] else { panic!("three tables") };
        assert_eq!(iterations.columns, ["Preset", "float32", "Rate"]);
        assert_eq!(iterations.rows[0], ["Tiny", "2.00 ms", "84.0 GFLOP/s"]);
        assert_eq!(passes.columns, ["Layer", "Pass", "Rate"]);
        assert_eq!(passes.rows, [["128 × (3 → 64), side 32", "weight gradient", "1.50 GFLOP/s"]]);
    }

    #[test]
    fn every_row_has_a_cell_for_each_column() {
        for Table { caption, columns, rows } in report().tables().into_iter().chain(software().tables()) {
            assert!(rows.iter().all(|row| row.len() == columns.len()), "{caption}");
        }
    }

    #[test]
    fn what_was_not_measured_has_no_table() {
        let report = GpuReport { products: Vec::new(), passes: Vec::new(), ..report() };
        let [iterations] = &report.tables()[..] else { panic!("one table") };
        assert_eq!(iterations.columns, ["Preset", "float32", "Rate", "Mixed precision", "Rate, mixed"]);
    }

    #[test]
    fn a_sentence_says_whether_mixed_precision_gains() {
        let said = |ms: f64| GpuReport { mixed: vec![time("Quick", ms, 1.0)], ..report() }.remarks();
        for (ms, part) in [
            (20.0, "gains on this GPU: with the largest preset, an iteration is 1.25 times as fast"),
            (24.5, "does not gain on this GPU: with the largest preset, an iteration takes as long as in float32."),
            (50.0, "does not gain on this GPU: with the largest preset, an iteration takes 2.00 times as long"),
        ] {
            let [remark] = &said(ms)[..] else { panic!("one remark") };
            assert!(remark.starts_with("Mixed precision ") && remark.contains(part), "{remark}");
        }
        let without = GpuReport { float16: false, mixed: Vec::new(), ..report() };
        assert_eq!(without.remarks(), ["Mixed precision was not measured: this GPU has no float16."]);
    }

    #[test]
    fn a_software_adapter_is_called_one() {
        let remarks = software().remarks();
        assert!(remarks[0].starts_with("This is a software adapter"), "{remarks:?}");
        assert_eq!(remarks[1..], ["Mixed precision is measured on hardware GPUs alone."]);
    }
}
