//! Where the images of a grid lie: torchvision's `make_grid`, as the tutorial calls it.

/// Pixels around each image of a grid of fakes, and of a grid of real images.
pub const FAKE_PADDING: usize = 2;
pub const REAL_PADDING: usize = 5;

/// Images in a row, unless there are fewer.
const ROW: usize = 8;
/// Sides that images may have, in pixels: the powers of two from 16 to 512.
const SIDES: std::ops::RangeInclusive<u32> = 4..=9;

/// The layout of a grid of square images.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grid {
    /// Side of an image in pixels.
    pub size: usize,
    pub columns: usize,
    pub rows: usize,
    padding: usize,
}

impl Grid {
    /// The layout of a picture of this size; [`None`] where it is no grid with this padding.
    pub fn of(width: usize, height: usize, padding: usize) -> Option<Self> {
        let images = |length: usize, size: usize| {
            let length = length.checked_sub(padding)?;
            length.is_multiple_of(size + padding).then_some(length / (size + padding))
        };
        SIDES.map(|power| 1 << power).find_map(|size| {
            let (columns, rows) = (images(width, size)?, images(height, size)?);
            let is_grid = (1..=ROW).contains(&columns) && rows > 0 && (columns == ROW || rows == 1);
            is_grid.then_some(Self { size, columns, rows, padding })
        })
    }

    /// The same rows with other padding and room for a full row, so that images lie as in any other such grid.
    pub fn laid_out(self, padding: usize) -> Self {
        Self { columns: ROW, padding, ..self }
    }

    /// Width and height of the picture in pixels.
    pub fn extent(self) -> (usize, usize) {
        let length = |images| images * (self.size + self.padding) + self.padding;
        (length(self.columns), length(self.rows))
    }

    /// Images that fit in.
    pub fn count(self) -> usize {
        self.columns * self.rows
    }

    /// Left and top of an image in pixels.
    pub fn corner(self, index: usize) -> (usize, usize) {
        let start = |place| place * (self.size + self.padding) + self.padding;
        (start(index % self.columns), start(index / self.columns))
    }

    /// How far the lines in the middle of the outer padding are from the picture's edges, in percent of its width and
    /// of its height: between them, images are spread evenly.
    pub fn inset(self) -> (f64, f64) {
        let (width, height) = self.extent();
        let percent = |length: usize| 50.0 * self.padding as f64 / length as f64;
        (percent(width), percent(height))
    }

    /// The image that a key leads to from a chosen one, or from none; [`None`] for keys that lead nowhere.
    pub fn step(self, from: Option<usize>, key: &str) -> Option<usize> {
        let last = self.count().checked_sub(1)?;
        let Some(from) = from else {
            return ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "Enter"]
                .contains(&key)
                .then_some(0);
        };
        let to = match key {
            "ArrowLeft" => from.checked_sub(1),
            "ArrowRight" => Some(from + 1),
            "ArrowUp" => from.checked_sub(self.columns),
            "ArrowDown" => Some(from + self.columns),
            "Home" => Some(0),
            "End" => Some(last),
            _ => return None,
        };
        Some(to.filter(|to| *to <= last).unwrap_or(from))
    }
}

/// What a face of the grid is called: `Face 12 of 64`.
pub fn face_name(face: usize, count: usize) -> String {
    format!("Face {} of {count}", face + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use facegan_core::config::IMAGE_SIZES;

    fn full(size: usize) -> Grid {
        Grid { size, columns: 8, rows: 8, padding: FAKE_PADDING }
    }

    #[test]
    fn a_pictures_size_tells_its_layout() {
        for size in IMAGE_SIZES {
            for padding in [FAKE_PADDING, REAL_PADDING] {
                for (columns, rows) in [(8, 8), (8, 3), (8, 1), (5, 1), (1, 1)] {
                    let grid = Grid { size, columns, rows, padding };
                    let (width, height) = grid.extent();
                    assert_eq!(Grid::of(width, height, padding), Some(grid));
                }
            }
        }
        assert_eq!(Grid::of(100, 100, FAKE_PADDING), None);
        assert_eq!(Grid::of(0, 0, FAKE_PADDING), None);
    }

    #[test]
    fn reals_are_laid_out_as_fakes() {
        let reals = Grid::of(8 * 69 + 5, 2 * 69 + 5, REAL_PADDING).unwrap();
        let laid_out = reals.laid_out(FAKE_PADDING);
        assert_eq!((reals.corner(9), laid_out.corner(9)), ((74, 74), (68, 68)));
        assert_eq!(laid_out.extent(), (530, 134));
        assert_eq!((full(64).extent(), full(64).corner(9)), ((530, 530), (68, 68)));
    }

    #[test]
    fn keys_move_a_choice_and_stop_at_the_edges() {
        let step = |from, key| full(32).step(from, key);
        assert_eq!((step(None, "ArrowDown"), step(None, "Enter"), step(None, "a")), (Some(0), Some(0), None));
        assert_eq!((step(Some(9), "ArrowUp"), step(Some(9), "ArrowRight")), (Some(1), Some(10)));
        assert_eq!((step(Some(1), "ArrowUp"), step(Some(63), "ArrowRight")), (Some(1), Some(63)));
        assert_eq!((step(Some(9), "Home"), step(Some(9), "End"), step(Some(9), "Tab")), (Some(0), Some(63), None));
    }
}
