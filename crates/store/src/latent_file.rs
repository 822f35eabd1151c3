//! A latent as .safetensors: one tensor `latent` of shape `[1, nz, 1, 1]`, as netG takes it.

use safetensors::tensor::SafeTensorError;

use super::file_error::FileError;
use super::tensor_file::{Stored, TensorFile, write};
use super::weights::common_metadata;
use facegan_core::latent::FoundLatent;
use facegan_model::HostTensor;

/// What the file is called.
pub const FILE_NAME: &str = "latent.safetensors";
/// The tensor's key.
const LATENT: &str = "latent";
/// The metadata's name for the photo that the latent was found for.
const PHOTO: &str = "photo";

/// Why a file is no latent, or cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum LatentFileError {
    /// It is no .safetensors file, or its tensor is of another type.
    #[error(transparent)]
    File(#[from] FileError),
    /// It has no such tensor.
    #[error("it holds no tensor “{LATENT}”")]
    Missing,
    /// The tensor is not one latent; its shape.
    #[error("“{LATENT}” should have the shape [1, nz, 1, 1] but has {0:?}")]
    Shape(Vec<usize>),
    /// Numbers are NaN or infinite.
    #[error("“{LATENT}” holds NaN or infinite numbers")]
    NotFinite,
    /// It could not be written.
    #[error("the file could not be put together: {0}")]
    Encode(#[from] SafeTensorError),
}

/// The file of a latent, with the photo's name in its metadata. The same latent gives the same bytes.
///
/// # Errors
/// When it cannot be put together.
pub fn to_bytes(FoundLatent { photo, values }: &FoundLatent) -> Result<Vec<u8>, LatentFileError> {
    let mut metadata = common_metadata();
    metadata.insert(PHOTO.into(), photo.clone());
    Ok(write(&[Stored::f32(LATENT.into(), vec![1, values.len(), 1, 1], values)], metadata)?)
}

/// Whether a file is a latent's: a .safetensors file that holds nothing else.
pub fn is_latent(bytes: &[u8]) -> bool {
    TensorFile::read(bytes).is_ok_and(|file| file.keys() == [LATENT])
}

/// Reads a latent, written here or by PyTorch, in float32 or converted to it. Where the metadata name no photo, it is
/// called after its file, `name`.
///
/// # Errors
/// When the file is no .safetensors file, has no tensor `latent` of that shape, or numbers in it are not finite.
pub fn from_bytes(bytes: &[u8], name: &str) -> Result<FoundLatent, LatentFileError> {
    let file = TensorFile::read(bytes)?;
    if !file.keys().contains(&LATENT) {
        return Err(LatentFileError::Missing);
    }
    let tensor = file.floats(LATENT)?;
    if !matches!(tensor.shape[..], [1, (1..), 1, 1]) {
        return Err(LatentFileError::Shape(tensor.shape));
    }
    if !tensor.is_finite() {
        return Err(LatentFileError::NotFinite);
    }
    let HostTensor { values, .. } = tensor;
    Ok(FoundLatent { photo: file.metadata().get(PHOTO).map_or(name, String::as_str).to_owned(), values })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor_file::Metadata;

    fn found() -> FoundLatent {
        FoundLatent { photo: "anna.jpg".into(), values: vec![0.5, -1.25, 3.0] }
    }

    fn refused(tensor: Stored) -> String {
        from_bytes(&write(&[tensor], Metadata::new()).unwrap(), "a").unwrap_err().to_string()
    }

    #[test]
    fn a_latent_is_read_as_it_was_written() {
        let bytes = to_bytes(&found()).unwrap();
        assert_eq!(bytes, to_bytes(&found()).unwrap(), "the same latent gives the same bytes");
        assert_eq!(from_bytes(&bytes, "latent.safetensors").unwrap(), found());
        assert!(is_latent(&bytes));
        let file = TensorFile::read(&bytes).unwrap();
        assert_eq!(file.f32(LATENT).unwrap().shape, [1, 3, 1, 1]);
        let expected = [("facegan", env!("CARGO_PKG_VERSION")), ("format", "pt"), ("photo", "anna.jpg")];
        assert!(file.metadata().iter().map(|(name, value)| (&**name, &**value)).eq(expected));
    }

    #[test]
    fn another_programs_latent_is_called_after_its_file() {
        let half = Stored::f16(LATENT.into(), vec![1, 3, 1, 1], &found().values);
        let bytes = write(&[half], Metadata::new()).unwrap();
        assert_eq!(
            from_bytes(&bytes, "mine.safetensors").unwrap(),
            FoundLatent { photo: "mine.safetensors".into(), ..found() }
        );
    }

    #[test]
    fn what_is_no_latent_is_refused_with_what_it_should_be() {
        let FoundLatent { values, .. } = found();
        let of_shape = |shape: &[usize], values: &[f32]| refused(Stored::f32(LATENT.into(), shape.to_vec(), values));
        assert_eq!(of_shape(&[3], &values), "“latent” should have the shape [1, nz, 1, 1] but has [3]");
        for (shape, values) in [(&[3, 1, 1, 1][..], &values[..]), (&[1, 3], &values), (&[1, 0, 1, 1], &[])] {
            assert!(of_shape(shape, values).starts_with("“latent” should have the shape"), "{shape:?}");
        }
        assert_eq!(of_shape(&[1, 2, 1, 1], &[0.5, f32::NAN]), "“latent” holds NaN or infinite numbers");
        let other = Stored::f32("main.0.weight".into(), vec![3], &values);
        assert!(!is_latent(&write(std::slice::from_ref(&other), Metadata::new()).unwrap()) && !is_latent(b"latent"));
        assert_eq!(refused(other), "it holds no tensor “latent”");
        let count = Stored { shape: vec![1, 1, 1, 1], ..Stored::count(LATENT.into(), 3) };
        assert_eq!(refused(count), "“latent” should hold F32 but holds I64");
        assert!(matches!(from_bytes(b"", "a"), Err(LatentFileError::File(FileError::Empty))));
    }
}
