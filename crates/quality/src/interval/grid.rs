//! The places at which the distributions of projections are compared.

use crate::sort::value;

/// How many places.
pub const EDGES: usize = 64;

/// Places along a direction, in ascending order.
#[derive(Debug, Clone)]
pub struct Grid {
    /// The places.
    pub edges: [f32; EDGES],
    /// How much of the axis each stands for: half of the way to both neighbours.
    pub widths: [f32; EDGES],
}

impl Grid {
    /// Places at quantiles of the sorted keys of a set's projections, closer together towards the ends: quantile
    /// `3 t² − 2 t³` for even `t`.
    pub fn new(sorted: &[u32]) -> Self {
        let quantile = |edge: usize| {
            let t = (edge as f64 + 0.5) / EDGES as f64;
            let place = t * t * (3.0 - 2.0 * t) * sorted.len() as f64;
            value(sorted[(place as usize).min(sorted.len() - 1)])
        };
        let edges: [f32; EDGES] = std::array::from_fn(quantile);
        let width = |edge: usize| (edges[(edge + 1).min(EDGES - 1)] - edges[edge.saturating_sub(1)]) / 2.0;
        Self { edges, widths: std::array::from_fn(width) }
    }

    /// The first place that is not below a projection; [`EDGES`] where it is beyond the last.
    pub fn bin(&self, projection: f32) -> usize {
        self.edges.partition_point(|edge| *edge < projection)
    }

    /// The slope at each place of a distribution that is known at the places.
    pub fn density(&self, distribution: &[f32; EDGES]) -> [f32; EDGES] {
        std::array::from_fn(|edge| {
            let (low, high) = (edge.saturating_sub(1), (edge + 1).min(EDGES - 1));
            let way = self.edges[high] - self.edges[low];
            if way > 0.0 { (distribution[high] - distribution[low]) / way } else { 0.0 }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sort::key;

    #[test]
    fn places_follow_the_projections() {
        let sorted: Vec<u32> = (0..1000).map(|at| key(at as f32 / 1000.0)).collect();
        let grid = Grid::new(&sorted);
        assert!(grid.edges.is_sorted());
        assert!(grid.edges[0] < 0.001 && grid.edges[EDGES - 1] > 0.998);
        let sum: f32 = grid.widths.iter().sum();
        assert!((sum - 1.0).abs() < 0.02, "{sum}");
        assert_eq!((grid.bin(-1.0), grid.bin(grid.edges[7]), grid.bin(2.0)), (0, 7, EDGES));
        let density = grid.density(&grid.edges);
        assert!(density[1..EDGES - 1].iter().all(|slope| (slope - 1.0).abs() < 1e-3));
    }
}
