//! How long the GPU takes for something.

use std::array::from_fn;
use std::hint::black_box;

use burn::backend::ExecutionError;
use burn::tensor::Tensor;
use web_time::Instant;

/// Seconds of computing that are timed at once: well above what a browser's clock tells apart.
const ENOUGH: f64 = 0.005;
/// Times that something is computed at most in this.
const MOST: f64 = 32.0;
/// Times that this is repeated. The least counts, since whatever else the machine does only takes longer.
const ROUNDS: usize = 2;
/// What takes as many seconds once is not repeated.
const LONG: f64 = 0.1;

/// Seconds that the GPU takes to compute something once. The first time, which compiles the kernels, is not counted, nor is
/// reading a value back, which shows that it is done.
///
/// # Errors
/// When the device fails.
pub async fn seconds<const D: usize>(operation: impl Fn() -> Tensor<D>) -> Result<f64, ExecutionError> {
    repeated(&operation, 1).await?;
    let once = repeated(&operation, 1).await?;
    if once > LONG {
        return Ok(once);
    }
    let count = enough(once);
    let (mut few, mut many) = (once, f64::INFINITY);
    for _ in 0..ROUNDS {
        few = few.min(repeated(&operation, 1).await?);
        many = many.min(repeated(&operation, 1 + count).await?);
    }
    Ok(of_one(few, many, count))
}

/// How long so many times take, and reading a value of the last result.
async fn repeated<const D: usize>(operation: impl Fn() -> Tensor<D>, count: usize) -> Result<f64, ExecutionError> {
    let began = Instant::now();
    let mut result = operation();
    for _ in 1..count {
        result = operation();
    }
    let data = result.slice(from_fn::<_, D, _>(|_| 0..1)).into_data_async().await?;
    // Natively the data is there before its bytes are: looking at them waits for the GPU.
    black_box(data.as_bytes().first().copied());
    Ok(began.elapsed().as_secs_f64())
}

/// How often to compute, beside once, what takes so many seconds once, reading included.
fn enough(seconds: f64) -> usize {
    (ENOUGH / seconds).clamp(1.0, MOST) as usize
}

/// Seconds of one, where one takes `few` and `count` more take `many`, reading included in both. Where reading cannot be told
/// from noise, it counts.
fn of_one(few: f64, many: f64, count: usize) -> f64 {
    let more = (many - few) / count as f64;
    let mean = many / (1 + count) as f64;
    if more > mean / 2.0 { more.min(mean) } else { mean }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_long_is_computed_once_more_and_what_is_quick_more_often() {
        assert_eq!([1.0, 0.004, 0.001, 1e-9, 0.0].map(enough), [1, 1, 5, 32, 32]);
    }

    #[test]
    fn reading_is_left_out_where_it_can_be_told_apart() {
        // Two seconds each, and one for reading.
        assert_eq!(of_one(3.0, 9.0, 3), 2.0);
        assert_eq!(of_one(3.0, 3.0, 1), 1.5, "noise took as long as the second");
        assert_eq!(of_one(3.0, 9.0, 1), 4.5, "noise took longer");
    }
}
