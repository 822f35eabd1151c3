//! How long the GPU takes for something.

use burn::backend::ExecutionError;
use burn::tensor::Tensor;
use web_time::Instant;

/// Seconds of computing that are timed at once: well above what a browser's clock tells apart.
const ENOUGH: f64 = 0.005;
/// Times that something is computed at most in this.
const MOST: f64 = 32.0;
/// Times that this is repeated. The least counts, since whatever else the machine does only takes longer.
const ROUNDS: usize = 2;
/// The least that counts as a time, below any clock's step.
const LEAST: f64 = 1e-7;

/// Seconds that the GPU takes to compute something once. Reading a value back, which shows that it is done, is not counted,
/// nor is the first time, which compiles the kernels.
///
/// # Errors
/// When the device fails.
pub async fn seconds<const D: usize>(operation: impl Fn() -> Tensor<D>) -> Result<f64, ExecutionError> {
    repeated(&operation, 1).await?;
    let once = repeated(&operation, 1).await?;
    let count = enough(once);
    let (mut few, mut many) = (once, f64::INFINITY);
    for _ in 0..ROUNDS {
        few = few.min(repeated(&operation, 1).await?);
        many = many.min(repeated(&operation, 1 + count).await?);
    }
    Ok(((many - few) / count as f64).max(LEAST))
}

/// How long so many times take, and reading a value of the last result.
async fn repeated<const D: usize>(operation: impl Fn() -> Tensor<D>, count: usize) -> Result<f64, ExecutionError> {
    let began = Instant::now();
    let mut result = operation();
    for _ in 1..count {
        result = operation();
    }
    result.slice([0..1; D]).into_data_async().await?;
    Ok(began.elapsed().as_secs_f64())
}

/// How often to compute what takes so many seconds once, reading included.
fn enough(seconds: f64) -> usize {
    (ENOUGH / seconds).clamp(1.0, MOST) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_long_is_computed_once_more_and_what_is_quick_more_often() {
        assert_eq!([1.0, 0.004, 0.001, 1e-9, 0.0].map(enough), [1, 1, 5, 32, 32]);
    }
}
