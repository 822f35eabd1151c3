//! Handles the engine's events: passes each to the features that it concerns.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::context::Page;
use super::features::neighbours::state::Found;
use super::features::opened::state::Sampled;
use super::features::photos::state::Thumbnails;
use super::platform::download;
use super::state::{Action, AppState, Engine};
use facegan_core::dataset_report::DatasetReport;
use facegan_core::run::Outcome;
use facegan_protocol::{Command, Event};

impl Page {
    /// Handles an event.
    pub fn on_event(self, event: Event) {
        if !self.app.with_untracked(|app| app.concerns(&event)) {
            return;
        }
        if let Event::Dataset(report) = &event {
            return self.on_dataset(&event, report);
        }
        if let Event::Dead { reason } = &event {
            return self.on_engine_lost(&event, reason);
        }
        self.app.update(|app| app.apply(&event));
        match event {
            Event::Ready => self.engine.ready(),
            Event::NoWebGpu => self.on_no_webgpu(),
            Event::Thumbnails { selection, first, total, squares, images } => {
                self.on_thumbnails(Thumbnails { selection, first, total, squares, images });
            }
            Event::Squares { selection, squares } => self.on_squares(selection, &squares),
            Event::Photo { photo, entry, picture } => self.on_photo(photo, entry, picture),
            Event::Stats { stats, .. } => {
                self.charts.add(&stats);
                self.training.add(&stats);
                self.plan.add([&stats]);
            }
            Event::Saved { held, .. } => self.recovery.hold(held),
            Event::WentBack { .. } => self.clear_numbers(),
            Event::History { history, .. } => {
                self.charts.add_history(&history);
                self.plan.add(&history);
            }
            Event::Quality { measurements, best, .. } => self.charts.add_measurements(measurements, best),
            Event::Tiles { tiles, choice } => self.gpu.chose_tiles(tiles, choice),
            Event::Measured { conditions, speed } => self.plan.measured(conditions, speed),
            Event::MeasuringGpu(stage) => self.gpu_report.advance(stage),
            Event::GpuMeasured(measured) => self.gpu_report.end(measured),
            Event::Opened(files) => self.on_opened(files),
            Event::LatentOpened { latent, image } => self.on_latent_opened(latent, image),
            Event::Missing { photos } => self.opened.set_missing(photos),
            Event::Sampled { seed, image } => self.opened.show_samples(Sampled { seed, picture: image }),
            Event::Log { line, .. } => self.training.add_line(&line),
            Event::Started { plan, .. } => self.shown.set(Some(plan.key)),
            Event::Frames { iterations, .. } => self.grids.set_frames(iterations),
            Event::Grid { iteration, png, diversity, .. } => {
                self.advice.add_fake_diversity(iteration, diversity);
                self.on_fakes(iteration, &png);
            }
            Event::RealGrid { png, diversity, .. } => {
                self.advice.set_real_diversity(diversity);
                self.on_reals(&png);
            }
            Event::Frame { key, iteration, png } => self.on_grid(key, iteration, png),
            Event::Runs(runs) => self.on_runs(runs),
            Event::Recalled(recalled) => self.on_recalled(*recalled),
            Event::Nearest { images, indices, distances, among_themselves } => {
                self.on_nearest(Found { images, indices, distances, among_themselves });
            }
            Event::Drawn { scene, image, .. } => self.on_drawn(scene, image),
            Event::Inverting { photo, cut } => self.inversion.begin(photo, cut),
            Event::Nearer(progress) => self.inversion.come_nearer(progress),
            Event::Inverted => self.inversion.end(),
            Event::Exporting { done, total } => self.exports.advance(done, total),
            Event::Exported => self.exports.end(),
            Event::File { name, mime, bytes } => {
                self.check("The file could not be saved", download::save_bytes(&name, &mime, &bytes));
            }
            Event::Film { name, file } => self.check("The file could not be saved", download::save(&name, &file)),
            Event::Finished { outcome: Outcome::Failed(problem), .. } => self.alert(problem),
            Event::Problem(problem) => {
                self.beginning.give_up();
                self.alert(problem);
            }
            _ => {}
        }
        self.fill_form();
    }

    /// The engine answered a load or a clear, or it takes other squares of the photos.
    fn on_dataset(self, event: &Event, report: &DatasetReport) {
        let settled = self.photos.answered();
        if self.must_read_again(report) {
            self.read_again();
        } else if settled {
            let was_reading = self.app.with_untracked(AppState::is_reading);
            self.app.update(|app| app.apply(event));
            self.count_missing();
            if report.squares() > 0 {
                self.photos.keep_shown_folder(&report.folders);
                self.refresh_thumbnails();
            } else {
                self.photos.clear_pictures();
            }
            if report.images > 0 && was_reading {
                self.warm_up();
            }
            self.catch_up(report);
            self.restore_pending(report.images);
        } else {
            self.send_next_source();
        }
    }

    /// Has the engine compile its kernels while the person looks at the photos.
    pub fn warm_up(self) {
        if let Some(config) = untrack(|| self.settings.config()) {
            self.send(Command::WarmUp(config));
        }
    }

    /// The engine is lost: starts another, unless it never came up, and recovers its run. Photos that it was reading are
    /// forgotten: the next engine might be lost over them too.
    fn on_engine_lost(self, event: &Event, reason: &str) {
        let app = self.app.get_untracked();
        if app.engine == Engine::Dead {
            return;
        }
        let recovers = self.recover(&app);
        let then = app.then();
        if app.is_reading() && app.engine == Engine::Ready && !recovers {
            self.photos.forget();
        }
        if recovers {
            self.alerts.show_interruption(app.interruption(reason));
        } else {
            self.recovery.cancel_restore();
            self.alert(app.failure_message(reason));
        }
        self.app.update(|app| {
            app.apply(event);
            if recovers {
                app.act(Action::Recover(then));
            }
        });
        self.photos.clear_pictures();
        self.plan.engine_lost();
        self.gpu_report.engine_lost(reason);
        self.opened.clear();
        self.beginning.give_up();
        self.latent.forget_requests();
        self.inversion.end();
        self.comparison.give_up();
        self.exports.end();
        self.neighbours.clear();
        // Not at once: this is called by the message handler of the engine that is to be dropped.
        spawn_local(async move {
            self.engine.end();
            if recovers || app.engine == Engine::Ready {
                self.spawn_engine();
            }
        });
    }
}
