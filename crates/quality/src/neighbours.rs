//! Distances between the features of images, and the nearest of them.

use multiversion::multiversion;

/// Sums that a distance is added up in.
const LANES: usize = 16;

/// The squared Euclidean distances of one image to others: `Σ (a − b)²`, in [`LANES`] sums that are added in order at the
/// end. The same for `a` to `b` as for `b` to `a`, and 0 for equal features.
#[multiversion(targets("x86_64+avx2"))]
pub fn squared_distances(one: &[f32], others: &[f32], distances: &mut Vec<f32>) {
    distances.clear();
    for other in others.chunks_exact(one.len()) {
        let mut sums = [0.0_f32; LANES];
        let (ones, others) = (one.chunks_exact(LANES), other.chunks_exact(LANES));
        let rest = ones.remainder().iter().zip(others.remainder());
        for (one, other) in ones.zip(others) {
            for ((sum, a), b) in sums.iter_mut().zip(one).zip(other) {
                *sum += (a - b) * (a - b);
            }
        }
        sums.iter_mut().zip(rest).for_each(|(sum, (a, b))| *sum += (a - b) * (a - b));
        distances.push(sums.iter().sum());
    }
}

/// The smallest `K` of numbers, in ascending order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Smallest<const K: usize>(pub [f32; K]);

impl<const K: usize> Smallest<K> {
    /// Of none: infinities.
    pub fn new() -> Self {
        Self([f32::INFINITY; K])
    }

    /// Takes a number in.
    pub fn add(&mut self, number: f32) {
        let Self(numbers) = self;
        if number >= numbers[K - 1] {
            return;
        }
        let place = numbers.partition_point(|smaller| *smaller <= number);
        numbers[place..].rotate_right(1);
        numbers[place] = number;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_sums_of_squares() {
        let one: Vec<f32> = (0..35).map(|at| at as f32).collect();
        let others: Vec<f32> = one.iter().map(|value| value + 2.0).chain(one.iter().copied()).collect();
        let mut distances = vec![9.0];
        squared_distances(&one, &others, &mut distances);
        assert_eq!(distances, [140.0, 0.0]);
    }

    #[test]
    fn the_smallest_are_in_order() {
        let mut smallest = Smallest::<3>::new();
        [5.0, 1.0].into_iter().for_each(|number| smallest.add(number));
        assert_eq!(smallest.0, [1.0, 5.0, f32::INFINITY]);
        [7.0, 1.0, 9.0, 3.0].into_iter().for_each(|number| smallest.add(number));
        assert_eq!(smallest.0, [1.0, 1.0, 3.0]);
    }
}
