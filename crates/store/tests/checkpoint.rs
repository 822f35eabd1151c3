//! A run that is stopped and continued equals one that never stopped; `held_out` has the runs that hold photos out,
//! `against_collapse` those with what helps against collapse,
//! `grey` those of grey images, `damaged` the files that are refused, and `before_crates` those of an older build.

#[path = "checkpoint/against_collapse.rs"]
mod against_collapse;
#[path = "checkpoint/before_crates.rs"]
mod before_crates;
#[path = "checkpoint/damaged.rs"]
mod damaged;
#[path = "checkpoint/grey.rs"]
mod grey;
#[path = "checkpoint/held_out.rs"]
mod held_out;

use burn::tensor::Device;
use facegan_core::config::TrainConfig;
use facegan_core::origin::Origin;
use facegan_core::quality::{Figure, Measurement, Metric, Quality, Score, TooFew, Value};
use facegan_data::dataset::Dataset;
use facegan_model::{StateDict, to_host};
use facegan_store::checkpoint::{from_bytes, to_bytes};
use facegan_store::weights::{metadata, safetensors};
use facegan_train::{RestoreError, Session, Snapshot, TrainError, csv};
use pollster::block_on;

use test_support::runs::{save, timeless, train};
use test_support::{faces, tiny};

/// 10 images in batches of 4: epochs of three iterations, the last of two images.
const IMAGES: usize = 10;

fn config() -> TrainConfig {
    TrainConfig { sample_every: 3, num_epochs: 4, ..tiny() }
}

fn device() -> Device {
    Device::flex().autodiff()
}

fn begin(data: &Dataset) -> Session {
    Session::new(config(), data.identities().to_vec(), data.taken(), device())
}

fn go_on(bytes: &[u8], data: &Dataset) -> Result<Session, RestoreError> {
    Session::restore(from_bytes(bytes).unwrap(), config(), data.identities().to_vec(), device())
}

#[test]
fn a_continued_run_equals_one_that_never_stopped() {
    let data = faces(IMAGES, 32);
    let mut whole = begin(&data);
    train(&mut whole, &data, 12);
    assert!(whole.is_complete());
    // Before the first iteration, in the middle of an epoch, right after a partial batch, and in the last epoch.
    for stop in [0, 4, 6, 11] {
        let mut first = begin(&data);
        train(&mut first, &data, stop);
        let mut second = go_on(&save(&first), &data).unwrap();
        train(&mut second, &data, 12 - stop);
        assert_eq!(timeless(&second), timeless(&whole), "stopped after {stop}");
    }
}

#[test]
fn a_file_holds_the_whole_run() {
    let data = faces(IMAGES, 32);
    let mut session = begin(&data);
    train(&mut session, &data, 5);
    let snapshot = block_on(session.snapshot()).unwrap();
    assert_eq!(from_bytes(&to_bytes(&snapshot).unwrap()).unwrap(), snapshot);
    assert_eq!(snapshot.grids.iter().map(|grid| grid.iteration).collect::<Vec<_>>(), [0, 3]);
    assert_eq!((snapshot.net_g.adam.steps, snapshot.net_d.batches_tracked), (5, 15));
}

/// What could have been found after so many iterations.
fn measurement(iterations: usize) -> Measurement {
    let value = Value::new(20.0 / 3.0, Some([6.0, 7.0 + 1.0 / 3.0]));
    let few = TooFew::Photos { have: 150, needed: 200 };
    let figure = |metric, result| Figure { metric, generated: 100, photos: 100, result };
    let figures = vec![
        figure(Metric::DistanceAt(32), Ok(Score { generated: value, real: value })),
        figure(Metric::Recall, Err(few)),
    ];
    let net_g = Quality { image_size: 32, generated: 256, photos: 150, held_out: None, seed: 1, figures };
    Measurement { iterations, average: Some(net_g.clone()), net_g }
}

#[test]
fn measurements_go_with_the_run() {
    let data = faces(IMAGES, 32);
    let mut session = begin(&data);
    train(&mut session, &data, 2);
    let measurements = vec![measurement(0), measurement(2)];
    let snapshot = Snapshot { measurements: measurements.clone(), ..block_on(session.snapshot()).unwrap() };
    let bytes = to_bytes(&snapshot).unwrap();
    assert_eq!(from_bytes(&bytes).unwrap(), snapshot);
    assert_eq!(go_on(&bytes, &data).unwrap().measurements(), measurements);

    let later = to_bytes(&Snapshot { measurements: vec![measurement(3)], ..snapshot }).unwrap();
    let reason = "its parts contradict one another: it was measured after more iterations than it has";
    assert_eq!(from_bytes(&later).unwrap_err().to_string(), reason);
}

#[test]
fn a_run_knows_whether_its_grids_are_drawn_from_its_seed() {
    let data = faces(IMAGES, 32);
    let mut session = begin(&data);
    train(&mut session, &data, 1);
    assert!(session.has_seeded_noise());
    assert!(go_on(&save(&session), &data).unwrap().has_seeded_noise());
    let mut other = block_on(session.snapshot()).unwrap();
    other.fixed_noise.reverse();
    assert!(!go_on(&to_bytes(&other).unwrap(), &data).unwrap().has_seeded_noise());
}

#[test]
fn where_a_run_began_goes_with_it() {
    let data = faces(IMAGES, 32);
    let mut first = begin(&data);
    train(&mut first, &data, 2);
    let branch = block_on(first.snapshot()).unwrap().branched_from_file("run/a.safetensors".into());
    let origin = Origin::File { name: "run/a.safetensors".into(), iterations: 2 };
    assert_eq!(branch.origin.as_ref(), Some(&origin));
    // A branch may have another learning rate, and its own states tell where it began.
    let lower = TrainConfig { lr: 0.0001, ..config() };
    let mut second = Session::restore(branch, lower, data.identities().to_vec(), device()).unwrap();
    train(&mut second, &data, 2);
    let state = from_bytes(&save(&second)).unwrap();
    assert_eq!((state.origin.as_ref(), second.origin()), (Some(&origin), Some(&origin)));
    assert_eq!((state.history.len(), state.config.lr), (4, 0.0001));
    assert_eq!(first.origin(), None);
}

#[test]
fn a_state_is_the_snapshot_without_its_grids_and_goes_on_as_well() {
    let data = faces(IMAGES, 32);
    let mut session = begin(&data);
    train(&mut session, &data, 5);
    let state = block_on(session.state()).unwrap();
    assert_eq!(state, Snapshot { grids: Vec::new(), ..block_on(session.snapshot()).unwrap() });
    let mut second = go_on(&to_bytes(&state).unwrap(), &data).unwrap();
    train(&mut second, &data, 3);
    train(&mut session, &data, 3);
    assert_eq!(second.history().last().map(|stats| stats.loss_d), session.history().last().map(|stats| stats.loss_d));
    assert_eq!(block_on(second.state()).unwrap().net_g, block_on(session.state()).unwrap().net_g);
}

#[test]
fn a_state_that_is_not_finite_is_told() {
    let data = faces(IMAGES, 32);
    let mut session = begin(&data);
    train(&mut session, &data, 1);
    let good = block_on(session.state()).unwrap();
    good.check().unwrap();

    let mut spoilt = good;
    spoilt.net_g.adam.exp_avg_sq[0].values[3] = f32::INFINITY;
    assert!(matches!(spoilt.check(), Err(TrainError::NotFinite(0))));
}

#[test]
fn another_lr_holds_from_the_next_iteration_on() {
    let data = faces(IMAGES, 32);
    let mut slowed = begin(&data);
    train(&mut slowed, &data, 4);
    let mut other = go_on(&save(&slowed), &data).unwrap();
    slowed.set_rates(TrainConfig { lr: 0.0, ..config() }.rates());
    let before = block_on(to_host(slowed.gan().net_d.state())).unwrap();
    train(&mut slowed, &data, 1);
    train(&mut other, &data, 1);
    assert_eq!(slowed.history().last().map(|stats| stats.loss_d), other.history().last().map(|stats| stats.loss_d));
    let weights = |session: &Session| {
        let state = block_on(to_host(session.gan().net_d.state())).unwrap();
        state.into_iter().filter(|tensor| !tensor.key.contains("running")).collect::<Vec<_>>()
    };
    let before: Vec<_> = before.into_iter().filter(|tensor| !tensor.key.contains("running")).collect();
    assert_eq!(weights(&slowed), before, "with lr 0 no weight moves");
    assert_ne!(weights(&other), before);
    assert_eq!((slowed.config().lr, other.config().lr), (0.0, config().lr));
}

#[test]
fn the_photos_may_come_in_another_order_and_among_others() {
    let data = faces(IMAGES, 32);
    let mut first = begin(&data);
    train(&mut first, &data, 4);
    let bytes = save(&first);
    train(&mut first, &data, 4);

    let shuffled = shuffled_among_others(&data);
    let mut second = go_on(&bytes, &shuffled).unwrap();
    train(&mut second, &shuffled, 4);
    assert_eq!(timeless(&second), timeless(&first));
}

/// The same images backwards, between two others.
fn shuffled_among_others(data: &Dataset) -> Dataset {
    let mut shuffled = faces(0, 32);
    let add = |shuffled: &mut Dataset, rgb: Vec<u8>| {
        shuffled.push(&rgb).unwrap();
    };
    add(&mut shuffled, vec![1; 32 * 32 * 3]);
    for index in (0..IMAGES as u32).rev() {
        add(&mut shuffled, data.read(&[index]).unwrap().rgb);
    }
    add(&mut shuffled, vec![2; 32 * 32 * 3]);
    shuffled
}

#[test]
fn a_run_goes_on_only_with_all_its_photos_and_its_own_settings() {
    let data = faces(IMAGES, 32);
    let mut session = begin(&data);
    train(&mut session, &data, 1);
    let bytes = save(&session);
    let refused = |data: &Dataset, config: TrainConfig| {
        let snapshot = from_bytes(&bytes).unwrap();
        Session::restore(snapshot, config, data.identities().to_vec(), device()).map(|_| ()).unwrap_err().to_string()
    };
    let few = refused(&faces(7, 32), config());
    assert_eq!(few, "3 of the run's 10 photos are not among those that are loaded");
    assert_eq!(from_bytes(&bytes).unwrap().missing(faces(7, 32).identities()), 3);
    let other = refused(&data, TrainConfig { batch_size: 5, ngf: 16, lr: 0.1, num_epochs: 9, ..config() });
    assert_eq!(other, "a run cannot change its batch_size, ngf on the way");
}

#[test]
fn a_finished_run_can_be_given_more_epochs() {
    let data = faces(IMAGES, 32);
    let mut session = begin(&data);
    train(&mut session, &data, 12);
    let longer = TrainConfig { num_epochs: 5, ..config() };
    let snapshot = from_bytes(&save(&session)).unwrap();
    let mut session = Session::restore(snapshot, longer, data.identities().to_vec(), device()).unwrap();
    assert!(!session.is_complete());
    train(&mut session, &data, 3);
    assert!(session.is_complete());
    let last = session.history().last().unwrap();
    assert_eq!((last.iteration, last.epoch, last.batch), (14, 4, 2));
}

#[test]
fn a_run_that_is_given_more_after_its_end_differs_by_the_ends_grid_alone() {
    let data = faces(IMAGES, 32);
    let mut whole = begin(&data);
    train(&mut whole, &data, 12);
    let whole = timeless(&whole);
    let given_more = |end: usize| {
        let short = TrainConfig { max_iterations: Some(end), ..config() };
        let mut first = Session::new(short, data.identities().to_vec(), data.taken(), device());
        train(&mut first, &data, end);
        assert!(first.is_complete());
        let mut second = go_on(&save(&first), &data).unwrap();
        train(&mut second, &data, 12 - end);
        timeless(&second)
    };
    assert_eq!(given_more(4), whole, "a grid was due after the fourth iteration anyway");

    let more = given_more(5);
    let drawn = |snapshot: &Snapshot| snapshot.grids.iter().map(|grid| grid.iteration).collect::<Vec<_>>();
    assert_eq!((drawn(&whole), drawn(&more)), (vec![0, 3, 6, 9, 11], vec![0, 3, 4, 6, 9, 11]));
    assert_eq!(more.net_g.batches_tracked, whole.net_g.batches_tracked + 1);
    for (ours, theirs) in more.net_g.state.iter().zip(&whole.net_g.state) {
        assert_eq!(ours == theirs, !ours.key.contains("running"), "{}", ours.key);
    }
    // All the rest is the same.
    let mut rest = more.clone();
    rest.net_g.state.clone_from(&whole.net_g.state);
    rest.net_g.batches_tracked = whole.net_g.batches_tracked;
    rest.grids.retain(|grid| grid.iteration != 4);
    assert_eq!(rest, whole);
}

#[test]
fn photos_that_cannot_be_read_leave_the_run_where_it_stands() {
    let data = faces(IMAGES, 32);
    let mut whole = begin(&data);
    train(&mut whole, &data, 12);
    // At an epoch's end, before the next one's order is drawn, and within an epoch.
    for stop in [3, 4] {
        let mut first = begin(&data);
        train(&mut first, &data, stop);
        for unreadable in [faces(0, 32), faces(IMAGES, 64)] {
            assert!(first.next_batch(&unreadable).is_err());
        }
        let mut second = go_on(&save(&first), &data).unwrap();
        for session in [&mut first, &mut second] {
            train(session, &data, 12 - stop);
            assert_eq!(timeless(session), timeless(&whole), "stopped after {stop}");
        }
    }
}

/// A run whose numbers soon are NaN.
fn diverging(data: &Dataset) -> Session {
    Session::new(TrainConfig { lr: 1e38, ..config() }, data.identities().to_vec(), data.taken(), device())
}

fn assert_not_saved(session: &Session, error: Option<TrainError>) {
    let Some(TrainError::NotFinite(iteration)) = error else { panic!("{error:?}") };
    let refused = block_on(session.snapshot()).map(|_| ()).unwrap_err().to_string();
    let what = "the run broke off within iteration";
    assert_eq!(refused, format!("{what} {iteration}, and nothing could go on from what that left of its weights"));
    // Everything else can still be downloaded.
    let about = || metadata(session.config(), session.history());
    let net_g = block_on(to_host(session.gan().net_g.state())).unwrap();
    let net_d = block_on(to_host(session.gan().net_d.state())).unwrap();
    assert!(safetensors(&net_g, session.batches_tracked().net_g, about()).is_ok());
    assert!(safetensors(&net_d, session.batches_tracked().net_d, about()).is_ok());
    assert_eq!(csv(session.history()).lines().count(), 1 + iteration);
}

#[test]
fn a_run_that_broke_off_within_an_iteration_is_not_saved() {
    let data = faces(IMAGES, 32);
    let mut session = diverging(&data);
    let error = (0..3).find_map(|_| {
        let batch = session.next_batch(&data).unwrap();
        block_on(session.train(batch)).err()
    });
    assert_not_saved(&session, error);
}

#[test]
fn a_run_that_broke_off_with_another_iteration_under_way_is_not_saved() {
    let data = faces(IMAGES, 32);
    let mut session = diverging(&data);
    let queue = |session: &mut Session| {
        let batch = session.next_batch(&data).unwrap();
        session.queue(batch);
    };
    queue(&mut session);
    let error = (0..3).find_map(|_| {
        queue(&mut session);
        block_on(session.finish_next()).err()
    });
    assert_not_saved(&session, error);
    assert_eq!(session.pending(), 0);
}
