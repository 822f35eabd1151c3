//! The settings of the next run.

use leptos::prelude::*;

use super::form::Form;
use facegan_core::address::{Launch, Mode};
use facegan_core::config::{Crop, Field, KernelChoice, TrainConfig};

/// The settings as the person types them.
#[derive(Clone, Copy)]
pub struct SettingsState {
    pub(super) form: RwSignal<Form>,
    pub(super) kernels: RwSignal<KernelChoice>,
}

impl SettingsState {
    pub fn new(launch: &Launch) -> Self {
        let mut form = Form::from(&launch.config);
        if launch.mode == Mode::Plan {
            form.set(Field::Crop, Crop::Auto.to_string());
        }
        Self { form: RwSignal::new(form), kernels: RwSignal::new(launch.kernels) }
    }

    /// The settings, while every one is valid.
    pub fn config(self) -> Option<TrainConfig> {
        self.form.with(Form::config)
    }

    /// Whether every setting has its default, the kernels included.
    pub fn is_default(self) -> bool {
        self.config() == Some(TrainConfig::default()) && self.kernels.get() == KernelChoice::default()
    }

    /// A field's text.
    pub fn text(self, field: Field) -> String {
        self.form.with(|form| form.get(field).to_owned())
    }

    /// The part of the photos that is trained on.
    pub fn crop(self) -> Crop {
        self.text(Field::Crop).parse().unwrap_or_default()
    }

    /// Whose kernels compute the next runs.
    pub fn kernels(self) -> KernelChoice {
        self.kernels.get()
    }

    /// Fills the whole form in.
    pub fn fill(self, config: &TrainConfig) {
        self.form.set(Form::from(config));
    }

    /// Changes the form.
    pub fn change(self, change: impl FnOnce(&mut Form)) {
        self.form.update(change);
    }
}
