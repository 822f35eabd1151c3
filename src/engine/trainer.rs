//! Owns the GPU and the run: one task that trains, and carries out commands between two iterations.

mod drawing;
mod errors;
mod events;
mod exports;
mod inverting;
mod kept;
mod measuring;
mod opening;
mod problems;
mod queries;
mod starting;
mod tuning;
mod warming;

use std::rc::Rc;

use async_channel::{Receiver, Sender, unbounded};
use facegan_core::config::KernelChoice;
use facegan_core::run::RunId;
use facegan_core::tuning::TileChoice;
use facegan_data::dataset::SharedDataset;
use facegan_kernels::{Compute, Gpu};
use facegan_model::Generator;
use facegan_protocol::Command;
use facegan_store::opened::Opened;
use facegan_train::{Mode, Run};
use wasm_bindgen_futures::spawn_local;

use super::gpu::GpuError;
use super::library::{Library, SharedRun};
use super::macrotask::next_macrotask;
use super::photo_set::Photos;
use exports::export_latent;
use inverting::{Search, replaces_net_g};
use kept::KeptNetG;
use queries::Query;
use warming::Warming;

pub use kept::net_g_file;

/// The way to the training task.
#[derive(Clone)]
pub struct TrainerHandle(Sender<Message>);

/// What the training task is to do next.
enum Message {
    /// A command of the page.
    Command(Command),
    /// A query of another task of the worker.
    Query(Query),
}

impl TrainerHandle {
    /// Starts the task that trains on `photos` and stores its runs in `library`.
    pub fn spawn(photos: Rc<Photos>, library: Rc<Library>) -> Self {
        let (messages, incoming) = unbounded();
        spawn_local(Trainer::new(incoming, photos, library).serve());
        Self(messages)
    }

    /// Has a command carried out, after those sent before.
    pub fn send(&self, command: Command) {
        self.enqueue(Message::Command(command));
    }

    fn enqueue(&self, message: Message) {
        // Never refused: the channel has no bound and its task receives until the worker ends.
        let _ = self.0.try_send(message);
    }
}

struct Trainer {
    incoming: Receiver<Message>,
    photos: Rc<Photos>,
    library: Rc<Library>,
    gpu: Option<Gpu>,
    run: Option<ActiveRun>,
    opened: Opened,
    /// The netG of `opened` on the GPU, from the first drawing on.
    opened_net_g: Option<Generator>,
    kernels: KernelChoice,
    tiles: TileChoice,
    /// Whether the quality of runs is measured while they train.
    evaluates: bool,
    /// The netG on the GPU of the kept state that was drawn with last.
    kept_net_g: Option<KeptNetG>,
    /// The search for a photo's latent under way.
    search: Option<Search>,
    warming: Warming,
}

/// The run under way, or the one that ended last, which stays for downloads.
struct ActiveRun {
    id: RunId,
    run: Run<SharedRun>,
    /// What it trains on, whatever part of the photos is chosen meanwhile.
    data: SharedDataset,
}

impl Trainer {
    fn new(incoming: Receiver<Message>, photos: Rc<Photos>, library: Rc<Library>) -> Self {
        let (kernels, tiles, opened) = Default::default();
        let (gpu, run, opened_net_g, kept_net_g, search, warming) = Default::default();
        let evaluates = true;
        Self {
            incoming,
            photos,
            library,
            gpu,
            run,
            opened,
            opened_net_g,
            kernels,
            tiles,
            evaluates,
            kept_net_g,
            search,
            warming,
        }
    }

    async fn serve(mut self) {
        loop {
            let has_work = self.run.as_ref().is_some_and(|active| active.run.has_work());
            let message = if has_work || self.search.is_some() || self.warming.is_under_way() {
                self.incoming.try_recv().ok()
            } else {
                match self.incoming.recv().await {
                    Ok(message) => Some(message),
                    Err(_) => return,
                }
            };
            match message {
                Some(message) => self.handle(message).await,
                None => {
                    self.train().await;
                    self.search().await;
                    self.go_on_warming_up().await;
                    next_macrotask().await;
                }
            }
        }
    }

    fn mode(&self) -> Mode {
        self.run.as_ref().map_or(Mode::Ended, |active| active.run.mode())
    }

    /// Trains or saves until the run has an event, and posts that to the page.
    async fn train(&mut self) {
        let Some(active) = &mut self.run else { return };
        if let Some(event) = active.run.next().await {
            self.post_event(event);
        }
    }

    /// Handles a message between two iterations.
    async fn handle(&mut self, message: Message) {
        if let Some(active) = &mut self.run {
            active.run.settle().await;
            self.post_events();
        }
        match message {
            Message::Command(command) => self.execute(command).await,
            Message::Query(query) => self.answer(query).await,
        }
        self.post_events();
        self.check_device();
    }

    async fn execute(&mut self, command: Command) {
        if replaces_net_g(&command) {
            self.end_search();
        }
        match command {
            Command::Use { kernels, tiles } => {
                self.kernels = kernels;
                self.opened_net_g = None;
                self.choose_tiles(tiles).await;
            }
            Command::WarmUp(config) => self.warm_up(&config).await,
            Command::Measure(conditions) => self.measure(conditions).await,
            Command::MeasureGpu => self.measure_gpu().await,
            Command::Start { run, config, weights } => self.start(run, config, weights).await,
            Command::Continue { run, config, from } => self.restore_run(run, config, from).await,
            Command::Reopen { run, key } => self.reopen(run, &key).await,
            Command::Stop | Command::Pause | Command::Resume { .. } | Command::Save | Command::Step => {
                self.control(&command).await;
            }
            Command::Pin => self.pin().await,
            Command::Export(what) => self.export(what).await,
            Command::Evaluate(on) => self.evaluate(on),
            Command::Open(file) => self.open(file).await,
            Command::CloseFiles => self.close_files(),
            Command::CountMissing => self.count_missing(),
            Command::Sample { seed } => self.sample(seed).await,
            Command::OpenedPage => self.export_opened(),
            Command::Draw { scene, weights } => self.draw_for_page(scene, weights).await,
            Command::Invert { photo, weights } => self.invert(photo, weights).await,
            Command::CancelInversion => self.end_search(),
            Command::SaveLatent(latent) => export_latent(&latent),
            // The dispatcher hands the others to the engine's other tasks.
            _ => {}
        }
    }

    /// Stops, pauses, resumes, saves or steps the run. Without a run nothing happens: the page may have sent the
    /// command just before it learnt that the run ended.
    async fn control(&mut self, command: &Command) {
        let Some(active) = &mut self.run else { return };
        match command {
            Command::Stop => active.run.stop().await,
            Command::Pause => active.run.pause().await,
            Command::Resume { rates } => active.run.resume(*rates),
            Command::Save => active.run.save_on_demand().await,
            Command::Step => active.run.step().await,
            _ => {}
        }
    }

    /// Begins or ends measuring the quality of the run under way and of those to come.
    fn evaluate(&mut self, on: bool) {
        self.evaluates = on;
        match &mut self.run {
            Some(active) if on && active.run.mode() != Mode::Ended => active.evaluate(),
            Some(active) => active.run.stop_evaluating(),
            None => {}
        }
    }

    /// The GPU with the chosen kernels.
    async fn compute(&mut self) -> Result<Compute, GpuError> {
        let kernels = self.kernels;
        Ok(self.gpu().await?.compute(kernels))
    }
}
