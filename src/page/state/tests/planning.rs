//! What a plan and a restart ask of the state.

use super::*;

#[test]
fn photos_stay_known_while_they_are_read_again() {
    assert_eq!(AppState::default().known_images(), None);
    let mut app = ready();
    assert_eq!(app.known_images(), Some((1280, 64)));
    app.act(Action::Reload(32));
    app.apply(&Event::Reading { read: 3, total: Some(1280) });
    assert_eq!(app.known_images(), Some((1280, 64)));
    app.apply(&Event::Dataset(DatasetReport { image_size: 32, ..report(1280) }));
    assert_eq!(app.known_images(), Some((1280, 32)));
    app.apply(&Event::Dataset(report(0)));
    assert_eq!(app.known_images(), None);
}

#[test]
fn a_run_is_replaced_only_while_it_is_under_way_and_the_engine_is_there() {
    let can_restart = |app: &AppState| app.can_restart(Some(&config()));
    let mut app = training();
    assert!(can_restart(&app) && !app.can_restart(None));
    app.act(Action::Pause);
    app.apply(&Event::Paused { run: RUN });
    assert!(can_restart(&app), "paused");
    app.act(Action::Stop);
    assert!(!can_restart(&app), "it ends already");
    app.apply(&finished(Outcome::Stopped));
    assert!(!can_restart(&app) && !can_restart(&ready()));
    let mut lost = training();
    lost.apply(&Event::Dead { reason: "lost".into() });
    assert!(!can_restart(&lost));
}

#[test]
fn the_gpu_is_measured_while_nothing_else_is_done_with_the_machine() {
    let blocker = |app: &AppState| app.measure_blocker(None);
    assert_eq!(blocker(&AppState::default()), Some(Blocker::NoEngine), "it is being loaded");
    let mut app = AppState::default();
    app.apply(&Event::Ready);
    assert_eq!((blocker(&app), blocker(&ready())), (None, None), "with photos and without");
    app.act(Action::Load);
    assert_eq!(blocker(&app), Some(Blocker::Reading));
    let mut app = training();
    assert_eq!(blocker(&app), Some(Blocker::Running));
    app.act(Action::Pause);
    app.apply(&Event::Paused { run: RUN });
    assert_eq!(blocker(&app), Some(Blocker::Running), "a paused run keeps its memory");
    app.apply(&finished(Outcome::Stopped));
    assert_eq!(blocker(&app), None);
    assert_eq!(ready().measure_blocker(Some(Blocker::NoGpu)), Some(Blocker::NoGpu));
}

#[test]
fn events_of_a_run_that_was_replaced_are_not_of_the_next() {
    let mut app = training();
    app.act(Action::Start { run: app.next_run(), config: config() });
    app.apply(&stats(12));
    app.apply(&finished(Outcome::Stopped));
    assert_eq!((app.run_word(), app.run.as_ref().map(|run| run.done())), ("preparing", Some(0)));
}
