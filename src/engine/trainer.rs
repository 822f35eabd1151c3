//! Owns the GPU and the run: one task that obeys commands and trains in between.

mod drawing;
mod errands;
mod exports;
mod opening;
mod saving;
mod starting;

use std::rc::Rc;

use async_channel::{Receiver, Sender, unbounded};
use wasm_bindgen_futures::spawn_local;
use web_sys::console;

use super::SharedDataset;
use super::gpu::{Gpu, GpuError};
use super::library::{Library, SharedRun};
use super::macrotask::next_macrotask;
use super::photos::PhotoFiles;
use super::port::post;
use errands::Errand;
use facegan_core::config::{KernelChoice, Policy, TrainConfig};
use facegan_core::run::{Outcome, RunId};
use facegan_kernels::Compute;
use facegan_model::{Generator, ReadError};
use facegan_protocol::{Command, Event};
use facegan_store::opened::Opened;
use facegan_store::run_store::{AppendError, Schedule};
use facegan_train::{Grid, Session, Step, TrainError, warm_up};
use starting::{failure, gpu_gone, unkept};

/// The way to the training task.
#[derive(Clone)]
pub struct TrainerHandle(Sender<Order>);

/// What the training task is to do next.
enum Order {
    Obey(Command),
    Answer(Errand),
}

impl TrainerHandle {
    /// Starts the task that trains on `data`, which lies in `files`, and keeps its runs in `library`.
    pub fn spawn(data: SharedDataset, files: Rc<PhotoFiles>, library: Rc<Library>) -> Self {
        let (orders, incoming) = unbounded();
        spawn_local(Trainer::new(incoming, data, files, library).serve());
        Self(orders)
    }

    /// Hands a command on, after those sent before.
    pub fn send(&self, command: Command) {
        self.order(Order::Obey(command));
    }

    fn order(&self, order: Order) {
        // Never refused: the channel has no bound and its task receives until the worker ends.
        let _ = self.0.try_send(order);
    }
}

struct Trainer {
    incoming: Receiver<Order>,
    data: SharedDataset,
    files: Rc<PhotoFiles>,
    library: Rc<Library>,
    gpu: Option<Gpu>,
    run: Option<Run>,
    opened: Opened,
    /// The netG of `opened`, once it was drawn with.
    opened_net_g: Option<Generator>,
    kernels: KernelChoice,
    /// What has been compiled, for images of which side and for which augmentation.
    warm: Vec<(KernelChoice, usize, Policy)>,
}

struct Run {
    id: RunId,
    session: Session,
    /// What is kept of it beyond its end.
    kept: SharedRun,
    mode: Mode,
    /// Iterations after which its state was saved; 0 where it was not.
    saved: usize,
    schedule: Schedule,
    /// How often it went back since its state was saved.
    went_back: usize,
    /// Whether it was paused for want of space since its state was saved.
    waited: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Running,
    Paused,
    /// Only kept for downloads.
    Ended,
}

impl Trainer {
    fn new(incoming: Receiver<Order>, data: SharedDataset, files: Rc<PhotoFiles>, library: Rc<Library>) -> Self {
        let (kernels, opened) = Default::default();
        let (gpu, run, opened_net_g) = Default::default();
        Self { incoming, data, files, library, gpu, run, opened, opened_net_g, kernels, warm: Vec::new() }
    }

    async fn serve(mut self) {
        loop {
            let order = match self.mode() {
                Mode::Running => self.incoming.try_recv().ok(),
                Mode::Paused | Mode::Ended => match self.incoming.recv().await {
                    Ok(order) => Some(order),
                    Err(_) => return,
                },
            };
            match order {
                Some(order) => {
                    self.settle(0).await;
                    match order {
                        Order::Obey(command) => self.obey(command).await,
                        Order::Answer(errand) => self.answer(errand).await,
                    }
                    if let Some(fault) = self.take_fault() {
                        self.fail(&fault).await;
                    }
                }
                None => {
                    self.advance().await;
                    self.save_if_due().await;
                    next_macrotask().await;
                }
            }
        }
    }

    fn mode(&self) -> Mode {
        self.run.as_ref().map_or(Mode::Ended, |run| run.mode)
    }

    async fn obey(&mut self, command: Command) {
        match (command, self.mode()) {
            (Command::Use(kernels), _) => {
                self.kernels = kernels;
                self.opened_net_g = None;
            }
            (Command::WarmUp(config), Mode::Ended) => self.warm_up(&config).await,
            (Command::Start { run, config, weights }, _) => self.start(run, config, weights).await,
            (Command::Continue { run, config, from }, _) => self.go_on(run, config, from).await,
            (Command::Stop, Mode::Running | Mode::Paused) => self.finish(Outcome::Stopped).await,
            (Command::Pause, Mode::Running) => {
                self.enter(Mode::Paused, |run| Event::Paused { run });
                self.save().await;
            }
            (Command::Resume { lr }, Mode::Paused) => self.resume(lr),
            (Command::Save, Mode::Running) => self.save_on_demand().await,
            (Command::Step, Mode::Paused) => {
                self.advance().await;
                self.settle(0).await;
                if self.mode() == Mode::Paused {
                    self.enter(Mode::Paused, |run| Event::Paused { run });
                }
            }
            (Command::Export(what), _) => self.export(what).await,
            (Command::Open(file), _) => self.open(file).await,
            (Command::CloseFiles, _) => self.close_files(),
            (Command::CountMissing, _) => self.count_missing(),
            (Command::Sample { seed }, _) => self.sample(seed).await,
            (Command::Draw { scene, weights }, _) => self.draw_for_page(scene, weights).await,
            // A button pressed just as the run changed: what it asks for is already so.
            _ => {}
        }
    }

    fn enter(&mut self, mode: Mode, event: impl Fn(RunId) -> Event) {
        if let Some(run) = &mut self.run {
            run.mode = mode;
            run.kept.borrow_mut().save();
            post(&event(run.id));
        }
    }

    fn resume(&mut self, lr: Option<f64>) {
        if let Some(run) = &mut self.run {
            if let Some(lr) = lr {
                run.session.set_lr(lr);
                run.kept.borrow_mut().change(run.session.config());
            }
            run.kept.borrow_mut().retry();
        }
        self.enter(Mode::Running, |run| Event::Resumed { run });
    }

    async fn finish(&mut self, outcome: Outcome) {
        if !matches!(outcome, Outcome::Failed(_)) {
            self.save_last().await;
        }
        self.end_kept(&outcome);
        self.enter(Mode::Ended, |run| Event::Finished { run, outcome: outcome.clone() });
    }

    /// Notes how the run ended.
    fn end_kept(&self, outcome: &Outcome) {
        if let Some(run) = &self.run {
            run.kept.borrow_mut().end(outcome.clone());
            self.library.announce();
        }
    }

    /// The GPU with the chosen kernels.
    async fn compute(&mut self) -> Result<Compute, GpuError> {
        let kernels = self.kernels;
        Ok(self.gpu().await?.compute(kernels))
    }

    async fn gpu(&mut self) -> Result<Gpu, GpuError> {
        if let Some(gpu) = &self.gpu {
            return Ok(gpu.clone());
        }
        let gpu = Gpu::acquire().await?;
        self.gpu = Some(gpu.clone());
        Ok(gpu)
    }

    /// Compiles what a run will need while the person still looks at their photos. What fails here fails again, and is
    /// told, when a run starts.
    async fn warm_up(&mut self, config: &TrainConfig) {
        let what = (self.kernels, config.image_size, config.diffaugment);
        if self.warm.contains(&what) {
            return;
        }
        let Ok(compute) = self.compute().await else { return };
        let warmed = warm_up(config, &compute).await.is_ok();
        if self.take_fault().is_none() && warmed {
            self.warm.push(what);
        }
    }

    /// Queues one iteration, and waits for the one before it.
    async fn advance(&mut self) {
        let Some(run) = &mut self.run else { return };
        if run.session.begun() >= run.session.iterations() {
            return self.settle(0).await;
        }
        let batch = run.session.next_batch(&self.data.borrow());
        match batch {
            Ok(batch) => {
                run.session.begin(batch);
                self.settle(1).await;
            }
            Err(error) => {
                self.settle(0).await;
                self.finish(Outcome::Failed(failure(&error.into()))).await;
            }
        }
    }

    /// Waits until no more than so many iterations are under way, and tells the page what they brought.
    async fn settle(&mut self, underway: usize) {
        while let Some(run) = &mut self.run
            && run.session.underway() > underway
        {
            match (run.session.settle().await, self.take_fault()) {
                (_, Some(fault)) => return self.fail(&fault).await,
                (Ok(Some(step)), None) => self.tell(step).await,
                (Ok(None), None) => return,
                (Err(error), None) => return self.fail(&error).await,
            }
        }
    }

    /// What the GPU has reported since this was last asked.
    fn take_fault(&self) -> Option<TrainError> {
        self.gpu.as_ref().and_then(Gpu::take_fault).map(TrainError::Fault)
    }

    async fn tell(&mut self, step: Step) {
        let Some(run) = &self.run else { return };
        let (id, iteration) = (run.id, step.stats.iteration);
        run.kept.borrow_mut().note(&step.stats);
        if iteration == 0 {
            self.announce();
        }
        post(&Event::Stats { run: id, stats: step.stats });
        if let Some(line) = step.log {
            post(&Event::Log { run: id, line });
        }
        if let (Some(Grid { diversity, .. }), Some(png)) = (step.grid, step.png) {
            post(&Event::Grid { run: id, iteration, png, diversity });
        }
        let failure = run.kept.borrow_mut().take_failure();
        match failure {
            Some(AppendError::Full) => self.wait_for_space(),
            Some(error) => post(&Event::Problem(unkept(&error))),
            None => {}
        }
        self.finish_if_complete().await;
    }

    async fn fail(&mut self, error: &TrainError) {
        let reason = match error {
            TrainError::Read(ReadError::Gpu(_)) => "the GPU failed or ran out of memory",
            TrainError::Read(ReadError::Undone) => "the GPU did not do its work",
            TrainError::Fault(_) => "the GPU reported a fault, so that what it computed cannot be trusted",
            TrainError::NotFinite(iteration) => return self.go_back(*iteration).await,
            _ => return self.finish(Outcome::Failed(failure(error))).await,
        };
        if self.mode() != Mode::Ended {
            self.end_kept(&Outcome::Failed(gpu_gone(reason)));
        }
        // A GPU that failed once does not come back to this worker; the page starts another.
        if let Some(run) = &mut self.run {
            run.mode = Mode::Ended;
        }
        // Pages of skipped kernels, of use to developers only.
        console::error_1(&error.to_string().into());
        post(&Event::Dead { reason: reason.into(), reading: None });
    }

    async fn finish_if_complete(&mut self) {
        if self.run.as_ref().is_some_and(|run| run.session.is_complete()) {
            self.finish(Outcome::Completed).await;
        }
    }
}
