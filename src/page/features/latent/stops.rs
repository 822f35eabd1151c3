//! The faces that are chosen as the stops of a walk, and their order.

use facegan_core::latent::Latent;

/// Chooses a face as the last stop, or takes it out.
pub fn toggle(stops: &mut Vec<Latent>, face: Latent) {
    match stops.iter().position(|stop| *stop == face) {
        Some(place) => {
            stops.remove(place);
        }
        None => stops.push(face),
    }
}

/// Moves a stop to another place; those between make room.
pub fn move_stop(stops: &mut [Latent], from: usize, to: usize) {
    let between = from.min(to)..=from.max(to);
    let Some(moved) = stops.get_mut(between) else { return };
    if from < to { moved.rotate_left(1) } else { moved.rotate_right(1) }
}

/// A direction in the order of the stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Earlier,
    Later,
}

impl Step {
    /// The place that it leads to; nothing beyond the first or the last.
    pub fn leads(self, place: usize, last: usize) -> Option<usize> {
        match self {
            Self::Earlier => place.checked_sub(1),
            Self::Later => (place < last).then_some(place + 1),
        }
    }

    /// The other direction.
    pub fn back(self) -> Self {
        match self {
            Self::Earlier => Self::Later,
            Self::Later => Self::Earlier,
        }
    }

    /// What it is called.
    pub fn word(self) -> &'static str {
        match self {
            Self::Earlier => "earlier",
            Self::Later => "later",
        }
    }

    /// What its button shows.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Earlier => "‹",
            Self::Later => "›",
        }
    }

    /// The id of a stop's button.
    pub fn id(self, place: usize) -> String {
        format!("stop-{place}-{}", self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use facegan_core::latent::LatentSpec;

    fn face(index: usize) -> Latent {
        LatentSpec { seed: 7, index, truncation: None }.into()
    }

    #[test]
    fn stops_are_chosen_in_order_and_taken_out_again() {
        let mut stops = Vec::new();
        for index in [3, 1, 2, 1] {
            toggle(&mut stops, face(index));
        }
        assert_eq!(stops, [face(3), face(2)]);
    }

    #[test]
    fn a_stop_is_moved_and_those_between_make_room() {
        let stops = |order: [usize; 4]| order.map(face);
        let moved = |from, to| {
            let mut stops = stops([0, 1, 2, 3]);
            move_stop(&mut stops, from, to);
            stops
        };
        let orders = [[1, 2, 0, 3], [0, 3, 1, 2], [0, 1, 2, 3]].map(stops);
        assert_eq!([moved(0, 2), moved(3, 1), moved(2, 2)], orders);
        assert_eq!(moved(2, 9), stops([0, 1, 2, 3]), "there is no such place");
        let steps = [(Step::Earlier, 0), (Step::Earlier, 2), (Step::Later, 2), (Step::Later, 3)];
        assert_eq!(steps.map(|(step, place)| step.leads(place, 3)), [None, Some(1), Some(3), None]);
    }
}
