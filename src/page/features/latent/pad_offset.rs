//! Places on the pad around the first stop.

/// How far a point of a pad leads along each direction, from -1 to 1: rightwards and upwards. `x` and `y` are measured
/// from its left upper corner, in the unit of its `side`.
pub fn pad_offset(x: f64, y: f64, side: f64) -> (f32, f32) {
    let along = |length: f64| (2.0 * length / side - 1.0).clamp(-1.0, 1.0) as f32;
    (along(x), -along(y))
}

/// Where a key leads on a pad; [`None`] for keys that lead nowhere.
pub fn pad_step((x, y): (f32, f32), key: &str) -> Option<(f32, f32)> {
    const STEP: f32 = 0.05;
    let (x, y) = match key {
        "ArrowLeft" => (x - STEP, y),
        "ArrowRight" => (x + STEP, y),
        "ArrowUp" => (x, y + STEP),
        "ArrowDown" => (x, y - STEP),
        "Home" => (0.0, 0.0),
        _ => return None,
    };
    Some((x.clamp(-1.0, 1.0), y.clamp(-1.0, 1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pad_leads_right_and_up_from_its_middle() {
        let corners = [(50.0, 50.0), (100.0, 0.0), (-9.0, 200.0)].map(|(x, y)| pad_offset(x, y, 100.0));
        assert_eq!(corners, [(0.0, 0.0), (1.0, 1.0), (-1.0, -1.0)]);
        assert_eq!(pad_step((1.0, 0.0), "ArrowRight"), Some((1.0, 0.0)));
        assert_eq!(pad_step((0.0, 0.0), "ArrowUp"), Some((0.0, 0.05)));
        assert_eq!(pad_step((0.3, 0.2), "Tab"), None);
    }
}
