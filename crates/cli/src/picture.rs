//! The picture that `sample` or `invert` writes, in the format that its name says. It replaces only pictures that facegan
//! wrote.

use std::path::{Path, PathBuf, is_separator};

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageDecoder, ImageEncoder, ImageError, ImageReader};

use super::files::{self, WriteError};
use super::unfinished::{folder_of, tidy};
use facegan_core::images::Picture;

/// EXIF data with one entry, Software = facegan, by which a picture is recognised.
const SOFTWARE: &[u8] = b"II*\0\x08\0\0\0\x01\0\x31\x01\x02\0\x08\0\0\0\x1a\0\0\0\0\0\0\0facegan\0";
/// JPEG quality, of 100.
const JPEG_QUALITY: u8 = 95;

/// Where a picture goes.
#[derive(Debug)]
pub struct PictureFile {
    path: PathBuf,
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Png,
    Jpeg,
    /// Without loss.
    WebP,
}

/// Why a picture cannot go there.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    #[error("{} is a folder", .0.display())]
    Folder(PathBuf),
    #[error("{} does not end with the name of a format that is written here", .0.display())]
    Format(PathBuf),
    #[error("{} is there already, and was not drawn by facegan", .0.display())]
    Theirs(PathBuf),
}

impl PictureError {
    /// What a person can do about it.
    pub fn advice(&self) -> String {
        match self {
            Self::Folder(_) => "Name a file in it: --out faces.png.",
            Self::Format(_) => "Choose an --out that ends with .png, .jpg, .jpeg or .webp.",
            Self::Theirs(_) => "Move it away, or choose another --out.",
        }
        .into()
    }
}

impl PictureFile {
    /// Checks that a picture can go there.
    ///
    /// # Errors
    /// When the name says no format that is written, or something else lies there.
    pub fn at(path: PathBuf) -> Result<Self, PictureError> {
        if path.is_dir() || path.as_os_str().to_string_lossy().ends_with(is_separator) {
            return Err(PictureError::Folder(path));
        }
        let Some(format) = Format::of(&path) else { return Err(PictureError::Format(path)) };
        if path.exists() && !is_ours(&path) { Err(PictureError::Theirs(path)) } else { Ok(Self { path, format }) }
    }

    /// Writes the picture.
    ///
    /// # Errors
    /// When there is no space, or this may not be written there.
    pub fn write(&self, bytes: &[u8]) -> Result<(), WriteError> {
        tidy(folder_of(&self.path), |name| self.path.file_name().is_some_and(|ours| ours == name));
        files::write(&self.path, bytes)
    }

    /// A picture in this file's format.
    ///
    /// # Errors
    /// When the format has no pictures of this size.
    pub fn encode(&self, picture: &Picture) -> Result<Vec<u8>, ImageError> {
        let mut bytes = Vec::new();
        match self.format {
            Format::Png => {
                let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Adaptive);
                encode(encoder, picture)?;
            }
            Format::Jpeg => encode(JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY), picture)?,
            Format::WebP => encode(WebPEncoder::new_lossless(&mut bytes), picture)?,
        }
        Ok(bytes)
    }
}

fn encode(mut encoder: impl ImageEncoder, Picture { width, height, rgb }: &Picture) -> Result<(), ImageError> {
    encoder.set_exif_metadata(SOFTWARE.to_vec()).map_err(ImageError::Unsupported)?;
    encoder.write_image(rgb, *width as u32, *height as u32, ExtendedColorType::Rgb8)
}

impl Format {
    /// The format by a name's ending; PNG for a name without one.
    fn of(path: &Path) -> Option<Self> {
        let Some(ending) = path.extension() else { return Some(Self::Png) };
        match ending.to_str()?.to_ascii_lowercase().as_str() {
            "png" => Some(Self::Png),
            "jpg" | "jpeg" => Some(Self::Jpeg),
            "webp" => Some(Self::WebP),
            _ => None,
        }
    }
}

/// Whether facegan drew a picture.
fn is_ours(path: &Path) -> bool {
    let software = || {
        let mut decoder = ImageReader::open(path)?.with_guessed_format()?.into_decoder()?;
        decoder.exif_metadata()
    };
    software().is_ok_and(|exif| exif.as_deref() == Some(SOFTWARE))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use image::ImageFormat;
    use tempfile::TempDir;

    use super::*;

    fn picture() -> Picture {
        Picture { width: 24, height: 16, rgb: (0..24 * 16 * 3).map(|i| (i / 6) as u8).collect() }
    }

    #[test]
    fn a_picture_is_in_the_format_that_its_name_says_and_is_written_over() {
        let folder = TempDir::new().unwrap();
        for (name, format, bound) in [
            ("a.png", ImageFormat::Png, 0),
            ("a", ImageFormat::Png, 0),
            ("a.JPG", ImageFormat::Jpeg, 24),
            ("a.jpeg", ImageFormat::Jpeg, 24),
            ("a.webp", ImageFormat::WebP, 0),
        ] {
            for _ in 0..2 {
                let file = PictureFile::at(folder.path().join(name)).unwrap();
                file.write(&file.encode(&picture()).unwrap()).unwrap();
            }
            let bytes = fs::read(folder.path().join(name)).unwrap();
            assert_eq!(image::guess_format(&bytes).unwrap(), format, "{name}");
            let decoded = image::load_from_memory(&bytes).unwrap().into_rgb8();
            assert_eq!(decoded.dimensions(), (24, 16));
            let far = decoded.iter().zip(&picture().rgb).map(|(one, other)| one.abs_diff(*other)).max();
            assert!(far <= Some(bound), "{name}: {far:?}");
        }
    }

    #[test]
    fn other_pictures_are_not_overwritten() {
        let folder = TempDir::new().unwrap();
        let photo = image::RgbImage::new(4, 4);
        for name in ["photo.png", "photo.jpg", "photo.webp"] {
            let path = folder.path().join(name);
            photo.save(&path).unwrap();
            assert!(matches!(PictureFile::at(path), Err(PictureError::Theirs(_))), "{name}");
        }
        fs::write(folder.path().join("empty.png"), "").unwrap();
        assert!(matches!(PictureFile::at(folder.path().join("empty.png")), Err(PictureError::Theirs(_))));
        for name in ["a.gif", "a.bmp", "a.tiff", "a.avif", "a.safetensors", "a.v2"] {
            assert!(matches!(PictureFile::at(folder.path().join(name)), Err(PictureError::Format(_))), "{name}");
        }
        assert!(matches!(PictureFile::at(folder.path().to_owned()), Err(PictureError::Folder(_))));
        assert!(matches!(PictureFile::at(folder.path().join("new/")), Err(PictureError::Folder(_))));
    }
}
