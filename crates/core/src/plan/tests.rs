use super::*;
use crate::config::Field;

/// A GPU of so many GFLOP/s, with what launching kernels takes of an iteration.
fn speed(gflops: f64, overhead: f64) -> Speed {
    let [small, large] = [1_000_000, 1_000_000_000];
    let sample = |flops: u64| Sample { flops, seconds: overhead + flops as f64 / (gflops * 1e9) };
    Speed::fit(sample(small), sample(large))
}

fn given(photos: usize, gflops: f64, time: TimeWanted) -> Given {
    let limits = Limits { total: 4 << 30, buffer: 1 << 30 };
    Given { photos, image_size: None, speed: speed(gflops, 0.005), time, limits, kernels: KernelChoice::Own }
}

fn sizes(plan: &Plan) -> (usize, usize, usize) {
    (plan.config.image_size, plan.config.ngf, plan.config.batch_size)
}

/// Every combination of few and many photos, slow and fast GPUs, and times.
fn everything() -> impl Iterator<Item = Given> {
    let photos = [0, 1, 2, 3, 7, 16, 31, 255, 499, 500, 1999, 2000, 50_000, 200_000];
    let speeds = [0.0001, 0.01, 1.0, 30.0, 1000.0, 100_000.0, 1e9];
    let limits = [1 << 20, 64 << 20, 1 << 30, 1 << 36];
    let kernels = KernelChoice::ALL;
    let of_photos = move |photos| {
        speeds.into_iter().flat_map(move |gflops| {
            TimeWanted::ALL.into_iter().flat_map(move |time| {
                [None, Some(32), Some(64), Some(128)].into_iter().flat_map(move |image_size| {
                    limits.into_iter().zip(kernels.into_iter().cycle()).flat_map(move |(total, kernels)| {
                        [0.0, 0.005, 60.0].map(|overhead| Given {
                            photos,
                            image_size,
                            speed: speed(gflops, overhead),
                            time,
                            limits: Limits { total, buffer: total / 4 },
                            kernels,
                        })
                    })
                })
            })
        })
    };
    photos.into_iter().flat_map(of_photos)
}

#[test]
fn every_plan_is_valid_and_holds_what_it_says() {
    for given in everything() {
        let plan = plan(&given);
        let config = &plan.config;
        assert_eq!(config.validate(), Ok(()), "{given:?}");
        assert!(config.batch_size <= (given.photos / 2).max(1), "{given:?}: {config:?}");
        assert!(given.photos == 0 || config.iterations(given.photos) as u64 == plan.iterations, "{given:?}: {plan:?}");
        assert!(given.image_size.is_none_or(|side| side == config.image_size));
        assert_eq!((config.ngf, config.nz, config.lr), (config.ndf, 100, 0.0002));
        assert!((0.9..=0.999).contains(&config.ema_decay), "{config:?}");
        assert_eq!(plan.reasons.len(), 7);
        assert_eq!(plan.outcome, Outcome::after(plan.iterations));
    }
}

#[test]
fn a_run_takes_the_time_that_was_wanted_and_one_without_end_a_day() {
    for given in everything() {
        let plan = plan(&given);
        let seconds = plan.seconds_until(plan.iterations);
        let capped = plan.iterations == MOST_ITERATIONS as u64;
        if given.time.ends() {
            let wanted = given.time.seconds();
            assert!(seconds <= wanted || plan.iterations == 1, "{given:?}: {seconds} s");
            assert!(seconds >= 0.9 * wanted - plan.seconds_per_iteration || capped, "{given:?}: {seconds} s");
        } else {
            assert!(seconds >= 86_400.0 || capped, "{given:?}: {seconds} s");
        }
    }
}

#[test]
fn more_time_never_gives_less() {
    for given in everything() {
        let outcomes = TimeWanted::ALL.map(|time| plan(&Given { time, ..given }).outcome);
        assert!(outcomes.is_sorted(), "{given:?}: {outcomes:?}");
    }
}

#[test]
fn a_faster_gpu_gets_larger_networks() {
    let chosen =
        [1.4, 100.0, 1_000.0, 20_000.0].map(|gflops| sizes(&plan(&given(2000, gflops, TimeWanted::TwoMinutes))));
    assert_eq!(chosen, [(32, 16, 16), (32, 32, 32), (64, 32, 64), (64, 64, 128)]);
    let long = plan(&given(2000, 1_000.0, TimeWanted::UntilStopped));
    assert_eq!(sizes(&long), (64, 64, 128));
    assert_eq!(
        long.reasons[..2],
        [
            Reason::ImageSize { image_size: 64, bound: Bound::Largest },
            Reason::Widths { width: 64, bound: Bound::Largest },
        ]
    );
}

#[test]
fn a_software_gpu_is_told_what_two_minutes_give_and_when_faces_come() {
    let short = plan(&given(2000, 1.4, TimeWanted::TwoMinutes));
    assert_eq!((short.outcome, short.is_too_short()), (Outcome::Shapes, true));
    assert_eq!(short.reasons[0], Reason::ImageSize { image_size: 32, bound: Bound::Time });
    let minutes = short.seconds_until(FACES) / 60.0;
    assert!((20.0..60.0).contains(&minutes), "{minutes}");
    let longer = plan(&given(2000, 1.4, TimeWanted::FifteenMinutes));
    assert_eq!((longer.outcome, longer.is_too_short()), (Outcome::SoftFaces, false));
}

#[test]
fn little_memory_keeps_networks_small_and_stored_photos_keep_their_size() {
    let little =
        Given { limits: Limits { total: 200 << 20, buffer: 1 << 30 }, ..given(2000, 1e5, TimeWanted::TwoMinutes) };
    let small = plan(&little);
    assert!(small.config.ngf < 64, "{small:?}");
    assert_eq!(small.reasons[1], Reason::Widths { width: small.config.ngf, bound: Bound::Memory });
    let stored = plan(&Given { image_size: Some(128), ..little });
    assert_eq!(stored.reasons[0], Reason::ImageSize { image_size: 128, bound: Bound::Photos });
}

#[test]
fn few_photos_are_varied_and_halved() {
    let few = plan(&given(20, 1e4, TimeWanted::FifteenMinutes));
    assert_eq!((few.config.batch_size, few.config.flip), (10, true));
    assert_eq!(few.config.get(Field::DiffAugment), "color,translation,cutout");
    assert_eq!(few.reasons[2], Reason::BatchSize { batch_size: 10, of_few: Some(20) });
    let some = plan(&given(FEW_PHOTOS, 1e4, TimeWanted::FifteenMinutes)).config;
    assert_eq!((some.flip, some.diffaugment.is_off()), (false, false));
    let many = plan(&given(ENOUGH_PHOTOS, 1e4, TimeWanted::FifteenMinutes));
    assert_eq!((many.config.flip, many.config.diffaugment.is_off()), (false, true));
    assert_eq!(many.reasons[2], Reason::BatchSize { batch_size: 128, of_few: None });
}

#[test]
fn grids_come_often_enough_to_watch_and_not_more_than_one_a_second() {
    for gflops in [1.4, 100.0, 1e4, 1e6] {
        let ends = plan(&given(2000, gflops, TimeWanted::FifteenMinutes));
        let grids = ends.iterations / ends.config.sample_every as u64;
        assert!((40..=110).contains(&grids), "{grids} at {gflops}");
        let endless = plan(&given(2000, gflops, TimeWanted::UntilStopped));
        let seconds = endless.config.sample_every as f64 * endless.seconds_per_iteration;
        assert!((5.0..=15.0).contains(&seconds), "{seconds} at {gflops}");
    }
}
