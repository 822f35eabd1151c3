//! Loop iterations of a thread in every kernel, at the smallest and the largest settings.

use super::{Layer, net_d_layers, net_g_layers};
use facegan_core::config::{FIXED_SAMPLES, Field, KernelChoice, TrainConfig};
use facegan_core::memory::check_buffers;
use facegan_kernels::loops::{Loops, MAX_LOOP_ITERATIONS, batch_norm, conv2d, gan_loss};
use facegan_kernels::{Precision, Target, Tile, Tuning};

/// A software adapter, and a GPU as it comes and with each tile.
fn targets() -> Vec<Target> {
    let precision = Precision::F32;
    let tiles = Tile::ALL.map(|tile| Target::Gpu { precision, tuning: Tuning::Only(tile) });
    [&[Target::SoftwareAdapter, Target::gpu(precision)][..], &tiles].concat()
}

/// Bytes of the largest buffer that any GPU binds: WebGPU's sizes have 32 bits.
const MOST_BUFFER: u64 = u32::MAX as u64;

/// The tutorial's settings, and those with every size at its least or at its most, as far as some GPU has the memory.
fn settings() -> Vec<TrainConfig> {
    let mut all = vec![TrainConfig::default()];
    let sizes: [(Field, &[&str]); 5] = [
        (Field::ImageSize, &["32", "64", "128", "256"]),
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
    all.push(TrainConfig::default());
    all.retain(|config| check_buffers(config, KernelChoice::Own, MOST_BUFFER).is_ok());
    all
}

/// The loops of every kernel of an iteration.
fn kernels(config: &TrainConfig, target: Target) -> Vec<Loops> {
    // netD sees the real and the fake batch at once; netG's batch is the run's or the sample grid's.
    let (batch_d, batch_g) = (2 * config.batch_size, config.batch_size.max(FIXED_SAMPLES));
    let mut found = gan_loss(batch_d);
    for Layer { conv, high_channels, low_channels, low_side, norm } in net_d_layers(config) {
        found.extend(conv2d(conv, batch_d, [high_channels, low_channels], low_side, target));
        if norm {
            found.extend(batch_norm(batch_d / 2, low_channels, low_side, 2, target));
        }
    }
    for layer @ Layer { conv, high_channels, low_channels, low_side, norm } in net_g_layers(config) {
        found.extend(conv2d(conv, batch_g, [high_channels, low_channels], low_side, target));
        if norm {
            found.extend(batch_norm(batch_g, high_channels, layer.high_side(), 1, target));
        }
    }
    found
}

#[test]
fn no_thread_loops_long_at_any_size_that_the_settings_allow() {
    let mut longest = (0, String::new());
    for config in settings() {
        for target in targets() {
            for (kernel, loops) in kernels(&config, target) {
                let sizes = format!("{kernel}, {target:?}, {config:?}");
                assert!(loops <= MAX_LOOP_ITERATIONS, "{loops} iterations: {sizes}");
                longest = longest.max((loops, sizes));
            }
        }
    }
    println!("longest: {} iterations of {}", longest.0, longest.1);
    assert!(longest.0 > MAX_LOOP_ITERATIONS / 2, "the bound is near what there is");
}
