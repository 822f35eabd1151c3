//! A piece of advice: what it is about, what it says, and what it is given for.

use super::diversity::GridDiversity;
use crate::page::features::charts::curves::Curves;
use crate::page::features::settings::form::Form;
use facegan_core::config::{Field, KernelChoice, TrainConfig};
use facegan_core::memory::Limits;
use facegan_core::run::RunId;

/// What advice is about, the most important first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    /// The run ended because its losses were not finite.
    NotFinite,
    /// A batch is larger than the set.
    Batch,
    /// The GPU's memory is likely too small.
    Memory,
    /// netD overwhelms netG.
    Overwhelmed,
    /// netG draws nearly the same image over and over.
    Collapse,
    /// netG covers less of the photos than it did.
    Coverage,
    /// Images of netG are photos again.
    Copies,
    /// netG was no better for a long time.
    Stalled,
    /// There are too few images.
    FewPhotos,
}

impl Topic {
    pub(super) const ALL: [Self; 9] = [
        Self::NotFinite,
        Self::Batch,
        Self::Memory,
        Self::Overwhelmed,
        Self::Collapse,
        Self::Coverage,
        Self::Copies,
        Self::Stalled,
        Self::FewPhotos,
    ];

    /// What it is about, in a few words.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotFinite => "losses that are no numbers",
            Self::Batch => "batch_size",
            Self::Memory => "GPU memory",
            Self::Overwhelmed => "netD",
            Self::Collapse => "mode collapse",
            Self::Coverage => "coverage",
            Self::Copies => "copies of photos",
            Self::Stalled => "a netG that gets no better",
            Self::FewPhotos => "few photos",
        }
    }

    /// Whether it is about the run and not about what it is to be started with.
    pub fn is_of_run(self) -> bool {
        !matches!(self, Self::Batch | Self::Memory | Self::FewPhotos)
    }
}

/// A piece of advice.
#[derive(Debug, Clone, PartialEq)]
pub struct Advice {
    pub topic: Topic,
    /// What was seen, with its numbers.
    pub seen: String,
    /// What that means.
    pub means: String,
    /// What to try.
    pub remedy: String,
    /// The change of settings that a button makes.
    pub fixes: Vec<Fix>,
}

/// Settings that follow advice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What its button says.
    pub label: String,
    changes: Vec<(Field, String)>,
}

impl Fix {
    /// Gives these settings the values that they have in `wanted`.
    pub(super) fn using(wanted: &TrainConfig, fields: impl IntoIterator<Item = Field>) -> Self {
        let changes: Vec<_> = fields.into_iter().map(|field| (field, wanted.get(field))).collect();
        let named: Vec<_> = changes.iter().map(|(field, value)| format!("{} {value}", field.name())).collect();
        Self { label: format!("Use {}", named.join(", ")), changes }
    }

    /// Gives these settings the values that they have in `wanted`, under words of its own.
    pub(super) fn named(label: &str, wanted: &TrainConfig, field: Field) -> Self {
        Self { label: label.to_owned(), ..Self::using(wanted, [field]) }
    }

    /// What its button says while a run is under way, which takes no other settings.
    pub fn restart_label(&self) -> String {
        let mut letters = self.label.chars();
        let label: String =
            letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default();
        format!("Restart with this: {label}")
    }

    /// Fills the form in.
    pub fn apply(&self, form: &mut Form) {
        self.changes.iter().for_each(|(field, value)| form.set(*field, value.clone()));
    }
}

/// What advice is based on.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'a> {
    /// The settings of the form, while every one is valid.
    pub config: Option<&'a TrainConfig>,
    pub kernels: KernelChoice,
    /// Photos in the data set; 0 until they are read.
    pub photos: usize,
    /// What it is that they are of, in one word: photo or face.
    pub thing: &'static str,
    pub limits: Limits,
    /// Whether a run has not ended; a paused run counts. What it was started with has proved to be possible.
    pub locked: bool,
    /// The run on screen.
    pub run: Option<Run<'a>>,
}

impl Situation<'_> {
    /// Photos that the settings would train on.
    pub fn trained_on(&self) -> usize {
        self.config.map_or(self.photos, |config| config.trained_on(self.photos))
    }
}

/// A run as far as advice goes.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    pub id: RunId,
    pub config: &'a TrainConfig,
    /// Photos that it is made with.
    pub photos: usize,
    /// The iteration whose numbers were not finite.
    pub not_finite: Option<usize>,
    pub curves: &'a Curves,
    pub diversity: GridDiversity,
}
