//! Which tile each pass of a convolution computes in on a GPU, by how much a layer has to compute.
//!
//! It decides how fast a run is, never what it computes: so it is no setting of a run.

mod choice;
mod layer_tiles;
mod text;
mod tile;

use serde::{Deserialize, Serialize};

pub use choice::TileChoice;
pub use layer_tiles::{LayerTiles, Tiles};
pub use text::UnknownTuning;
pub use tile::Tile;
pub use tile::{Product, TERMS};

/// Workgroups that keep a large GPU busy: about two for each of its processors.
const BUSY: usize = 256;

/// A pass of a convolution of stride 2, which is a matrix product (see `conv2d`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pass {
    /// conv2d, and conv_transpose2d's gradient by its input.
    Conv2d,
    /// conv_transpose2d, and conv2d's gradient by its input.
    ConvTranspose2d,
    /// The gradient by the weights of both.
    WeightGradient,
}

/// How much a pass of a layer has to compute, in workgroups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Work {
    /// Enough of the largest tile to keep a large GPU busy.
    Large,
    /// Enough of 64 × 64 values.
    Medium,
    /// Less than that.
    Small,
}

/// The tiles that convolutions of stride 2 are computed in on a GPU.
///
/// It decides how fast they are computed, never what comes out (see [`Tile`]). The one that is fastest on a GPU can be
/// measured; the default is that of a GPU that was not. As text, and so for serde, it is the tiles' names
/// in the order of the fields, `128x128,64x64,32x32/128x128,64x64,32x32/128x64`, or the name of the only one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Tuning {
    /// These, and smaller ones where most of a tile would be empty.
    Layers(LayerTiles),
    /// The same one for every pass and layer, however little of it is filled: to compile it ahead, and to test it.
    Only(Tile),
}

impl Default for Tuning {
    fn default() -> Self {
        Self::Layers(LayerTiles::default())
    }
}

impl Pass {
    /// Every pass.
    pub const ALL: [Self; 3] = [Self::Conv2d, Self::ConvTranspose2d, Self::WeightGradient];

    /// Its name, as PyTorch has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Conv2d => "conv2d",
            Self::ConvTranspose2d => "conv_transpose2d",
            Self::WeightGradient => "weight gradient",
        }
    }
}

impl Work {
    /// That of a product, in workgroups.
    pub fn of(product: Product) -> Self {
        if Tile::Square128.count(product) >= BUSY {
            Self::Large
        } else if Tile::Square64.count(product) >= BUSY {
            Self::Medium
        } else {
            Self::Small
        }
    }
}

impl Tuning {
    /// The tiles that it computes some layer in, beside the flat one.
    pub fn tiles(&self) -> Vec<Tile> {
        match self {
            Self::Layers(tiles) => tiles.all(),
            Self::Only(tile) => vec![*tile],
        }
    }

    /// The tile for these products.
    pub fn tile(&self, pass: Pass, product: Product) -> Tile {
        match self {
            Self::Layers(tiles) => tiles.tile(pass, product),
            Self::Only(tile) => *tile,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tile(pass: Pass, rows: usize, columns: usize, copies: usize) -> Tile {
        Tuning::default().tile(pass, Product { rows, columns, copies })
    }

    /// netD's layers of the tutorial, with 128 real and 128 fake images, and those of a small network.
    #[test]
    fn large_layers_have_large_tiles_and_small_ones_small_tiles() {
        assert_eq!(tile(Pass::Conv2d, 128, 256 * 16 * 16, 1), Tile::Square128);
        assert_eq!(tile(Pass::Conv2d, 256, 256 * 8 * 8, 1), Tile::Square128);
        assert_eq!(tile(Pass::Conv2d, 512, 256 * 4 * 4, 1), Tile::Square64);
        assert_eq!(tile(Pass::Conv2d, 256, 64 * 4 * 4, 1), Tile::Square32);
        assert_eq!(tile(Pass::ConvTranspose2d, 128, 256 * 8 * 8, 4), Tile::Square128);
        assert_eq!(tile(Pass::ConvTranspose2d, 256, 128 * 4 * 4, 4), Tile::Square64);
        assert_eq!(tile(Pass::WeightGradient, 256, 128 * 16, 8), Tile::Tall128);
    }

    #[test]
    fn no_tile_is_mostly_empty_where_a_smaller_one_is_not() {
        assert_eq!(tile(Pass::ConvTranspose2d, 64, 256 * 16 * 16, 4), Tile::Square64);
        assert_eq!(tile(Pass::ConvTranspose2d, 32, 256 * 16 * 16, 4), Tile::Square32);
        assert_eq!(tile(Pass::WeightGradient, 64, 3 * 16, 512), Tile::Square64);
        assert_eq!(tile(Pass::Conv2d, 5, 16, 1), Tile::Square32);
    }

    #[test]
    fn images_of_three_channels_have_a_flat_tile() {
        for pass in Pass::ALL {
            assert_eq!(tile(pass, 3, 48, 1), Tile::Flat);
        }
    }

    #[test]
    fn an_only_tile_is_that_of_every_layer() {
        let product = Product { rows: 3, columns: 16, copies: 1 };
        for tile in Tile::ALL {
            assert_eq!(Pass::ALL.map(|pass| Tuning::Only(tile).tile(pass, product)), [tile; 3]);
        }
    }

    #[test]
    fn every_tile_that_a_layer_is_computed_in_is_listed() {
        let images = Tiles { large: Tile::Square128, medium: Tile::Dense64, small: Tile::Square32 };
        let tiles = LayerTiles { conv2d: images, conv_transpose2d: images, weight_gradient: Tile::Square128 };
        for tuning in [Tuning::default(), Tuning::Layers(tiles)] {
            let listed = tuning.tiles();
            for rows in [5, 16, 17, 32, 33, 64, 65, 512] {
                for columns in [16, 32, 48, 64, 128, 1 << 20] {
                    for pass in Pass::ALL {
                        let tile = tuning.tile(pass, Product { rows, columns, copies: 1 });
                        assert!(listed.contains(&tile), "{tuning}, {pass:?}, {rows} × {columns}: {tile}");
                    }
                }
            }
        }
        assert_eq!(Tuning::Only(Tile::Flat).tiles(), [Tile::Flat]);
    }
}
