//! Starting runs, and going on with those of a checkpoint.

use js_sys::{Date, Math};

use super::{Mode, Run, Trainer};
use crate::engine::gpu::GpuError;
use crate::engine::library::{ReopenError, SharedRun};
use crate::engine::port::post;
use facegan_core::config::{KernelChoice, TrainConfig};
use facegan_core::memory::TooLarge;
use facegan_core::problem::Problem;
use facegan_core::run::{Outcome, Plan, RunId, Stage};
use facegan_core::run_manifest::{RunKey, RunManifest, VolatileRun};
use facegan_kernels::{Compute, Kernels};
use facegan_model::StateMismatch;
use facegan_protocol::{Event, Origin, Weights};
use facegan_store::checkpoint;
use facegan_store::opened::Opened;
use facegan_store::run_store::{AppendError, Schedule};
use facegan_train::{
    Grid, GridStore, RestoreError, SavedGrid, SelfCheckError, Session, Snapshot, TrainError, Trusted, Wrong, png,
    trusted,
};

/// Iterations in one message about a run's history.
const HISTORY_PART: usize = 2000;

impl Run {
    fn new(id: RunId, mut session: Session, kept: SharedRun) -> Self {
        session.store_grids_in(Box::new(kept.clone()));
        let (saved, went_back, waited) = Default::default();
        Self { id, session, kept, mode: Mode::Running, saved, schedule: Schedule::default(), went_back, waited }
    }
}

impl Trainer {
    /// Starts a new run.
    pub(super) async fn start(&mut self, id: RunId, config: TrainConfig, weights: Weights) {
        self.end_current().await;
        match self.prepare(id, config, weights).await {
            Ok(run) => self.run = Some(run),
            Err(problem) => post(&Event::Finished { run: id, outcome: Outcome::Failed(problem) }),
        }
    }

    /// Goes on with a run.
    pub(super) async fn go_on(&mut self, id: RunId, config: TrainConfig, from: Origin) {
        self.end_current().await;
        match self.restore(id, config, from).await {
            Ok(run) => {
                self.run = Some(run);
                self.announce();
                self.recount();
                self.finish_if_complete().await;
            }
            Err(problem) => post(&Event::Finished { run: id, outcome: Outcome::Failed(problem) }),
        }
    }

    /// Tells the page what the run will do.
    pub(super) fn announce(&self) {
        let Some(Run { id, session, kept, .. }) = &self.run else { return };
        let plan = Plan {
            key: kept.borrow().key().clone(),
            adapter: kept.borrow().manifest().adapter.clone(),
            images: session.images(),
            iterations_per_epoch: session.config().iterations_per_epoch(session.images()),
            iterations: session.iterations(),
        };
        post(&Event::Started { run: *id, plan });
        self.library.announce();
    }

    /// Tells the page what the run brought before it was continued.
    pub(super) fn recount(&self) {
        let Some(Run { id: run, session, kept, .. }) = &self.run else { return };
        let run = *run;
        let history = session.history();
        let lines: Vec<_> = session.log_lines().collect();
        // In parts, since the page would not answer while it takes in a long one.
        for part in history.chunks(HISTORY_PART) {
            post(&Event::History { run, history: part.to_vec() });
        }
        if !lines.is_empty() {
            post(&Event::Log { run, line: lines.join("\n") });
        }
        let mut iterations: Vec<_> = kept.entries().iter().map(|entry| entry.iteration).collect();
        // A grid that another tool damaged is not worth failing for: the next one comes soon.
        let last = session.last_grid().filter(|grid| grid.picture().is_ok());
        if last.is_some() {
            iterations.pop();
        }
        post(&Event::Frames { run, iterations });
        if let Some(SavedGrid { iteration, png }) = last {
            post(&Event::Grid { run, iteration, png, diversity: None });
        }
    }

    async fn end_current(&mut self) {
        if self.mode() != Mode::Ended {
            self.finish(Outcome::Stopped).await;
        }
        self.run = None;
    }

    async fn prepare(&mut self, id: RunId, config: TrainConfig, weights: Weights) -> Result<Run, Problem> {
        self.check(&config)?;
        let images = self.data.borrow().len();
        config.fits(images).map_err(|why| refuse(format!("The run could not start: batch_size {why}.")))?;
        let compute = self.ready_gpu(id, &config).await?;
        let identities = self.data.borrow().identities().to_vec();
        let mut session = Session::new(config, identities, compute);
        if weights == Weights::Opened {
            self.opened.load_into(&mut session).map_err(|error| misfit(&error))?;
        }
        self.keep(id, self.manifest(&session), session).await
    }

    async fn restore(&mut self, id: RunId, config: TrainConfig, from: Origin) -> Result<Run, Problem> {
        self.check(&config)?;
        let compute = self.ready_gpu(id, &config).await?;
        match from {
            Origin::Opened => {
                let snapshot = self.opened.snapshot().cloned().ok_or_else(|| no_checkpoint(&self.opened))?;
                let session = self.restored(snapshot, config, compute)?;
                self.keep(id, self.manifest(&session), session).await
            }
            Origin::Held(held) => {
                let VolatileRun { manifest, state } = *held;
                let snapshot = checkpoint::from_bytes(&state).map_err(|_| no_state())?;
                let session = self.restored(snapshot, config, compute)?;
                self.keep(id, self.manifest_again(&session, &manifest), session).await
            }
            Origin::Kept(key) => {
                let kept = self.library.reopen(&key).await.map_err(|error| not_reopened(&error))?;
                let snapshot = kept.borrow().states().find_map(|state| checkpoint::from_bytes(&state).ok());
                let session = self.restored(snapshot.ok_or_else(no_state)?, config, compute)?;
                self.show_reals(id, &session)?;
                let manifest = self.manifest_again(&session, kept.borrow().manifest());
                kept.borrow_mut().rewind(manifest, session.history());
                Ok(Run::new(id, session, kept))
            }
        }
    }

    fn restored(&self, snapshot: Snapshot, config: TrainConfig, compute: Compute) -> Result<Session, Problem> {
        let identities = self.data.borrow().identities().to_vec();
        Session::restore(snapshot, config, identities, compute).map_err(|error| not_restored(&error))
    }

    async fn ready_gpu(&mut self, id: RunId, config: &TrainConfig) -> Result<Compute, Problem> {
        post(&Event::Preparing { run: id, stage: Stage::Gpu });
        let gpu = self.gpu().await.map_err(|error| gpu_problem(&error))?;
        gpu.check(config, self.kernels).map_err(too_large)?;
        post(&Event::Preparing { run: id, stage: Stage::Shaders });
        let compute = gpu.compute(self.kernels);
        match trusted(config, compute.clone()).await {
            Ok(Trusted { compute, distrusted }) => {
                if let Some(wrong) = distrusted {
                    post(&Event::Problem(wrong_kernels(&wrong)));
                }
                Ok(compute)
            }
            Err(SelfCheckError::Wrong(wrong)) => Err(wrong_gpu(&wrong)),
            // It fails again in the first iteration, from which the run recovers.
            Err(SelfCheckError::Read(_)) => Ok(compute),
        }
    }

    /// Begins to keep a run, with what it brought.
    async fn keep(&self, id: RunId, manifest: RunManifest, session: Session) -> Result<Run, Problem> {
        let reals = self.show_reals(id, &session)?;
        let kept = self.library.begin(manifest).await;
        kept.borrow_mut().keep_reals(&reals);
        session.history().iter().for_each(|stats| kept.borrow_mut().note(stats));
        kept.borrow_mut().save();
        Ok(Run::new(id, session, kept))
    }

    /// Shows the page the run's real images; returns them as PNG.
    fn show_reals(&self, id: RunId, session: &Session) -> Result<Vec<u8>, Problem> {
        let Grid { picture, diversity } =
            session.real_grid(&self.data.borrow()).map_err(|error| failure(&error.into()))?;
        let reals = png::encode(&picture).map_err(|error| failure(&error.into()))?;
        post(&Event::RealGrid { run: id, png: reals.clone(), diversity });
        Ok(reals)
    }

    fn manifest(&self, session: &Session) -> RunManifest {
        let now = Date::new_0();
        let dice = (Math::random() * f64::from(u16::MAX)) as u16;
        RunManifest {
            key: RunKey::new(&String::from(now.to_iso_string()), dice),
            started: now.get_time(),
            config: session.config().clone(),
            kernels: match session.compute().kernels {
                Kernels::Stock => KernelChoice::Stock,
                Kernels::Own(_) => self.kernels,
            },
            adapter: self
                .gpu
                .as_ref()
                .map(|gpu| gpu.describe(self.kernels, session.compute().kernels))
                .unwrap_or_default(),
            images: session.images(),
            photos: self.files.name(),
            outcome: None,
        }
    }

    /// What a run is made of that goes on under its name of before.
    fn manifest_again(&self, session: &Session, before: &RunManifest) -> RunManifest {
        RunManifest { key: before.key.clone(), started: before.started, ..self.manifest(session) }
    }

    fn check(&self, config: &TrainConfig) -> Result<(), Problem> {
        config.validate().map_err(|wrong| {
            let wrong: Vec<_> = wrong.iter().map(|(field, why)| format!("{} {why}", field.name())).collect();
            refuse(format!("The run could not start: {}.", wrong.join("; ")))
        })?;
        let (stored, asked) = (self.data.borrow().image_size(), config.image_size);
        if stored != asked {
            return Err(refuse(format!("The photos were read at {stored} pixels, the run asks for {asked}.")));
        }
        Ok(())
    }
}

fn refuse(what: String) -> Problem {
    Problem { what, advice: "Correct the settings and start again.".into() }
}

fn gpu_problem(error: &GpuError) -> Problem {
    Problem { what: format!("Training cannot start: {error}."), advice: error.advice().into() }
}

fn too_large(error: TooLarge) -> Problem {
    Problem { what: format!("Training cannot start: {error}."), advice: error.remedy }
}

fn wrong_kernels(wrong: &Wrong) -> Problem {
    Problem {
        what: format!("facegan’s own kernels compute wrong numbers on this GPU: {wrong}."),
        advice: "The run uses Burn’s stock kernels instead, which are right here and slower. Updating the graphics \
                 driver or another browser may help; please report it with the GPU’s name."
            .into(),
    }
}

fn wrong_gpu(wrong: &Wrong) -> Problem {
    Problem {
        what: format!("Training cannot start: this GPU computes wrong numbers with every kernel. {wrong}."),
        advice: "Update the graphics driver, or try another browser.".into(),
    }
}

/// What can be done about weights that are NaN or infinite.
const SPOILT: &str =
    "They were saved after training had diverged: open an earlier file, or train again with a lower lr.";

fn misfit(error: &StateMismatch) -> Problem {
    if let StateMismatch::NotFinite { .. } = error {
        return Problem { what: format!("The opened weights cannot be trained on: {error}."), advice: SPOILT.into() };
    }
    Problem {
        what: format!("The opened weights do not fit these settings: {error}."),
        advice: "Give nz, ngf, ndf and image_size the values that the weights were made with.".into(),
    }
}

fn no_checkpoint(opened: &Opened) -> Problem {
    let what = match opened {
        Opened::Weights(_) => "The opened file holds weights, not a whole run.",
        Opened::Nothing | Opened::Checkpoint { .. } => "No checkpoint is open.",
    };
    Problem { what: what.into(), advice: "Open a checkpoint, or start a new run from the weights.".into() }
}

fn not_reopened(error: &ReopenError) -> Problem {
    let advice = match error {
        ReopenError::Elsewhere => "Go on with it there, or close that tab and try again.",
        ReopenError::Gone => "Reload the page to see which runs are left.",
        ReopenError::Refused(_) => "Reload the page and try again.",
    };
    Problem { what: format!("The run could not go on: {error}."), advice: advice.into() }
}

fn no_state() -> Problem {
    Problem {
        what: "The run could not go on: no state of it was saved that is whole.".into(),
        advice: "Its curves and sample grids can still be shown. Start a new run.".into(),
    }
}

pub(super) fn not_restored(error: &RestoreError) -> Problem {
    let advice = match error {
        RestoreError::Photos { .. } => {
            "Add the photos that the run was made with, or start a new run from its weights with these."
        }
        RestoreError::Settings(_) => "Give them the checkpoint's values, or start a new run from its weights.",
        RestoreError::State(StateMismatch::NotFinite { .. }) => SPOILT,
        RestoreError::State(_) => "Open another checkpoint.",
    };
    Problem { what: format!("The run could not go on: {error}."), advice: advice.into() }
}

/// What a person is told when a run goes on without being kept.
pub(super) fn unkept(error: &AppendError) -> Problem {
    let advice = match error {
        AppendError::Full => "Delete earlier runs or free some disk space before the next run. Checkpoints still work.",
        AppendError::Missing | AppendError::Refused(_) => "Training goes on. Download a checkpoint to keep it.",
    };
    Problem { what: format!("The run is no longer kept in the browser: {error}."), advice: advice.into() }
}

/// How a run ended whose GPU went away.
pub(super) fn gpu_gone(reason: &str) -> Problem {
    let advice = "Start again, with a smaller batch_size if it happens again.";
    Problem { what: format!("Training stopped: {reason}."), advice: advice.into() }
}

/// What a person is told when a run breaks off.
pub(super) fn failure(error: &TrainError) -> Problem {
    let advice = match error {
        TrainError::NotFinite(_) => "The weights of this run are of no use any more. Start again with a lower lr.",
        TrainError::Data(_) => "Download a checkpoint, drop the photos again and go on from it.",
        TrainError::Read(_) | TrainError::Fault(_) | TrainError::Count(_) | TrainError::Grid(_) => {
            "Start again, with a smaller batch_size if it happens again."
        }
    };
    Problem { what: format!("Training stopped: {error}."), advice: advice.into() }
}
