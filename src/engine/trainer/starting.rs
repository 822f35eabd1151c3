//! Starting runs, and going on with those of a checkpoint.

use facegan_core::config::{KernelChoice, TrainConfig};
use facegan_core::problem::Problem;
use facegan_core::run::{Outcome, Plan, RunId, Stage};
use facegan_core::run_manifest::{RunKey, RunManifest, VolatileRun};
use facegan_kernels::{Compute, Faults, Kernels};
use facegan_protocol::{Event, InitialWeights, ResumeFrom};
use facegan_store::checkpoint;
use facegan_train::{GridStore, Run, SavedGrid, SelfCheckError, Session, SharedDataset, Snapshot, Trusted, trusted};
use js_sys::{Date, Math};

use super::problems::{
    failure, gpu_problem, misfit, no_checkpoint, no_state, not_reopened, not_restored, refuse, too_large, wrong_gpu,
    wrong_kernels,
};
use super::{ActiveRun, Trainer};
use crate::engine::library::SharedRun;
use crate::engine::port::post;

/// Iterations in one message about a run's history.
const HISTORY_PART: usize = 2000;

impl ActiveRun {
    fn new(id: RunId, mut session: Session, data: SharedDataset, files: SharedRun, faults: Faults) -> Self {
        session.store_grids_in(Box::new(files.clone()));
        Self { id, run: Run::new(session, data, files, faults) }
    }
}

impl Trainer {
    /// Starts a new run.
    pub(super) async fn start(&mut self, id: RunId, config: TrainConfig, weights: InitialWeights) {
        self.end_current().await;
        match self.prepare(id, config, weights).await {
            Ok(run) => self.run = Some(run),
            Err(problem) => post(&Event::Finished { run: id, outcome: Outcome::Failed(problem) }),
        }
    }

    /// Goes on with a run.
    pub(super) async fn go_on(&mut self, id: RunId, config: TrainConfig, from: ResumeFrom) {
        self.end_current().await;
        match self.restore(id, config, from).await {
            Ok(run) => {
                self.run = Some(run);
                self.announce();
                self.recount();
            }
            Err(problem) => post(&Event::Finished { run: id, outcome: Outcome::Failed(problem) }),
        }
    }

    /// Tells the page what the run will do.
    pub(super) fn announce(&self) {
        let Some(ActiveRun { id, run }) = &self.run else { return };
        let (session, files) = (run.session(), run.store().borrow());
        let plan = Plan {
            key: files.key().clone(),
            adapter: files.manifest().adapter.clone(),
            images: session.images(),
            iterations_per_epoch: session.config().iterations_per_epoch(session.images()),
            iterations: session.iterations(),
        };
        post(&Event::Started { run: *id, plan });
        self.library.announce();
    }

    /// Tells the page what the run brought before it was continued.
    pub(super) fn recount(&self) {
        let Some(ActiveRun { id, run }) = &self.run else { return };
        let (run, session, files) = (*id, run.session(), run.store());
        let history = session.history();
        let lines: Vec<_> = session.log_lines().collect();
        // In parts, since the page would not answer while it takes in a long one.
        for part in history.chunks(HISTORY_PART) {
            post(&Event::History { run, history: part.to_vec() });
        }
        if !lines.is_empty() {
            post(&Event::Log { run, line: lines.join("\n") });
        }
        let mut iterations: Vec<_> = files.entries().iter().map(|entry| entry.iteration).collect();
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
        if let Some(active) = &mut self.run {
            active.run.stop().await;
            self.post_events();
        }
        self.run = None;
    }

    async fn prepare(&mut self, id: RunId, config: TrainConfig, weights: InitialWeights) -> Result<ActiveRun, Problem> {
        self.check(&config)?;
        let images = self.data.borrow().len();
        config.fits(images).map_err(|why| refuse(format!("The run could not start: batch_size {why}.")))?;
        let compute = self.ready_gpu(id, &config).await?;
        let identities = self.data.borrow().identities().to_vec();
        let mut session = Session::new(config, identities, compute);
        if weights == InitialWeights::Opened {
            self.opened.load_into(&mut session).map_err(|error| misfit(&error))?;
        }
        self.keep(id, self.manifest(&session), session).await
    }

    async fn restore(&mut self, id: RunId, config: TrainConfig, from: ResumeFrom) -> Result<ActiveRun, Problem> {
        self.check(&config)?;
        let compute = self.ready_gpu(id, &config).await?;
        match from {
            ResumeFrom::Opened => {
                let snapshot = self.opened.snapshot().cloned().ok_or_else(|| no_checkpoint(&self.opened))?;
                let session = self.restored(snapshot, config, compute)?;
                self.keep(id, self.manifest(&session), session).await
            }
            ResumeFrom::Volatile(held) => {
                let VolatileRun { manifest, state } = *held;
                let snapshot = checkpoint::from_bytes(&state).map_err(|_| no_state())?;
                let session = self.restored(snapshot, config, compute)?;
                self.keep(id, self.manifest_again(&session, &manifest), session).await
            }
            ResumeFrom::Stored(key) => {
                let kept = self.library.reopen(&key).await.map_err(|error| not_reopened(&error))?;
                let snapshot = kept.borrow().states().find_map(|state| checkpoint::from_bytes(&state).ok());
                let session = self.restored(snapshot.ok_or_else(no_state)?, config, compute)?;
                self.show_reals(id, &session)?;
                let manifest = self.manifest_again(&session, kept.borrow().manifest());
                kept.borrow_mut().rewind(manifest, session.history());
                Ok(self.active(id, session, kept))
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
    async fn keep(&self, id: RunId, manifest: RunManifest, session: Session) -> Result<ActiveRun, Problem> {
        let reals = self.show_reals(id, &session)?;
        let kept = self.library.begin(manifest).await;
        kept.borrow_mut().store_reals(&reals);
        session.history().iter().for_each(|stats| kept.borrow_mut().note(stats));
        kept.borrow_mut().save();
        Ok(self.active(id, session, kept))
    }

    fn active(&self, id: RunId, session: Session, files: SharedRun) -> ActiveRun {
        let faults = self.gpu.as_ref().map(|gpu| gpu.faults().clone()).unwrap_or_default();
        ActiveRun::new(id, session, self.data.clone(), files, faults)
    }

    /// Shows the page the run's real images; returns them as PNG.
    fn show_reals(&self, id: RunId, session: &Session) -> Result<Vec<u8>, Problem> {
        let grid = session.real_grid(&self.data.borrow()).map_err(|error| failure(&error))?;
        post(&Event::RealGrid { run: id, png: grid.png.clone(), diversity: grid.diversity });
        Ok(grid.png)
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
