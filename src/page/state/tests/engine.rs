//! What the state makes of an engine that dies or does not start.

use super::*;

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
