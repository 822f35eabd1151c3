//! A run whose netG is measured while it trains.

use std::collections::VecDeque;

use async_channel::{Receiver, bounded};
use facegan_core::images::Images;
use facegan_core::quality::{Figure, Metric, Quality, Score, Value};
use facegan_model::Network;
use facegan_train::{Evaluated, EvaluationImages, Evaluator, Fakes, generator};
use test_support::runs::timeless;
use web_time::Duration;

use super::*;

const IMAGES: usize = 40;

/// Finds these distances, one after the other, and keeps what it was given.
#[derive(Clone, Default)]
struct TestEvaluator {
    distances: Rc<RefCell<VecDeque<f64>>>,
    given: Rc<RefCell<Vec<Images>>>,
}

impl TestEvaluator {
    fn new(distances: &[f64]) -> Self {
        Self { distances: Rc::new(RefCell::new(distances.iter().copied().collect())), ..Self::default() }
    }
}

impl Evaluator for TestEvaluator {
    fn begin(&mut self, images: EvaluationImages) -> Receiver<Evaluated> {
        let (sender, receiver) = bounded(1);
        self.given.borrow_mut().push(images.net_g);
        if let Some(distance) = self.distances.borrow_mut().pop_front() {
            let average = images.average.map(|_| quality(2.0 * distance));
            let evaluated = Evaluated { net_g: quality(distance), average, took: Duration::ZERO };
            sender.try_send(evaluated).expect("the channel is empty");
        }
        receiver
    }
}

fn quality(distance: f64) -> Quality {
    let value = Value { value: distance, interval: Some([distance - 1.0, distance + 1.0]) };
    let score = Score { generated: value, real: value };
    let figures = vec![Figure { metric: Metric::Distance, generated: IMAGES, photos: IMAGES, result: Ok(score) }];
    Quality { image_size: 32, generated: IMAGES, photos: IMAGES, held_out: None, seed: 1, figures }
}

/// A whole run of three iterations: what happened, and its last state without measurements and times.
fn whole_run(evaluator: Option<TestEvaluator>) -> (Vec<Event>, Snapshot) {
    let (mut run, ..) = run(3);
    if let Some(evaluator) = evaluator {
        run.evaluate_with(Box::new(evaluator), IMAGES);
    }
    let events: Vec<_> = std::iter::from_fn(|| block_on(run.next())).collect();
    (events, Snapshot { measurements: Vec::new(), ..timeless(run.session()) })
}

#[test]
fn a_run_is_the_same_measured_or_not() {
    let (_, alone) = whole_run(None);
    let (events, measured) = whole_run(Some(TestEvaluator::new(&[30.0, 20.0])));
    assert_eq!(measured, alone);
    let words: Vec<_> = events.iter().map(word).filter(|word| word.starts_with("measured")).collect();
    assert_eq!(words, ["measured 0, the best", "measured 3, the best"]);
    assert_eq!(events.last().map(word).as_deref(), Some("completed"));
}

#[test]
fn images_are_net_gs_in_eval_mode_and_the_best_state_draws_them_again() {
    let evaluator = TestEvaluator::new(&[30.0, 20.0]);
    let (events, _) = whole_run(Some(evaluator.clone()));
    let bests = events.into_iter().filter_map(|event| match event {
        RunEvent::Measured { best, .. } => best,
        _ => None,
    });
    let drawn = bests.map(|best| {
        let network = Network::net_g(&best.config);
        let net_g = generator(network, &best.net_g.state, &Device::flex().into()).unwrap();
        let mut fakes = Fakes::new(32, IMAGES, 1);
        while block_on(fakes.advance(&net_g)).unwrap() {}
        fakes.finish()
    });
    let drawn: Vec<_> = drawn.collect();
    assert_eq!((drawn.len(), drawn[0].count()), (2, IMAGES));
    assert_ne!(drawn[0], drawn[1]);
    assert_eq!(drawn, *evaluator.given.borrow());
}

#[test]
fn the_best_state_has_its_own_measurement() {
    let (events, _) = whole_run(Some(TestEvaluator::new(&[30.0, 20.0])));
    let own = events.iter().filter_map(|event| match event {
        RunEvent::Measured { measurement, best } => Some((best.as_ref()?.measurements.last().cloned(), measurement)),
        _ => None,
    });
    let own: Vec<_> = own.collect();
    assert_eq!(own.len(), 2);
    assert!(own.into_iter().all(|(last, measurement)| last.as_ref() == Some(measurement)));
}

#[test]
fn a_worse_state_is_not_kept() {
    let (events, _) = whole_run(Some(TestEvaluator::new(&[20.0, 20.5])));
    let words: Vec<_> = events.iter().map(word).filter(|word| word.starts_with("measured")).collect();
    assert_eq!(words, ["measured 0, the best", "measured 3"]);
}

#[test]
fn a_run_whose_measuring_fails_goes_on() {
    let (events, measured) = whole_run(Some(TestEvaluator::new(&[])));
    assert_eq!(measured, whole_run(None).1);
    assert!(events.iter().all(|event| !word(event).starts_with("measured")));
    assert_eq!(events.last().map(word).as_deref(), Some("completed"));
}

#[test]
fn measurements_are_saved_with_the_run_and_come_back() {
    let (mut run, store, _) = run(3);
    run.evaluate_with(Box::new(TestEvaluator::new(&[30.0, 20.0])), IMAGES);
    while block_on(run.next()).is_some() {}
    let state = store.borrow().states[0].clone();
    assert_eq!(state.measurements.iter().map(|one| one.iterations).collect::<Vec<_>>(), [0, 3]);
    let identities = faces(8, 32).identities().to_vec();
    let restored = Session::restore(state.clone(), config(3), identities, Device::flex().autodiff()).unwrap();
    assert_eq!(restored.measurements(), state.measurements);
}

#[test]
fn a_paused_run_that_takes_a_step_draws_from_what_that_leaves() {
    let (mut run, ..) = run(3);
    let evaluator = TestEvaluator::new(&[30.0, 20.0, 10.0]);
    run.evaluate_with(Box::new(evaluator.clone()), 4 * IMAGES);
    block_on(run.pause());
    block_on(run.step());
    block_on(run.step());
    run.resume(None);
    let words = all(&mut run);
    assert!(words.contains(&"measured 2, the best".to_owned()), "{words:?}");
    assert_eq!(evaluator.given.borrow()[0].count(), 4 * IMAGES);
}
