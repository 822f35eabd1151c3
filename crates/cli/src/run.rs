//! Training: a new run, or one that goes on, with everything that comes of it in a folder.

use std::time::Instant;

use indicatif::ProgressBar;
use pollster::block_on;

use super::arguments::ExportPart;
use super::arguments::Training;
use super::backend::Processor;
use super::export;
use super::failure::{Failure, Saved};
use super::files::TextFile;
use super::folder::RunFolder;
use super::grids::FolderGrids;
use super::interrupt::Interrupt;
use super::{Ending, opened, photos, progress, terminal};
use facegan_data::dataset::Dataset;
use facegan_store::checkpoint;
use facegan_store::run_store::Schedule;
use facegan_store::whole_run::PackError;
use facegan_train::{Session, Snapshot, Step, TrainError, csv, png};

const BAR: &str = "{bar:30} {pos}/{len} iterations, {per_sec}, {eta} left";

/// Trains until the run is complete, or Ctrl-C ends it.
///
/// # Errors
/// When it cannot begin, or breaks off; what was saved before stays.
pub fn train(training: Training, interrupt: &Interrupt) -> Result<Ending, Failure> {
    let Training { source, out, resume, machine, preset, settings } = training;
    // Before the checkpoint is read, so that no other command goes on with it meanwhile.
    let folder = RunFolder::claim(&out)?;
    let saved = resume.as_deref().map(opened::resumed).transpose()?;
    let config = match &saved {
        Some(saved) => settings.changing(&saved.config)?,
        None => settings.over(preset.config())?,
    };
    folder.check(resume.as_deref())?;
    let processor = Processor::open(machine)?;
    processor.check(&config)?;
    eprintln!("Training on {}.", processor.name);
    let processor = processor.trusted(&config)?;
    let data = photos::read(&source, Dataset::new(Box::new(folder.photo_storage()?), config.image_size), &folder)?;
    let (identities, compute) = (data.identities().to_vec(), processor.compute.clone());
    let session = match saved {
        Some(saved) => Session::restore(saved, config, identities, compute)?,
        None => {
            config.fits(data.len()).map_err(Failure::Batch)?;
            Session::new(config, identities, compute)
        }
    };
    interrupt.save_first();
    Run::begin(session, data, folder, processor)?.go(interrupt)
}

/// A run under way.
struct Run {
    session: Session,
    data: Dataset,
    processor: Processor,
    folder: RunFolder,
    grids: FolderGrids,
    losses: TextFile,
    log: TextFile,
    bar: ProgressBar,
    schedule: Schedule,
    /// Iterations after which the checkpoint in the folder was saved, if there is one.
    saved: Option<usize>,
}

impl Run {
    /// Puts what the run brought so far into its folder: what was there of it after its checkpoint comes again.
    fn begin(mut session: Session, data: Dataset, folder: RunFolder, processor: Processor) -> Result<Self, Failure> {
        let grids = FolderGrids::new(folder.clone());
        session.store_grids_in(Box::new(grids.clone()));
        let real = session.real_grid(&data)?;
        folder.write("real.png", &png::encode(&real.picture)?)?;
        let history = session.history();
        let bar = progress::bar(Some(session.iterations() as u64), BAR).with_position(history.len() as u64);
        bar.reset_eta();
        Ok(Self {
            losses: folder.begin("losses.csv", &csv(history))?,
            log: folder.begin("log.txt", &session.log_lines().map(|line| line + "\n").collect::<String>())?,
            saved: folder.checkpoint().exists().then_some(history.len()),
            schedule: Schedule::default(),
            session,
            data,
            processor,
            folder,
            grids,
            bar,
        })
    }

    fn go(mut self, interrupt: &Interrupt) -> Result<Ending, Failure> {
        let ending = self.advance_until(interrupt)?;
        let snapshot = self.save()?;
        self.bar.finish_and_clear();
        let (iterations, planned) = (self.session.history().len(), self.session.iterations());
        export::write(snapshot, &ExportPart::NETWORKS, self.folder.files())?;
        let checkpoint = self.folder.checkpoint();
        eprintln!("{iterations} of {planned} iterations are done and saved in {}.", checkpoint.display());
        Ok(ending)
    }

    fn advance_until(&mut self, interrupt: &Interrupt) -> Result<Ending, Failure> {
        while !self.session.is_complete() {
            if interrupt.is_asked() {
                return Ok(Ending::Interrupted);
            }
            self.advance()?;
            if self.schedule.is_due(Instant::now()) && !self.session.history().is_empty() {
                self.save()?;
            }
        }
        Ok(Ending::Done)
    }

    /// Queues one iteration, and waits for the one before it.
    fn advance(&mut self) -> Result<(), Failure> {
        if self.session.begun() >= self.session.iterations() {
            return self.settle(0);
        }
        let batch = self.session.next_batch(&self.data).map_err(|error| self.stopped(error.into()))?;
        self.session.begin(batch);
        self.settle(1)
    }

    /// Waits until no more than so many iterations are under way, and writes down what they brought.
    fn settle(&mut self, underway: usize) -> Result<(), Failure> {
        while self.session.underway() > underway {
            let settled = block_on(self.session.settle());
            match (self.processor.fault(), settled) {
                (Some(fault), _) => return Err(self.stopped(fault)),
                (None, Err(error)) => return Err(self.stopped(error)),
                (None, Ok(Some(step))) => self.note(&step)?,
                (None, Ok(None)) => return Ok(()),
            }
        }
        Ok(())
    }

    fn note(&mut self, Step { stats, log, .. }: &Step) -> Result<(), Failure> {
        let mut row = String::new();
        stats.write_csv_row(&mut row);
        self.losses.append(&row)?;
        if let Some(line) = log {
            self.bar.suspend(|| terminal::repeat(line));
            self.log.append(&format!("{line}\n"))?;
        }
        self.bar.set_position(self.session.history().len() as u64);
        self.grids.take_failure().map_or(Ok(()), |error| Err(error.into()))
    }

    /// Saves the run between two iterations, over the save before.
    fn save(&mut self) -> Result<Snapshot, Failure> {
        self.settle(0)?;
        let began = Instant::now();
        let snapshot = block_on(self.session.snapshot())?;
        let iterations = snapshot.history.len();
        snapshot.check().map_err(|error| self.stopped(error))?;
        let bytes = checkpoint::to_bytes(&snapshot).map_err(PackError::from)?;
        self.folder.write_checkpoint(&bytes)?;
        self.saved = Some(iterations);
        self.schedule.note(began, Instant::now());
        Ok(snapshot)
    }

    fn stopped(&self, error: TrainError) -> Failure {
        let saved = self.saved.map(|iterations| Saved { file: self.folder.checkpoint(), iterations });
        Failure::Stopped { error: Box::new(error), saved, lr: self.session.config().lr }
    }
}
