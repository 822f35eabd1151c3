//! A table of tiles by pass and size of a layer.

use std::iter;

use super::{Pass, Product, Tile, Work};

/// Those that stand in for tiles that a layer would leave mostly empty.
const NARROW: [Tile; 3] = [Tile::Tall128, Tile::Square64, Tile::Square32];

/// The tiles of one pass, by how much a layer has to compute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tiles {
    /// For [`Work::Large`].
    pub large: Tile,
    /// For [`Work::Medium`].
    pub medium: Tile,
    /// For [`Work::Small`].
    pub small: Tile,
}

/// The tiles of every pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LayerTiles {
    /// Of [`Pass::Conv2d`].
    pub conv2d: Tiles,
    /// Of [`Pass::ConvTranspose2d`].
    pub conv_transpose2d: Tiles,
    /// Of [`Pass::WeightGradient`], whose sum is split where workgroups are few, so that they never are.
    pub weight_gradient: Tile,
}

impl Default for LayerTiles {
    /// The best tiles on the one GPU that was measured, an NVIDIA H200 (`docs/performance.md`).
    fn default() -> Self {
        let images = Tiles { large: Tile::Square128, medium: Tile::Square64, small: Tile::Square32 };
        Self { conv2d: images, conv_transpose2d: images, weight_gradient: Tile::Tall128 }
    }
}

impl Tiles {
    fn of(&self, work: Work) -> Tile {
        match work {
            Work::Large => self.large,
            Work::Medium => self.medium,
            Work::Small => self.small,
        }
    }
}

impl LayerTiles {
    /// The tile of this table.
    pub fn of(&self, pass: Pass, work: Work) -> Tile {
        match pass {
            Pass::Conv2d => self.conv2d.of(work),
            Pass::ConvTranspose2d => self.conv_transpose2d.of(work),
            Pass::WeightGradient => self.weight_gradient,
        }
    }

    /// The flat tile for few rows, or the one of this table, or the largest narrow one where most of that would be empty.
    pub(super) fn tile(&self, pass: Pass, product: Product) -> Tile {
        if product.rows <= Tile::Flat.height() {
            return Tile::Flat;
        }
        let tuned = self.of(pass, Work::of(product));
        iter::once(tuned).chain(NARROW).find(|tile| tile.fits(product)).unwrap_or(Tile::Square32)
    }

    /// Every tile that it computes some layer in, beside the flat one.
    pub(super) fn all(&self) -> Vec<Tile> {
        let Self { conv2d, conv_transpose2d, weight_gradient } = self;
        let images = [conv2d, conv_transpose2d].map(|Tiles { large, medium, small }| [large, medium, small]);
        let used = [images.as_flattened(), &[weight_gradient], &NARROW.each_ref()].concat();
        Tile::CHOICES.into_iter().filter(|tile| used.contains(&tile)).collect()
    }
}
