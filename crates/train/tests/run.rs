//! A run as a value that is polled: what happens to it, in which order, whatever its store and its device do.

#[path = "run/measured.rs"]
mod measured;

use std::cell::RefCell;
use std::rc::Rc;

use burn::tensor::Device;
use facegan_core::config::{Rates, TrainConfig};
use facegan_core::quality::Measurement;
use facegan_core::stats::Stats;
use facegan_kernels::Faults;
use facegan_train::{
    GoBackError, Mode, Run, RunEnd, RunEvent, RunStore, SaveError, Session, Snapshot, Step, TrainError,
};
use pollster::block_on;
use test_support::{faces, tiny};

/// A learning rate that leads to NaN after an iteration or two.
const DIVERGING: f64 = 1e30;

/// One learning rate for both networks.
fn rates(lr: f64) -> Rates {
    Rates { lr, lr_g: None, lr_d: None }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
enum StoreError {
    #[error("no space is left")]
    Full,
    #[error("it is refused")]
    Refused,
}

/// A store in memory that fails on request.
#[derive(Default)]
struct TestStore {
    recorded: Vec<Stats>,
    states: Vec<Snapshot>,
    /// What recording or saving fails with next.
    record_fails: Option<StoreError>,
    save_fails: Option<StoreError>,
}

impl RunStore for TestStore {
    type Error = StoreError;

    const GRIDS_IN_STATE: bool = true;

    fn is_full(error: &StoreError) -> bool {
        *error == StoreError::Full
    }

    fn record(&mut self, step: &Step) -> Result<(), StoreError> {
        self.recorded.push(step.stats);
        self.record_fails.take().map_or(Ok(()), Err)
    }

    fn flush(&mut self) {}

    fn save(&mut self, state: &Snapshot) -> Result<(), StoreError> {
        if let Some(error) = self.save_fails {
            return Err(error);
        }
        self.states.insert(0, state.clone());
        Ok(())
    }

    fn load(&self, nth: usize) -> Result<Option<Snapshot>, StoreError> {
        Ok(self.states.get(nth).cloned())
    }

    fn rewind(&mut self, history: &[Stats], _: &[Measurement]) {
        self.recorded.truncate(history.len());
    }

    fn resume(&mut self, _: &TrainConfig) {
        self.save_fails = None;
    }
}

type Event = RunEvent<StoreError>;
type SharedStore = Rc<RefCell<TestStore>>;

fn config(iterations: usize) -> TrainConfig {
    TrainConfig { max_iterations: Some(iterations), ..tiny() }
}

fn session(iterations: usize) -> Session {
    let data = faces(8, 32);
    Session::new(config(iterations), data.identities().to_vec(), data.taken(), Device::flex().autodiff())
}

/// A run of so many iterations with its store and its device's faults.
fn run(iterations: usize) -> (Run<SharedStore>, SharedStore, Faults) {
    let (store, faults) = (SharedStore::default(), Faults::default());
    let data = Rc::new(RefCell::new(faces(8, 32)));
    (Run::new(session(iterations), data, store.clone(), faults.clone()), store, faults)
}

/// An event in a word, with its number.
fn word(event: &Event) -> String {
    match event {
        RunEvent::Step(step) => format!("step {}", step.stats.iteration),
        RunEvent::Saved { iterations } => format!("saved {iterations}"),
        RunEvent::Measured { measurement, best } => {
            format!("measured {}{}", measurement.iterations, if best.is_some() { ", the best" } else { "" })
        }
        RunEvent::Full(_) => "full".into(),
        RunEvent::NotRecorded(_) => "not recorded".into(),
        RunEvent::NotSaved(_) => "not saved".into(),
        RunEvent::WentBack { from, iterations } => format!("went back from {from} to {iterations}"),
        RunEvent::Paused => "paused".into(),
        RunEvent::Resumed => "resumed".into(),
        RunEvent::Ended(RunEnd::Completed) => "completed".into(),
        RunEvent::Ended(RunEnd::Stopped) => "stopped".into(),
        RunEvent::Ended(RunEnd::Failed(_)) => "failed".into(),
        RunEvent::Ended(RunEnd::Diverged { .. }) => "diverged".into(),
    }
}

/// Polls until there is nothing more to do.
fn all(run: &mut Run<SharedStore>) -> Vec<String> {
    std::iter::from_fn(|| block_on(run.next())).map(|event| word(&event)).collect()
}

/// What has happened already.
fn all_there(run: &mut Run<SharedStore>) -> Vec<String> {
    std::iter::from_fn(|| run.event()).map(|event| word(&event)).collect()
}

/// Polls until this happens.
fn until(run: &mut Run<SharedStore>, wanted: &str) {
    while word(&block_on(run.next()).unwrap_or_else(|| panic!("{wanted} does not happen"))) != wanted {}
}

#[test]
fn a_run_trains_as_its_session_alone_does_and_is_saved_first_and_last() {
    let (mut run, store, _) = run(4);
    let events = all(&mut run);
    assert_eq!(events, ["step 0", "step 1", "saved 2", "step 2", "step 3", "saved 4", "completed"]);
    assert_eq!(run.mode(), Mode::Ended);

    let (mut alone, data) = (session(4), faces(8, 32));
    for _ in 0..4 {
        let batch = alone.next_batch(&data).unwrap();
        block_on(alone.train(batch)).unwrap();
    }
    let alone = block_on(alone.state()).unwrap();
    let saved = &store.borrow().states[0];
    assert_eq!((&saved.net_g, &saved.net_d), (&alone.net_g, &alone.net_d));
    let losses = |history: &[Stats]| history.iter().map(|stats| (stats.loss_d, stats.loss_g)).collect::<Vec<_>>();
    assert_eq!(losses(&store.borrow().recorded), losses(&alone.history));
}

#[test]
fn a_pause_is_saved_and_a_paused_run_steps_and_resumes() {
    let (mut run, _, _) = run(30);
    until(&mut run, "saved 2");
    block_on(run.pause());
    assert_eq!(run.mode(), Mode::Paused);
    assert_eq!(all(&mut run), ["paused"], "its state is saved already");
    block_on(run.step());
    assert_eq!(all(&mut run), ["step 2", "paused"]);
    run.resume(Some(rates(0.0001)));
    assert_eq!(run.session().config().lr, 0.0001);
    until(&mut run, "step 3");
    block_on(run.pause());
    let events = all(&mut run);
    let iterations = run.session().history().len();
    assert!(iterations > 4, "another was queued: {events:?}");
    assert_eq!(events.last(), Some(&format!("saved {iterations}")), "{events:?}");
    run.resume(None);
    block_on(run.stop());
    assert_eq!(all(&mut run), ["resumed", "stopped"]);
}

#[test]
fn a_run_is_saved_at_once_when_it_is_asked_to() {
    let (mut run, store, _) = run(30);
    until(&mut run, "saved 2");
    until(&mut run, "step 2");
    block_on(run.save_now()).unwrap();
    let saved = run.session().history().len();
    assert_eq!(all_there(&mut run).last(), Some(&format!("saved {saved}")));
    block_on(run.save_now()).unwrap();
    assert_eq!((all_there(&mut run).len(), store.borrow().states.len()), (0, 2), "it is saved already");
    assert_eq!(run.mode(), Mode::Running);

    until(&mut run, &format!("step {saved}"));
    store.borrow_mut().save_fails = Some(StoreError::Full);
    assert!(matches!(block_on(run.save_now()), Err(SaveError::Store(StoreError::Full))));
    assert_eq!(run.mode(), Mode::Running, "it goes on as it was");
    store.borrow_mut().save_fails = None;
    assert_eq!(all(&mut run).last().map(String::as_str), Some("completed"));
    block_on(run.save_now()).unwrap();
    assert_eq!(all(&mut run), [""; 0], "one that ended is left as it is");
}

#[test]
fn numbers_that_are_not_finite_send_a_run_back_to_the_last_state_and_then_to_the_one_before() {
    let (mut run, store, _) = run(100);
    until(&mut run, "saved 2");
    until(&mut run, "step 2");
    block_on(run.pause());
    let iterations = run.session().history().len();
    until(&mut run, &format!("saved {iterations}"));
    for state in [iterations, 2] {
        run.resume(Some(rates(DIVERGING)));
        let events = all(&mut run);
        let [.., back, last] = &events[..] else { panic!("{events:?}") };
        assert!(back.ends_with(&format!("to {state}")), "{events:?}");
        assert_eq!((last.as_str(), run.mode()), ("paused", Mode::Paused));
        assert_eq!((run.session().history().len(), store.borrow().recorded.len()), (state, state));
    }
    run.resume(Some(rates(0.0002)));
    until(&mut run, "step 2");
}

#[test]
fn a_run_that_diverges_before_a_state_was_saved_ends() {
    let (mut run, store, _) = run(100);
    store.borrow_mut().save_fails = Some(StoreError::Refused);
    until(&mut run, "not saved");
    block_on(run.pause());
    all(&mut run);
    run.resume(Some(rates(DIVERGING)));
    store.borrow_mut().save_fails = Some(StoreError::Refused);
    let last = std::iter::from_fn(|| block_on(run.next())).last();
    let is_diverged =
        |event: &Event| matches!(event, RunEvent::Ended(RunEnd::Diverged { why: GoBackError::NothingSaved, .. }));
    assert!(last.as_ref().is_some_and(is_diverged), "{last:?}");
}

#[test]
fn a_run_waits_once_for_space_and_then_trains_unsaved() {
    let (mut run, store, _) = run(6);
    store.borrow_mut().save_fails = Some(StoreError::Full);
    assert_eq!(all(&mut run), ["step 0", "step 1", "full", "paused"]);
    run.resume(None);
    store.borrow_mut().save_fails = Some(StoreError::Full);
    block_on(run.pause());
    until(&mut run, "not saved");
    run.resume(None);
    let events = all(&mut run);
    assert_eq!(events.last().map(String::as_str), Some("completed"), "{events:?}");
}

#[test]
fn what_cannot_be_recorded_is_told_and_the_run_continues() {
    let (mut run, store, _) = run(3);
    store.borrow_mut().record_fails = Some(StoreError::Refused);
    let events = all(&mut run);
    assert_eq!(events[..2], ["step 0", "not recorded"]);
    assert_eq!(events.last().map(String::as_str), Some("completed"));

    let (mut run, store, _) = self::run(3);
    store.borrow_mut().record_fails = Some(StoreError::Full);
    assert_eq!(all(&mut run), ["step 0", "full", "paused"]);
    run.resume(None);
    let events = all(&mut run);
    assert_eq!(events.last().map(String::as_str), Some("completed"), "{events:?}");
}

#[test]
fn a_devices_fault_ends_a_run_before_anything_is_recorded_or_saved() {
    let (mut run, store, faults) = run(9);
    until(&mut run, "saved 2");
    faults.note("the device was lost".into());
    let events: Vec<_> = std::iter::from_fn(|| block_on(run.next())).collect();
    let failed = |event: &Event| matches!(event, RunEvent::Ended(RunEnd::Failed(TrainError::Fault(_))));
    assert!(events.len() == 1 && failed(&events[0]), "{events:?}");
    assert_eq!((store.borrow().recorded.len(), store.borrow().states.len()), (2, 1));
    assert_eq!(all(&mut run), [""; 0]);
}

#[test]
fn a_state_that_cannot_be_saved_at_the_end_is_told() {
    let (mut run, store, _) = run(3);
    until(&mut run, "saved 2");
    store.borrow_mut().save_fails = Some(StoreError::Refused);
    let events: Vec<_> = std::iter::from_fn(|| block_on(run.next())).collect();
    let refused = |event: &Event| matches!(event, RunEvent::NotSaved(SaveError::Store(StoreError::Refused)));
    assert!(events.iter().any(refused), "{events:?}");
    assert_eq!(events.last().map(word).as_deref(), Some("completed"));
}
