//! The page's signals, and what happens to them: acts of the person on the one side, events of the worker on the
//! other.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::browser::files::Dropped;
use super::browser::worker::EngineWorker;
use super::browser::{describe, download, has_webgpu};
use super::curves::Curves;
use super::form::Form;
use super::pace::Pace;
use super::phase::{Act, Blocker, Phase};
use super::sources::Sources;
use crate::address::Launch;
use crate::config::{Field, TrainConfig};
use crate::protocol::{Command, DroppedFile, Event, Export, Images, Picture, Problem, Source};

/// Thumbnails on a page of them.
pub const THUMBNAILS: usize = 48;
/// Faces that "Try sample faces" draws.
const SAMPLES: usize = 2000;
/// The seed that those faces are drawn from.
const SAMPLE_SEED: u32 = 1;

/// A problem on screen until it is dismissed.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    pub id: usize,
    pub problem: Problem,
}

/// A grid of fakes and the iteration that it was drawn after.
#[derive(Debug, Clone)]
pub struct Fakes {
    pub iteration: usize,
    pub picture: Picture,
}

/// A page of thumbnails.
#[derive(Debug, Clone)]
pub struct Thumbnails {
    pub first: usize,
    pub images: Images,
}

/// Everything that components share.
#[derive(Clone, Copy)]
pub struct Page {
    pub phase: RwSignal<Phase>,
    pub form: RwSignal<Form>,
    pub alerts: RwSignal<Vec<Alert>>,
    pub curves: RwSignal<Curves>,
    pub pace: RwSignal<Pace>,
    pub log: RwSignal<String>,
    pub fakes: RwSignal<Option<Fakes>>,
    pub reals: RwSignal<Option<Picture>>,
    pub thumbnails: RwSignal<Option<Thumbnails>>,
    pub webgpu: bool,
    engine: StoredValue<Option<EngineWorker>, LocalStorage>,
    sources: StoredValue<Sources<Source>, LocalStorage>,
    /// The side that the engine was last told to read photos at.
    told_side: StoredValue<usize>,
    /// Counts cancels, so that folders still being looked through are dropped.
    cancels: StoredValue<usize>,
    alert_ids: StoredValue<usize>,
}

impl Page {
    /// A page with the address's settings and an engine on its way.
    pub fn new(launch: &Launch) -> Self {
        let page = Self {
            phase: RwSignal::default(),
            form: RwSignal::new(Form::from(&launch.config)),
            alerts: RwSignal::default(),
            curves: RwSignal::default(),
            pace: RwSignal::default(),
            log: RwSignal::default(),
            fakes: RwSignal::default(),
            reals: RwSignal::default(),
            thumbnails: RwSignal::default(),
            webgpu: has_webgpu(),
            engine: StoredValue::new_local(None),
            sources: StoredValue::new_local(Sources::default()),
            told_side: StoredValue::default(),
            cancels: StoredValue::default(),
            alert_ids: StoredValue::default(),
        };
        page.spawn_engine();
        page.follow_image_size();
        if let Some(count) = launch.samples {
            page.add_samples(count);
        }
        if launch.autostart {
            page.start_when_ready();
        }
        page
    }

    /// The settings, while every one is valid.
    pub fn config(self) -> Option<TrainConfig> {
        self.form.with(Form::config)
    }

    /// Why Start is off, if it is.
    pub fn start_blocker(self) -> Option<Blocker> {
        let config = self.config();
        self.phase.with(|phase| phase.start_blocker(config.as_ref(), self.webgpu))
    }

    /// Shows a problem, unless it is on screen already.
    pub fn alert(self, problem: Problem) {
        if self.alerts.with_untracked(|alerts| alerts.iter().any(|alert| alert.problem == problem)) {
            return;
        }
        let id = self.alert_ids.get_value();
        self.alert_ids.set_value(id + 1);
        self.alerts.update(|alerts| alerts.push(Alert { id, problem }));
    }

    /// Takes a problem off the screen.
    pub fn dismiss(self, id: usize) {
        self.alerts.update(|alerts| alerts.retain(|alert| alert.id != id));
    }

    /// Shows what the browser says where it refused something.
    pub fn check<T>(self, what: &str, result: Result<T, wasm_bindgen::JsValue>) {
        if let Err(error) = result {
            let what = format!("{what}: {}.", describe(&error).trim_end_matches('.'));
            self.alert(Problem { what, advice: "Try again, or reload the page.".into() });
        }
    }
}

/// Photos.
impl Page {
    /// Adds the built-in faces.
    pub fn try_samples(self) {
        self.add_samples(SAMPLES);
    }

    /// Adds chosen files.
    pub fn add_files(self, files: Vec<DroppedFile>) {
        if files.is_empty() {
            let what = "No files were found there.".into();
            let advice = "Drop photos, a folder of photos or a .zip of them.".into();
            return self.alert(Problem { what, advice });
        }
        self.add(Source::Files(files));
    }

    /// Adds what was dropped, once every folder in it has been looked through.
    pub fn add_dropped(self, dropped: Dropped) {
        if !self.phase.with_untracked(Phase::can_load) {
            let what = "Photos cannot be added while a run is under way.".into();
            return self.alert(Problem { what, advice: "Stop the run, then drop them again.".into() });
        }
        self.phase.update(|phase| phase.act(Act::Load));
        let cancels = self.cancels.get_value();
        spawn_local(async move {
            let found = dropped.files().await;
            if self.cancels.get_value() != cancels {
                return;
            }
            if found.as_ref().map_or(true, Vec::is_empty) && self.sources.with_value(Sources::is_settled) {
                self.phase.update(|phase| phase.act(Act::Abandon));
            }
            match found {
                Ok(files) => self.add_files(files),
                Err(error) => self.check("What was dropped could not be opened", Err::<(), _>(error)),
            }
        });
    }

    /// Ends the reading under way; what was read stays.
    pub fn cancel_load(self) {
        self.cancels.update_value(|cancels| *cancels += 1);
        self.sources.update_value(Sources::cancel);
        if self.sources.with_value(Sources::is_settled) {
            self.phase.update(|phase| phase.act(Act::Abandon));
        } else {
            self.send(Command::CancelLoad);
        }
    }

    /// Empties the data set.
    pub fn clear(self) {
        self.sources.update_value(Sources::clear);
        self.phase.update(|phase| phase.act(Act::Clear));
        self.thumbnails.set(None);
        self.send(Command::Clear);
    }

    /// Asks for the thumbnails from `first` on.
    pub fn show_thumbnails(self, first: usize) {
        self.send(Command::Thumbnails { first, count: THUMBNAILS });
    }

    fn add_samples(self, count: usize) {
        self.add(Source::Samples { seed: SAMPLE_SEED, count });
    }

    fn add(self, source: Source) {
        self.revive();
        self.sources.update_value(|sources| sources.add(source));
        self.phase.update(|phase| phase.act(Act::Load));
        self.tell_next_source();
    }

    fn tell_next_source(self) {
        let image_size = self.image_size();
        let next = self.sources.try_update_value(|sources| sources.next().cloned()).flatten();
        if let Some(source) = next {
            self.told_side.set_value(image_size);
            self.send(Command::Load { source, image_size });
        }
    }

    fn read_again(self) {
        let side = self.image_size();
        self.sources.update_value(Sources::rewind);
        self.phase.update(|phase| phase.act(Act::Reload(side)));
        self.tell_next_source();
    }

    /// The side that photos are to be read at.
    fn image_size(self) -> usize {
        let chosen = self.form.with_untracked(|form| form.get(Field::ImageSize).parse());
        chosen.unwrap_or(TrainConfig::default().image_size)
    }

    /// Reads all photos anew whenever another image_size is chosen.
    fn follow_image_size(self) {
        let side = Memo::new(move |_| self.form.with(|form| form.get(Field::ImageSize).to_owned()));
        Effect::new(move |before: Option<String>| {
            let side = side.get();
            if before.is_some_and(|before| before != side) && !self.sources.with_value(Sources::is_empty) {
                if self.sources.with_value(Sources::is_settled) {
                    self.read_again();
                } else {
                    // The answer tells that it was of the other size; then all are read again.
                    self.send(Command::CancelLoad);
                }
            }
            side
        });
    }

    fn on_dataset(self, event: &Event, images: usize) {
        let settled = self.sources.try_update_value(Sources::answered).unwrap_or_default();
        if self.told_side.get_value() != self.image_size() && !self.sources.with_value(Sources::is_empty) {
            self.read_again();
        } else if settled {
            self.phase.update(|phase| phase.apply(event));
            self.thumbnails.set(None);
            if images > 0 {
                self.show_thumbnails(0);
            }
        } else {
            self.tell_next_source();
        }
    }
}

/// The run.
impl Page {
    /// Starts a run, if nothing is in its way.
    pub fn start(self) {
        let Some(config) = self.config() else { return };
        if untrack(|| self.start_blocker()).is_some() {
            return;
        }
        let run = self.phase.with_untracked(Phase::next_run);
        self.curves.set(Curves::default());
        self.pace.set(Pace::default());
        self.log.set(String::new());
        self.fakes.set(None);
        self.reals.set(None);
        self.phase.update(|phase| phase.act(Act::Start { run, config: config.clone() }));
        self.send(Command::Start { run, config });
    }

    pub fn pause(self) {
        self.steer(Act::Pause, Command::Pause);
    }

    pub fn resume(self) {
        self.steer(Act::Resume, Command::Resume);
    }

    pub fn step(self) {
        self.steer(Act::Step, Command::Step);
    }

    pub fn stop(self) {
        self.steer(Act::Stop, Command::Stop);
    }

    /// Asks for a file, which is saved when it comes.
    pub fn export(self, what: Export) {
        self.send(Command::Export(what));
    }

    fn steer(self, act: Act, command: Command) {
        self.phase.update(|phase| phase.act(act));
        self.send(command);
    }

    fn start_when_ready(self) {
        Effect::new(move |started: Option<bool>| {
            if started == Some(true) {
                return true;
            }
            let free = self.start_blocker().is_none();
            if free {
                self.start();
            }
            free
        });
    }
}

/// The engine.
impl Page {
    /// Starts an engine if the last one could not be.
    pub fn revive(self) {
        if self.engine.with_value(Option::is_none) {
            self.spawn_engine();
        }
    }

    fn spawn_engine(self) {
        self.sources.update_value(Sources::restart);
        self.phase.update(|phase| phase.act(Act::Spawn));
        match EngineWorker::spawn(move |event| self.on_event(event)) {
            Ok(engine) => self.engine.set_value(Some(engine)),
            Err(error) => return self.on_event(Event::Dead { reason: describe(&error) }),
        }
        if !self.sources.with_value(Sources::is_empty) {
            self.read_again();
        }
    }

    fn send(self, command: Command) {
        self.drive(|engine| engine.send(&command));
    }

    fn drive(self, act: impl FnOnce(&mut EngineWorker) -> Result<(), String>) {
        let done = self.engine.try_update_value(|engine| engine.as_mut().map(act));
        if let Some(Some(Err(reason))) = done {
            self.on_event(Event::Dead { reason });
        }
    }

    fn on_event(self, event: Event) {
        if !self.phase.with_untracked(|phase| phase.concerns(&event)) {
            return;
        }
        if let Event::Dataset(report) = &event {
            return self.on_dataset(&event, report.images);
        }
        if let Event::Dead { reason } = &event {
            return self.on_death(&event, reason);
        }
        self.phase.update(|phase| phase.apply(&event));
        match event {
            Event::Ready => self.drive(EngineWorker::ready),
            Event::Thumbnails { first, images } => self.thumbnails.set(Some(Thumbnails { first, images })),
            Event::Stats { stats, .. } => {
                self.curves.update(|curves| curves.add(&stats));
                self.pace.update(|pace| pace.add(&stats));
            }
            Event::Log { line, .. } => self.log.update(|log| {
                log.push_str(&line);
                log.push('\n');
            }),
            Event::Grid { iteration, image, .. } => self.fakes.set(Some(Fakes { iteration, picture: image })),
            Event::RealGrid { image, .. } => self.reals.set(Some(image)),
            Event::File { name, mime, bytes } => {
                self.check("The file could not be saved", download::save_bytes(&name, &mime, &bytes));
            }
            Event::Finished { outcome: crate::protocol::Outcome::Failed(problem), .. } => self.alert(problem),
            Event::Problem(problem) => self.alert(problem),
            _ => {}
        }
    }

    /// Buries an engine and, unless it never came up, starts another. What killed it while reading is not read again.
    fn on_death(self, event: &Event, reason: &str) {
        let phase = self.phase.get_untracked();
        self.alert(phase.obituary(reason));
        self.phase.update(|phase| phase.apply(event));
        self.thumbnails.set(None);
        if phase.is_reading() && phase.engine == super::phase::Engine::Ready {
            self.sources.set_value(Sources::default());
        }
        // Not at once: this very call comes out of the engine's message handler.
        spawn_local(async move {
            self.engine.set_value(None);
            if phase.engine == super::phase::Engine::Ready {
                self.spawn_engine();
            }
        });
    }
}
