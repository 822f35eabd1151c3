//! What the photos and the settings say.

use crate::page::features::advice::topic::{Advice, Fix, Situation, Topic};
use crate::page::format::{be, count, gpu_memory, grouped};
use facegan_core::config::{Field, TrainConfig, Transform};
use facegan_core::memory;
use facegan_core::plan::ENOUGH_PHOTOS;

/// Photos below which netD soon memorises each.
const VERY_FEW: usize = 200;

/// A batch is larger than the set.
pub fn batch(situation: &Situation) -> Option<Advice> {
    let (config, photos) = (situation.config?, situation.trained_on());
    if situation.locked || photos == 0 || config.fits(situation.photos).is_ok() {
        return None;
    }
    let smaller = TrainConfig { batch_size: 1 << photos.ilog2(), ..config.clone() };
    Some(Advice {
        topic: Topic::Batch,
        seen: format!(
            "batch_size is {}, and there {} {}{}.",
            grouped(config.batch_size),
            be(photos),
            count(photos, situation.thing),
            if photos < situation.photos { " to train on" } else { "" }
        ),
        means: "An iteration takes a whole batch, so training cannot start.".into(),
        remedy: "Use a smaller batch_size, or add photos.".into(),
        fixes: vec![Fix::using(&smaller, [Field::BatchSize])],
    })
}

/// The GPU's memory is likely too small.
pub fn memory(situation: &Situation) -> Option<Advice> {
    let (config, limits) = (situation.config?, situation.limits);
    let need = memory::need(config, situation.kernels);
    if situation.locked || limits.hold(need) {
        return None;
    }
    let (seen, means) = if need.total > limits.total {
        let (needed, limit) = (gpu_memory(need.total), gpu_memory(limits.total));
        (
            format!(
                "These settings need about {needed} of GPU memory; more than {limit} may be too much for this computer."
            ),
            "Training may stop as the GPU runs out of memory, or slow the whole computer down.",
        )
    } else {
        let (needed, limit) = (gpu_memory(need.buffer), gpu_memory(limits.buffer));
        (
            format!("The largest layer takes {needed} of GPU memory at once, and this GPU gives {limit} at most."),
            "WebGPU gives a layer no more than one buffer, so training cannot start.",
        )
    };
    let most = situation.trained_on().checked_ilog2().map_or(usize::MAX, |bits| 1 << bits);
    let smaller = memory::smaller(config, situation.kernels, limits);
    let smaller = smaller.map(|smaller| TrainConfig { batch_size: smaller.batch_size.min(most), ..smaller });
    let fix = |smaller: TrainConfig| {
        Fix::using(&smaller, memory::SIZES.into_iter().filter(|field| smaller.get(*field) != config.get(*field)))
    };
    Some(Advice {
        topic: Topic::Memory,
        seen,
        means: means.into(),
        remedy: "Use a smaller batch_size, or narrower networks.".into(),
        fixes: smaller.map(fix).into_iter().collect(),
    })
}

/// There are few photos, and netD sees them as they are.
pub fn few_photos(situation: &Situation) -> Option<Advice> {
    let (config, photos) = (situation.config?, situation.trained_on());
    if photos == 0 || !helps(config, photos) {
        return None;
    }
    let means = if photos < VERY_FEW {
        "netD soon knows so few by heart: faces will stay blurred, or be copies of the photos."
    } else {
        "netD comes to know so few by heart, and faces get no better from then on."
    };
    let mirrored = || Fix::named("Turn on horizontal flip", &TrainConfig { flip: true, ..config.clone() }, Field::Flip);
    Some(Advice {
        topic: Topic::FewPhotos,
        seen: format!("There {} only {}.", be(photos), count(photos, situation.thing)),
        means: means.into(),
        remedy:
            "Add photos, or turn on what varies them: DiffAugment, and mirroring where left and right do not matter."
                .into(),
        fixes: more_variety(config, photos).into_iter().chain((!config.flip).then(mirrored)).collect(),
    })
}

/// DiffAugment, where it is off and helps.
pub fn more_variety(config: &TrainConfig, photos: usize) -> Option<Fix> {
    let varied = TrainConfig { diffaugment: Transform::ALL.into_iter().collect(), ..config.clone() };
    helps(config, photos).then(|| Fix::named("Turn on DiffAugment", &varied, Field::DiffAugment))
}

/// The same in words, as the end of a sentence.
pub fn or_more_variety(config: &TrainConfig, photos: usize) -> &'static str {
    if helps(config, photos) { ", or with DiffAugment, which varies the few photos there are" } else { "" }
}

fn helps(config: &TrainConfig, photos: usize) -> bool {
    photos < ENOUGH_PHOTOS && config.diffaugment.is_off()
}
