//! Portraits drawn from a seed, so that a person without photos at hand has faces to train on.
//!
//! Each part of a face has a file of its own, which holds the part's traits, how they are chosen and how they are
//! painted. [`face::Face`] brings the parts together.

mod backdrop;
mod beard;
mod body;
mod character;
mod colour;
mod curve;
mod dice;
mod earrings;
mod eyes;
mod face;
mod glasses;
mod hair;
mod hair_shape;
mod head;
mod headwear;
mod mouth;
mod nose;
mod painter;
mod palette;
mod pose;
mod skin_marks;
mod updo;

#[cfg(test)]
mod tests;

use dice::Dice;
use face::Face;
use painter::Canvas;

/// Draws face `index` of `seed` as a size×size picture: size·size·3 bytes of RGB, row by row.
///
/// The same seed and index give the same face at every size.
pub fn draw(seed: u32, index: u32, size: usize) -> Vec<u8> {
    let Some(mut canvas) = Canvas::new(size) else {
        return vec![0; size * size * 3];
    };
    Face::roll(&mut Dice::new(seed, index)).paint(&mut canvas);
    canvas.into_rgb()
}
