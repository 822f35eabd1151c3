//! Moving through the thumbnails by keyboard.

/// Where a key leads from the thumbnail at `from`, of so many in rows of `columns`; nothing where it leads nowhere.
pub fn step(from: usize, key: &str, columns: usize, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    let to = match key {
        "ArrowLeft" => from.checked_sub(1)?,
        "ArrowRight" => from + 1,
        "ArrowUp" => from.checked_sub(columns)?,
        // From above a shorter last row, to its end.
        "ArrowDown" if from / columns.max(1) < last / columns.max(1) => (from + columns).min(last),
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    (to <= last).then_some(to)
}

/// Whether a key takes a thumbnail in or leaves it out.
pub fn toggles(key: &str) -> bool {
    matches!(key, "Delete" | "Backspace")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_move_within_the_grid() {
        // Three rows of four, the last one short: 0..4, 4..8, 8..10.
        let to = |from, key| step(from, key, 4, 10);
        assert_eq!((to(5, "ArrowLeft"), to(5, "ArrowRight")), (Some(4), Some(6)));
        assert_eq!((to(5, "ArrowUp"), to(5, "ArrowDown")), (Some(1), Some(9)));
        assert_eq!((to(5, "Home"), to(5, "End")), (Some(0), Some(9)));
        assert_eq!(to(7, "ArrowDown"), Some(9), "above a place that is empty");
    }

    #[test]
    fn edges_and_other_keys_lead_nowhere() {
        let edges = [(0, "ArrowLeft"), (3, "ArrowUp"), (9, "ArrowRight"), (8, "ArrowDown"), (5, "Enter")];
        for (from, key) in edges {
            assert_eq!(step(from, key, 4, 10), None, "{key} from {from}");
        }
        assert_eq!(step(0, "End", 4, 0), None);
    }
}
