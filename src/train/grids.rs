//! The sample grids of a run so far, compressed.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder, ImageError, ImageFormat, load_from_memory_with_format};

use crate::protocol::Picture;

/// Most bytes that grids may take in memory and in a checkpoint.
const MOST_BYTES: usize = 128 << 20;

/// A sample grid as PNG.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedGrid {
    /// The iteration that it was drawn after, counted from 0.
    pub iteration: usize,
    pub png: Vec<u8>,
}

impl SavedGrid {
    /// Compresses a grid.
    ///
    /// # Errors
    /// When it cannot be encoded.
    pub fn new(iteration: usize, picture: &Picture) -> Result<Self, ImageError> {
        let mut png = Vec::new();
        let encoder = PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Adaptive);
        let (width, height) = (picture.width as u32, picture.height as u32);
        encoder.write_image(&picture.rgb, width, height, ExtendedColorType::Rgb8)?;
        Ok(Self { iteration, png })
    }

    /// The grid as it was drawn.
    ///
    /// # Errors
    /// When the bytes are not a PNG.
    pub fn picture(&self) -> Result<Picture, ImageError> {
        let image = load_from_memory_with_format(&self.png, ImageFormat::Png)?.into_rgb8();
        let (width, height) = (image.width() as usize, image.height() as usize);
        Ok(Picture { width, height, rgb: image.into_raw() })
    }
}

/// Adds a grid behind the others; where they take too much space, those closest to their neighbours go.
pub fn keep(grids: &mut Vec<SavedGrid>, grid: SavedGrid) {
    keep_within(MOST_BYTES, grids, grid);
}

fn keep_within(most: usize, grids: &mut Vec<SavedGrid>, grid: SavedGrid) {
    grids.push(grid);
    let bytes = |grids: &[SavedGrid]| grids.iter().map(|grid| grid.png.len()).sum::<usize>();
    while bytes(grids) > most && grids.len() > 2 {
        let gap = |i: &usize| grids[i + 1].iteration - grids[i - 1].iteration;
        let Some(least_missed) = (1..grids.len() - 1).min_by_key(gap) else { return };
        grids.remove(least_missed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_grid_is_the_grid() {
        let rgb: Vec<u8> = (0..5 * 4 * 3).map(|i| (i * 37 % 256) as u8).collect();
        let picture = Picture { width: 5, height: 4, rgb };
        let saved = SavedGrid::new(7, &picture).unwrap();
        assert_eq!((saved.iteration, saved.picture().unwrap()), (7, picture));
    }

    #[test]
    fn the_first_the_last_and_an_even_spread_are_kept_within_the_space() {
        let mut grids = Vec::new();
        for iteration in 0..100 {
            keep_within(160, &mut grids, SavedGrid { iteration, png: vec![0; 10] });
            assert!(grids.len() <= 16);
            assert_eq!((grids[0].iteration, grids.last().unwrap().iteration), (0, iteration));
        }
        let gaps: Vec<_> = grids.windows(2).map(|pair| pair[1].iteration - pair[0].iteration).collect();
        assert!(gaps.iter().all(|&gap| gap <= 16), "{gaps:?}"); // 100 / 15, and a doubling under way
    }
}
