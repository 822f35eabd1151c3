//! Owns the GPU and the run: one task that obeys commands and trains in between.

use async_channel::{Receiver, Sender, unbounded};
use wasm_bindgen_futures::spawn_local;
use web_sys::console;

use super::SharedDataset;
use super::gpu::{Gpu, GpuError};
use super::macrotask::next_macrotask;
use super::port::post;
use crate::config::TrainConfig;
use crate::protocol::{Command, Event, Export, Outcome, Plan, Problem, RunId, Stage};
use crate::store::weights::{ExportError, Network, safetensors};
use crate::train::{Session, TrainError, csv};

/// The way to the training task.
pub struct TrainerHandle(Sender<Command>);

impl TrainerHandle {
    /// Starts the task that trains on `data`.
    pub fn spawn(data: SharedDataset) -> Self {
        let (commands, incoming) = unbounded();
        spawn_local(Trainer { incoming, data, gpu: None, run: None }.serve());
        Self(commands)
    }

    /// Hands a command on, after those sent before.
    pub fn send(&self, command: Command) {
        // Never refused: the channel has no bound and its task receives until the worker ends.
        let _ = self.0.try_send(command);
    }
}

struct Trainer {
    incoming: Receiver<Command>,
    data: SharedDataset,
    gpu: Option<Gpu>,
    run: Option<Run>,
}

struct Run {
    id: RunId,
    session: Session,
    mode: Mode,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Running,
    Paused,
    /// Only kept for downloads.
    Ended,
}

impl Trainer {
    async fn serve(mut self) {
        loop {
            let command = match self.mode() {
                Mode::Running => self.incoming.try_recv().ok(),
                Mode::Paused | Mode::Ended => match self.incoming.recv().await {
                    Ok(command) => Some(command),
                    Err(_) => return,
                },
            };
            match command {
                Some(command) => self.obey(command).await,
                None => {
                    self.advance().await;
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
            (Command::Start { run, config, .. }, _) => self.start(run, config).await,
            (Command::Stop, Mode::Running | Mode::Paused) => self.finish(Outcome::Stopped),
            (Command::Pause, Mode::Running) => self.enter(Mode::Paused, |run| Event::Paused { run }),
            (Command::Resume, Mode::Paused) => self.enter(Mode::Running, |run| Event::Resumed { run }),
            (Command::Step, Mode::Paused) => {
                self.advance().await;
                if self.mode() == Mode::Paused {
                    self.enter(Mode::Paused, |run| Event::Paused { run });
                }
            }
            (Command::Export(what), _) => self.export(what).await,
            // A button pressed just as the run changed: what it asks for is already so.
            _ => {}
        }
    }

    fn enter(&mut self, mode: Mode, event: impl Fn(RunId) -> Event) {
        if let Some(run) = &mut self.run {
            run.mode = mode;
            post(&event(run.id));
        }
    }

    fn finish(&mut self, outcome: Outcome) {
        self.enter(Mode::Ended, |run| Event::Finished { run, outcome: outcome.clone() });
    }

    async fn start(&mut self, id: RunId, config: TrainConfig) {
        if self.mode() != Mode::Ended {
            self.finish(Outcome::Stopped);
        }
        self.run = None;
        match self.prepare(id, config).await {
            Ok(run) => self.run = Some(run),
            Err(problem) => post(&Event::Finished { run: id, outcome: Outcome::Failed(problem) }),
        }
    }

    async fn prepare(&mut self, id: RunId, config: TrainConfig) -> Result<Run, Problem> {
        self.check(&config)?;
        post(&Event::Preparing { run: id, stage: Stage::Gpu });
        let gpu = self.gpu().await.map_err(|error| gpu_problem(&error))?;
        post(&Event::Preparing { run: id, stage: Stage::Shaders });
        let data = self.data.borrow();
        let session = Session::new(config, data.len(), gpu.device);
        let image = session.real_grid(&data).map_err(|error| failure(&error.into()))?;
        post(&Event::RealGrid { run: id, image });
        Ok(Run { id, session, mode: Mode::Running })
    }

    fn check(&self, config: &TrainConfig) -> Result<(), Problem> {
        let refuse = |what: String| Problem { what, advice: "Correct the settings and start again.".into() };
        config.validate().map_err(|wrong| {
            let wrong: Vec<_> = wrong.iter().map(|(field, why)| format!("{} {why}", field.name())).collect();
            refuse(format!("The run could not start: {}.", wrong.join("; ")))
        })?;
        let data = self.data.borrow();
        config.fits(data.len()).map_err(|why| refuse(format!("The run could not start: batch_size {why}.")))?;
        if data.image_size() != config.image_size {
            let (stored, asked) = (data.image_size(), config.image_size);
            return Err(refuse(format!("The photos were read at {stored} pixels, the run asks for {asked}.")));
        }
        Ok(())
    }

    async fn gpu(&mut self) -> Result<Gpu, GpuError> {
        if let Some(gpu) = &self.gpu {
            return Ok(gpu.clone());
        }
        let gpu = Gpu::acquire().await?;
        self.gpu = Some(gpu.clone());
        Ok(gpu)
    }

    /// Runs one iteration and tells the page what it brought.
    async fn advance(&mut self) {
        let Some(run) = &mut self.run else { return };
        let batch = run.session.next_batch(&self.data.borrow());
        let step = match batch {
            Ok(batch) => run.session.train(batch).await,
            Err(error) => Err(error.into()),
        };
        match step {
            Ok(step) => {
                let id = run.id;
                if step.stats.iteration == 0 {
                    self.announce();
                }
                post(&Event::Stats { run: id, stats: step.stats });
                if let Some(line) = step.log {
                    post(&Event::Log { run: id, line });
                }
                if let Some(image) = step.grid {
                    post(&Event::Grid { run: id, iteration: step.stats.iteration, image });
                }
                self.finish_if_complete();
            }
            // A GPU that failed once does not come back to this worker; the page starts another.
            Err(TrainError::Gpu(error)) => {
                run.mode = Mode::Ended;
                // Pages of skipped kernels, of use to developers only.
                console::error_1(&error.to_string().into());
                post(&Event::Dead { reason: "the GPU failed or ran out of memory".into() });
            }
            Err(error) => self.finish(Outcome::Failed(failure(&error))),
        }
    }

    fn announce(&self) {
        let (Some(run), Some(gpu)) = (&self.run, &self.gpu) else { return };
        let session = &run.session;
        let plan = Plan {
            adapter: gpu.name.clone(),
            images: session.images(),
            iterations_per_epoch: session.config().iterations_per_epoch(session.images()),
            iterations: session.iterations(),
        };
        post(&Event::Started { run: run.id, plan });
    }

    fn finish_if_complete(&mut self) {
        if self.run.as_ref().is_some_and(|run| run.session.is_complete()) {
            self.finish(Outcome::Completed);
        }
    }

    async fn export(&self, what: Export) {
        let Some(run) = &self.run else {
            return post(&Event::Problem(Problem {
                what: "There is nothing to download yet.".into(),
                advice: "Start a run first.".into(),
            }));
        };
        match file(&run.session, what).await {
            Ok(event) => post(&event),
            Err(error) => post(&Event::Problem(Problem {
                what: format!("The download failed: {error}."),
                advice: "Try again; if it fails again, start a new run.".into(),
            })),
        }
    }
}

async fn file(session: &Session, what: Export) -> Result<Event, ExportError> {
    let (name, mime, bytes) = match what {
        Export::NetG => ("netG.safetensors", BINARY, safetensors(session, Network::Generator).await?),
        Export::NetD => ("netD.safetensors", BINARY, safetensors(session, Network::Discriminator).await?),
        Export::Onnx | Export::Checkpoint => return Ok(Event::Opened(Vec::new())),
        Export::Losses => ("losses.csv", "text/csv", csv(session.history()).into_bytes()),
    };
    Ok(Event::File { name: name.into(), mime: mime.into(), bytes })
}

const BINARY: &str = "application/octet-stream";

fn gpu_problem(error: &GpuError) -> Problem {
    Problem { what: format!("Training cannot start: {error}."), advice: error.advice().into() }
}

fn failure(error: &TrainError) -> Problem {
    let advice = match error {
        TrainError::NotFinite(_) => "The weights of this run are of no use any more. Start again with a lower lr.",
        TrainError::Data(_) => "Drop the photos again and start a new run.",
        TrainError::Gpu(_) | TrainError::Readback(_) => "Start again, with a smaller batch_size if it happens again.",
    };
    Problem { what: format!("Training stopped: {error}."), advice: advice.into() }
}
