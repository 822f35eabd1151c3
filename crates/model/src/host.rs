//! Reading tensors from the device to the host.

use std::sync::atomic::{AtomicU32, Ordering};

use burn::backend::ExecutionError;
use burn::tensor::{DataError, Tensor, TensorData, Transaction};

use super::state::{HostTensor, StateTensor};

/// Why tensors could not be brought to the host.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The device reported a failure.
    #[error("the GPU failed: {0}")]
    Gpu(#[from] ExecutionError),
    /// The device returned another type than float32.
    #[error("the GPU returned numbers of another kind: {0}")]
    Data(#[from] DataError),
    /// The stamp that was sent with the tensors did not come back: the device dropped the work.
    #[error("the GPU did not do its work")]
    Undone,
}

/// Reads tensors from the device, all in one go.
///
/// # Errors
/// When the device fails, or did not do its work.
pub async fn to_host(state: Vec<StateTensor>) -> Result<Vec<HostTensor>, ReadError> {
    let Some(first) = state.first() else { return Ok(Vec::new()) };
    // Without gradients, since one transaction cannot hold tensors with and without them.
    let register = |all: Transaction, tensor: &StateTensor| all.register(tensor.values.clone().inner());
    let stamp = next_stamp();
    let stamp_tensor = Tensor::<1>::from_data(TensorData::new(vec![stamp], [1]), &first.values.device());
    let transaction = state.iter().fold(Transaction::default(), register).register(stamp_tensor.inner());
    let mut data = transaction.execute_async().await?;
    check_stamp(data.pop(), stamp)?;
    let on_host = |(StateTensor { key, shape, .. }, data): (_, TensorData)| {
        Ok(HostTensor { key, shape, values: data.try_to_vec()? })
    };
    state.into_iter().zip(data).map(on_host).collect()
}

/// Reads one tensor's values from the device as float32.
///
/// # Errors
/// When the device fails.
pub async fn values<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, ReadError> {
    Ok(tensor.into_data_async().await?.convert::<f32>().try_to_vec()?)
}

/// Reads several tensors' values from the device as float32, all in one go. None of them has gradients.
///
/// # Errors
/// When the device fails.
pub async fn all_values(tensors: Vec<Tensor<1>>) -> Result<Vec<Vec<f32>>, ReadError> {
    let data = tensors.into_iter().fold(Transaction::default(), Transaction::register).execute_async().await?;
    data.into_iter().map(|data| Ok(data.convert::<f32>().try_to_vec()?)).collect()
}

/// A number that is sent through the device with what is to be read, and that no earlier reading had. Under memory
/// pressure, browsers drop submitted work without an error, and then the result of an earlier reading is read again.
pub fn next_stamp() -> f32 {
    /// float32 has every whole number up to it.
    const MOST: u32 = 1 << 24;
    static STAMPS: AtomicU32 = AtomicU32::new(0);
    (STAMPS.fetch_add(1, Ordering::Relaxed) % MOST + 1) as f32
}

fn check_stamp(found: Option<TensorData>, stamp: f32) -> Result<(), ReadError> {
    let found = found.map(|data| data.try_to_vec::<f32>()).transpose()?;
    if found.is_some_and(|found| found == [stamp]) { Ok(()) } else { Err(ReadError::Undone) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_earlier_reading_left_is_told_from_this_one() {
        let stamp = next_stamp();
        let found = |value: f32| Some(TensorData::from([value]));
        assert!(check_stamp(found(stamp), stamp).is_ok());
        for left in [found(0.0), found(stamp), None] {
            assert!(matches!(check_stamp(left, next_stamp()), Err(ReadError::Undone)));
        }
    }
}
