//! Owns the GPU and the run: one task that obeys commands and trains in between.

mod drawing;
mod errands;
mod events;
mod exports;
mod opening;
mod problems;
mod starting;

use std::rc::Rc;

use async_channel::{Receiver, Sender, unbounded};
use facegan_core::config::{KernelChoice, Policy, TrainConfig};
use facegan_core::run::RunId;
use facegan_kernels::{Compute, Gpu};
use facegan_model::Generator;
use facegan_protocol::Command;
use facegan_store::opened::Opened;
use facegan_train::{Mode, Run, SharedDataset, warm_up};
use wasm_bindgen_futures::spawn_local;

use super::gpu::{self, GpuError};
use super::library::{Library, SharedRun};
use super::macrotask::next_macrotask;
use super::photos::PhotoFiles;
use errands::Errand;

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
    run: Option<ActiveRun>,
    opened: Opened,
    /// The netG of `opened`, once it was drawn with.
    opened_net_g: Option<Generator>,
    kernels: KernelChoice,
    /// What has been compiled, for images of which side and for which augmentation.
    warm: Vec<(KernelChoice, usize, Policy)>,
}

/// The run under way, or the one that ended last, which is held for downloads.
struct ActiveRun {
    id: RunId,
    run: Run<SharedRun>,
}

impl Trainer {
    fn new(incoming: Receiver<Order>, data: SharedDataset, files: Rc<PhotoFiles>, library: Rc<Library>) -> Self {
        let (kernels, opened) = Default::default();
        let (gpu, run, opened_net_g) = Default::default();
        Self { incoming, data, files, library, gpu, run, opened, opened_net_g, kernels, warm: Vec::new() }
    }

    async fn serve(mut self) {
        loop {
            let order = if self.run.as_ref().is_some_and(|active| active.run.has_work()) {
                self.incoming.try_recv().ok()
            } else {
                match self.incoming.recv().await {
                    Ok(order) => Some(order),
                    Err(_) => return,
                }
            };
            match order {
                Some(order) => self.take(order).await,
                None => {
                    self.train().await;
                    next_macrotask().await;
                }
            }
        }
    }

    fn mode(&self) -> Mode {
        self.run.as_ref().map_or(Mode::Ended, |active| active.run.mode())
    }

    /// Trains or saves until something happens, and tells the page.
    async fn train(&mut self) {
        let Some(active) = &mut self.run else { return };
        if let Some(event) = active.run.next().await {
            self.post_event(event);
        }
    }

    /// Carries out an order between two iterations.
    async fn take(&mut self, order: Order) {
        if let Some(active) = &mut self.run {
            active.run.settle().await;
            self.post_events();
        }
        match order {
            Order::Obey(command) => self.obey(command).await,
            Order::Answer(errand) => self.answer(errand).await,
        }
        self.post_events();
        self.check_device();
    }

    async fn obey(&mut self, command: Command) {
        match command {
            Command::Use(kernels) => {
                self.kernels = kernels;
                self.opened_net_g = None;
            }
            Command::WarmUp(config) => self.warm_up(&config).await,
            Command::Start { run, config, weights } => self.start(run, config, weights).await,
            Command::Continue { run, config, from } => self.go_on(run, config, from).await,
            Command::Stop | Command::Pause | Command::Resume { .. } | Command::Save | Command::Step => {
                self.control(&command).await;
            }
            Command::Export(what) => self.export(what).await,
            Command::Open(file) => self.open(file).await,
            Command::CloseFiles => self.close_files(),
            Command::CountMissing => self.count_missing(),
            Command::Sample { seed } => self.sample(seed).await,
            Command::Draw { scene, weights } => self.draw_for_page(scene, weights).await,
            // Those of the engine's other tasks.
            _ => {}
        }
    }

    /// Controls the run, if there is one. A button that was pressed just as the run changed asks for what is already so.
    async fn control(&mut self, command: &Command) {
        let Some(active) = &mut self.run else { return };
        match command {
            Command::Stop => active.run.stop().await,
            Command::Pause => active.run.pause().await,
            Command::Resume { lr } => active.run.resume(*lr),
            Command::Save => active.run.save_on_demand().await,
            Command::Step => active.run.step().await,
            _ => {}
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
        let gpu = gpu::open().await?;
        self.gpu = Some(gpu.clone());
        Ok(gpu)
    }

    /// Compiles what a run will need while the person still looks at their photos. What fails here fails again, and is
    /// told, when a run starts.
    async fn warm_up(&mut self, config: &TrainConfig) {
        let what = (self.kernels, config.image_size, config.diffaugment);
        if self.mode() != Mode::Ended || self.warm.contains(&what) {
            return;
        }
        let Ok(compute) = self.compute().await else { return };
        let warmed = warm_up(config, &compute).await.is_ok();
        let is_faulty = self.gpu.as_ref().is_some_and(|gpu| gpu.faults().take().is_some());
        if warmed && !is_faulty {
            self.warm.push(what);
        }
    }
}
