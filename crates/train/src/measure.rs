//! Measuring how fast a GPU trains, before a run.

use rand::Rng;

use super::error::TrainError;
use super::noise::Stream;
use super::session::{LoadedBatch, Session};
use facegan_core::config::{Policy, TrainConfig};
use facegan_core::flops::of_iteration;
use facegan_core::images::{CHANNELS, Images};
use facegan_core::plan::{Sample, Speed, is_worth_measuring, probes};
use facegan_kernels::Compute;

/// Seconds of iterations that are enough to average over.
const ENOUGH: f64 = 0.15;
/// Iterations to average over at most: a browser's clock may be too coarse to see one.
const MOST: u32 = 100;

/// Trains small networks on noise for a moment, of more than one size, as a run would. The first iteration of each is not
/// counted: it compiles kernels, makes buffers and draws a sample grid.
///
/// # Errors
/// When the GPU fails.
pub async fn measure(diffaugment: Policy, compute: &Compute) -> Result<Speed, TrainError> {
    let mut samples = Vec::new();
    for probe in probes(diffaugment) {
        if !is_worth_measuring(&probe, &samples) {
            break;
        }
        let flops = of_iteration(&probe);
        samples.push(Sample { flops, seconds: seconds_per_iteration(probe, compute).await? });
    }
    let unknown = Sample { flops: 0, seconds: f64::NAN };
    let (smallest, largest) = (samples.first().copied(), samples.last().copied());
    Ok(Speed::fit(smallest.unwrap_or(unknown), largest.unwrap_or(unknown)))
}

/// The mean time of an iteration, with others queued before its numbers are read, as a run does it.
pub(crate) async fn seconds_per_iteration(config: TrainConfig, compute: &Compute) -> Result<f64, TrainError> {
    let noise = noise(&config);
    let mut session =
        Session::new(config, vec![0; noise.count()], (0..noise.count() as u32).collect(), compute.clone());
    session.train(LoadedBatch::of(noise.clone())).await?;
    let (mut seconds, mut count) = (0.0, 0);
    while seconds < ENOUGH && count < MOST {
        while session.pending() <= session.ahead() {
            session.queue(LoadedBatch::of(noise.clone()));
        }
        seconds += session.finish_next().await?.map_or(ENOUGH, |step| step.stats.seconds);
        count += 1;
    }
    // The last ones are waited for, so that they do not slow down what is queued next.
    while session.finish_next().await?.is_some() {}
    Ok(seconds / f64::from(count))
}

/// A batch of noise.
fn noise(config: &TrainConfig) -> Images {
    let mut rgb = vec![0; config.batch_size * CHANNELS * config.image_size * config.image_size];
    Stream::Latents.rng(config.seed).fill_bytes(&mut rgb);
    Images { size: config.image_size, rgb }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use burn::tensor::Device;
    use pollster::block_on;

    use super::*;
    use facegan_core::config::Preset;

    #[test]
    fn an_iteration_takes_time() {
        let config = TrainConfig { image_size: 32, ngf: 2, ndf: 2, nz: 4, ema_decay: 0.9, ..Preset::Tiny.config() };
        let compute: Compute = Device::flex().autodiff().into();
        let seconds = block_on(seconds_per_iteration(config, &compute)).unwrap();
        assert!((1e-6..60.0).contains(&seconds), "{seconds}");
    }
}
