use super::*;
use facegan_core::config::{Field, TrainConfig};
use facegan_core::dataset_report::{DatasetReport, Refused};
use facegan_core::opened::{Content, OpenedFile};
use facegan_core::problem::Problem;
use facegan_core::run::{Outcome, Plan, RunId, Stage};
use facegan_core::run_manifest::RunKey;
use facegan_core::skipped::{SkipReason, Skipped};
use facegan_core::stats::Stats;
use facegan_protocol::Event;

mod crops;
mod planning;
mod survival;

const RUN: RunId = RunId(1);

fn report(images: usize) -> DatasetReport {
    DatasetReport { images, image_size: 64, ..DatasetReport::default() }
}

fn plan() -> Plan {
    Plan { key: RunKey("1".into()), adapter: "GPU".into(), images: 1280, iterations_per_epoch: 64, iterations: 320 }
}

fn stats(iteration: usize) -> Event {
    let stats = Stats {
        iteration,
        epoch: iteration / 64,
        batch: iteration % 64,
        images: 20,
        loss_d: 0.5,
        loss_g: 2.0,
        d_x: 0.7,
        d_g_z1: 0.3,
        d_g_z2: 0.2,
        seconds: 0.1,
    };
    Event::Stats { run: RUN, stats }
}

fn config() -> TrainConfig {
    TrainConfig { batch_size: 20, ..TrainConfig::default() }
}

/// A page whose engine is ready and holds 1,280 photos.
fn ready() -> AppState {
    let mut app = AppState::default();
    app.apply(&Event::Ready);
    app.act(Action::Load);
    app.apply(&Event::Dataset(report(1280)));
    app
}

/// A page in the middle of a run, its 12th iteration done.
fn training() -> AppState {
    let mut app = ready();
    app.act(Action::Start { run: app.next_run(), config: config() });
    app.apply(&Event::Preparing { run: RUN, stage: Stage::Shaders });
    app.apply(&Event::Started { run: RUN, plan: plan() });
    app.apply(&stats(11));
    app
}

fn finished(outcome: Outcome) -> Event {
    Event::Finished { run: RUN, outcome }
}

#[test]
fn reading_is_counted_and_reported() {
    let mut app = AppState::default();
    assert_eq!(app.status(), "Loading the engine…");
    app.apply(&Event::Ready);
    assert_eq!(app.status(), "Drop photos to begin.");
    app.act(Action::Load);
    assert_eq!(app.status(), "Reading photos…");
    app.apply(&Event::Reading { read: 120, total: Some(1500) });
    assert_eq!(app.status(), "Reading photos… 120 of 1,500");
    assert!(app.is_reading() && app.can_load() && !app.can_clear());
    app.apply(&Event::Dataset(report(256)));
    assert_eq!(app.status(), "256 photos ready.");
    assert!(app.can_clear());
}

#[test]
fn photos_of_another_size_are_visibly_read_again() {
    let mut app = ready();
    app.act(Action::Reload(128));
    app.apply(&Event::Reading { read: 3, total: Some(9) });
    assert_eq!(app.status(), "Reading photos again at 128×128… 3 of 9");
    assert_eq!(app.start_blocker(Some(&config()), None), Some(Blocker::Reading));
}

#[test]
fn a_load_abandoned_before_it_began_leaves_the_data_as_it_was() {
    let mut app = ready();
    app.act(Action::Load);
    app.act(Action::Load);
    app.act(Action::DropLoad);
    assert_eq!(app.status(), "1,280 photos ready.");
    let mut empty = AppState::default();
    empty.act(Action::Load);
    empty.act(Action::DropLoad);
    assert_eq!(empty.data, Data::Empty);
}

#[test]
fn a_cancelled_load_keeps_what_was_read() {
    let mut app = ready();
    app.act(Action::Load);
    app.apply(&Event::Dataset(DatasetReport { cancelled: true, ..report(1300) }));
    assert_eq!(app.status(), "1,300 photos ready; reading was cancelled.");
    assert_eq!(app.start_blocker(Some(&config()), None), None);
}

#[test]
fn refused_files_alone_are_distinguished_from_no_files() {
    let mut app = ready();
    let refused = vec![Refused { name: "a.txt".into(), reason: "no image".into() }];
    app.apply(&Event::Dataset(DatasetReport { refused, ..report(0) }));
    assert_eq!(app.status(), "No photos could be used: 1 refused.");
    let skipped = vec![Skipped { folder: "@eaDir".into(), kind: SkipReason::Thumbnails, files: 1200 }];
    app.apply(&Event::Dataset(DatasetReport { skipped, ..report(0) }));
    assert_eq!(app.status(), "No photos could be used: 0 refused, 1,200 left out.");
    assert_eq!(app.start_blocker(Some(&config()), None), Some(Blocker::NoPhotos));
    app.apply(&Event::Dataset(report(0)));
    assert_eq!(app.data, Data::Empty);
}

#[test]
fn every_reason_not_to_start_is_named() {
    let blocker = |app: &AppState| app.start_blocker(Some(&config()), None);
    assert_eq!(blocker(&AppState::default()), Some(Blocker::NoPhotos));
    assert_eq!(ready().start_blocker(Some(&config()), Some(Blocker::NoGpu)), Some(Blocker::NoGpu));
    assert_eq!(ready().start_blocker(None, None), Some(Blocker::Settings));
    assert_eq!(blocker(&ready()), None);
    assert_eq!(blocker(&training()), Some(Blocker::Running));
    let mut few = ready();
    few.apply(&Event::Dataset(report(19)));
    let text = blocker(&few).map(|blocker| blocker.to_string());
    let expected = "batch_size is larger than the set of 19 images: use 19 or less, or add photos.";
    assert_eq!(text.as_deref(), Some(expected));
    let mut dead = ready();
    dead.apply(&Event::Dead { reason: "gone".into() });
    assert_eq!(blocker(&dead), Some(Blocker::NoEngine));
}

#[test]
fn a_run_prepares_trains_and_completes() {
    let mut app = ready();
    app.act(Action::Start { run: RUN, config: config() });
    assert_eq!((app.status().as_str(), app.run_word()), ("Preparing…", "preparing"));
    app.apply(&Event::Preparing { run: RUN, stage: Stage::Gpu });
    assert_eq!(app.status(), "Preparing: asking for the GPU…");
    app.apply(&Event::Preparing { run: RUN, stage: Stage::Shaders });
    assert_eq!(app.status(), "Preparing: compiling shaders…");
    assert!(app.can_stop() && !app.can_pause() && !app.can_export() && !app.can_load());
    app.apply(&Event::Started { run: RUN, plan: plan() });
    app.apply(&stats(11));
    assert_eq!(app.status(), "Training: epoch 1 of 5, iteration 12 of 320.");
    assert!(app.can_pause() && app.can_export());
    app.apply(&stats(319));
    app.apply(&finished(Outcome::Completed));
    assert_eq!((app.status().as_str(), app.run_word()), ("Training complete: 320 iterations.", "finished"));
    assert!(app.can_export() && app.can_load() && !app.can_stop());
    assert_eq!(app.next_run(), RunId(2));
}

#[test]
fn pause_takes_effect_when_the_engine_says_so_and_a_step_ends_paused() {
    let mut app = training();
    app.act(Action::Pause);
    assert_eq!((app.status().as_str(), app.run_word()), ("Pausing after this iteration…", "training"));
    app.apply(&Event::Paused { run: RUN });
    assert_eq!((app.status().as_str(), app.run_word()), ("Paused at iteration 12 of 320.", "paused"));
    assert!(app.can_resume());
    app.act(Action::Step);
    assert!(!app.can_resume());
    app.apply(&stats(12));
    app.apply(&Event::Paused { run: RUN });
    assert_eq!(app.status(), "Paused at iteration 13 of 320.");
    app.act(Action::Resume { lr: None });
    app.apply(&Event::Resumed { run: RUN });
    assert!(app.can_pause());
}

#[test]
fn acts_that_make_no_sense_change_nothing() {
    let mut app = training();
    let before = app.clone();
    app.act(Action::Step);
    app.act(Action::Resume { lr: None });
    assert_eq!(app, before);
    let mut idle = ready();
    let before = idle.clone();
    idle.act(Action::Stop);
    idle.act(Action::Pause);
    assert_eq!(idle, before);
}

#[test]
fn a_stop_outlives_what_was_on_its_way() {
    let mut app = training();
    app.act(Action::Stop);
    assert!(!app.can_stop());
    app.apply(&Event::Paused { run: RUN });
    app.apply(&stats(12));
    assert_eq!(app.status(), "Stopping after this iteration…");
    app.apply(&finished(Outcome::Stopped));
    assert_eq!((app.status().as_str(), app.run_word()), ("Stopped after 13 iterations.", "finished"));
}

#[test]
fn events_of_an_earlier_run_are_ignored() {
    let mut app = training();
    app.apply(&finished(Outcome::Stopped));
    app.act(Action::Start { run: app.next_run(), config: config() });
    let before = app.clone();
    for event in [stats(13), finished(Outcome::Completed), Event::Paused { run: RUN }] {
        assert!(!app.concerns(&event));
        app.apply(&event);
    }
    assert_eq!(app, before);
    assert!(app.concerns(&Event::Ready));
}

#[test]
fn the_sentence_is_about_what_was_done_last() {
    let mut app = training();
    app.apply(&finished(Outcome::Stopped));
    assert_eq!(app.status(), "Stopped after 12 iterations.");
    app.act(Action::Load);
    app.apply(&Event::Dataset(report(1300)));
    assert_eq!(app.status(), "1,300 photos ready.");
    app.act(Action::Clear);
    assert_eq!(app.status(), "Drop photos to begin.");
}

#[test]
fn an_engine_that_dies_takes_the_networks_but_not_the_page() {
    let mut app = training();
    assert!(app.failure_message("out of memory").what.starts_with("Training stopped: out of memory."));
    app.apply(&Event::Dead { reason: "out of memory".into() });
    assert_eq!(app.run_word(), "failed");
    assert!(!app.can_export() && !app.is_running());

    app.act(Action::Spawn);
    app.act(Action::Reload(64));
    app.apply(&Event::Ready);
    assert_eq!(app.status(), "Reading photos again at 64×64…");
    app.apply(&Event::Dataset(report(1280)));
    assert_eq!(app.status(), "Training failed after 12 iterations.");
    assert_eq!(app.start_blocker(Some(&config()), None), None);
    app.act(Action::Start { run: app.next_run(), config: config() });
    assert_eq!(app.run_word(), "preparing");
}

#[test]
fn a_finished_run_stays_finished_when_its_engine_dies() {
    let mut app = training();
    app.apply(&finished(Outcome::Completed));
    app.apply(&Event::Dead { reason: "gone".into() });
    assert_eq!((app.run_word(), app.can_export()), ("finished", false));
}

#[test]
fn an_engine_that_cannot_be_loaded_is_named_and_can_be_tried_again() {
    let mut app = AppState::default();
    app.apply(&Event::Download { loaded: 10.0, total: Some(20.0) });
    assert_eq!(app.engine, Engine::Loading { loaded: 10.0, total: Some(20.0) });
    let problem = app.failure_message("the server answered 404");
    assert_eq!(problem.what, "The engine could not be loaded: the server answered 404.");
    app.apply(&Event::Dead { reason: "the server answered 404".into() });
    assert_eq!(app.status(), "The engine is not loaded.");
    app.act(Action::Spawn);
    app.apply(&Event::Ready);
    assert_eq!(app.status(), "Drop photos to begin.");
}

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
            let content = Content::NetD { image_size: 64, ndf: 8 };
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
fn what_is_spoken_does_not_count_along() {
    let mut app = training();
    let spoken = app.announcement(Visit::New);
    assert_eq!(spoken, "Training: epoch 1 of 5.");
    app.apply(&stats(12));
    assert_eq!(app.announcement(Visit::New), spoken);
    app.act(Action::Pause);
    assert_eq!(app.announcement(Visit::New), app.status());
    let mut app = ready();
    app.act(Action::Load);
    app.apply(&Event::Reading { read: 7, total: Some(20) });
    assert_eq!(
        (app.announcement(Visit::New).as_str(), app.status().as_str()),
        ("Reading photos…", "Reading photos… 7 of 20")
    );
}

#[test]
fn the_tab_tells_how_far_a_run_is() {
    let title = |app: &AppState| app.title();
    assert_eq!(title(&ready()), "facegan");
    let mut app = ready();
    app.act(Action::Start { run: RUN, config: config() });
    assert_eq!(title(&app), "Preparing · facegan");
    let mut app = training();
    assert_eq!(title(&app), "3 % · facegan");
    app.apply(&Event::Paused { run: RUN });
    assert_eq!(title(&app), "Paused · facegan");
    for (outcome, word) in [(Outcome::Completed, "Done"), (Outcome::Stopped, "Stopped")] {
        app.apply(&finished(outcome));
        assert_eq!(title(&app), format!("{word} · facegan"));
    }
}

#[test]
fn only_a_run_that_ended_by_itself_is_news() {
    let mut app = training();
    assert_eq!(app.notification(), None);
    app.apply(&finished(Outcome::Stopped));
    assert_eq!(app.notification(), None);
    app.apply(&finished(Outcome::Completed));
    assert_eq!(app.notification().as_deref(), Some("Training complete: 12 iterations."));
    let mut app = training();
    app.apply(&Event::Dead { reason: "gone".into() });
    assert_eq!(app.notification().as_deref(), Some("Training failed after 12 iterations."));
}

#[test]
fn a_run_whose_numbers_are_not_finite_says_where() {
    let mut app = training();
    app.apply(&Event::NotFinite { run: RunId(7), iteration: 3 });
    assert_eq!(app.run.as_ref().unwrap().not_finite, None);
    app.apply(&Event::NotFinite { run: RUN, iteration: 12 });
    let problem = Problem { what: "Training stopped.".into(), advice: "Lower lr.".into() };
    app.apply(&finished(Outcome::Failed(problem)));
    assert_eq!((app.run_word(), app.run.unwrap().not_finite), ("failed", Some(12)));
}
