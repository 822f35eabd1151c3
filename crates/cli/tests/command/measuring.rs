//! What the command measures of a GPU.

use tempfile::TempDir;

use super::refused::refuse;

/// Macs have Metal in Vulkan's place.
#[cfg(all(feature = "vulkan", not(target_os = "macos")))]
#[test]
fn a_gpu_is_measured_and_told_as_json() {
    use facegan_core::gpu_report::{SentReport, Stage};

    use super::{run, stderr};

    let folder = TempDir::new().unwrap();
    let output = run(folder.path(), "measure --json --backend vulkan");
    let told = stderr(&output);
    assert_eq!(output.status.code(), Some(0), "{told}");
    let SentReport { facegan, browser, report } = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((facegan.as_str(), browser), (env!("CARGO_PKG_VERSION"), None));

    // A driver may write lines of its own before.
    let said = told.lines().skip_while(|line| !line.starts_with("Measuring ")).map(str::to_owned).collect::<Vec<_>>();
    let stages = [Stage::Products, Stage::Iterations, Stage::Passes].map(|stage| format!("{}…", stage.label()));
    assert_eq!(said, [&[format!("Measuring {}.", report.adapter)], &stages[..]].concat());

    let mut tiles: Vec<_> = report.products.iter().map(|product| product.tile.as_str()).collect();
    tiles.dedup();
    assert!(tiles.len() > 1 && tiles.len() == report.products.len(), "each tile once: {tiles:?}");
    assert!(report.presets.iter().any(|time| time.preset == "Tiny"), "{:?}", report.presets);
    for pass in ["conv2d", "conv_transpose2d", "weight gradient"] {
        assert!(report.passes.iter().any(|rate| rate.pass == pass), "{pass}");
    }
    let times = report.presets.iter().chain(&report.mixed).flat_map(|time| [time.ms, time.gflops]);
    let rates = report.products.iter().map(|product| product.gflops);
    let rates = rates.chain(report.passes.iter().map(|pass| pass.gflops)).chain(times);
    assert!(rates.clone().all(|rate| rate.is_finite() && rate > 0.0), "{:?}", rates.collect::<Vec<_>>());
}

#[test]
fn backends_without_kernels_of_our_own_are_refused() {
    let folder = TempDir::new().unwrap();
    for backend in ["cpu", "cuda"] {
        let words = format!("measure --backend {backend}");
        refuse(&folder, &words, 2, &format!("the {backend} backend has none of facegan's own kernels"));
        refuse(&folder, &words, 2, "or leave --backend out.");
    }
}
