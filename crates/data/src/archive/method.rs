//! How entries of .zip archives are packed.

use std::fmt;

/// A way of packing, of which only the first two are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Stored,
    Deflate,
    /// AES, with the real method behind it.
    Encrypted,
    /// A way that has a name.
    Named(&'static str),
    Unknown(u16),
}

impl From<u16> for Method {
    fn from(number: u16) -> Self {
        match number {
            0 => Self::Stored,
            8 => Self::Deflate,
            99 => Self::Encrypted,
            1 => Self::Named("Shrink"),
            2..=5 => Self::Named("Reduce"),
            6 | 10 => Self::Named("Implode"),
            9 => Self::Named("Deflate64"),
            12 => Self::Named("bzip2"),
            14 => Self::Named("LZMA"),
            20 | 93 => Self::Named("Zstandard"),
            94 => Self::Named("MP3"),
            95 => Self::Named("XZ"),
            96 => Self::Named("WinZip's JPEG compression"),
            97 => Self::Named("WavPack"),
            98 => Self::Named("PPMd"),
            other => Self::Unknown(other),
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Stored => f.write_str("nothing"),
            Self::Deflate => f.write_str("Deflate"),
            Self::Encrypted => f.write_str("AES"),
            Self::Named(name) => f.write_str(name),
            Self::Unknown(number) => write!(f, "method {number}"),
        }
    }
}
