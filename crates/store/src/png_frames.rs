//! A .zip of PNGs, put together one frame at a time.

use std::io::Write;

use image::ImageError;
use zip::result::ZipError;
use zip::write::{PreparedZipFile, SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

use facegan_core::animation::frame_name;
use facegan_core::images::Picture;
use facegan_train::png;

/// Why a frame could not be added.
#[derive(Debug, thiserror::Error)]
pub enum PngFramesError {
    /// The picture cannot be encoded.
    #[error("a frame could not be encoded: {0}")]
    Picture(#[from] ImageError),
    /// The archive cannot be written.
    #[error("the archive could not be written: {0}")]
    Zip(#[from] ZipError),
}

/// An archive that grows with every frame and never looks back, so that what is written may leave memory.
pub struct PngFrames<W: Write> {
    zip: ZipWriter<StreamWriter<W>>,
    frames: usize,
}

impl<W: Write> PngFrames<W> {
    /// An archive without frames.
    pub fn new(to: W) -> Self {
        // Each file is prepared before its header is written: nothing has to be put right later.
        Self { zip: ZipWriter::new(StreamWriter::new(to)), frames: 0 }
    }

    /// Adds a frame as PNG, named [`frame_name`].
    ///
    /// # Errors
    /// When it cannot be encoded or written.
    pub fn add(&mut self, picture: &Picture) -> Result<(), PngFramesError> {
        // PNGs are compressed already. Without a time, the same frames give the same bytes.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(DateTime::DEFAULT);
        let file = PreparedZipFile::from_data(frame_name(self.frames), options, &png::encode(picture)?)?;
        self.zip.add_prepared_file(file)?;
        self.frames += 1;
        Ok(())
    }

    /// Writes the archive's end.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(self) -> Result<(), PngFramesError> {
        self.zip.finish()?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use zip::ZipArchive;

    use super::*;

    #[test]
    fn every_frame_is_a_png_that_was_written_at_once() {
        let picture = |red| Picture { width: 5, height: 4, rgb: [red, 1, 2].repeat(20) };
        // A writer that cannot seek.
        let mut bytes = Vec::new();
        let mut frames = PngFrames::new(&mut bytes);
        [7, 8, 9].iter().for_each(|red| frames.add(&picture(*red)).unwrap());
        frames.finish().unwrap();
        let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
        assert_eq!(archive.len(), 3);
        for (frame, red) in [7, 8, 9].into_iter().enumerate() {
            let mut file = archive.by_name(&format!("frame-000{}.png", frame + 1)).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            assert_eq!(png::decode(&bytes).unwrap(), picture(red));
            assert_eq!(file.compressed_size(), bytes.len() as u64);
        }
    }
}
