//! What is written and spoken about the state.

use super::*;

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
