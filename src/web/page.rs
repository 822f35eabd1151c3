//! The page's signals, and what happens to them: acts of the person on the one side, events of the worker on the
//! other.

mod advice;
mod engine;
mod exports;
mod film;
mod gpu;
mod keeping;
mod latent;
mod library;
mod neighbours;
mod opened;
mod photos;
mod returning;
mod run;
mod stills;
mod timeline;

use leptos::prelude::*;

use super::advice::Spreads;
use super::attention::Attention;
use super::browser::worker::EngineWorker;
use super::curves::Curves;
use super::form::Form;
use super::pace::Pace;
use super::phase::{Blocker, Phase};
use super::sources::Sources;
use crate::exception::describe;
use facegan_core::address::Launch;
use facegan_core::config::{KernelChoice, TrainConfig};
use facegan_core::images::{Images, Picture};
use facegan_core::opened::OpenedFile;
use facegan_core::problem::Problem;
use facegan_core::run_manifest::RunKey;
use facegan_protocol::DataSource;

pub use advice::Counsel;
pub use exports::{Exports, Product};
pub use gpu::GpuFacts;
pub use keeping::arrival;
pub use latent::{Easel, LatentSpace};
pub use library::Library;
pub use neighbours::{Asked, Found, Neighbours};
pub use returning::Returning;
pub use timeline::{Frame, Timeline};

/// Thumbnails on a page of them.
pub const THUMBNAILS: usize = 48;

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

/// Images of an opened netG.
#[derive(Debug, Clone)]
pub struct Sampled {
    /// The seed of their latents.
    pub seed: u32,
    pub picture: Picture,
}

/// Another run's curves, laid over those on screen.
#[derive(Debug, Clone)]
pub struct Overlay {
    pub key: RunKey,
    /// What a legend calls it.
    pub name: String,
    pub curves: Curves,
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
    /// The run whose curves and grids are on screen.
    pub shown: RwSignal<Option<RunKey>>,
    /// The iteration that the person points at, in a chart or on the timeline; [`None`] follows the latest.
    pub cursor: RwSignal<Option<usize>>,
    /// Earlier runs that are laid over the charts.
    pub overlays: RwSignal<Vec<Overlay>>,
    pub spreads: RwSignal<Spreads>,
    pub counsel: Counsel,
    pub timeline: Timeline,
    pub library: Library,
    pub returning: Returning,
    /// How many percent of its usual speed training had while the page was hidden, if that was clearly less.
    pub slowed: RwSignal<Option<u32>>,
    attention: StoredValue<Attention>,
    /// The alert on the last interruption.
    interruption: StoredValue<Option<usize>>,
    pub latent: LatentSpace,
    pub exports: Exports,
    pub neighbours: Neighbours,
    pub thumbnails: RwSignal<Option<Thumbnails>>,
    pub opened: RwSignal<Vec<OpenedFile>>,
    pub sampled: RwSignal<Option<Sampled>>,
    /// Photos of the opened checkpoint's run that are not loaded, once the engine has counted them.
    missing: RwSignal<Option<usize>>,
    pub gpu: GpuFacts,
    pub kernels: RwSignal<KernelChoice>,
    engine: StoredValue<Option<EngineWorker>, LocalStorage>,
    sources: StoredValue<Sources<DataSource>, LocalStorage>,
    /// The side that the engine was last told to read photos at.
    told_side: StoredValue<usize>,
    /// Counts cancels, so that folders still being looked through are dropped.
    cancels: StoredValue<usize>,
    alert_ids: StoredValue<usize>,
}

impl Page {
    /// A page with the address's settings and an engine on its way.
    pub fn new(launch: &Launch) -> Self {
        let cursor = RwSignal::default();
        let page = Self {
            phase: RwSignal::default(),
            form: RwSignal::new(Form::from(&launch.config)),
            alerts: RwSignal::default(),
            curves: RwSignal::default(),
            pace: RwSignal::default(),
            log: RwSignal::default(),
            fakes: RwSignal::default(),
            reals: RwSignal::default(),
            shown: RwSignal::default(),
            cursor,
            overlays: RwSignal::default(),
            spreads: RwSignal::default(),
            counsel: Counsel::new(),
            timeline: Timeline::new(cursor),
            library: Library::new(),
            returning: Returning::new(),
            slowed: RwSignal::default(),
            attention: StoredValue::default(),
            interruption: StoredValue::default(),
            latent: LatentSpace::new(launch),
            exports: Exports::new(),
            neighbours: Neighbours::new(),
            thumbnails: RwSignal::default(),
            opened: RwSignal::default(),
            sampled: RwSignal::default(),
            missing: RwSignal::default(),
            gpu: GpuFacts::new(),
            kernels: RwSignal::new(launch.kernels),
            engine: StoredValue::new_local(None),
            sources: StoredValue::new_local(Sources::default()),
            told_side: StoredValue::default(),
            cancels: StoredValue::default(),
            alert_ids: StoredValue::default(),
        };
        page.spawn_engine();
        page.follow_image_size();
        page.follow_timeline();
        page.keep_settings();
        page.follow_latents();
        page.ask_for_adapter();
        page.watch_for_advice();
        page.watch_visibility();
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
        let blocker = self.phase.with(|phase| phase.start_blocker(config.as_ref(), self.gpu.is_offered()));
        blocker.or_else(|| self.gpu_blocker(&config?))
    }

    /// Shows a problem, unless it is on screen already.
    pub fn alert(self, problem: Problem) {
        if self.alerts.with_untracked(|alerts| alerts.iter().any(|alert| alert.problem == problem)) {
            return;
        }
        self.put_up(problem);
    }

    /// Tells of an interruption, in the place of the last.
    fn alert_interruption(self, problem: Problem) {
        if let Some(last) = self.interruption.get_value() {
            self.dismiss(last);
        }
        self.interruption.set_value(Some(self.put_up(problem)));
    }

    fn put_up(self, problem: Problem) -> usize {
        let id = self.alert_ids.get_value();
        self.alert_ids.set_value(id + 1);
        self.alerts.update(|alerts| alerts.push(Alert { id, problem }));
        id
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
