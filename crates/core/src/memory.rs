//! Estimates the GPU memory that a run needs from its settings, before it starts.
//!
//! In GPU memory at an iteration's peak, in float32, with the layers' values counted an image:
//! - four numbers a parameter: itself, Adam's two averages and its gradient;
//! - what the backward passes need of netG (every layer's output, before and after its normalisation), and of netD the
//!   same twice, since netD's turn has the real and the fake batch at once;
//! - the real batch, and both batches side by side; where they are augmented, some copies more;
//! - the gradients on their way through netD's first and largest layer: behind its activation and before it;
//! - the sample grid's 64 images in every layer of netG, whose memory Burn's pools do not share with an iteration's;
//! - netG once more where the run has a moving average of it;
//! - netD's normalised weights of both passes of its turn, and as much on the way to them, where it is spectrally normalised;
//! - some megabytes for the kernels' sizes, readbacks and rounding.
//!
//! Measured buffers (own kernels, SwiftShader, see the tests) are within 15 % of it. The last sample grid of a long run
//! may take the grid's part once more, which counts only where networks are small.

use crate::config::{FIXED_SAMPLES, Field, KernelChoice, TrainConfig, Transform};

/// Bytes of a number.
const FLOAT: u64 = 4;
/// Weights of a 4×4 kernel.
const KERNEL: u64 = 16;
/// What no setting changes.
const FIXED: u64 = 3_000_000;
/// Batches that lie beside each other for each transformation of an augmentation.
const COPIES: u64 = 4;
/// Burn's own layers need about twice as much: 48.8 MB for 22.3 MB and 91.7 MB for 51.8 MB were measured.
const STOCK: u64 = 2;

/// Bytes in a gibibyte.
const GIB: f64 = (1u64 << 30) as f64;
/// The working memory, in GiB, that is assumed where the browser does not report it.
const USUAL_RAM: f64 = 4.0;
/// The part of a computer's working memory that its GPU can be expected to have: graphics built into a processor may
/// take half of it on Windows and more on other systems, and separate ones mostly come with as much.
const GPU_SHARE: f64 = 0.5;
/// WebGPU's `maxStorageBufferBindingSize` where an adapter promises no more (128 MiB).
const USUAL_BUFFER: u64 = 128 << 20;

/// The smallest batch that is proposed: the batch statistics of fewer images are too noisy for batch normalisation.
const LEAST_BATCH: usize = 16;
/// The narrowest networks that are proposed: narrower ones do not learn faces.
const LEAST_WIDTH: usize = 8;

/// The settings that are reduced to need less memory.
pub const SIZES: [Field; 3] = [Field::BatchSize, Field::Ngf, Field::Ndf];

/// The GPU memory that a run needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// Bytes at an iteration's peak, all together.
    pub total: u64,
    /// Bytes of the largest buffer among them.
    pub buffer: u64,
}

/// The GPU memory that there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes that can be expected to be free.
    pub total: u64,
    /// Bytes of the largest buffer that a kernel can be given.
    pub buffer: u64,
}

impl Limits {
    /// A guess, because browsers do not report the GPU's memory: from the computer's working memory in GiB
    /// (`navigator.deviceMemory`) and the adapter's `maxStorageBufferBindingSize`, where they are known.
    pub fn guess(ram: Option<f64>, buffer: Option<f64>) -> Self {
        let total = ram.unwrap_or(USUAL_RAM) * GPU_SHARE * GIB;
        Self { total: total as u64, buffer: buffer.map_or(USUAL_BUFFER, |bytes| bytes as u64) }
    }

    /// Whether the memory that a run needs can be expected to be there.
    pub fn hold(self, need: Need) -> bool {
        need.total <= self.total && need.buffer <= self.buffer
    }
}

/// What a run of these settings needs. Mixed precision is counted as if every number took 4 bytes, since not every GPU
/// has it.
pub fn need(config: &TrainConfig, kernels: KernelChoice) -> Need {
    let (batch, pixels) = (config.batch_size as u64, (config.nc * config.image_size * config.image_size) as u64);
    let (net_g, net_d) = (net_g(config), net_d(config));
    let average = if config.ema_decay > 0.0 { net_g.parameters } else { 0 };
    let normalized = if config.spectral_norm { 4 * net_d.parameters } else { 0 };
    let parameters = 4 * (net_g.parameters + net_d.parameters) + average + normalized;
    let transforms = Transform::ALL.into_iter().filter(|transform| config.diffaugment.has(*transform)).count() as u64;
    let (images, first) = ((3 + COPIES * transforms) * pixels, net_d.widest);
    let iteration = batch * (net_g.activations + 2 * net_d.activations + images + 4 * first);
    let grid = FIXED_SAMPLES as u64 * net_g.activations;
    let own = FLOAT * (parameters + iteration + grid) + FIXED;
    let total = if kernels == KernelChoice::Stock { STOCK * own } else { own };
    let averages = 2 * net_g.parameters.max(net_d.parameters);
    let layer = (2 * batch * first.max(pixels)).max(batch.max(FIXED_SAMPLES as u64) * net_g.widest);
    Need { total, buffer: FLOAT * averages.max(layer) }
}

/// Bytes that a run's saved states take on the disk: two, each with the weights and Adam's two averages of them.
pub fn saved(config: &TrainConfig) -> u64 {
    let (net_g, net_d) = (net_g(config).parameters, net_d(config).parameters);
    let average = if config.ema_decay > 0.0 { net_g } else { 0 };
    2 * FLOAT * (3 * (net_g + net_d) + average)
}

/// Why a run cannot start, whatever memory there is: it needs a larger buffer than the GPU allows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "these settings need a buffer of {} MB, and this GPU gives {} MB at most (WebGPU’s maxStorageBufferBindingSize and \
     maxBufferSize)",
    megabytes(.needs),
    megabytes(.limit)
)]
pub struct TooLarge {
    /// Bytes of the largest buffer that the settings need.
    pub needs: u64,
    /// Bytes of the largest buffer that the GPU gives.
    pub limit: u64,
    /// What to do instead.
    pub remedy: String,
}

/// Whether a GPU whose buffers have at most `limit` bytes can run these settings at all.
///
/// # Errors
/// When it cannot.
pub fn check_buffers(config: &TrainConfig, kernels: KernelChoice, limit: u64) -> Result<(), TooLarge> {
    let needs = need(config, kernels).buffer;
    if needs <= limit {
        return Ok(());
    }
    let remedy = match smaller(config, kernels, Limits { total: u64::MAX, buffer: limit }) {
        Some(smaller) => {
            let changed = SIZES.into_iter().filter(|field| smaller.get(*field) != config.get(*field));
            let values: Vec<_> = changed.map(|field| format!("{} {}", field.name(), smaller.get(field))).collect();
            format!("Use {}.", values.join(", "))
        }
        None => "Use a smaller image_size.".into(),
    };
    Err(TooLarge { needs, limit, remedy })
}

fn megabytes(bytes: &u64) -> u64 {
    bytes / 1_000_000
}

/// The settings nearest to these that fit: a smaller batch, or if that is not enough narrower networks.
pub fn smaller(config: &TrainConfig, kernels: KernelChoice, limits: Limits) -> Option<TrainConfig> {
    let halved = |from: usize, least: usize| {
        std::iter::successors(Some(from), move |last| Some(last / 2).filter(|next| *next >= least))
    };
    let batches = || halved(config.batch_size, LEAST_BATCH);
    let widths = halved(config.ngf.max(config.ndf), LEAST_WIDTH);
    let narrowed = widths.map(|most| (config.ngf.min(most), config.ndf.min(most)));
    let all = narrowed
        .flat_map(|(ngf, ndf)| batches().map(move |batch_size| TrainConfig { batch_size, ngf, ndf, ..config.clone() }));
    all.skip(1).find(|smaller| limits.hold(need(smaller, kernels)))
}

/// A network in numbers.
struct Network {
    parameters: u64,
    /// Values that its backward pass needs, an image.
    activations: u64,
    /// Values of its largest layer, an image.
    widest: u64,
}

/// netG: `nz → ngf · 2ⁿ → … → ngf → nc` channels, from 4×4 on with twice the side each time.
fn net_g(config: &TrainConfig) -> Network {
    let inner = inner_layers(config);
    let channels: Vec<u64> = (0..=inner).rev().map(|doublings| (config.ngf as u64) << doublings).collect();
    let kernels = config.nz as u64 * channels[0] + products(&channels) + config.ngf as u64 * config.nc as u64;
    let layers: Vec<u64> = channels.iter().zip(0..).map(|(channels, i)| channels * (16 << (2 * i))).collect();
    let pixels = (config.nc * config.image_size * config.image_size) as u64;
    Network {
        parameters: KERNEL * kernels + 2 * channels.iter().sum::<u64>(),
        activations: 2 * layers.iter().sum::<u64>() + pixels,
        widest: layers.into_iter().max().unwrap_or_default().max(pixels),
    }
}

/// netD: `nc → ndf → … → ndf · 2ⁿ → 1` channels, from half the image's side on with half the side each time. Its first
/// layer has no normalisation.
fn net_d(config: &TrainConfig) -> Network {
    let inner = inner_layers(config);
    let channels: Vec<u64> = (0..=inner).map(|doublings| (config.ndf as u64) << doublings).collect();
    let kernels = config.nc as u64 * channels[0] + products(&channels) + channels[inner as usize];
    let area = (config.image_size * config.image_size / 4) as u64;
    let layers: Vec<u64> = channels.iter().zip(0..).map(|(channels, i)| channels * (area >> (2 * i))).collect();
    Network {
        parameters: KERNEL * kernels + 2 * channels[1..].iter().sum::<u64>(),
        activations: 2 * layers.iter().sum::<u64>() - layers[0],
        widest: layers[0],
    }
}

/// Layers between the first and the last, 64 pixels having three.
fn inner_layers(config: &TrainConfig) -> u32 {
    config.image_size.ilog2() - 3
}

/// Kernels of the layers from each of these channels to the next.
fn products(channels: &[u64]) -> u64 {
    channels.windows(2).map(|pair| pair[0] * pair[1]).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Preset;

    fn config(image_size: usize, ngf: usize, ndf: usize, batch_size: usize) -> TrainConfig {
        TrainConfig { image_size, ngf, ndf, batch_size, ..TrainConfig::default() }
    }

    fn own(config: &TrainConfig) -> Need {
        need(config, KernelChoice::Own)
    }

    #[test]
    fn parameters_are_those_of_the_tutorial() {
        // As PyTorch counts them: sum(p.numel() for p in net.parameters()).
        assert_eq!(net_g(&TrainConfig::default()).parameters, 3_576_704);
        assert_eq!(net_d(&TrainConfig::default()).parameters, 2_765_568);
        let grey = TrainConfig { nc: 1, ..TrainConfig::default() };
        assert_eq!((net_g(&grey).parameters, net_d(&grey).parameters), (3_574_656, 2_763_520));
    }

    #[test]
    fn two_states_of_the_tutorial_take_152_megabytes() {
        assert_eq!(saved(&TrainConfig::default()) / 1_000_000, 152);
    }

    #[test]
    fn measured_runs_need_what_is_estimated() {
        // MB of WebGPU buffers not destroyed, at most: benches/count.js around short runs with own kernels.
        let measured = [
            (config(32, 8, 8, 4), 7.2),
            (config(64, 8, 8, 4), 22.3),
            (config(32, 32, 32, 16), 27.0),
            (config(64, 8, 32, 8), 42.7),
            (config(64, 16, 16, 16), 51.8),
            (config(64, 32, 8, 8), 63.9),
            (config(128, 8, 8, 4), 78.3),
            (config(64, 64, 64, 128), 565.0),
        ];
        for (config, measured) in measured {
            let share = own(&config).total as f64 / 1e6 / measured;
            assert!((1.0 / 1.2..1.2).contains(&share), "{config:?}: {share:.2} of {measured} MB");
        }
        for (config, measured) in [(config(64, 8, 8, 4), 48.8), (config(64, 16, 16, 16), 91.7)] {
            let share = need(&config, KernelChoice::Stock).total as f64 / 1e6 / measured;
            assert!((1.0 / 1.3..1.3).contains(&share), "stock, {config:?}: {share:.2} of {measured} MB");
        }
    }

    #[test]
    fn the_largest_buffer_is_netds_first_layer_of_both_batches() {
        assert_eq!(own(&TrainConfig::default()).buffer, 2 * 128 * 64 * 32 * 32 * 4);
        // Of few images, what Adam keeps of the wider network.
        assert_eq!(own(&config(64, 64, 64, 1)).buffer, 2 * 3_576_704 * 4);
    }

    #[test]
    fn every_preset_fits_the_default_limits_and_larger_settings_get_smaller_ones_proposed() {
        for preset in Preset::ALL {
            assert_eq!(check_buffers(&preset.config(), KernelChoice::Own, USUAL_BUFFER), Ok(()), "{preset:?}");
        }
        let refused = |config: &TrainConfig| check_buffers(config, KernelChoice::Own, USUAL_BUFFER).expect_err("large");
        let twice = refused(&config(64, 64, 64, 512));
        assert_eq!((twice.needs, twice.limit), (2 * USUAL_BUFFER, USUAL_BUFFER));
        assert_eq!(twice.remedy, "Use batch_size 256.");
        assert!(twice.to_string().starts_with("these settings need a buffer of 268 MB, and this GPU gives 134 MB"));
        let wide = refused(&config(128, 512, 512, 16));
        assert!(wide.remedy.starts_with("Use ngf "), "{}", wide.remedy);
        let nothing = check_buffers(&TrainConfig::default(), KernelChoice::Own, 1).expect_err("nothing fits");
        assert_eq!(nothing.remedy, "Use a smaller image_size.");
    }

    #[test]
    fn settings_for_small_sets_need_some_more() {
        let plain = config(64, 16, 16, 16);
        let averaged = TrainConfig { ema_decay: 0.999, ..plain.clone() };
        assert_eq!(own(&averaged).total - own(&plain).total, 4 * net_g(&plain).parameters);
        let augmented = TrainConfig { diffaugment: Transform::ALL.into_iter().collect(), ..plain.clone() };
        assert_eq!(own(&augmented).total - own(&plain).total, 4 * 16 * 12 * 3 * 64 * 64);
    }

    #[test]
    fn a_guess_takes_half_of_the_memory_there_is() {
        let known = Limits::guess(Some(8.0), Some(2_147_483_644.0));
        assert_eq!(known, Limits { total: 4 << 30, buffer: 2_147_483_644 });
        assert_eq!(Limits::guess(None, None), Limits { total: 2 << 30, buffer: 128 << 20 });
        assert!(Limits::guess(None, None).hold(own(&TrainConfig::default())), "the tutorial's settings fit anywhere");
    }

    #[test]
    fn a_smaller_batch_is_found_before_narrower_networks() {
        let limits = Limits::guess(None, None);
        let found = |config: &TrainConfig| {
            let smaller = smaller(config, KernelChoice::Own, limits).expect("something fits");
            assert!(limits.hold(own(&smaller)));
            (smaller.batch_size, smaller.ngf, smaller.ndf)
        };
        assert_eq!(found(&config(64, 64, 64, 1024)), (256, 64, 64));
        let (batch, ngf, ndf) = found(&config(128, 512, 512, 4096));
        assert!(batch >= LEAST_BATCH && ngf < 512 && ngf == ndf, "{batch} {ngf} {ndf}");
        let nothing = Limits { total: 1, buffer: 1 };
        assert_eq!(smaller(&TrainConfig::default(), KernelChoice::Own, nothing), None);
    }
}
