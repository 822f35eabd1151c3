//! How long a thread of any kernel loops, at the largest settings.

use super::launch::MOST_LOOPS;
use super::{Layout, Storage, closing, halving, judge, norm};
use crate::config::{CHANNELS, FIXED_SAMPLES, Field, TrainConfig};

const LAYOUTS: [Layout; 2] = [Layout::Software, Layout::Hardware(Storage::Full)];

/// Settings with every size at its least or at its most, and with the tutorial's.
fn settings() -> Vec<TrainConfig> {
    let mut all = vec![TrainConfig::default()];
    let sizes: [(Field, &[&str]); 5] = [
        (Field::ImageSize, &["32", "64", "128"]),
        (Field::BatchSize, &["1", "4096"]),
        (Field::Ngf, &["1", "512"]),
        (Field::Ndf, &["1", "512"]),
        (Field::Nz, &["1", "4096"]),
    ];
    for (field, values) in sizes {
        let with = |config: &TrainConfig, value: &str| {
            let mut config = config.clone();
            config.set(field, value).expect("the value is within the setting's range");
            config
        };
        all = all.iter().flat_map(|config| values.iter().map(move |value| with(config, value))).collect();
    }
    all
}

/// Every kernel of an iteration with the iterations that a thread's loops make.
fn kernels(config: &TrainConfig, layout: Layout) -> Vec<(&'static str, usize)> {
    let mut found = Vec::new();
    let inner = config.image_size.ilog2() as usize - 3;
    // netD sees the real and the fake batch at once; netG's batch is the run's or the sample grid's.
    let (judged, made) = (2 * config.batch_size, config.batch_size.max(FIXED_SAMPLES));
    for (batch, groups, width, inputs) in [(judged, 2, config.ndf, 1), (made, 1, config.ngf, config.nz)] {
        let mut side = config.image_size / 2;
        found.extend(halving::loops(batch, [CHANNELS, width], side, layout));
        if groups == 1 {
            // netD's outermost layer has no normalisation.
            found.extend(norm::loops(batch, width, side, groups, layout));
        }
        let mut channels = width;
        for _ in 0..inner {
            side /= 2;
            found.extend(halving::loops(batch, [channels, 2 * channels], side, layout));
            channels *= 2;
            found.extend(norm::loops(batch / groups, channels, side, groups, layout));
        }
        assert_eq!(side, 4);
        found.extend(closing::loops(batch, [channels, inputs], layout));
    }
    found.extend(judge::loops(judged));
    found
}

#[test]
fn no_thread_loops_long_at_any_size_that_the_settings_allow() {
    let mut longest = (0, String::new());
    for config in settings() {
        for layout in LAYOUTS {
            for (kernel, loops) in kernels(&config, layout) {
                let sizes = format!("{kernel}, {layout:?}, {config:?}");
                assert!(loops <= MOST_LOOPS, "{loops} iterations: {sizes}");
                longest = longest.max((loops, sizes));
            }
        }
    }
    println!("longest: {} iterations of {}", longest.0, longest.1);
    assert!(longest.0 > MOST_LOOPS / 2, "the bound is near what there is");
}
