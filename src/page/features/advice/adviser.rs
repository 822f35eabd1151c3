//! Advice on what the numbers suggest to do: a pure reducer over observations that are made once a second.
//!
//! A piece of advice appears when its condition has held at two looks, keeps its words while it stays, and goes when
//! the condition is clearly over, for which a condition that is up asks less than one that is not (hysteresis). One
//! about a run that was dismissed stays away for that run, one about photos and settings as long as its condition
//! lasts.

use super::topic::{Advice, Situation, Topic};
use super::{collapse, losses, quality, settings};
use facegan_core::run::RunId;

/// Pieces of advice on screen at once.
const MOST: usize = 3;
impl Situation<'_> {
    /// What a topic's condition, if it holds, makes one say.
    fn advice(&self, topic: Topic, up: bool) -> Option<Advice> {
        let run = self.run;
        match topic {
            Topic::NotFinite => losses::not_finite(&run?),
            Topic::Batch => settings::batch(self),
            Topic::Memory => settings::memory(self),
            Topic::Overwhelmed => losses::overwhelmed(&run?, up),
            Topic::Collapse => collapse::collapse(&run?, up),
            Topic::Coverage => quality::coverage(&run?, up),
            Topic::Copies => quality::copies(&run?, up),
            Topic::Stalled => quality::stalled(&run?),
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
    /// Updates the advice from the current observations.
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
