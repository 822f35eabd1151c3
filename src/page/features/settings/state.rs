//! The settings of the next run.

use leptos::prelude::*;

use super::form::Form;
use facegan_core::address::Launch;
use facegan_core::config::{Field, KernelChoice, TrainConfig};

/// The settings as the person types them.
#[derive(Clone, Copy)]
pub struct SettingsState {
    pub(super) form: RwSignal<Form>,
    pub(super) kernels: RwSignal<KernelChoice>,
}

impl SettingsState {
    pub fn new(launch: &Launch) -> Self {
        Self { form: RwSignal::new(Form::from(&launch.config)), kernels: RwSignal::new(launch.kernels) }
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
