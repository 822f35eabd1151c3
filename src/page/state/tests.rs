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
mod engine;
mod loading;
mod planning;
mod restoring;
mod sentences;
mod survival;

const RUN: RunId = RunId(1);

fn report(images: usize) -> DatasetReport {
    DatasetReport { images, image_size: 64, ..DatasetReport::default() }
}

fn plan() -> Plan {
    let (key, adapter) = (RunKey("1".into()), "GPU".into());
    Plan { key, adapter, images: 1280, held_out: 0, iterations_per_epoch: 64, iterations: 320, seeded_noise: true }
}

fn stats(iteration: usize) -> Event {
    stats_of(RUN, iteration)
}

/// The numbers of a run's iteration.
pub fn stats_of(run: RunId, iteration: usize) -> Event {
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
    Event::Stats { run, stats }
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
    app.act(Action::Resume { rates: None });
    app.apply(&Event::Resumed { run: RUN });
    assert!(app.can_pause());
}

#[test]
fn acts_that_make_no_sense_change_nothing() {
    let mut app = training();
    let before = app.clone();
    app.act(Action::Step);
    app.act(Action::Resume { rates: None });
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
