//! The engine's life, and what its events change.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Fakes, Found, Page, Sampled, Thumbnails};
use crate::exception::describe;
use crate::web::browser::download;
use crate::web::browser::worker::EngineWorker;
use crate::web::phase::{Act, Engine};
use crate::web::sources::{Sources, casualty};
use facegan_core::run::Outcome;
use facegan_protocol::{Command, Event};

impl Page {
    /// Starts an engine if the last one could not be.
    pub fn revive(self) {
        if self.engine.with_value(Option::is_none) {
            self.spawn_engine();
        }
    }

    pub(super) fn spawn_engine(self) {
        self.sources.update_value(Sources::restart);
        self.phase.update(|phase| phase.act(Act::Spawn));
        match EngineWorker::spawn(move |event| self.on_event(event)) {
            Ok(engine) => {
                self.engine.set_value(Some(engine));
                self.send(Command::Use(self.kernels.get_untracked()));
                self.send(Command::Runs);
            }
            Err(error) => return self.on_event(Event::Dead { reason: describe(&error), reading: None }),
        }
        if !self.sources.with_value(Sources::is_empty) {
            self.read_on();
        }
    }

    pub(super) fn send(self, command: Command) {
        self.drive(|engine| engine.send(&command));
    }

    fn drive(self, act: impl FnOnce(&mut EngineWorker) -> Result<(), String>) {
        let done = self.engine.try_update_value(|engine| engine.as_mut().map(act));
        if let Some(Some(Err(reason))) = done {
            self.on_event(Event::Dead { reason, reading: None });
        }
    }

    fn on_event(self, event: Event) {
        if !self.phase.with_untracked(|phase| phase.concerns(&event)) {
            return;
        }
        if let Event::Dataset(report) = &event {
            return self.on_dataset(&event, report.images);
        }
        if let Event::Dead { reason, reading } = &event {
            return self.on_death(&event, reason, reading.as_deref());
        }
        self.phase.update(|phase| phase.apply(&event));
        match event {
            Event::Ready => self.drive(EngineWorker::ready),
            Event::NoWebGpu => self.on_no_webgpu(),
            Event::Thumbnails { first, images } => self.thumbnails.set(Some(Thumbnails { first, images })),
            Event::Stats { stats, .. } => {
                self.curves.update(|curves| curves.add(&stats));
                self.pace.update(|pace| pace.add(&stats));
                self.attention.update_value(|attention| attention.add(&stats));
            }
            Event::Saved { held, .. } => self.hold(held),
            Event::WentBack { .. } => self.clear_numbers(),
            Event::History { history, .. } => {
                self.curves.update(|curves| history.iter().for_each(|stats| curves.add(stats)));
            }
            Event::Opened(files) => self.on_opened(files),
            Event::Missing { photos } => self.missing.set(Some(photos)),
            Event::Sampled { seed, image } => self.sampled.set(Some(Sampled { seed, picture: image })),
            Event::Log { line, .. } => self.log.update(|log| {
                log.push_str(&line);
                log.push('\n');
            }),
            Event::Started { plan, .. } => self.shown.set(Some(plan.key)),
            Event::Frames { iterations, .. } => self.timeline.frames.set(iterations),
            Event::Grid { iteration, image, diversity: spread, .. } => {
                self.fakes.set(Some(Fakes { iteration, picture: image }));
                self.spreads.update(|spreads| spreads.add_fake(iteration, spread));
                self.timeline.add(iteration);
            }
            Event::RealGrid { image, diversity: spread, .. } => {
                self.reals.set(Some(image));
                self.spreads.update(|spreads| spreads.real = spread);
            }
            Event::Frame { key, iteration, png } => self.on_grid(key, iteration, png),
            Event::Runs(runs) => self.on_runs(runs),
            Event::Recalled(recalled) => self.on_recalled(*recalled),
            Event::Nearest { images, indices, distances } => {
                self.on_nearest(Found { images, indices, distances });
            }
            Event::Drawn { scene, weights, image } => self.on_picture(scene, weights, image),
            Event::Exporting { done, total } => self.exports.advance(done, total),
            Event::Exported => self.exports.end(),
            Event::File { name, mime, bytes } => {
                self.check("The file could not be saved", download::save_bytes(&name, &mime, &bytes));
            }
            Event::Finished { outcome: Outcome::Failed(problem), .. } => self.alert(problem),
            Event::Problem(problem) => self.alert(problem),
            _ => {}
        }
        self.fill_form();
    }

    /// Buries an engine and, unless it never came up, starts another. The file that killed it while reading is not read
    /// again; where it is not known which, none is.
    fn on_death(self, event: &Event, reason: &str, reading: Option<&str>) {
        let phase = self.phase.get_untracked();
        if phase.engine == Engine::Dead {
            return;
        }
        let recovers = self.recover(&phase);
        let then = phase.then();
        let was_reading = phase.is_reading() && phase.engine == Engine::Ready && !recovers;
        let outlived =
            was_reading && self.sources.try_update_value(|sources| sources.outlive(reading)).unwrap_or_default();
        if recovers {
            self.alert_interruption(phase.interruption(reason));
        } else {
            self.want_nothing();
            let casualty = reading.filter(|_| outlived).map(|file| casualty(file, reason));
            self.alert(casualty.unwrap_or_else(|| phase.obituary(reason)));
        }
        self.phase.update(|phase| {
            phase.apply(event);
            if recovers {
                phase.act(Act::Recover(then));
            }
        });
        self.thumbnails.set(None);
        self.opened.set(Vec::new());
        self.sampled.set(None);
        self.latent.expect_nothing();
        self.exports.bury();
        self.neighbours.clear();
        // Not at once: this very call comes out of the engine's message handler.
        spawn_local(async move {
            self.engine.set_value(None);
            if recovers || phase.engine == Engine::Ready {
                self.spawn_engine();
            }
        });
    }
}
