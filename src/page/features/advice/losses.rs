//! What the losses say.

use crate::page::features::advice::settings;
use crate::page::features::advice::topic::{Advice, Fix, Run, Topic};
use crate::page::features::charts::curves::Curve;
use crate::page::format::{count, grouped};
use facegan_core::config::{Field, TrainConfig};

/// Iterations that a mean is over: single ones near 0 are usual, a mean of so many is not.
const WINDOW: usize = 200;
/// Iterations at a run's start that are ignored: netG draws grey noise then, which netD recognises at once.
const START: usize = 100;
/// Loss_D below which netD is right about nearly every image. It is the sum of two cross entropies, so 0.1 is the mark
/// of 95 % certainty about both batches; a healthy run of the tutorial has 0.3 to 1.0.
const CERTAIN: f32 = 0.1;
/// D(G(z)) below which netD takes nearly no fake for real; a healthy run has 0.1 to 0.4.
const UNFOOLED: f32 = 0.05;
/// Shown advice stays up to twice these thresholds (hysteresis).
const SLACK: f32 = 2.0;
/// The least width of netD that is suggested.
const LEAST_WIDTH: usize = 8;

/// The run ended because its losses were NaN or infinite.
pub fn not_finite(run: &Run) -> Option<Advice> {
    let iteration = run.not_finite?;
    let lower = lower_lr(run.config);
    Some(Advice {
        topic: Topic::NotFinite,
        seen: format!(
            "With lr {}, the losses of iteration {} were no longer numbers.",
            run.config.lr,
            grouped(iteration)
        ),
        means: "The weights grew beyond all bounds; those of this run are of no use any more.".into(),
        remedy: "Start again with a lower lr, or go on from an earlier checkpoint.".into(),
        fixes: vec![Fix::using(&lower, [Field::Lr])],
    })
}

/// netD has recognised nearly every fake for a long time.
pub fn overwhelmed(run: &Run, up: bool) -> Option<Advice> {
    if run.curves.len() < START + WINDOW {
        return None;
    }
    let mean = |curve| {
        let values = run.curves.get(curve);
        values[values.len() - WINDOW..].iter().sum::<f32>() / WINDOW as f32
    };
    let (loss_d, d_g_z) = (mean(Curve::LossD), mean(Curve::DGz1));
    let slack = if up { SLACK } else { 1.0 };
    (loss_d < slack * CERTAIN && d_g_z < slack * UNFOOLED).then(|| Advice {
        topic: Topic::Overwhelmed,
        seen: format!("Over the last {}, Loss_D was {loss_d:.3} and D(G(z)) {d_g_z:.3}.", count(WINDOW, "iteration")),
        means: "netD tells nearly every face of netG from a photo, so netG hardly learns from it any more.".into(),
        remedy: format!("Start again with a narrower netD{}.", settings::or_more_variety(run.config, run.photos)),
        fixes: narrower(run.config).into_iter().chain(settings::more_variety(run.config, run.photos)).collect(),
    })
}

/// Half the ndf.
fn narrower(config: &TrainConfig) -> Option<Fix> {
    let ndf = config.ndf / 2;
    (ndf >= LEAST_WIDTH).then(|| Fix::using(&TrainConfig { ndf, ..config.clone() }, [Field::Ndf]))
}

/// Half the lr, or the tutorial's where that is lower.
pub fn lower_lr(config: &TrainConfig) -> TrainConfig {
    TrainConfig { lr: (config.lr / 2.0).min(TrainConfig::default().lr), ..config.clone() }
}
