//! `facegan train`: trains a new run or continues one, and writes its files into a folder.

use std::path::Path;

use facegan_core::config::TrainConfig;
use facegan_core::quality::{IMAGES_WHILE_TRAINING, Metric};
use facegan_data::dataset::SharedDataset;
use facegan_kernels::Faults;
use facegan_train::{Run, RunEnd, RunEvent, SaveError, Session, Snapshot, TrainError};
use indicatif::ProgressBar;
use pollster::block_on;

use super::arguments::{ExportPart, Training};
use super::backend::Processor;
use super::evaluator::ThreadEvaluator;
use super::export;
use super::failure::{Failure, Saved};
use super::folder::RunFolder;
use super::folder_store::{FolderStore, StoreError};
use super::interrupt::Interrupt;
use super::{Ending, opened, photos, progress, terminal};

/// Photos that images are compared with at most while a run trains: what they take of memory and time is then known.
const MOST_PHOTOS: usize = 10_000;
const BAR: &str = "{bar:30} {pos}/{len} iterations, {per_sec}, {eta} left";

/// Trains until the run is complete, or Ctrl-C ends it.
///
/// # Errors
/// When it cannot begin, or breaks off; what was saved before stays.
pub fn train(training: Training, interrupt: &Interrupt) -> Result<Ending, Failure> {
    let Training { source, reading, out, resume, machine, tiles, no_quality, preset, settings } = training;
    // Before the checkpoint is read, so that no other command continues it meanwhile.
    let folder = RunFolder::claim(&out)?;
    let saved = resume.as_deref().map(opened::resumed).transpose()?;
    let config = match &saved {
        Some(saved) => settings.changing(&saved.config)?,
        None => settings.over(preset.config())?,
    };
    folder.check(resume.as_deref())?;
    let saved = saved.zip(resume.as_deref()).map(|(saved, path)| begun(saved, path, &folder));
    let processor = Processor::open(machine)?;
    processor.check(&config)?;
    eprintln!("Training on {}.", processor.name);
    let processor = processor.tuned(tiles)?.trusted(&config)?;
    let photos = photos::read(&source, reading, &config, &folder)?;
    let data = photos.current().clone();
    // A run is stored with what was chosen, so that it finds the same images when it is continued.
    let config = TrainConfig { crop: photos.crop(), ..config };
    let (identities, compute) = (data.borrow().identities().to_vec(), processor.compute.clone());
    let session = match saved {
        Some(saved) => Session::restore(saved, config, identities, compute)?,
        None => {
            let places = data.borrow().taken();
            config.fits(places.len()).map_err(Failure::Batch)?;
            Session::new(config, identities, places, compute)
        }
    };
    interrupt.save_first();
    let evaluator = if no_quality { None } else { evaluator(&session, &data)? };
    let mut training = TrainingRun::begin(session, data, folder, processor.faults())?;
    if let Some(evaluator) = evaluator {
        training.run.evaluate_with(Box::new(evaluator), IMAGES_WHILE_TRAINING);
    }
    training.finish(interrupt)
}

/// The state that a run in this folder goes on from: of another run, unless the checkpoint is the folder's own.
fn begun(saved: Snapshot, checkpoint: &Path, folder: &RunFolder) -> Snapshot {
    // The folder was checked: a checkpoint that is in it is this one.
    if folder.checkpoint().exists() {
        return saved;
    }
    let branch = saved.branched_from_file(opened::short_name(checkpoint));
    if let Some(origin) = &branch.origin {
        eprintln!("The run begins from {origin}.");
    }
    branch
}

/// What compares a run's images with the photos that it trains on and those that it holds out, where there are enough.
fn evaluator(session: &Session, data: &SharedDataset) -> Result<Option<ThreadEvaluator>, Failure> {
    let images = |places: Vec<u32>| session.real_images(&data.borrow(), &places);
    let photos = images(session.some_images(MOST_PHOTOS))?;
    if let Some(few) = Metric::Copies.too_few(IMAGES_WHILE_TRAINING, photos.count()) {
        eprintln!("How good netG is cannot be measured while it trains: {few}.");
        return Ok(None);
    }
    let held_out = session.some_held_out(MOST_PHOTOS).map(images).transpose()?;
    Ok(Some(ThreadEvaluator::new(photos, held_out)))
}

/// A run with what is shown of it.
struct TrainingRun {
    run: Run<FolderStore>,
    bar: ProgressBar,
    /// Iterations after which the checkpoint in the folder was saved, if there is one.
    saved: Option<usize>,
}

impl TrainingRun {
    /// Writes the run's results so far into its folder; what the folder had from after the checkpoint is computed
    /// again.
    fn begin(mut session: Session, data: SharedDataset, folder: RunFolder, faults: Faults) -> Result<Self, Failure> {
        let real = session.real_grid(&data.borrow()).map_err(real_grid)?;
        folder.write("real.png", &real.png)?;
        let saved = folder.checkpoint().exists().then_some(session.history().len());
        let store = FolderStore::begin(folder, &mut session)?;
        let bar = progress::bar(Some(session.iterations() as u64), BAR).with_position(session.history().len() as u64);
        bar.reset_eta();
        let run = Run::new(session, data, store, faults);
        Ok(Self { run, bar, saved })
    }

    /// Trains until the run is complete or interrupted, and writes its final files.
    fn finish(mut self, interrupt: &Interrupt) -> Result<Ending, Failure> {
        let ending = self.train(interrupt)?;
        let session = self.run.session();
        let snapshot = block_on(session.snapshot())?;
        let (iterations, planned) = (session.history().len(), session.iterations());
        let store = self.run.store();
        if self.saved != Some(iterations) {
            store.write_checkpoint(&snapshot)?;
        }
        let folder = store.folder();
        self.bar.finish_and_clear();
        export::write(snapshot, &ExportPart::NETWORKS, folder.files())?;
        eprintln!("{iterations} of {planned} iterations are done and saved in {}.", folder.checkpoint().display());
        Ok(ending)
    }

    fn train(&mut self, interrupt: &Interrupt) -> Result<Ending, Failure> {
        loop {
            if interrupt.is_asked() {
                block_on(self.run.stop());
            }
            // A run that has ended has no more events after this one.
            let Some(event) = block_on(self.run.next()) else { return Ok(Ending::Interrupted) };
            if let Some(ending) = self.show(event)? {
                return Ok(ending);
            }
        }
    }

    /// Shows what happened; returns how the run ended, if it did. Whatever could not be stored ends it, since nobody
    /// may be there to make space.
    fn show(&mut self, event: RunEvent<StoreError>) -> Result<Option<Ending>, Failure> {
        match event {
            RunEvent::Step(step) => {
                if let Some(line) = step.log {
                    self.bar.suspend(|| terminal::repeat(&line));
                }
                self.bar.set_position(step.stats.iteration as u64 + 1);
            }
            RunEvent::Measured { measurement, best } => {
                let kept = self.run.store_mut().record_quality(&measurement, best.as_deref())?;
                let kept = kept.map(|file| format!("; the best so far, kept in {}", file.display()));
                self.bar.suspend(|| eprintln!("{}{}.", measurement.sentence(), kept.unwrap_or_default()));
            }
            RunEvent::Saved { iterations } => self.saved = Some(iterations),
            RunEvent::Full(error) | RunEvent::NotRecorded(error) | RunEvent::NotSaved(SaveError::Store(error)) => {
                return Err(error.into());
            }
            RunEvent::NotSaved(SaveError::Snapshot(error)) => return Err(error.into()),
            RunEvent::NotSaved(SaveError::Train(error)) => return Err(self.stopped(error)),
            RunEvent::Ended(RunEnd::Completed) => return Ok(Some(Ending::Done)),
            RunEvent::Ended(RunEnd::Stopped) => return Ok(Some(Ending::Interrupted)),
            RunEvent::Ended(RunEnd::Failed(error)) => return Err(self.stopped(error)),
            RunEvent::Ended(RunEnd::Diverged { iteration, .. }) => {
                return Err(self.stopped(TrainError::NotFinite(iteration)));
            }
            // Nobody pauses the command's run, and its store has no state to go back to.
            RunEvent::Paused | RunEvent::Resumed | RunEvent::WentBack { .. } => {}
        }
        Ok(None)
    }

    fn stopped(&self, error: TrainError) -> Failure {
        let file = self.run.store().folder().checkpoint();
        let saved = self.saved.map(|iterations| Saved { file, iterations });
        Failure::Stopped { error: Box::new(error), saved, rates: self.run.session().config().rates() }
    }
}

/// The failure of the grid of real images.
fn real_grid(error: TrainError) -> Failure {
    match error {
        TrainError::Data(error) => error.into(),
        TrainError::Grid(error) => error.into(),
        error => Failure::Gpu(error),
    }
}
