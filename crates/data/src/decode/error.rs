//! Why a file gave no image.

use std::io;

use image::ImageError;

use facegan_core::heic;

/// Most bytes of one file.
pub const MOST_BYTES: u64 = 256 << 20;
/// Most pixels of one image: more than any camera's, and 360 MB once decoded.
pub(super) const MOST_PIXELS: u64 = 120_000_000;

/// Why a file gave no training image. The report shows this text behind the file's name.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// It has no bytes.
    #[error("the file is empty")]
    Empty,
    /// The file system or the browser failed.
    #[error("the file could not be read: {0}")]
    Unread(#[from] io::Error),
    /// It has this many bytes, more than [`MOST_BYTES`].
    #[error("the file has {0} bytes, more than the {MOST_BYTES} that are read")]
    TooLong(u64),
    /// No decoder here reads it.
    #[error("not a photo that can be read here")]
    UnknownFormat,
    /// A HEIC photo, which no decoder here reads.
    #[error("a HEIC photo, which is not read here: save it as JPEG")]
    Heic,
    /// The image crate's decoder failed.
    #[error("the photo is damaged or of an unusual kind: {}", .0.to_string().trim_end())]
    Damaged(#[source] ImageError),
    /// The JPEG decoder failed, for this reason.
    #[error("the JPEG is damaged or cut short: {0}")]
    DamagedJpeg(&'static str),
    /// It ends before the last pixel.
    #[error("the photo is cut short: the file ends, or goes on with something else, before all of it is there")]
    CutShort,
    /// A kind of file that would be decoded to wrong pixels.
    #[error("{0} is not read here: save it as an ordinary JPEG or PNG")]
    Unusual(&'static str),
    /// The decoder panicked.
    #[error("the decoder failed on it")]
    Failed,
    /// It has too many pixels.
    #[error("{width}×{height} pixels are more than the {MOST_PIXELS} that fit in memory")]
    TooLarge {
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
    },
    /// Its shorter side is 0, or it is 33 times as long as wide or more.
    #[error("{width}×{height} pixels are too narrow to cut a square from")]
    TooNarrow {
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
    },
}

impl DecodeError {
    /// Why a file of unknown format is refused.
    pub fn of_unknown(bytes: &[u8]) -> Self {
        if heic::is_heic(bytes) { Self::Heic } else { Self::UnknownFormat }
    }
}
