//! Problems on screen.

use leptos::prelude::*;

use facegan_core::problem::Problem;

/// A problem on screen until it is dismissed.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    pub id: usize,
    pub problem: Problem,
}

/// The problems on screen.
#[derive(Clone, Copy, Default)]
pub struct AlertsState {
    pub(super) list: RwSignal<Vec<Alert>>,
    /// The id of the next alert.
    next_id: StoredValue<usize>,
    /// The alert on the last interruption.
    interruption: StoredValue<Option<usize>>,
}

impl AlertsState {
    /// Shows a problem, unless it is on screen already.
    pub fn show(self, problem: Problem) {
        if !self.list.with_untracked(|list| list.iter().any(|alert| alert.problem == problem)) {
            self.add(problem);
        }
    }

    /// Shows that the run was interrupted, in the place of the last such alert.
    pub fn show_interruption(self, problem: Problem) {
        if let Some(last) = self.interruption.get_value() {
            self.dismiss(last);
        }
        self.interruption.set_value(Some(self.add(problem)));
    }

    /// Takes a problem off the screen.
    pub fn dismiss(self, id: usize) {
        self.list.update(|list| list.retain(|alert| alert.id != id));
    }

    /// Whether no problem is on screen.
    pub fn is_empty(self) -> bool {
        self.list.with(Vec::is_empty)
    }

    /// The problems on screen of this id and later ones, and the next id.
    pub fn since(self, id: usize) -> (Vec<Problem>, usize) {
        let later = |alert: &&Alert| alert.id >= id;
        let problems = self.list.with(|list| list.iter().filter(later).map(|alert| alert.problem.clone()).collect());
        (problems, self.next_id.get_value())
    }

    fn add(self, problem: Problem) -> usize {
        let id = self.next_id.get_value();
        self.next_id.set_value(id + 1);
        self.list.update(|list| list.push(Alert { id, problem }));
        id
    }
}
