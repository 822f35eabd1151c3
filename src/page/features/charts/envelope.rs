//! As few points as draw the same curve.

use std::ops::Range;

/// The points that draw the `visible` part of `values` over `columns` pixels: each column's lowest and highest, in the
/// order in which they come, so that no spike is lost. All points where there are not more than that. Values that
/// `shows` refuses are left out.
pub fn envelope(
    values: &[f32],
    visible: Range<usize>,
    columns: usize,
    shows: impl Fn(f32) -> bool,
) -> Vec<(usize, f32)> {
    let first = visible.start.min(values.len());
    let values = &values[first..visible.end.clamp(first, values.len())];
    let point = |index: usize| (first + index, values[index]);
    if values.len() <= 2 * columns {
        return (0..values.len()).filter(|index| shows(values[*index])).map(point).collect();
    }
    let mut points = Vec::with_capacity(2 * columns);
    for column in 0..columns {
        let indices = column * values.len() / columns..(column + 1) * values.len() / columns;
        let Some((low, high)) = extremes(values, indices, &shows) else { continue };
        points.push(point(low.min(high)));
        if low != high {
            points.push(point(low.max(high)));
        }
    }
    points
}

/// Where the lowest and the highest value are, the first of equals.
fn extremes(values: &[f32], indices: Range<usize>, shows: impl Fn(f32) -> bool) -> Option<(usize, usize)> {
    let mut found: Option<(usize, usize)> = None;
    for index in indices {
        let value = values[index];
        if !shows(value) {
            continue;
        }
        let (low, high) = found.get_or_insert((index, index));
        if value < values[*low] {
            *low = index;
        } else if value > values[*high] {
            *high = index;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(values: &[f32], columns: usize) -> Vec<(usize, f32)> {
        envelope(values, 0..values.len(), columns, f32::is_finite)
    }

    #[test]
    fn a_short_curve_is_drawn_point_by_point() {
        assert_eq!(whole(&[3.0, f32::NAN, 1.0], 2), [(0, 3.0), (2, 1.0)]);
        assert_eq!(whole(&[], 100), []);
    }

    #[test]
    fn a_long_curve_keeps_each_columns_extremes_in_order() {
        let values = [1.0, 5.0, 0.0, 2.0, 9.0, 3.0, 4.0, 2.5];
        assert_eq!(whole(&values, 2), [(1, 5.0), (2, 0.0), (4, 9.0), (7, 2.5)]);
    }

    #[test]
    fn only_what_is_visible_is_looked_at() {
        let values = [9.0, 1.0, 2.0, 3.0, -9.0];
        assert_eq!(envelope(&values, 1..4, 1, f32::is_finite), [(1, 1.0), (3, 3.0)]);
        assert_eq!(envelope(&values, 3..70, 8, f32::is_finite), [(3, 3.0), (4, -9.0)]);
        assert_eq!(envelope(&values, 60..70, 8, f32::is_finite), []);
    }

    #[test]
    fn what_the_axis_does_not_show_is_left_out() {
        let values = [0.0, 1.0, -2.0, 3.0, 0.5];
        assert_eq!(envelope(&values, 0..5, 1, |value| value > 0.0), [(3, 3.0), (4, 0.5)]);
    }

    #[test]
    fn no_spike_of_a_hundred_thousand_points_is_lost() {
        let mut values = vec![0.5; 100_000];
        values[77_777] = 40.0;
        values[12_345] = -3.0;
        values[50_000] = f32::INFINITY;
        let points = whole(&values, 700);
        assert!(points.len() <= 1_400);
        assert!(points.contains(&(77_777, 40.0)) && points.contains(&(12_345, -3.0)));
        assert!(points.is_sorted_by(|a, b| a.0 < b.0));
        assert!(points.iter().all(|(_, value)| value.is_finite()));
    }
}
