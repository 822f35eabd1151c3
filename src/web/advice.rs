//! What the numbers suggest to do, in plain language and never noisy: a pure reducer over what is looked at once in a
//! while.
//!
//! A piece of advice appears when its condition has held at two looks, keeps its words while it stays, and goes when the
//! condition is clearly over, for which a condition that is up asks less than one that is not (hysteresis). One about a
//! run that was dismissed stays away for that run, one about photos and settings as long as its condition lasts.

mod curves;
mod settings;
mod spreads;
#[cfg(test)]
mod tests;

pub use curves::lower_lr;
pub use spreads::Spreads;

use super::curves::Curves;
use super::form::Form;
use facegan_core::config::{Field, KernelChoice, TrainConfig};
use facegan_core::memory::Limits;
use facegan_core::run::RunId;

/// Pieces of advice on screen at once.
const MOST: usize = 3;
/// Photos from which on a set is large enough to do without help; from 2,000 images down, differentiable augmentation
/// helps most (Zhao et al. 2020, <https://arxiv.org/abs/2006.10738>, whose low-shot sets have 100 to 400).
const ENOUGH_PHOTOS: usize = 2000;

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
    /// There are too few images.
    FewPhotos,
}

impl Topic {
    const ALL: [Self; 6] =
        [Self::NotFinite, Self::Batch, Self::Memory, Self::Overwhelmed, Self::Collapse, Self::FewPhotos];

    /// What it is about, in a few words.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotFinite => "losses that are no numbers",
            Self::Batch => "batch_size",
            Self::Memory => "GPU memory",
            Self::Overwhelmed => "netD",
            Self::Collapse => "mode collapse",
            Self::FewPhotos => "few photos",
        }
    }

    /// Whether it is about the run and not about what it is to be started with.
    pub fn is_of_run(self) -> bool {
        matches!(self, Self::NotFinite | Self::Overwhelmed | Self::Collapse)
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
    /// What does it at a press.
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
    fn using(wanted: &TrainConfig, fields: impl IntoIterator<Item = Field>) -> Self {
        let changes: Vec<_> = fields.into_iter().map(|field| (field, wanted.get(field))).collect();
        let named: Vec<_> = changes.iter().map(|(field, value)| format!("{} {value}", field.name())).collect();
        Self { label: format!("Use {}", named.join(", ")), changes }
    }

    /// Gives these settings the values that they have in `wanted`, under words of its own.
    fn named(label: &str, wanted: &TrainConfig, field: Field) -> Self {
        Self { label: label.to_owned(), ..Self::using(wanted, [field]) }
    }

    /// Fills the form in.
    pub fn apply(&self, form: &mut Form) {
        self.changes.iter().for_each(|(field, value)| form.set(*field, value.clone()));
    }
}

/// What there is to be seen.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'a> {
    /// The settings of the form, while every one is valid.
    pub config: Option<&'a TrainConfig>,
    pub kernels: KernelChoice,
    /// Photos in the data set; 0 until they are read.
    pub photos: usize,
    pub limits: Limits,
    /// Whether a run goes on, if only paused: what it was started with has proved to be possible.
    pub locked: bool,
    /// The run on screen.
    pub run: Option<Run<'a>>,
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
    pub spreads: Spreads,
}

impl Situation<'_> {
    /// What a topic's condition, if it holds, makes one say.
    fn advice(&self, topic: Topic, up: bool) -> Option<Advice> {
        let run = self.run;
        match topic {
            Topic::NotFinite => curves::not_finite(&run?),
            Topic::Batch => settings::batch(self),
            Topic::Memory => settings::memory(self),
            Topic::Overwhelmed => curves::overwhelmed(&run?, up),
            Topic::Collapse => spreads::collapse(&run?, up),
            Topic::FewPhotos => settings::few_photos(self),
        }
    }
}

/// How a topic stands.
#[derive(Debug, Clone, PartialEq, Default)]
enum Standing {
    #[default]
    Off,
    /// Its condition held at the last look, and not before.
    Seen,
    Up(Advice),
    Dismissed,
}

/// What is advised now, and what was dismissed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Adviser {
    run: Option<RunId>,
    standings: [Standing; Topic::ALL.len()],
}

impl Adviser {
    /// Takes in what there is to be seen now.
    pub fn look(&mut self, situation: &Situation) {
        let run = situation.run.map(|run| run.id);
        let another = self.run != run;
        self.run = run;
        for (topic, standing) in Topic::ALL.into_iter().zip(&mut self.standings) {
            if another && topic.is_of_run() {
                *standing = Standing::Off;
            }
            let found = situation.advice(topic, matches!(standing, Standing::Up(_)));
            *standing = match (std::mem::take(standing), found) {
                (Standing::Dismissed, None) if topic.is_of_run() || situation.locked => Standing::Dismissed,
                (_, None) => Standing::Off,
                (Standing::Off, Some(_)) => Standing::Seen,
                (Standing::Seen, Some(advice)) => Standing::Up(advice),
                (Standing::Up(said), Some(_)) if topic.is_of_run() => Standing::Up(said),
                (Standing::Up(_), Some(advice)) => Standing::Up(advice),
                (Standing::Dismissed, Some(_)) => Standing::Dismissed,
            };
        }
    }

    /// Takes a piece of advice off the screen.
    pub fn dismiss(&mut self, topic: Topic) {
        let standings = Topic::ALL.into_iter().zip(&mut self.standings);
        standings.filter(|(other, _)| *other == topic).for_each(|(_, standing)| *standing = Standing::Dismissed);
    }

    /// What is to be shown, the most important first.
    pub fn advice(&self) -> Vec<Advice> {
        let up = |standing: &Standing| if let Standing::Up(advice) = standing { Some(advice.clone()) } else { None };
        self.standings.iter().filter_map(up).take(MOST).collect()
    }
}
