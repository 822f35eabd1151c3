//! The tiles in which a workgroup computes a matrix product.

use std::fmt;

/// Terms of a sum that a step of a workgroup gathers.
pub const TERMS: usize = 16;

/// The tile of a matrix product that a workgroup computes, and how its threads share it.
///
/// Larger ones read less from memory for each value; smaller ones make more workgroups, which a small layer needs to keep
/// a GPU busy. Each stays within WebGPU's default limits: 256 threads and 16 KiB of workgroup memory.
///
/// It decides how fast a product is computed, never what comes out: every value adds its terms in the same order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tile {
    /// 128 × 128 values, 8 × 8 a thread.
    Square128,
    /// 128 × 64 values, 8 × 8 a thread.
    Tall128,
    /// 64 × 64 values, 8 × 8 a thread.
    Square64,
    /// 64 × 64 values, 4 × 4 a thread: four times the threads.
    Dense64,
    /// 32 × 32 values, 4 × 4 a thread.
    Square32,
    /// 4 × 128 values, 4 × 4 a thread, for the three channels of an image.
    Flat,
}

/// The size of a matrix product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Product {
    /// Rows of the result.
    pub rows: usize,
    /// Columns of the result.
    pub columns: usize,
    /// Products of this size that are computed side by side.
    pub copies: usize,
}

impl Tile {
    /// Every tile.
    pub const ALL: [Self; 6] =
        [Self::Square128, Self::Tall128, Self::Square64, Self::Dense64, Self::Square32, Self::Flat];
    /// Those to choose from for products of more than a few rows, the largest first.
    pub const CHOICES: [Self; 5] = [Self::Square128, Self::Tall128, Self::Square64, Self::Dense64, Self::Square32];

    /// Threads in each direction.
    const fn grid(self) -> (usize, usize) {
        match self {
            Self::Square128 | Self::Dense64 => (16, 16),
            Self::Tall128 => (8, 16),
            Self::Square64 | Self::Square32 => (8, 8),
            Self::Flat => (32, 1),
        }
    }

    /// Rows and columns of a thread, multiples of four.
    const fn values(self) -> usize {
        match self {
            Self::Square128 | Self::Tall128 | Self::Square64 => 8,
            Self::Dense64 | Self::Square32 | Self::Flat => 4,
        }
    }

    /// Threads beside each other.
    pub const fn threads_x(self) -> usize {
        self.grid().0
    }

    /// Threads of a workgroup.
    pub const fn threads(self) -> usize {
        self.grid().0 * self.grid().1
    }

    /// Rows of a thread.
    pub const fn rows(self) -> usize {
        self.values()
    }

    /// Columns of a thread.
    pub const fn columns(self) -> usize {
        self.values()
    }

    /// Rows of the tile.
    pub const fn height(self) -> usize {
        self.grid().1 * self.values()
    }

    /// Columns of the tile.
    pub const fn width(self) -> usize {
        self.grid().0 * self.values()
    }

    /// Loop iterations of a thread in a step: itself, one for each term, and those in which it gathers both factors.
    pub const fn step_loops(self) -> usize {
        1 + TERMS + self.height().div_ceil(self.threads()) + self.width().div_ceil(self.threads())
    }

    /// Tiles of these products.
    pub fn count(self, Product { rows, columns, copies }: Product) -> usize {
        rows.div_ceil(self.height()) * columns.div_ceil(self.width()) * copies
    }

    /// Whether the product fills more than half of a tile in both directions.
    pub fn fits(self, product: Product) -> bool {
        2 * product.rows > self.height() && 2 * product.columns > self.width()
    }

    /// Its size, and for one of two tiles of that size what a thread computes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Square128 => "128x128",
            Self::Tall128 => "128x64",
            Self::Square64 => "64x64",
            Self::Dense64 => "64x64-4x4",
            Self::Square32 => "32x32",
            Self::Flat => "4x128",
        }
    }
}

impl fmt::Display for Tile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tile_is_named_by_its_size() {
        for tile in Tile::ALL {
            let size = format!("{}x{}", tile.height(), tile.width());
            assert!(tile.to_string().starts_with(&size), "{tile} is {size}");
        }
    }

    #[test]
    fn tiles_cover_a_product() {
        let product = Product { rows: 129, columns: 64, copies: 3 };
        assert_eq!(Tile::Square128.count(product), 2 * 3);
        assert_eq!(Tile::Square32.count(product), 5 * 2 * 3);
    }
}
