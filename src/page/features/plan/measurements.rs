//! What is known of the GPU's speed, and what the engine was asked to measure.

use facegan_core::plan::{Conditions, Speed};

/// How fast the GPU trains under some conditions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Known {
    /// It was measured.
    Measured(Speed),
    /// It could not be measured; a laptop's speed is assumed.
    Assumed,
}

impl Known {
    /// The speed to plan with.
    pub fn speed(self) -> Speed {
        match self {
            Self::Measured(speed) => speed,
            Self::Assumed => Speed::ASSUMED,
        }
    }
}

/// The measurements of this visit.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Measurements {
    answers: Vec<(Conditions, Known)>,
    /// What the engine has not answered yet.
    asked: Vec<Conditions>,
}

impl Measurements {
    /// What is known under these conditions.
    pub fn known(&self, conditions: Conditions) -> Option<Known> {
        self.answers.iter().find(|(of, _)| *of == conditions).map(|(_, known)| *known)
    }

    /// Whether the engine is to be asked; it counts as asked from then on.
    pub fn ask(&mut self, conditions: Conditions) -> bool {
        let is_new = self.known(conditions).is_none() && !self.asked.contains(&conditions);
        if is_new {
            self.asked.push(conditions);
        }
        is_new
    }

    /// The engine answered.
    pub fn answer(&mut self, conditions: Conditions, speed: Option<Speed>) {
        self.asked.retain(|asked| *asked != conditions);
        self.answers.retain(|(of, _)| *of != conditions);
        self.answers.push((conditions, speed.map_or(Known::Assumed, Known::Measured)));
    }

    /// The engine is lost: what it was asked is not asked again, since measuring may be what ended it.
    pub fn give_up(&mut self) {
        for conditions in std::mem::take(&mut self.asked) {
            self.answer(conditions, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use facegan_core::config::{KernelChoice, Policy, Transform};
    use facegan_core::plan::Sample;

    fn plain() -> Conditions {
        Conditions { kernels: KernelChoice::Own, diffaugment: Policy::default() }
    }

    fn speed() -> Speed {
        Speed::fit(Sample { flops: 1, seconds: 1.0 }, Sample { flops: 1_000, seconds: 2.0 })
    }

    #[test]
    fn conditions_are_asked_about_once_and_each_by_itself() {
        let mut all = Measurements::default();
        let augmented = Conditions { diffaugment: Transform::ALL.into_iter().collect(), ..plain() };
        assert_eq!([all.ask(plain()), all.ask(plain()), all.ask(augmented)], [true, false, true]);
        all.answer(plain(), Some(speed()));
        assert_eq!((all.known(plain()), all.known(augmented)), (Some(Known::Measured(speed())), None));
        assert!(!all.ask(plain()));
    }

    #[test]
    fn an_engine_that_is_lost_or_cannot_measure_leaves_an_assumption() {
        let mut all = Measurements::default();
        all.ask(plain());
        all.give_up();
        assert_eq!((all.known(plain()), all.ask(plain())), (Some(Known::Assumed), false));
        all.answer(plain(), None);
        assert_eq!(all.known(plain()).map(Known::speed), Some(Speed::ASSUMED));
    }
}
