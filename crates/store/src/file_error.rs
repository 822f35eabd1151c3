//! Why a .safetensors file cannot be used, and what a person can do about it.

use safetensors::tensor::{Dtype, SafeTensorError};

use super::foreign::Foreign;
use facegan_model::NetworkError;

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file has no bytes.
    #[error("it is empty")]
    Empty,
    /// It is shorter than any .safetensors file.
    #[error("it is too short to be a .safetensors file")]
    TooShort,
    /// It ends before its last tensor.
    #[error("its {0} bytes are not as many as its table of contents says: it may be cut short")]
    Truncated(usize),
    /// It goes on after its last tensor.
    #[error("it has more than its table of contents names: {0} bytes follow its last tensor")]
    Surplus(usize),
    /// It is a file of another kind.
    #[error("it is not a .safetensors file but {0}")]
    Foreign(Foreign),
    /// Its kind is not recognised.
    #[error("it is not a .safetensors file")]
    Unknown,
    /// Its table of contents cannot be read.
    #[error("its table of contents is damaged: {0}")]
    Damaged(#[from] SafeTensorError),
    /// A tensor is missing.
    #[error("“{0}” is missing")]
    Missing(String),
    /// A tensor has another type.
    #[error("“{key}” should hold {expected:?} but holds {found:?}")]
    Dtype {
        /// The tensor's key.
        key: String,
        /// The type that it should have.
        expected: Dtype,
        /// The type that it has.
        found: Dtype,
    },
    /// A tensor has another shape.
    #[error("“{key}” should have the shape {expected:?} but has {found:?}")]
    Shape {
        /// The tensor's key.
        key: String,
        /// The shape that it should have.
        expected: Vec<usize>,
        /// The shape that it has.
        found: Vec<usize>,
    },
    /// A count is negative.
    #[error("“{0}” should be a count but is less than 0")]
    Negative(String),
    /// Two keys name one tensor of the network.
    #[error("“{first}” and “{second}” are the same entry, which is there twice")]
    Twice {
        /// The first key.
        first: String,
        /// The second key.
        second: String,
    },
    /// It holds no tensors.
    #[error("it holds no tensors")]
    NoTensors,
    /// The first keys of some of them.
    #[error("it holds several networks, such as those of “{}”, of which not exactly one is a netG", .0.join("” and “"))]
    Several(Vec<String>),
    /// Its tensors are not of a known network.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// A key is missing; `first` is one that there is.
    #[error("{error}; the first key in it is “{first}”")]
    Keys {
        /// What does not fit.
        error: NetworkError,
        /// The key of a tensor of the file.
        first: String,
    },
}

impl FileError {
    /// What a person can do about it.
    pub fn advice(&self) -> String {
        match self {
            Self::Empty | Self::TooShort | Self::Truncated(_) => {
                "The download or copy may have been interrupted: fetch it again."
            }
            Self::Surplus(_) => "Something was added behind it: fetch it again.",
            Self::Foreign(foreign) => return foreign.advice(),
            Self::Unknown | Self::Damaged(_) => "Choose a checkpoint of facegan, or netG or netD as .safetensors.",
            Self::Dtype { .. } => "Convert the network in Python with `.float()` and save it again.",
            Self::Twice { .. } => "Save the network again under one kind of keys.",
            Self::Several(_) => "Save netG or netD by itself, or netG under keys that begin with “netG.”.",
            Self::Missing(_)
            | Self::Shape { .. }
            | Self::Negative(_)
            | Self::NoTensors
            | Self::Network(_)
            | Self::Keys { .. } => "Choose the weights of the tutorial's netG or netD.",
        }
        .into()
    }

    /// Whether the file is intact, but holds something else than it should.
    pub(super) fn is_about_content(&self) -> bool {
        match self {
            Self::Missing(_)
            | Self::Dtype { .. }
            | Self::Shape { .. }
            | Self::Negative(_)
            | Self::Twice { .. }
            | Self::NoTensors
            | Self::Several(_)
            | Self::Network(_)
            | Self::Keys { .. } => true,
            Self::Empty
            | Self::TooShort
            | Self::Truncated(_)
            | Self::Surplus(_)
            | Self::Foreign(_)
            | Self::Unknown
            | Self::Damaged(_) => false,
        }
    }
}
