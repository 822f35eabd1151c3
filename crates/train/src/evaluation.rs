//! Measuring netG while it trains: when, from which images, and which of a run's states was the best.

use std::mem;

use async_channel::{Receiver, TryRecvError};
use facegan_core::images::Images;
use facegan_core::latent::WeightSource;
use facegan_core::quality::{Measurement, Quality};
use facegan_model::ReadError;
use web_time::{Duration, Instant};

use super::fakes::Fakes;
use super::schedule::Schedule;
use super::session::Session;
use super::snapshot::{Snapshot, SnapshotError};

/// The seed of the latents that every run is measured with.
const SEED: u32 = 1;

/// Measures images while the run goes on: in a thread, or in a worker.
pub trait Evaluator {
    /// Starts to measure. What comes of it is received once; where it fails, the channel closes.
    fn begin(&mut self, images: EvaluationImages) -> Receiver<Evaluated>;
}

/// A run's images of one moment.
#[derive(Debug)]
pub struct EvaluationImages {
    /// Of netG in eval mode.
    pub net_g: Images,
    /// Of its moving average, where the run keeps one.
    pub average: Option<Images>,
}

/// What came of them.
#[derive(Debug)]
pub struct Evaluated {
    /// Of netG's.
    pub net_g: Quality,
    /// Of its moving average's.
    pub average: Option<Quality>,
    /// How long it took.
    pub took: Duration,
}

/// A state that was measured, without sample grids.
pub(super) struct Finished {
    pub measurement: Measurement,
    pub state: Snapshot,
}

/// The measurements of a run. They take as little of its time as saving does ([`Schedule`]), and change nothing of it:
/// the images come from netG in eval mode and from random streams of their own.
pub(super) struct Evaluations {
    evaluator: Box<dyn Evaluator>,
    /// Images that are drawn each time.
    images: usize,
    schedule: Schedule,
    /// Iterations after which the run was measured last.
    last: Option<usize>,
    stage: Stage,
}

enum Stage {
    Idle,
    Drawing(Box<Drawing>),
    Measuring(Box<Snapshot>, Duration, Receiver<Evaluated>),
}

/// Images that are being drawn, between two iterations.
struct Drawing {
    net_g: Fakes,
    average: Option<Fakes>,
    /// How long it took so far.
    took: Duration,
}

impl Evaluations {
    /// Measurements from so many images each.
    pub fn new(evaluator: Box<dyn Evaluator>, images: usize) -> Self {
        Self { evaluator, images, schedule: Schedule::default(), last: None, stage: Stage::Idle }
    }

    /// Whether [`advance`](Self::advance) has something to do before the next iteration.
    pub fn is_due(&self, session: &Session, now: Instant) -> bool {
        match self.stage {
            Stage::Idle => {
                let new = self.last != Some(session.history().len());
                new && (session.is_complete() || self.schedule.is_due(now))
            }
            Stage::Drawing(_) => true,
            Stage::Measuring(..) => false,
        }
    }

    /// Draws the next images of a session without pending iterations, and hands all over once they are drawn.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn advance(&mut self, session: &Session) -> Result<(), SnapshotError> {
        let began = Instant::now();
        let mut drawing = match mem::replace(&mut self.stage, Stage::Idle) {
            Stage::Drawing(drawing) => drawing,
            Stage::Idle => Box::new(Drawing::new(session, self.images)),
            measuring @ Stage::Measuring(..) => {
                self.stage = measuring;
                return Ok(());
            }
        };
        let more = drawing.advance(session).await?;
        drawing.took += began.elapsed();
        self.stage = if more { Stage::Drawing(drawing) } else { self.hand_over(*drawing, session).await? };
        Ok(())
    }

    async fn hand_over(&mut self, drawing: Drawing, session: &Session) -> Result<Stage, SnapshotError> {
        let began = Instant::now();
        let state = Box::new(session.state().await?);
        self.last = Some(session.history().len());
        let Drawing { net_g, average, took } = drawing;
        let images = EvaluationImages { net_g: net_g.finish(), average: average.map(Fakes::finish) };
        let answer = self.evaluator.begin(images);
        Ok(Stage::Measuring(state, took + began.elapsed(), answer))
    }

    /// What was measured, once it is there.
    pub fn take(&mut self) -> Option<Finished> {
        let Stage::Measuring(.., answer) = &self.stage else { return None };
        match answer.try_recv() {
            Ok(evaluated) => self.finish(evaluated),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Closed) => {
                // What failed once is not tried again.
                (self.stage, self.schedule) = (Stage::Idle, Schedule::Never);
                None
            }
        }
    }

    /// Waits for what is being measured.
    pub async fn wait(&mut self) -> Option<Finished> {
        let Stage::Measuring(.., answer) = &self.stage else { return None };
        match answer.recv().await {
            Ok(evaluated) => self.finish(evaluated),
            Err(_) => self.take(),
        }
    }

    /// Whether something is being measured.
    pub fn is_measuring(&self) -> bool {
        matches!(self.stage, Stage::Measuring(..))
    }

    /// Drops what is being drawn, because an iteration follows.
    pub fn drop_drawing(&mut self) {
        if matches!(self.stage, Stage::Drawing(_)) {
            self.stage = Stage::Idle;
        }
    }

    /// Drops all that is under way: the run went back.
    pub fn reset(&mut self, session: &Session) {
        self.stage = Stage::Idle;
        self.last = session.measurements().last().map(|measurement| measurement.iterations);
    }

    fn finish(&mut self, Evaluated { net_g, average, took }: Evaluated) -> Option<Finished> {
        let Stage::Measuring(state, drawn, _) = mem::replace(&mut self.stage, Stage::Idle) else { return None };
        let now = Instant::now();
        // As if all of it had been done at once just now.
        self.schedule.note(now.checked_sub(drawn + took).unwrap_or(now), now);
        let measurement = Measurement { iterations: state.history.len(), net_g, average };
        Some(Finished { measurement, state: *state })
    }
}

impl Drawing {
    fn new(session: &Session, images: usize) -> Self {
        let fakes = || Fakes::new(session.config().image_size, images, SEED);
        let average = session.net_g(WeightSource::Averaged).map(|_| fakes());
        Self { net_g: fakes(), average, took: Duration::ZERO }
    }

    /// Draws the next images; returns whether any are left.
    async fn advance(&mut self, session: &Session) -> Result<bool, ReadError> {
        let mut more = false;
        let average = self.average.as_mut().map(|average| (average, WeightSource::Averaged));
        for (fakes, weights) in [(&mut self.net_g, WeightSource::Trained)].into_iter().chain(average) {
            if let Some(net_g) = session.net_g(weights) {
                more |= fakes.advance(net_g).await?;
            }
        }
        Ok(more)
    }
}
