//! Measuring the GPU, and keeping the settings as planned.

use leptos::prelude::*;

use super::measurements::Known;
use crate::page::context::Page;
use crate::page::platform::gpu::ram;
use crate::page::state::{AppState, Data, Engine};
use facegan_core::address::Mode;
use facegan_core::config::Field;
use facegan_core::memory::Limits;
use facegan_core::plan::{self, Conditions, Given, Plan, diffaugment};
use facegan_protocol::Command;

impl Page {
    /// Whether a plan cannot be made yet because the GPU has not been measured.
    pub fn awaits_measurement(self) -> bool {
        self.plan.mode.get() == Mode::Plan && self.conditions().is_some() && self.known_speed().is_none()
    }

    /// Whether the speed that the plan is based on is assumed.
    pub(super) fn is_speed_assumed(self) -> bool {
        self.known_speed() == Some(Known::Assumed)
    }

    /// From now on, has the GPU measured when a plan needs it, and the plan fill the form unless a run needs that.
    pub fn follow_plan(self) {
        Effect::new(move |_| {
            let conditions = self.conditions().filter(|_| self.can_measure() && self.awaits_measurement());
            let Some(conditions) = conditions else { return };
            let mut is_new = false;
            self.plan.measurements.maybe_update(|all| {
                is_new = all.ask(conditions);
                is_new
            });
            if is_new {
                self.send(Command::Measure(conditions));
            }
        });
        let planned = Memo::new(move |_| self.planned());
        // The form also holds the settings of a run that is restored, from before its photos are read.
        let busy = Memo::new(move |_| self.app.with(|app| app.is_running() || app.is_reading()));
        Effect::new(move |_| {
            let plan = planned.get();
            let differs = |plan: &&Plan| !busy.get() && self.settings.config().as_ref() != Some(&plan.config);
            if let Some(plan) = plan.as_ref().filter(differs) {
                self.settings.fill(&plan.config);
                self.warm_up();
            }
            // Before there is a plan, photos are read with its crop already.
            let crop = self.plan.crop.get();
            if plan.is_none() && self.plan.mode.get() == Mode::Plan && !busy.get() && self.settings.crop() != crop {
                self.settings.change(|form| form.set(Field::Crop, crop.to_string()));
            }
            self.plan.plan.set(plan);
        });
    }

    /// The plan for what is known now, where the page chooses.
    fn planned(self) -> Option<Plan> {
        if self.plan.mode.get() == Mode::Expert {
            return None;
        }
        let (photos, image_size) = self.app.with(AppState::known_images)?;
        let speed = self.known_speed()?.speed();
        let limits = Limits::guess(ram(), self.gpu.largest_buffer());
        let image_size = (!self.photos.can_rewind()).then_some(image_size);
        let (time, kernels) = (self.plan.time.get(), self.settings.kernels());
        let mut plan = plan::plan(&Given { photos, image_size, speed, time, limits, kernels });
        plan.config.crop = self.plan.crop.get();
        Some(plan)
    }

    fn known_speed(self) -> Option<Known> {
        let conditions = self.conditions()?;
        self.plan.measurements.with(|all| all.known(conditions))
    }

    /// What a plan's speed is to be measured with, once there are photos.
    fn conditions(self) -> Option<Conditions> {
        let (photos, _) = self.app.with(AppState::known_images)?;
        Some(Conditions { kernels: self.settings.kernels(), diffaugment: diffaugment(photos) })
    }

    /// Whether there is a GPU that nothing else is done with.
    pub(super) fn can_measure(self) -> bool {
        let idle =
            |app: &AppState| app.engine == Engine::Ready && matches!(app.data, Data::Ready(_)) && !app.is_running();
        self.gpu.missing().is_none() && self.app.with(idle)
    }
}
