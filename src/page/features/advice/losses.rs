//! What the losses say.

use crate::page::features::advice::settings;
use crate::page::features::advice::topic::{Advice, Fix, Run, Topic};
use crate::page::features::charts::curves::Curve;
use crate::page::format::{count, grouped};
use facegan_core::config::{Field, Loss, TrainConfig};

/// Iterations that a mean is over: single ones near 0 are usual, a mean of so many is not.
const WINDOW: usize = 200;
/// Iterations at a run's start that are ignored: netG draws grey noise then, which netD recognises at once.
const START: usize = 100;
/// Loss_D, above the least that it can be, below which netD is right about nearly every image. It is the sum of two cross
/// entropies, so 0.1 is the mark of 95 % certainty about both batches; a healthy run of the tutorial has 0.3 to 1.0.
const CERTAIN: f32 = 0.1;
/// D(G(z)) below which netD takes nearly no fake for real; a healthy run has 0.1 to 0.4.
const UNFOOLED: f32 = 0.05;
/// Shown advice stays up to twice these thresholds (hysteresis).
const SLACK: f32 = 2.0;
/// The least width of netD that is suggested.
const LEAST_WIDTH: usize = 8;
/// The label of photos that is suggested, as Salimans et al. 2016 smooth it.
const SMOOTHED: f64 = 0.9;

/// The run ended because its losses were NaN or infinite.
pub fn not_finite(run: &Run) -> Option<Advice> {
    let iteration = run.not_finite?;
    Some(Advice {
        topic: Topic::NotFinite,
        seen: format!(
            "With {}, the losses of iteration {} were no longer numbers.",
            run.config.rates(),
            grouped(iteration)
        ),
        means: "The weights grew beyond all bounds; those of this run are of no use any more.".into(),
        remedy: "Start again with a lower lr, or go on from an earlier checkpoint.".into(),
        fixes: vec![slower(run.config)],
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
    (loss_d - least_loss_d(run.config) < slack * CERTAIN && d_g_z < slack * UNFOOLED).then(|| Advice {
        topic: Topic::Overwhelmed,
        seen: format!("Over the last {}, Loss_D was {loss_d:.3} and D(G(z)) {d_g_z:.3}.", count(WINDOW, "iteration")),
        means: "netD tells nearly every face of netG from a photo, so netG hardly learns from it any more.".into(),
        remedy: format!(
            "Start again with a slower or narrower netD, or one that is kept from being too sure{}.",
            settings::or_more_variety(run.config, run.photos)
        ),
        fixes: held_back(run.config).chain(settings::more_variety(run.config, run.photos)).collect(),
    })
}

/// Loss_D of a netD that says exactly what it is to say: with a smoothed label, the entropy of that label. The hinge loss
/// is 0 from a margin on, which is less than to be certain; D(G(z)) tells that.
fn least_loss_d(config: &TrainConfig) -> f32 {
    if config.loss == Loss::Hinge {
        return 0.0;
    }
    let part = |p: f64| if p > 0.0 { -p * p.ln() } else { 0.0 };
    (part(config.real_label) + part(1.0 - config.real_label)) as f32
}

/// What makes it harder for netD: half the ndf, half its learning rate, a smoothed label; without what there is already.
fn held_back(config: &TrainConfig) -> impl Iterator<Item = Fix> {
    let ndf = config.ndf / 2;
    let narrower = (ndf >= LEAST_WIDTH).then(|| Fix::using(&TrainConfig { ndf, ..config.clone() }, [Field::Ndf]));
    let rates = config.rates();
    let slower = (rates.of_d() >= rates.of_g() && rates.of_d() > 0.0).then(|| {
        let lr_d = Some(rates.of_d() / 2.0);
        Fix::using(&TrainConfig { lr_d, ..config.clone() }, [Field::LrD])
    });
    let smoothed = (config.loss == Loss::Bce && config.real_label == 1.0)
        .then(|| Fix::using(&TrainConfig { real_label: SMOOTHED, ..config.clone() }, [Field::RealLabel]));
    [narrower, slower, smoothed].into_iter().flatten()
}

/// Half of each learning rate, or the tutorial's where that is lower.
pub fn lower_lr(config: &TrainConfig) -> TrainConfig {
    let tutorial = TrainConfig::default().lr;
    config.with_rates(config.rates().map(|lr| (lr / 2.0).min(tutorial)))
}

/// The same as a change of settings.
pub fn slower(config: &TrainConfig) -> Fix {
    let lower = lower_lr(config);
    Fix::using(&lower, lower.rates().used().into_iter().map(|(field, _)| field))
}
