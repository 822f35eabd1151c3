//! Starts new runs, and restores earlier ones from their saved states.

use facegan_core::config::{KernelChoice, TrainConfig};
use facegan_core::problem::Problem;
use facegan_core::quality::IMAGES_WHILE_TRAINING;
use facegan_core::run::{Outcome, Plan, RunId, Stage};
use facegan_core::run_manifest::{RunKey, RunManifest, VolatileRun};
use facegan_data::dataset::SharedDataset;
use facegan_kernels::{Compute, Faults, Kernels};
use facegan_protocol::{Event, InitialWeights, ResumeFrom};
use facegan_store::checkpoint;
use facegan_train::{GridStore, Run, SavedGrid, SelfCheckError, Session, Snapshot, Trusted, grids_until, trusted};
use js_sys::{Date, Math};

use super::kept::{kept_state, origin};
use super::problems::{
    batch_too_large, gpu_not_opened, invalid_settings, no_checkpoint, no_state, no_such_state, not_reopened,
    not_restored, other_image_size, too_large, train_failed, weights_do_not_fit, wrong_gpu, wrong_kernels,
};
use super::{ActiveRun, Trainer};
use crate::engine::evaluator::WorkerEvaluator;
use crate::engine::library::SharedRun;
use crate::engine::port::post;

/// Iterations in one message about a run's history.
const HISTORY_PART: usize = 2000;

impl ActiveRun {
    fn new(id: RunId, mut session: Session, data: SharedDataset, files: SharedRun, faults: Faults) -> Self {
        session.store_grids_in(Box::new(files.clone()));
        Self { id, run: Run::new(session, data.clone(), files, faults), data }
    }

    /// Has netG measured while the run trains, where it has enough photos for that.
    pub(super) fn evaluate(&mut self) {
        if let Some(evaluator) = WorkerEvaluator::new(self.run.session(), self.data.clone()) {
            self.run.evaluate_with(Box::new(evaluator), IMAGES_WHILE_TRAINING);
        }
    }
}

impl Trainer {
    /// Starts a new run.
    pub(super) async fn start(&mut self, id: RunId, config: TrainConfig, weights: InitialWeights) {
        self.end_current().await;
        match self.prepare_new(id, config, weights).await {
            Ok(run) => self.run = Some(run),
            Err(problem) => post(&Event::Finished { run: id, outcome: Outcome::Failed(problem) }),
        }
    }

    /// Restores a run from a saved state and continues it.
    pub(super) async fn restore_run(&mut self, id: RunId, config: TrainConfig, from: ResumeFrom) {
        self.end_current().await;
        match self.prepare_restored(id, config, from).await {
            Ok(run) => {
                self.run = Some(run);
                self.post_plan();
                self.post_history();
            }
            Err(problem) => post(&Event::Finished { run: id, outcome: Outcome::Failed(problem) }),
        }
    }

    /// Brings a stored run back as it ended. Its photos are not needed.
    pub(super) async fn reopen(&mut self, id: RunId, key: &RunKey) {
        self.end_current().await;
        let outcome = match self.prepare_ended(id, key).await {
            Ok((run, outcome)) => {
                self.run = Some(run);
                self.post_plan();
                self.post_history();
                outcome
            }
            Err(problem) => Outcome::Failed(problem),
        };
        post(&Event::Finished { run: id, outcome });
    }

    /// Posts what the run will do.
    pub(super) fn post_plan(&self) {
        let Some(ActiveRun { id, run, .. }) = &self.run else { return };
        let (session, files) = (run.session(), run.store().borrow());
        let plan = Plan {
            key: files.key().clone(),
            adapter: files.manifest().adapter.clone(),
            images: session.images(),
            held_out: session.held_out(),
            iterations_per_epoch: session.config().iterations_per_epoch(session.images()),
            iterations: session.iterations(),
            seeded_noise: session.has_seeded_noise(),
        };
        post(&Event::Started { run: *id, plan });
        self.library.announce();
    }

    /// Posts the history of a restored run: statistics, log and sample grids.
    pub(super) fn post_history(&self) {
        let Some(ActiveRun { id, run, .. }) = &self.run else { return };
        let (run, session, files) = (*id, run.session(), run.store());
        let history = session.history();
        let lines: Vec<_> = session.log_lines().collect();
        // In parts: the page does not respond while it handles a message, and a history may be long.
        for part in history.chunks(HISTORY_PART) {
            post(&Event::History { run, history: part.to_vec() });
        }
        if !lines.is_empty() {
            post(&Event::Log { run, line: lines.join("\n") });
        }
        let mut iterations: Vec<_> = files.entries().iter().map(|entry| entry.iteration).collect();
        // A grid that cannot be decoded is left out: the next one comes soon.
        let last = session.last_grid().filter(|grid| grid.picture().is_ok());
        if last.is_some() {
            iterations.pop();
        }
        post(&Event::Frames { run, iterations });
        if let Some(SavedGrid { iteration, png }) = last {
            post(&Event::Grid { run, iteration, png, diversity: None });
        }
        if !session.measurements().is_empty() {
            self.post_quality(session.measurements().to_vec());
        }
    }

    async fn end_current(&mut self) {
        if let Some(active) = &mut self.run {
            active.run.stop().await;
            self.post_events();
        }
        self.run = None;
    }

    async fn prepare_new(
        &mut self,
        id: RunId,
        config: TrainConfig,
        weights: InitialWeights,
    ) -> Result<ActiveRun, Problem> {
        // With what was chosen, where that was left to the photos.
        let config = TrainConfig { crop: self.photos.set().borrow().crop(), ..config };
        self.check(&config)?;
        let data = self.photos.of(config.crop);
        let images = data.borrow().taken().len();
        config.fits(images).map_err(|why| batch_too_large(&why))?;
        let compute = self.ready_gpu(id, &config).await?;
        let (identities, places) = {
            let data = data.borrow();
            (data.identities().to_vec(), data.taken())
        };
        let mut session = Session::new(config, identities, places, compute);
        if weights == InitialWeights::Opened {
            self.opened.load_into(&mut session).map_err(|error| weights_do_not_fit(&error))?;
        }
        let folders = self.photos.set().borrow().restricted_to();
        self.store(id, RunManifest { folders, ..self.manifest(&session) }, session).await
    }

    async fn prepare_restored(
        &mut self,
        id: RunId,
        config: TrainConfig,
        from: ResumeFrom,
    ) -> Result<ActiveRun, Problem> {
        self.check(&config)?;
        let compute = self.ready_gpu(id, &config).await?;
        match from {
            ResumeFrom::Opened => {
                let snapshot = self.opened.branch().ok_or_else(|| no_checkpoint(&self.opened))?;
                let session = self.restore_session(snapshot, config, compute)?;
                self.store(id, self.manifest(&session), session).await
            }
            ResumeFrom::Volatile(held) => {
                let VolatileRun { manifest, state } = *held;
                let snapshot = checkpoint::from_bytes(&state).map_err(|_| no_state())?;
                let session = self.restore_session(snapshot, config, compute)?;
                self.store(id, self.restored_manifest(&session, &manifest), session).await
            }
            ResumeFrom::Stored(key) => {
                let files = self.library.reopen(&key).await.map_err(|error| not_reopened(&error))?;
                let session = self.restore_session(saved_state(&files)?, config, compute)?;
                self.post_reals(id, &session)?;
                let manifest = self.restored_manifest(&session, files.borrow().manifest());
                files.borrow_mut().rewind(manifest, session.history(), session.measurements());
                Ok(self.training(id, session, files))
            }
            ResumeFrom::Kept { key, state } => {
                let files = self.library.reopen(&key).await.map_err(|error| not_reopened(&error))?;
                let mut snapshot = kept_state(&files, state).map_err(|error| no_such_state(&error))?;
                let iterations = snapshot.history.len();
                snapshot.grids = grids_until(&*files.borrow(), iterations);
                snapshot.origin = Some(origin(files.borrow().manifest(), state, iterations));
                let session = self.restore_session(snapshot, config, compute)?;
                let folders = files.borrow().manifest().folders.clone();
                self.store(id, RunManifest { folders, ..self.manifest(&session) }, session).await
            }
        }
    }

    /// A stored run as it ended, and how it did; one that broke off, as if it had been stopped.
    async fn prepare_ended(&mut self, id: RunId, key: &RunKey) -> Result<(ActiveRun, Outcome), Problem> {
        post(&Event::Preparing { run: id, stage: Stage::Gpu });
        let compute = self.compute().await.map_err(|error| gpu_not_opened(&error))?;
        let files = self.library.reopen(key).await.map_err(|error| not_reopened(&error))?;
        let snapshot = saved_state(&files)?;
        let (config, photos) = (snapshot.config.clone(), snapshot.order.clone());
        let session = Session::restore(snapshot, config, photos, compute).map_err(|error| not_restored(&error))?;
        if let Some(png) = files.borrow().reals() {
            post(&Event::RealGrid { run: id, png, diversity: None });
        }
        let outcome = files.borrow().manifest().outcome.clone().unwrap_or(Outcome::Stopped);
        let mut active = self.active(id, session, files);
        active.run.close();
        Ok((active, outcome))
    }

    fn restore_session(&self, snapshot: Snapshot, config: TrainConfig, compute: Compute) -> Result<Session, Problem> {
        let identities = self.photos.of(config.crop).borrow().identities().to_vec();
        Session::restore(snapshot, config, identities, compute).map_err(|error| not_restored(&error))
    }

    async fn ready_gpu(&mut self, id: RunId, config: &TrainConfig) -> Result<Compute, Problem> {
        post(&Event::Preparing { run: id, stage: Stage::Gpu });
        let gpu = self.gpu().await.map_err(|error| gpu_not_opened(&error))?;
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
            // The first iteration fails in the same way, and the page recovers the run from that.
            Err(SelfCheckError::Read(_)) => Ok(compute),
        }
    }

    /// Begins to store a run, with the history that it has already.
    async fn store(&self, id: RunId, manifest: RunManifest, session: Session) -> Result<ActiveRun, Problem> {
        let reals = self.post_reals(id, &session)?;
        let files = self.library.begin(manifest).await;
        files.borrow_mut().store_reals(&reals);
        session.history().iter().for_each(|stats| files.borrow_mut().note(stats));
        session.measurements().iter().for_each(|measurement| files.borrow_mut().note_measurement(measurement));
        files.borrow_mut().save();
        Ok(self.training(id, session, files))
    }

    /// A run that trains.
    fn training(&self, id: RunId, session: Session, files: SharedRun) -> ActiveRun {
        let mut active = self.active(id, session, files);
        if self.evaluates {
            active.evaluate();
        }
        active
    }

    fn active(&self, id: RunId, session: Session, files: SharedRun) -> ActiveRun {
        let faults = self.gpu.as_ref().map(|gpu| gpu.faults().clone()).unwrap_or_default();
        let data = self.photos.of(session.config().crop);
        ActiveRun::new(id, session, data, files, faults)
    }

    /// Posts the run's real images to the page; returns them as PNG.
    fn post_reals(&self, id: RunId, session: &Session) -> Result<Vec<u8>, Problem> {
        let data = self.photos.of(session.config().crop);
        let grid = session.real_grid(&data.borrow()).map_err(|error| train_failed(&error))?;
        post(&Event::RealGrid { run: id, png: grid.png.clone(), diversity: grid.diversity });
        Ok(grid.png)
    }

    fn manifest(&self, session: &Session) -> RunManifest {
        let now = Date::new_0();
        let random = (Math::random() * f64::from(u16::MAX)) as u16;
        RunManifest {
            key: RunKey::new(&String::from(now.to_iso_string()), random),
            name: None,
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
            held_out: session.some_held_out(usize::MAX).map_or(0, |places| places.len()),
            photos: self.photos.file(session.config().crop),
            left_out: session.left_out(),
            origin: session.origin().cloned(),
            // A checkpoint does not say.
            folders: Vec::new(),
            outcome: None,
        }
    }

    /// The manifest of a restored run, which keeps its key, its name, its start and its folders.
    fn restored_manifest(&self, session: &Session, before: &RunManifest) -> RunManifest {
        let RunManifest { key, name, started, folders, .. } = before.clone();
        RunManifest { key, name, started, folders, ..self.manifest(session) }
    }

    fn check(&self, config: &TrainConfig) -> Result<(), Problem> {
        config.validate().map_err(|invalid| invalid_settings(&invalid))?;
        let (stored, asked) = (self.photos.set().borrow().image_size(), config.image_size);
        if stored != asked {
            return Err(other_image_size(stored, asked));
        }
        Ok(())
    }
}

/// The latest state of a stored run that is whole.
fn saved_state(files: &SharedRun) -> Result<Snapshot, Problem> {
    files.borrow().states().find_map(|state| checkpoint::from_bytes(&state).ok()).ok_or_else(no_state)
}
