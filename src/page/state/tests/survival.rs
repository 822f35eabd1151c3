//! Runs that go back, and runs whose engine ended.

use super::*;

fn dead() -> Event {
    Event::Dead { reason: "the GPU failed".into() }
}

#[test]
fn a_run_that_went_back_waits_and_goes_on_with_the_lr_that_is_chosen() {
    let mut app = training();
    app.apply(&Event::WentBack { run: RUN, from: 12, iterations: 7 });
    let Event::Stats { stats, .. } = stats(6) else { unreachable!() };
    app.apply(&Event::History { run: RUN, history: vec![stats] });
    app.apply(&Event::Paused { run: RUN });
    let run = app.run.as_ref().unwrap();
    assert_eq!((run.setback, run.saved), (Some(Setback { from: 12, iterations: 7 }), Some(7)));
    assert_eq!(app.status(), "Paused at iteration 7 of 320.");
    let rates = |lr| Some(TrainConfig { lr, ..TrainConfig::default() }.rates());
    app.act(Action::Resume { rates: rates(0.0001) });
    let run = app.run.as_ref().unwrap();
    assert_eq!((run.setback, run.config.lr), (None, 0.0001));
    app.act(Action::Resume { rates: rates(1.0) });
    assert_eq!(app.run.as_ref().unwrap().config.lr, 0.0001, "it is no longer paused");
}

#[test]
fn a_run_whose_engine_ended_is_still_the_run_while_it_recovers() {
    let mut app = training();
    app.apply(&Event::Saved { run: RUN, iterations: 10, held: None });
    let problem = app.interruption("the GPU failed.");
    assert_eq!(problem.what, "Training was interrupted after 12 iterations: the GPU failed.");
    assert_eq!(problem.advice, "It goes on by itself from iteration 10, which was saved.");
    app.apply(&dead());
    app.act(Action::Recover(Then::Continue));
    assert!(app.is_running() && !app.can_load() && !app.can_export());
    assert_eq!((app.status().as_str(), app.run_word()), ("Starting again from what was saved…", "preparing"));
    assert_eq!(app.notification(), None, "a lost engine is no failed run");

    app.act(Action::Start { run: app.next_run(), config: config() });
    app.act(Action::RestoreFrom { key: RunKey("1".into()), saved: 10 });
    let run = app.run.as_ref().unwrap();
    assert_eq!((run.id, run.key.clone(), run.saved), (RunId(2), Some(RunKey("1".into())), Some(10)));
}

#[test]
fn what_the_person_asked_of_a_run_holds_in_the_next_engine() {
    let mut paused = training();
    paused.apply(&Event::Paused { run: RUN });
    assert_eq!(paused.then(), Then::Pause);
    assert_eq!(
        paused.interruption("the GPU failed").advice,
        "It is set up again at iteration 0, which was saved, and stays paused."
    );
    paused.apply(&dead());
    paused.act(Action::Recover(Then::Pause));
    assert_eq!(paused.then(), Then::Pause, "until it is taken up");

    let mut stopped = training();
    assert_eq!(stopped.then(), Then::Continue);
    stopped.act(Action::Stop);
    assert_eq!(stopped.then(), Then::Stop);

    let mut recovering = training();
    recovering.apply(&dead());
    recovering.act(Action::Recover(Then::Continue));
    assert!(recovering.can_stop());
    recovering.act(Action::Stop);
    assert_eq!(recovering.then(), Then::Stop, "it can be stopped before it is there again");
    assert!(!recovering.can_stop());
}

#[test]
fn a_run_that_cannot_recover_has_failed() {
    let mut app = training();
    app.apply(&dead());
    app.act(Action::Recover(Then::Continue));
    app.act(Action::AbandonRecovery);
    assert!(!app.is_running());
    assert_eq!(app.run_word(), "failed");
    let mut well = training();
    well.act(Action::AbandonRecovery);
    assert_eq!(well, training(), "only a run that recovers can be given up");
}
