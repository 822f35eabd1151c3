//! Videos as files: encoded frames, which a browser's encoder made, with the times that each is shown.
//!
//! MP4 has H.264 and WebM has VP9 or VP8, as programs expect. All frames are in memory, which compressed ones allow, so
//! that a file begins with what a player needs to seek in it.

mod i420;
mod mp4;
mod webm;

pub use i420::i420;

/// How a video is compressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Codec {
    /// H.264 with lengths before its units, and the decoder's configuration record (ISO/IEC 14496-15, `avcC`).
    H264(Vec<u8>),
    /// VP9.
    Vp9,
    /// VP8.
    Vp8,
}

/// An encoded frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodedFrame {
    /// As the encoder gave it.
    pub bytes: Vec<u8>,
    /// Whether it can be decoded without those before it.
    pub is_key: bool,
}

/// A video of frames that are shown equally long. Its colours are those of [`i420()`]: BT.709, limited range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Video {
    /// How its frames are compressed.
    pub codec: Codec,
    /// In pixels.
    pub width: usize,
    /// In pixels.
    pub height: usize,
    /// Frames a second, above 0.
    pub fps: u32,
    /// In the order in which they are shown; the first is a key frame.
    pub frames: Vec<EncodedFrame>,
}

impl Codec {
    /// What a file's name ends with.
    pub fn ending(&self) -> &'static str {
        match self {
            Self::H264(_) => "mp4",
            Self::Vp9 | Self::Vp8 => "webm",
        }
    }

    /// The file's MIME type.
    pub fn mime(&self) -> &'static str {
        match self {
            Self::H264(_) => "video/mp4",
            Self::Vp9 | Self::Vp8 => "video/webm",
        }
    }
}

impl Video {
    /// The file's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        match &self.codec {
            Codec::H264(configuration) => mp4::bytes(self, configuration),
            Codec::Vp9 => webm::bytes(self, "V_VP9"),
            Codec::Vp8 => webm::bytes(self, "V_VP8"),
        }
    }
}
