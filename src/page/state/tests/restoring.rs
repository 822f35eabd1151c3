//! Runs that go on from what is stored or opened.

use super::*;

#[test]
fn a_continued_run_shows_what_it_did_before() {
    let mut app = ready();
    app.act(Action::Start { run: app.next_run(), config: config() });
    app.apply(&Event::Started { run: RUN, plan: plan() });
    let Event::Stats { stats: last, .. } = stats(99) else { unreachable!("stats() makes Stats") };
    app.apply(&Event::History { run: RUN, history: vec![Stats { iteration: 98, ..last }, last] });
    assert_eq!(app.status(), "Training: epoch 2 of 5, iteration 100 of 320.");
    app.apply(&stats(100));
    assert_eq!(app.run.as_ref().map(Run::done), Some(101));
    let other = Event::History { run: RunId(7), history: Vec::new() };
    app.apply(&other);
    assert_eq!(app.run.as_ref().map(Run::done), Some(101));
}

#[test]
fn settings_of_a_file_that_is_opened_during_a_run_wait_for_its_end() {
    let opened = |names: &[&str]| {
        let file = |name: &&str| {
            let content = Content::NetD { image_size: 64, nc: 3, ndf: 8, spectral_norm: false };
            OpenedFile { name: (*name).into(), content, remarks: Vec::new() }
        };
        Event::Opened(names.iter().map(file).collect())
    };
    let mut idle = ready();
    assert!(!idle.can_fill());
    idle.apply(&opened(&["netD"]));
    assert!(idle.can_fill(), "at once where no run is in the way");
    idle.act(Action::Fill);
    assert!(!idle.can_fill(), "once, so that what the person changes afterwards stays");

    let mut app = training();
    app.apply(&opened(&["netD"]));
    assert!(!app.can_fill());
    app.act(Action::Stop);
    assert!(!app.can_fill(), "the run still goes on");
    app.apply(&finished(Outcome::Stopped));
    assert!(app.can_fill());

    let mut closed = training();
    closed.apply(&opened(&["netD"]));
    closed.apply(&opened(&[]));
    closed.apply(&finished(Outcome::Completed));
    assert!(!closed.can_fill(), "nothing is open any more");
    let mut dead = training();
    dead.apply(&opened(&["netD"]));
    dead.apply(&Event::Dead { reason: "gone".into() });
    assert!(!dead.can_fill(), "the engine took the file with it");
}

#[test]
fn a_run_keeps_an_average_of_net_g_if_its_settings_say_so() {
    assert!(!ready().keeps_average() && !training().keeps_average());
    let mut app = ready();
    app.act(Action::Start { run: RUN, config: TrainConfig { ema_decay: 0.999, ..config() } });
    assert!(app.keeps_average());
}

#[test]
fn a_checkpoint_goes_on_only_with_its_photos_its_settings_and_something_left_to_do() {
    let saved = config();
    let blocker = |app: &AppState, iterations: usize, config: &TrainConfig| {
        let saved = SavedRun { config: &saved, iterations, images: 1280, missing: Some(0) };
        app.restore_blocker(saved, Some(config), None)
    };
    let missing = |missing| {
        let saved = SavedRun { config: &saved, iterations: 100, images: 1280, missing };
        ready().restore_blocker(saved, Some(&config()), None)
    };
    assert_eq!(missing(None), Some(Blocker::Reading));
    assert_eq!(missing(Some(3)), Some(Blocker::PhotosOfRun { missing: 3, of: 1280 }));
    assert_eq!(blocker(&ready(), 100, &saved), None);
    assert_eq!(blocker(&training(), 100, &saved), Some(Blocker::Running));
    let mut empty = AppState::default();
    empty.apply(&Event::Ready);
    assert_eq!(blocker(&empty, 100, &saved), Some(Blocker::PhotosOfRun { missing: 1280, of: 1280 }));
    let other = TrainConfig { ngf: 32, seed: 5, lr: 0.1, ..saved.clone() };
    assert_eq!(blocker(&ready(), 100, &other), Some(Blocker::Changed(vec![Field::Ngf, Field::Seed])));
    assert_eq!(blocker(&ready(), 320, &saved), Some(Blocker::Complete));
    assert_eq!(blocker(&ready(), 320, &TrainConfig { num_epochs: 6, ..saved.clone() }), None);
}

#[test]
fn a_run_begins_from_a_state_of_another_with_what_may_change() {
    let own = config();
    let blocker = |app: &AppState, iterations: usize, config: Option<&TrainConfig>| {
        let saved = SavedRun { config: &own, iterations, images: 1280, missing: Some(0) };
        app.branch_blocker(saved, config, None)
    };
    let empty = AppState::default();
    let faster = TrainConfig { lr: 0.001, beta1: 0.9, sample_every: 7, num_epochs: 9, ..own.clone() };
    assert_eq!(blocker(&empty, 100, Some(&faster)), None, "its photos come with it, and the engine is started for it");
    let other = TrainConfig { batch_size: 8, nz: 7, ..faster };
    assert_eq!(blocker(&empty, 100, Some(&other)), Some(Blocker::Changed(vec![Field::BatchSize, Field::Nz])));
    assert_eq!(blocker(&empty, 320, Some(&own)), Some(Blocker::Complete));
    assert_eq!(blocker(&empty, 100, None), Some(Blocker::Settings));
    assert_eq!(blocker(&training(), 100, Some(&own)), Some(Blocker::Running));
    let mut reading = ready();
    reading.act(Action::Load);
    assert_eq!(blocker(&reading, 100, Some(&own)), Some(Blocker::Reading));
}
