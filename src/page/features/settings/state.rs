//! The settings of the next run.

use leptos::prelude::*;

use super::form::Form;
use facegan_core::address::{Launch, Mode};
use facegan_core::config::{Crop, Field, KernelChoice, NC, TrainConfig};
use facegan_core::tuning::TileChoice;

/// The settings as the person types them.
#[derive(Clone, Copy)]
pub struct SettingsState {
    pub(super) form: RwSignal<Form>,
    pub(super) kernels: RwSignal<KernelChoice>,
    pub(super) tiles: RwSignal<TileChoice>,
}

impl SettingsState {
    pub fn new(launch: &Launch) -> Self {
        let mut form = Form::from(&launch.config);
        if launch.mode == Mode::Plan {
            form.set(Field::Crop, Crop::Auto.to_string());
        }
        Self { form: RwSignal::new(form), kernels: RwSignal::new(launch.kernels), tiles: RwSignal::new(launch.tiles) }
    }

    /// The settings, while every one is valid.
    pub fn config(self) -> Option<TrainConfig> {
        self.form.with(Form::config)
    }

    /// Whether every setting has its default, the kernels and their tiles included.
    pub fn is_default(self) -> bool {
        let default = Launch::default();
        let kernels = (self.kernels.get(), self.tiles.get());
        self.config() == Some(default.config) && kernels == (default.kernels, default.tiles)
    }

    /// A field's text.
    pub fn text(self, field: Field) -> String {
        self.form.with(|form| form.get(field).to_owned())
    }

    /// The part of the photos that is trained on.
    pub fn crop(self) -> Crop {
        self.text(Field::Crop).parse().unwrap_or_default()
    }

    /// Channels of the images; as usual where what is typed is no number of channels.
    pub fn nc(self) -> usize {
        let chosen = self.text(Field::Nc).parse().ok().filter(|nc| NC.contains(nc));
        chosen.unwrap_or_else(|| TrainConfig::default().nc)
    }

    /// Whose kernels compute the next runs.
    pub fn kernels(self) -> KernelChoice {
        self.kernels.get()
    }

    /// Which tiles they compute in.
    pub fn tiles(self) -> TileChoice {
        self.tiles.get()
    }

    /// The form as it is.
    pub fn form(self) -> Form {
        self.form.get()
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
