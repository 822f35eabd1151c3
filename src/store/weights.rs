//! A network's weights as .safetensors, under the keys of the tutorial's state dict.

use std::collections::HashMap;

use burn::backend::ExecutionError;
use burn::tensor::{DataError, Transaction};
use safetensors::tensor::{Dtype, SafeTensorError, TensorView, serialize};

use crate::config::Field;
use crate::model::StateTensor;
use crate::train::Session;

/// One of the two networks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    Generator,
    Discriminator,
}

/// Why weights could not be turned into a file.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error("the GPU failed while the weights were read: {0}")]
    Gpu(#[from] ExecutionError),
    #[error("the GPU returned weights of another kind: {0}")]
    Data(#[from] DataError),
    #[error("the file could not be put together: {0}")]
    File(#[from] SafeTensorError),
}

/// A tensor's bytes as they lie in the file.
struct Stored {
    key: String,
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

impl Stored {
    fn view(&self) -> Result<(&str, TensorView<'_>), SafeTensorError> {
        Ok((&self.key, TensorView::new(self.dtype, self.shape.clone(), &self.bytes)?))
    }
}

/// A network as a .safetensors file that loads strictly into the tutorial's module, with the run's settings and last
/// numbers as metadata.
///
/// # Errors
/// When the GPU fails while the weights are read.
pub async fn safetensors(session: &Session, network: Network) -> Result<Vec<u8>, ExportError> {
    let (of_g, of_d) = session.batches_tracked();
    let (state, batches_tracked) = match network {
        Network::Generator => (session.gan().net_g.state(), of_g),
        Network::Discriminator => (session.gan().net_d.state(), of_d),
    };
    let stored = with_batches_tracked(read(state).await?, batches_tracked);
    let views = stored.iter().map(Stored::view).collect::<Result<Vec<_>, _>>()?;
    Ok(serialize(views, Some(metadata(session)))?)
}

/// Reads every tensor in one go.
async fn read(state: Vec<StateTensor>) -> Result<Vec<Stored>, ExportError> {
    let transaction = state.iter().fold(Transaction::default(), |all, tensor| all.register(tensor.values.clone()));
    let data = transaction.execute_async().await?;
    let store = |(tensor, data): (StateTensor, burn::tensor::TensorData)| {
        let bytes = data.try_to_vec::<f32>()?.into_iter().flat_map(f32::to_le_bytes).collect();
        Ok(Stored { key: tensor.key, dtype: Dtype::F32, shape: tensor.shape, bytes })
    };
    state.into_iter().zip(data).map(store).collect()
}

/// Adds PyTorch's `num_batches_tracked` to every batch normalisation.
fn with_batches_tracked(state: Vec<Stored>, count: u64) -> Vec<Stored> {
    let tracked = |tensor: &Stored| {
        let prefix = tensor.key.strip_suffix("running_var")?;
        let key = format!("{prefix}num_batches_tracked");
        Some(Stored { key, dtype: Dtype::I64, shape: vec![], bytes: count.to_le_bytes().to_vec() })
    };
    let counters: Vec<_> = state.iter().filter_map(tracked).collect();
    state.into_iter().chain(counters).collect()
}

/// Every setting by name, and how far the run came.
fn metadata(session: &Session) -> HashMap<String, String> {
    let config = session.config();
    let mut metadata: HashMap<_, _> =
        Field::ALL.into_iter().map(|field| (field.name().to_owned(), config.get(field))).collect();
    metadata.insert("format".into(), "pt".into());
    metadata.insert("facegan".into(), env!("CARGO_PKG_VERSION").into());
    metadata.insert("iterations".into(), session.history().len().to_string());
    if let Some(last) = session.history().last() {
        let numbers = [
            ("epoch", last.epoch.to_string()),
            ("loss_d", last.loss_d.to_string()),
            ("loss_g", last.loss_g.to_string()),
            ("d_x", last.d_x.to_string()),
            ("d_g_z1", last.d_g_z1.to_string()),
            ("d_g_z2", last.d_g_z2.to_string()),
        ];
        metadata.extend(numbers.map(|(name, value)| (name.to_owned(), value)));
    }
    metadata
}
