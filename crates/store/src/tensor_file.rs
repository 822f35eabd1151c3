//! .safetensors files: writing them, and reading those of any program.

use std::collections::BTreeMap;

use half::{bf16, f16};
use safetensors::SafeTensors;
use safetensors::tensor::{self, Dtype, SafeTensorError, TensorInfo, TensorView};
use serde::Serialize;

use super::file_error::FileError;
use super::foreign::Foreign;
use facegan_model::HostTensor;

/// A tensor's bytes as they lie in a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// Its name in the file.
    pub key: String,
    /// Its type.
    pub dtype: Dtype,
    /// Its shape, outermost dimension first.
    pub shape: Vec<usize>,
    /// The elements in row-major order, little-endian.
    pub bytes: Vec<u8>,
}

/// The `__metadata__` of a file.
pub type Metadata = BTreeMap<String, String>;

impl Stored {
    /// Float32 values.
    pub fn f32(key: String, shape: Vec<usize>, values: &[f32]) -> Self {
        let bytes = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        Self { key, dtype: Dtype::F32, shape, bytes }
    }

    /// Values rounded to float16, to the nearest and of two to the even one.
    pub fn f16(key: String, shape: Vec<usize>, values: &[f32]) -> Self {
        let bytes = values.iter().flat_map(|value| f16::from_f32(*value).to_le_bytes()).collect();
        Self { key, dtype: Dtype::F16, shape, bytes }
    }

    /// Float64 values in one dimension.
    pub fn f64(key: String, values: impl ExactSizeIterator<Item = f64>) -> Self {
        let shape = vec![values.len()];
        Self { key, dtype: Dtype::F64, shape, bytes: values.flat_map(f64::to_le_bytes).collect() }
    }

    /// One whole number, as a tensor without dimensions.
    pub fn count(key: String, value: u64) -> Self {
        Self { key, dtype: Dtype::I64, shape: vec![], bytes: value.to_le_bytes().to_vec() }
    }

    /// Bytes.
    pub fn u8(key: String, shape: Vec<usize>, bytes: Vec<u8>) -> Self {
        Self { key, dtype: Dtype::U8, shape, bytes }
    }

    /// The tensor as it will be read.
    ///
    /// # Errors
    /// When the bytes do not fill the shape.
    pub fn view(&self) -> Result<TensorView<'_>, SafeTensorError> {
        TensorView::new(self.dtype, self.shape.clone(), &self.bytes)
    }
}

/// A file's table of contents. (The crate's own writer puts metadata in another order each time.)
#[derive(Serialize)]
struct Table {
    #[serde(rename = "__metadata__")]
    metadata: Metadata,
    #[serde(flatten)]
    tensors: tensor::Metadata,
}

/// Puts a file together: the same bytes for the same tensors and metadata, in whatever order they come.
///
/// # Errors
/// When a tensor's bytes do not fill its shape.
pub fn write(tensors: &[Stored], metadata: Metadata) -> Result<Vec<u8>, SafeTensorError> {
    let mut sorted: Vec<_> = tensors.iter().collect();
    // The widest numbers first, so that each stands at a multiple of its own width.
    sorted.sort_by(|a, b| b.dtype.cmp(&a.dtype).then_with(|| a.key.cmp(&b.key)));
    let mut end = 0;
    let place = |tensor: &&Stored| {
        let start = end;
        end += tensor.bytes.len();
        let Stored { key, dtype, shape, .. } = tensor;
        (key.clone(), TensorInfo { dtype: *dtype, shape: shape.clone(), data_offsets: (start, end) })
    };
    let tensors = tensor::Metadata::new(None, sorted.iter().map(place).collect())?;
    let mut table = serde_json::to_vec(&Table { metadata, tensors })?;
    table.resize(table.len().next_multiple_of(LENGTH_BYTES), b' ');
    let mut file = Vec::with_capacity(LENGTH_BYTES + table.len() + end);
    file.extend((table.len() as u64).to_le_bytes());
    file.extend(table);
    sorted.iter().for_each(|tensor| file.extend_from_slice(&tensor.bytes));
    Ok(file)
}

/// A file's tensors and its metadata.
pub struct TensorFile<'a> {
    tensors: SafeTensors<'a>,
    metadata: Metadata,
}

impl<'a> TensorFile<'a> {
    /// Reads the table of contents.
    ///
    /// # Errors
    /// When the bytes are not a whole .safetensors file.
    pub fn read(bytes: &'a [u8]) -> Result<Self, FileError> {
        check_start(bytes)?;
        let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(|error| what_is_wrong(bytes, error))?;
        let tensors = SafeTensors::deserialize(bytes)?;
        let metadata = metadata.metadata().iter().flatten().map(|(key, value)| (key.clone(), value.clone())).collect();
        Ok(Self { tensors, metadata })
    }

    /// The file's metadata.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// The names of all tensors, sorted.
    pub fn keys(&self) -> Vec<&str> {
        let mut keys = self.tensors.names();
        keys.sort_unstable();
        keys
    }

    /// Every tensor by its name, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, TensorView<'a>)> {
        self.tensors.iter()
    }

    /// A float32 tensor of any shape.
    ///
    /// # Errors
    /// When it is missing or of another type.
    pub fn f32(&self, key: &str) -> Result<HostTensor, FileError> {
        let tensor = self.tensor(key, Dtype::F32)?;
        Ok(HostTensor {
            key: key.to_owned(),
            shape: tensor.shape().to_vec(),
            values: elements(&tensor, f32::from_le_bytes),
        })
    }

    /// A tensor of floating-point numbers of two, four or eight bytes, as float32.
    ///
    /// # Errors
    /// When it is missing or of another type.
    pub fn floats(&self, key: &str) -> Result<HostTensor, FileError> {
        let tensor = self.any(key)?;
        let values = match tensor.dtype() {
            Dtype::F16 => elements(&tensor, |bytes| f16::from_le_bytes(bytes).to_f32()),
            Dtype::BF16 => elements(&tensor, |bytes| bf16::from_le_bytes(bytes).to_f32()),
            Dtype::F64 => elements(&tensor, |bytes| f64::from_le_bytes(bytes) as f32),
            _ => return self.f32(key),
        };
        Ok(HostTensor { key: key.to_owned(), shape: tensor.shape().to_vec(), values })
    }

    /// A float32 tensor of this shape.
    ///
    /// # Errors
    /// When it is missing, or of another type or shape.
    pub fn f32_of(&self, key: &str, shape: &[usize]) -> Result<HostTensor, FileError> {
        check(key, self.tensor(key, Dtype::F32)?.shape(), shape)?;
        self.f32(key)
    }

    /// A float64 tensor of one dimension.
    ///
    /// # Errors
    /// When it is missing, or of another type or shape.
    pub fn f64_of(&self, key: &str, length: usize) -> Result<Vec<f64>, FileError> {
        let tensor = self.tensor(key, Dtype::F64)?;
        check(key, tensor.shape(), &[length])?;
        Ok(elements(&tensor, f64::from_le_bytes))
    }

    /// A tensor of bytes, any number of rows of this shape.
    ///
    /// # Errors
    /// When it is missing, or of another type or shape.
    pub fn u8_rows(&self, key: &str, row: &[usize]) -> Result<&'a [u8], FileError> {
        let tensor = self.tensor(key, Dtype::U8)?;
        let rows = tensor.shape().first().copied().unwrap_or_default();
        check(key, tensor.shape(), &[&[rows], row].concat())?;
        Ok(tensor.data())
    }

    /// A tensor of one number that is not negative, of any shape and type: a converted network may have converted
    /// counters. Fractions are rounded; 0 for NaN and infinity, which float16 has for what is beyond 65,504.
    ///
    /// # Errors
    /// When it is missing, not one number, or negative.
    pub fn count(&self, key: &str) -> Result<u64, FileError> {
        let tensor = self.any(key)?;
        if tensor.shape().iter().product::<usize>() != 1 {
            check(key, tensor.shape(), &[])?;
        }
        // What does not fit is cut to the nearest that does.
        let rounded = |value: f64| if value.is_finite() { value.round() as i128 } else { 0 };
        let value = match tensor.dtype() {
            Dtype::I8 => elements(&tensor, |bytes| i8::from_le_bytes(bytes).into()),
            Dtype::U8 => elements(&tensor, |bytes| u8::from_le_bytes(bytes).into()),
            Dtype::I16 => elements(&tensor, |bytes| i16::from_le_bytes(bytes).into()),
            Dtype::U16 => elements(&tensor, |bytes| u16::from_le_bytes(bytes).into()),
            Dtype::I32 => elements(&tensor, |bytes| i32::from_le_bytes(bytes).into()),
            Dtype::U32 => elements(&tensor, |bytes| u32::from_le_bytes(bytes).into()),
            Dtype::I64 => elements(&tensor, |bytes| i64::from_le_bytes(bytes).into()),
            Dtype::U64 => elements(&tensor, |bytes| u64::from_le_bytes(bytes).into()),
            Dtype::F16 => elements(&tensor, |bytes| rounded(f16::from_le_bytes(bytes).into())),
            Dtype::BF16 => elements(&tensor, |bytes| rounded(bf16::from_le_bytes(bytes).into())),
            Dtype::F32 => elements(&tensor, |bytes| rounded(f32::from_le_bytes(bytes).into())),
            Dtype::F64 => elements(&tensor, |bytes| rounded(f64::from_le_bytes(bytes))),
            found => return Err(FileError::Dtype { key: key.to_owned(), expected: Dtype::I64, found }),
        };
        // No more than PyTorch's own type holds, so that it can be written again.
        let count = value.first().map(|&value: &i128| value.min(i64::MAX.into()));
        count.and_then(|count| u64::try_from(count).ok()).ok_or_else(|| FileError::Negative(key.to_owned()))
    }

    fn any(&self, key: &str) -> Result<TensorView<'a>, FileError> {
        self.tensors.tensor(key).map_err(|_| FileError::Missing(key.to_owned()))
    }

    fn tensor(&self, key: &str, expected: Dtype) -> Result<TensorView<'a>, FileError> {
        let tensor = self.any(key)?;
        if tensor.dtype() == expected {
            return Ok(tensor);
        }
        Err(FileError::Dtype { key: key.to_owned(), expected, found: tensor.dtype() })
    }
}

/// A tensor's elements, of `N` bytes each.
fn elements<const N: usize, T>(tensor: &TensorView, read: impl Fn([u8; N]) -> T) -> Vec<T> {
    tensor.data().as_chunks().0.iter().map(|&bytes| read(bytes)).collect()
}

fn check(key: &str, found: &[usize], expected: &[usize]) -> Result<(), FileError> {
    if found == expected {
        return Ok(());
    }
    let (key, expected, found) = (key.to_owned(), expected.to_vec(), found.to_vec());
    Err(FileError::Shape { key, expected, found })
}

/// Bytes before the table of contents: its length.
const LENGTH_BYTES: usize = 8;
/// Most bytes that a table of contents may have (the format's own limit).
const MOST_HEADER: u64 = 100_000_000;

/// Recognises files that people are likely to choose by mistake.
fn check_start(bytes: &[u8]) -> Result<(), FileError> {
    // A table of contents may be as long as a file of any other kind begins, but then the table follows.
    let length = bytes.first_chunk().map(|&length| u64::from_le_bytes(length));
    match bytes.get(LENGTH_BYTES) {
        Some(b'{') if length.is_some_and(|length| length < MOST_HEADER) => Ok(()),
        _ if bytes.is_empty() => Err(FileError::Empty),
        None => Err(FileError::TooShort),
        Some(_) => Foreign::told(bytes).map_or(Ok(()), |foreign| Err(FileError::Foreign(foreign))),
    }
}

/// The table of contents starts with its length in 8 bytes and a brace.
fn what_is_wrong(bytes: &[u8], error: SafeTensorError) -> FileError {
    let Some((length, rest @ [b'{', ..])) = bytes.split_first_chunk() else { return FileError::Unknown };
    let length = u64::from_le_bytes(*length);
    if let SafeTensorError::MetadataIncompleteBuffer = error {
        let (header, data) = rest.split_at(rest.len().min(length as usize));
        let surplus = named_bytes(header).and_then(|named| data.len().checked_sub(named));
        return surplus.map_or(FileError::Truncated(bytes.len()), FileError::Surplus);
    }
    if length > bytes.len() as u64 && length < MOST_HEADER {
        return FileError::Truncated(bytes.len());
    }
    FileError::Damaged(error)
}

/// Where the last tensor of a valid table of contents ends, counted from the table's own end.
fn named_bytes(header: &[u8]) -> Option<usize> {
    let places = str::from_utf8(header).ok()?.split("\"data_offsets\"").skip(1);
    let ends = places.filter_map(|place| place.split([',', ']']).nth(1)?.trim().parse().ok());
    Some(ends.max().unwrap_or_default())
}
