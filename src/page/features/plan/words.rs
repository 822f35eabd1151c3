//! A plan in words.

use crate::page::format::{about, count, grouped};
use facegan_core::plan::{Bound, FACES, Outcome, Plan, Reason, SOFT_FACES};

/// A forecast number of iterations.
pub fn about_iterations(iterations: u64) -> String {
    format!("about {}", count(iterations as usize, "iteration"))
}

/// What will come of a plan.
pub fn forecast(plan: &Plan) -> String {
    let soft = about(plan.seconds_until(SOFT_FACES));
    let faces = about(plan.seconds_until(FACES));
    if !plan.time.ends() {
        return format!("Trains until you press Stop. Soft faces take {soft} here, and clearer ones {faces}.");
    }
    let iterations = capitalized(&about_iterations(plan.iterations));
    let comes = format!("{iterations} in {}: {}.", plan.time.label(), plan.outcome.words());
    match plan.outcome {
        Outcome::Faces => comes,
        _ => format!("{comes} Faces take {faces} here."),
    }
}

/// Advice against a run that is too short, if it is.
pub fn warning(plan: &Plan) -> Option<String> {
    let soft = about(plan.seconds_until(SOFT_FACES));
    (plan.time.ends() && plan.is_too_short()).then(|| {
        let time = plan.time.label();
        format!("{time} are too short for faces here: even soft ones take {soft}. Choose a longer time.")
    })
}

/// Why a setting was chosen.
pub fn reason(reason: &Reason) -> String {
    match *reason {
        Reason::ImageSize { image_size, bound } => {
            format!("Images of {image_size}×{image_size} pixels: {}", image_bound(bound))
        }
        Reason::Widths { width, bound } => {
            format!("Networks of width {width} (ngf and ndf): {}", width_bound(bound))
        }
        Reason::BatchSize { batch_size, of_few: None } => {
            format!(
                "{} in each iteration (batch_size), which suits networks of this width.",
                count(batch_size, "image")
            )
        }
        Reason::BatchSize { batch_size, of_few: Some(photos) } => format!(
            "{} in each iteration (batch_size): at most half of the {} there are, so that batches differ.",
            count(batch_size, "image"),
            grouped(photos)
        ),
        Reason::Grids { every, seconds } => format!(
            "New sample images every {} (sample_every): one in {}, to watch it learn.",
            count(every, "iteration"),
            about(seconds)
        ),
        Reason::Mirroring { on: true, photos } => {
            format!("Photos are mirrored every second time (flip), since there are only {}.", count(photos, "image"))
        }
        Reason::Mirroring { on: false, photos } => {
            format!("Photos are not mirrored (flip): {} are enough without.", count(photos, "image"))
        }
        Reason::DiffAugment { on: true, photos } => {
            format!(
                "netD sees images altered at random (DiffAugment): it would soon know {} by heart.",
                count(photos, "image")
            )
        }
        Reason::DiffAugment { on: false, photos } => {
            format!("netD sees images as they are (no DiffAugment): {} are enough.", count(photos, "image"))
        }
        Reason::Average { decay } => format!(
            "A moving average of netG is kept too (ema_decay {decay}): its faces are steadier than those of one iteration."
        ),
    }
}

fn image_bound(bound: Bound) -> &'static str {
    match bound {
        Bound::Largest => "the tutorial’s size, for which this GPU is fast enough.",
        Bound::Time => "larger ones would take too long to become faces.",
        Bound::Memory => "larger ones may need more memory than this GPU has.",
        Bound::Photos => "the photos are stored at this size.",
    }
}

fn width_bound(bound: Bound) -> &'static str {
    match bound {
        Bound::Largest => "the tutorial’s width, for which this GPU is fast enough.",
        Bound::Time | Bound::Photos => "wider ones learn more, but too slowly for this time.",
        Bound::Memory => "wider ones may need more memory than this GPU has.",
    }
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use facegan_core::config::KernelChoice;
    use facegan_core::memory::Limits;
    use facegan_core::plan::{Given, Sample, Speed, TimeWanted, plan};

    /// A plan for a GPU of so many GFLOP/s.
    pub fn planned(photos: usize, gflops: f64, time: TimeWanted) -> Plan {
        let sample = |flops: u64| Sample { flops, seconds: 0.005 + flops as f64 / (gflops * 1e9) };
        let speed = Speed::fit(sample(1_000_000), sample(1_000_000_000));
        let limits = Limits { total: 4 << 30, buffer: 1 << 30 };
        plan(&Given { photos, image_size: None, speed, time, limits, kernels: KernelChoice::Own })
    }

    #[test]
    fn a_software_gpu_is_told_what_two_minutes_give_and_how_long_faces_take() {
        let plan = planned(2000, 1.4, TimeWanted::TwoMinutes);
        assert_eq!(
            forecast(&plan),
            "About 300 iterations in 2 minutes: shapes like faces. Faces take about 26 minutes here."
        );
        assert_eq!(
            warning(&plan).as_deref(),
            Some("2 minutes are too short for faces here: even soft ones take about 7 minutes. Choose a longer time.")
        );
        let longer = planned(2000, 1.4, TimeWanted::FifteenMinutes);
        assert!(forecast(&longer).contains(": faces, still soft. Faces take"), "{}", forecast(&longer));
        assert_eq!(warning(&longer), None);
        let endless = planned(2000, 1.4, TimeWanted::UntilStopped);
        assert!(forecast(&endless).starts_with("Trains until you press Stop. Soft faces take about "));
        assert_eq!(warning(&endless), None);
    }

    #[test]
    fn a_fast_gpu_is_promised_faces_and_no_more() {
        let fast = planned(2000, 1e4, TimeWanted::FifteenMinutes);
        assert!(forecast(&fast).ends_with(" iterations in 15 minutes: faces."), "{}", forecast(&fast));
    }

    #[test]
    fn every_reason_is_one_sentence() {
        for photos in [1, 20, 300, 2000] {
            for gflops in [1.4, 100.0, 1e5] {
                for time in TimeWanted::ALL {
                    for reason in planned(photos, gflops, time).reasons.iter().map(reason) {
                        assert!(reason.ends_with('.') && !reason.contains(". "), "{reason}");
                    }
                }
            }
        }
    }
}
