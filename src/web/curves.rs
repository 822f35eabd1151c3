//! The numbers of every iteration, and as few points as draw the same curve.

use crate::protocol::Stats;

/// One of the five curves of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Curve {
    LossG,
    LossD,
    Dx,
    DGz1,
    DGz2,
}

/// Every number of a run; index `i` is iteration `i`.
#[derive(Debug, Clone, Default)]
pub struct Curves([Vec<f32>; 5]);

impl Curves {
    /// Takes in one iteration.
    pub fn add(&mut self, stats: &Stats) {
        let values = [stats.loss_g, stats.loss_d, stats.d_x, stats.d_g_z1, stats.d_g_z2];
        for (curve, value) in self.0.iter_mut().zip(values) {
            curve.push(value);
        }
    }

    /// One curve.
    pub fn get(&self, curve: Curve) -> &[f32] {
        &self.0[curve as usize]
    }

    /// Iterations taken in.
    pub fn len(&self) -> usize {
        self.0[0].len()
    }

    /// Whether no iteration has been taken in.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The points that draw `values` over `columns` pixels: each column's lowest and highest, in the order in which they
/// come, so that no spike is lost. All points where there are not more than that. Numbers that are not finite are
/// left out.
pub fn envelope(values: &[f32], columns: usize) -> Vec<(usize, f32)> {
    let finite = |(_, value): &(usize, f32)| value.is_finite();
    if values.len() <= 2 * columns {
        return values.iter().copied().enumerate().filter(finite).collect();
    }
    let mut points = Vec::with_capacity(2 * columns);
    for column in 0..columns {
        let first = column * values.len() / columns;
        let last = (column + 1) * values.len() / columns;
        let mut indexed = (first..last).map(|index| (index, values[index])).filter(finite);
        let Some(start) = indexed.next() else { continue };
        let (low, high) = indexed.fold((start, start), |(low, high), point| {
            (if point.1 < low.1 { point } else { low }, if point.1 > high.1 { point } else { high })
        });
        points.push(if low.0 <= high.0 { low } else { high });
        if low.0 != high.0 {
            points.push(if low.0 <= high.0 { high } else { low });
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_curve_is_drawn_point_by_point() {
        assert_eq!(envelope(&[3.0, f32::NAN, 1.0], 2), [(0, 3.0), (2, 1.0)]);
        assert_eq!(envelope(&[], 100), []);
    }

    #[test]
    fn a_long_curve_keeps_each_columns_extremes_in_order() {
        let values = [1.0, 5.0, 0.0, 2.0, 9.0, 3.0, 4.0, 2.5];
        assert_eq!(envelope(&values, 2), [(1, 5.0), (2, 0.0), (4, 9.0), (7, 2.5)]);
    }

    #[test]
    fn no_spike_of_a_hundred_thousand_points_is_lost() {
        let mut values = vec![0.5; 100_000];
        values[77_777] = 40.0;
        values[12_345] = -3.0;
        values[50_000] = f32::INFINITY;
        let points = envelope(&values, 700);
        assert!(points.len() <= 1_400);
        assert!(points.contains(&(77_777, 40.0)) && points.contains(&(12_345, -3.0)));
        assert!(points.is_sorted_by(|a, b| a.0 < b.0));
        assert!(points.iter().all(|(_, value)| value.is_finite()));
    }
}
