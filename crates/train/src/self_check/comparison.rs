//! Some values of tensors on the device beside what the host computes for them.

use burn::tensor::{DType, Int, Tensor, TensorData};

use super::pattern::mixed;
use super::{SelfCheckError, Wrong};
use facegan_model::all_values;

/// Values of each result that are compared.
const SAMPLES: usize = 32;
/// Terms that the host adds up for one result, all its values together.
const MOST_TERMS: usize = 4 << 20;

/// What was queued on the device, to be read all at once.
#[derive(Debug, Clone, Default)]
pub struct Comparisons(Vec<Comparison>);

#[derive(Debug, Clone)]
struct Comparison {
    operation: String,
    found: Tensor<1>,
    expected: Vec<f64>,
}

impl Comparisons {
    /// Notes a result's values at these places in row-major order, with what they should be.
    pub fn add<const D: usize>(
        &mut self,
        operation: String,
        result: Tensor<D>,
        places: &[usize],
        expected: impl Fn(usize) -> f64,
    ) {
        let device = result.device();
        let indices: Vec<_> = places.iter().map(|&place| place as i32).collect();
        let indices = Tensor::<1, Int>::from_data(TensorData::new(indices, [places.len()]), &device);
        let length = result.shape().num_elements();
        let found = result.reshape([length]).select(0, indices).cast(DType::F32);
        self.0.push(Comparison { operation, found, expected: places.iter().map(|&place| expected(place)).collect() });
    }

    /// Reads everything and compares it.
    ///
    /// # Errors
    /// [`Wrong`] for what is farthest off, if it is farther than `bound`; or when the device fails.
    pub async fn check(self, bound: f64) -> Result<(), SelfCheckError> {
        let found = all_values(self.0.iter().map(|comparison| comparison.found.clone()).collect()).await?;
        let mut worst: Option<Wrong> = None;
        for (Comparison { operation, expected, .. }, found) in self.0.into_iter().zip(&found) {
            let error = error(found, &expected);
            if error > bound && worst.as_ref().is_none_or(|worst| error > worst.error) {
                worst = Some(Wrong { operation, error });
            }
        }
        worst.map_or(Ok(()), |wrong| Err(wrong.into()))
    }

    #[cfg(all(test, not(target_arch = "wasm32")))]
    pub fn operations(&self) -> Vec<String> {
        self.0.iter().map(|comparison| comparison.operation.clone()).collect()
    }

    /// Changes what is expected of one result.
    #[cfg(all(test, not(target_arch = "wasm32")))]
    pub fn disturb(&mut self, at: usize) {
        let expected = &mut self.0[at].expected;
        let largest = expected.iter().map(|value| value.abs()).fold(0.0, f64::max);
        expected[0] += 0.1 * largest.max(0.1);
    }
}

/// Places among so many: the first, the last and others in between, wherever what is computed `terms` terms long.
pub fn places(length: usize, terms: usize) -> Vec<usize> {
    let count = (MOST_TERMS / terms.max(1)).clamp(3, SAMPLES).min(length);
    let place = |i: usize| {
        let (start, end) = (i * length / count, (i + 1) * length / count);
        start + mixed(i as u32) as usize % (end - start)
    };
    let mut places: Vec<_> = (0..count).map(place).collect();
    places[0] = 0;
    places[count - 1] = length - 1;
    places
}

/// ‖found − expected‖ / ‖expected‖; infinite where a value is NaN or missing.
fn error(found: &[f32], expected: &[f64]) -> f64 {
    let norm = |values: &mut dyn Iterator<Item = f64>| values.map(|value| value * value).sum::<f64>().sqrt();
    let difference = norm(&mut found.iter().zip(expected).map(|(&found, expected)| f64::from(found) - expected));
    let error = if difference == 0.0 { 0.0 } else { difference / norm(&mut expected.iter().copied()) };
    if error.is_nan() || found.len() < expected.len() { f64::INFINITY } else { error }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_spread_from_the_first_to_the_last() {
        for (length, terms, count) in [(1, 1, 1), (2, 1, 2), (100, 1, 32), (1 << 24, 16, 32), (64, 1 << 22, 3)] {
            let places = places(length, terms);
            assert_eq!((places.len(), places[0], places[count - 1]), (count, 0, length - 1));
            assert!(places.is_sorted() && places.iter().all(|&place| place < length));
        }
    }

    #[test]
    fn nan_is_infinitely_wrong() {
        assert_eq!(error(&[1.0, 2.0], &[1.0, 2.0]), 0.0);
        assert_eq!(error(&[0.0, 0.0], &[0.0, 0.0]), 0.0);
        assert!((error(&[1.0, 1.0], &[1.0, 2.0]) - 1.0 / 5_f64.sqrt()).abs() < 1e-12);
        assert_eq!(error(&[f32::NAN], &[1.0]), f64::INFINITY);
        assert_eq!(error(&[1.0], &[0.0]), f64::INFINITY);
        assert_eq!(error(&[], &[1.0]), f64::INFINITY);
    }
}
