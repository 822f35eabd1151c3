//! `facegan measure`: measures what a GPU reaches.

use facegan_core::gpu_report::{GpuReport, SentReport};
use facegan_train::{TrainError, measure_gpu};
use pollster::block_on;

use super::arguments::Measuring;
use super::backend::gpu_to_measure;
use super::failure::Failure;
use super::table::aligned;
use super::terminal;

/// Measures a GPU and prints what it reaches.
///
/// # Errors
/// When there is no such GPU, or it fails.
pub fn measure(Measuring { backend, json }: &Measuring) -> Result<(), Failure> {
    let gpu = gpu_to_measure(*backend)?;
    eprintln!("Measuring {}.", gpu.name());
    let report = block_on(measure_gpu(&gpu, |stage| eprintln!("{}…", stage.label())));
    if let Some(fault) = gpu.faults().take() {
        return Err(Failure::Measure(TrainError::Fault(fault)));
    }
    let report = report.map_err(Failure::Measure)?;
    let text = if *json { SentReport::new(report, None).to_json()? } else { text(&report) };
    terminal::print(&text);
    Ok(())
}

/// A report in tables and sentences.
fn text(report: &GpuReport) -> String {
    let tables = report.tables();
    let parts = [report.adapter.clone()].into_iter().chain(tables.iter().map(aligned)).chain(report.remarks());
    parts.collect::<Vec<_>>().join("\n\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use facegan_core::gpu_report::{PresetTime, ProductRate};

    #[test]
    fn columns_are_as_wide_as_what_is_in_them() {
        let product = |tile: &str, gflops| ProductRate { tile: tile.into(), rows: 512, gflops };
        let report = GpuReport {
            adapter: "a GPU".into(),
            products: vec![product("128x128", 1500.0), product("32x32", 250.0)],
            presets: vec![PresetTime { preset: "Tutorial".into(), ms: 400.0, gflops: 750.0 }],
            ..GpuReport::default()
        };
        let expected = "\
a GPU

Products of two square matrices in float32
  Tile     Rows  Rate
  128x128  512   1.50 TFLOP/s
  32x32    512   250 GFLOP/s

Iterations of training
  Preset    float32  Rate         Of the fastest product
  Tutorial  400 ms   750 GFLOP/s  50 %

Mixed precision was not measured: this GPU has no float16.
";
        assert_eq!(text(&report), expected);
    }
}
