//! A network's state dict: named tensors, in the order in which PyTorch lists them.

use std::collections::HashMap;

use burn::module::Param;
use burn::tensor::{Gradients, Tensor, TensorData};

/// A network whose entries have the tutorial's keys.
pub trait StateDict: Clone {
    /// Hands every entry to `mapper`, in PyTorch's order and under the tutorial's keys, without `num_batches_tracked`.
    fn map_state(&mut self, mapper: &mut impl StateMapper);

    /// Every entry.
    fn state(&self) -> Vec<StateTensor> {
        let mut collect = Collect(Vec::new());
        self.clone().map_state(&mut collect);
        collect.0
    }

    /// The gradient of every parameter that has one.
    fn gradients(&self, gradients: &Gradients) -> Vec<StateTensor> {
        let mut collect = CollectGradients { gradients, found: Vec::new() };
        self.clone().map_state(&mut collect);
        collect.found
    }

    /// Replaces every entry.
    ///
    /// # Errors
    /// When an entry is missing, of another shape, not of this network or not all finite; nothing is replaced then.
    fn load(&mut self, state: &[HostTensor]) -> Result<(), StateMismatch> {
        let own: Vec<_> = self.state().into_iter().map(|tensor| (tensor.key, tensor.shape)).collect();
        check(state, &own)?;
        check_finite(state)?;
        let given = state.iter().map(|tensor| (tensor.key.as_str(), tensor)).collect();
        self.map_state(&mut Replace(given));
        Ok(())
    }
}

/// What is done with every entry of a state dict.
pub trait StateMapper {
    /// Sees one entry and may replace it.
    fn map<const D: usize>(&mut self, key: String, entry: &mut Param<Tensor<D>>);
}

/// One entry of a state dict: a parameter or a running statistic.
#[derive(Debug, Clone)]
pub struct StateTensor {
    /// The tutorial's key, for example `main.1.running_mean`.
    pub key: String,
    /// Its shape in PyTorch.
    pub shape: Vec<usize>,
    /// The elements in row-major order, whatever their shape.
    pub values: Tensor<1>,
}

/// One entry of a state dict on the host.
#[derive(Debug, Clone, PartialEq)]
pub struct HostTensor {
    /// The tutorial's key, for example `main.1.running_mean`.
    pub key: String,
    /// Its shape in PyTorch.
    pub shape: Vec<usize>,
    /// The elements in row-major order.
    pub values: Vec<f32>,
}

impl HostTensor {
    /// Whether training moves it by its gradient, as a parameter: running statistics and the vectors of a spectral
    /// normalisation are none.
    pub fn is_parameter(&self) -> bool {
        let name = self.key.rsplit('.').next().unwrap_or_default();
        !["running_mean", "running_var", "_u", "_v"].contains(&name)
    }

    /// Whether every element is a finite number.
    pub fn is_finite(&self) -> bool {
        self.values.iter().all(|value| value.is_finite())
    }

    /// How many elements are NaN or infinite.
    pub fn not_finite(&self) -> usize {
        self.values.iter().filter(|value| !value.is_finite()).count()
    }
}

/// Why a state dict does not fit a network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StateMismatch {
    /// An entry of the network is missing; its key.
    #[error("“{0}” is missing")]
    Missing(String),
    /// An entry is not of this network; its key.
    #[error("“{0}” is not part of this network")]
    Unexpected(String),
    /// An entry has another shape.
    #[error("“{key}” should have the shape {expected:?} but has {found:?}")]
    Shape {
        /// Its key.
        key: String,
        /// The shape that the network has.
        expected: Vec<usize>,
        /// The shape that was found.
        found: Vec<usize>,
    },
    /// An entry has elements that are NaN or infinite.
    #[error("{numbers} of the {of} numbers in “{key}” are NaN or infinite")]
    NotFinite {
        /// Its key.
        key: String,
        /// How many of its elements are NaN or infinite.
        numbers: usize,
        /// How many elements it has.
        of: usize,
    },
}

impl StateMismatch {
    /// The same with the key under another name.
    pub fn rename(self, name: impl FnOnce(String) -> String) -> Self {
        match self {
            Self::Missing(key) => Self::Missing(name(key)),
            Self::Unexpected(key) => Self::Unexpected(name(key)),
            Self::Shape { key, expected, found } => Self::Shape { key: name(key), expected, found },
            Self::NotFinite { key, numbers, of } => Self::NotFinite { key: name(key), numbers, of },
        }
    }
}

impl StateTensor {
    /// An entry of any shape.
    pub fn new<const D: usize>(key: String, tensor: Tensor<D>) -> Self {
        let shape = tensor.dims().to_vec();
        Self { key, values: tensor.detach().flatten(0, D - 1), shape }
    }
}

/// Checks that a state dict has these keys with these shapes, and no others.
///
/// # Errors
/// The first entry that is missing, of another shape or too many.
pub fn check(state: &[HostTensor], expected: &[(String, Vec<usize>)]) -> Result<(), StateMismatch> {
    check_shapes(&shapes(state), expected)?;
    let fills = |tensor: &&HostTensor| tensor.values.len() == tensor.shape.iter().product::<usize>();
    match state.iter().find(|tensor| !fills(tensor)) {
        Some(HostTensor { key, shape, values }) => {
            let (key, expected, found) = (key.clone(), shape.clone(), vec![values.len()]);
            Err(StateMismatch::Shape { key, expected, found })
        }
        None => Ok(()),
    }
}

/// Checks that every element is a finite number.
///
/// # Errors
/// The first entry that is not, and how many of its elements are NaN or infinite.
pub fn check_finite(state: &[HostTensor]) -> Result<(), StateMismatch> {
    let Some(tensor) = state.iter().find(|tensor| !tensor.is_finite()) else { return Ok(()) };
    let (key, numbers, of) = (tensor.key.clone(), tensor.not_finite(), tensor.values.len());
    Err(StateMismatch::NotFinite { key, numbers, of })
}

/// The key and the shape of every entry.
pub fn shapes(state: &[HostTensor]) -> Vec<(String, Vec<usize>)> {
    state.iter().map(|tensor| (tensor.key.clone(), tensor.shape.clone())).collect()
}

/// [`check`] where only keys and shapes are known.
///
/// # Errors
/// The first entry that is missing, of another shape or too many.
pub fn check_shapes(found: &[(String, Vec<usize>)], expected: &[(String, Vec<usize>)]) -> Result<(), StateMismatch> {
    for (key, shape) in expected {
        let entry = found.iter().find(|(other, _)| other == key);
        let (_, found) = entry.ok_or_else(|| StateMismatch::Missing(key.clone()))?;
        if found != shape {
            let (key, expected, found) = (key.clone(), shape.clone(), found.clone());
            return Err(StateMismatch::Shape { key, expected, found });
        }
    }
    match found.iter().find(|(key, _)| !expected.iter().any(|(known, _)| known == key)) {
        Some((unknown, _)) => Err(StateMismatch::Unexpected(unknown.clone())),
        None => Ok(()),
    }
}

struct Collect(Vec<StateTensor>);

impl StateMapper for Collect {
    fn map<const D: usize>(&mut self, key: String, entry: &mut Param<Tensor<D>>) {
        self.0.push(StateTensor::new(key, entry.val()));
    }
}

struct CollectGradients<'a> {
    gradients: &'a Gradients,
    found: Vec<StateTensor>,
}

impl StateMapper for CollectGradients<'_> {
    fn map<const D: usize>(&mut self, key: String, entry: &mut Param<Tensor<D>>) {
        self.found.extend(entry.val().grad(self.gradients).map(|gradient| StateTensor::new(key, gradient)));
    }
}

/// Replaces entries by those of the same key.
struct Replace<'a>(HashMap<&'a str, &'a HostTensor>);

impl StateMapper for Replace<'_> {
    fn map<const D: usize>(&mut self, key: String, entry: &mut Param<Tensor<D>>) {
        let Some(new) = self.0.get(key.as_str()) else { return };
        let data = TensorData::new(new.values.clone(), new.shape.clone());
        let replace = |old: Tensor<D>| Tensor::from_data(data, &old.device()).set_require_grad(old.is_require_grad());
        *entry = entry.clone().map(replace);
    }
}
