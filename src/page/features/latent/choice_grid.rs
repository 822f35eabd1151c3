//! The grid of faces to choose from: how many there are, where each lies, and where keys lead.

use crate::page::features::grids::layout::{FAKE_PADDING, Grid};
use facegan_core::images::Picture;

/// Faces that are shown to choose from.
pub const FACES: usize = 16;
/// Faces in a row, where there is room.
const ROW: usize = 8;
/// Narrower grids, in CSS pixels, have fewer faces in a row, so that a finger hits each.
const NARROW: f64 = 440.0;

/// One face of a picture of [`FACES`].
pub fn face_of(picture: &Picture, index: usize) -> Option<Picture> {
    let grid = Grid::of(picture.width, picture.height, FAKE_PADDING)?;
    let (size, (left, top)) = (grid.size, grid.corner(index));
    let row = |y: usize| {
        let first = 3 * ((top + y) * picture.width + left);
        picture.rgb.get(first..first + 3 * size)
    };
    let rows = (0..size).map(row).collect::<Option<Vec<_>>>()?;
    Some(Picture { width: size, height: size, rgb: rows.concat() })
}

/// Faces in a row of a grid that is so wide, in CSS pixels.
pub fn columns(width: f64) -> usize {
    if width < NARROW { ROW / 2 } else { ROW }
}

/// The face that a key leads to from another; [`None`] for keys that lead nowhere.
pub fn step(from: usize, key: &str, columns: usize) -> Option<usize> {
    let to = match key {
        "ArrowLeft" => from.checked_sub(1),
        "ArrowRight" => Some(from + 1),
        "ArrowUp" => from.checked_sub(columns),
        "ArrowDown" => Some(from + columns),
        "Home" => Some(0),
        "End" => Some(FACES - 1),
        _ => return None,
    };
    Some(to.filter(|to| *to < FACES).unwrap_or(from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_face_is_cut_out_of_its_picture() {
        let (width, height) = (8 * 18 + 2, 2 * 18 + 2);
        let at = |i: usize| [(i % width) as u8, (i / width) as u8, 9];
        let picture = Picture { width, height, rgb: (0..width * height).flat_map(at).collect() };
        let cut = face_of(&picture, 9).unwrap();
        assert_eq!((cut.width, cut.height, cut.rgb.len()), (16, 16, 16 * 16 * 3));
        assert_eq!((&cut.rgb[..6], &cut.rgb[cut.rgb.len() - 3..]), (&[20, 20, 9, 21, 20, 9][..], &[35, 35, 9][..]));
        assert_eq!(face_of(&picture, 16), None);
        assert_eq!(face_of(&Picture { width: 1, height: 1, rgb: vec![0; 3] }, 0), None);
    }

    #[test]
    fn keys_move_between_faces_and_stop_at_the_edges() {
        assert_eq!([columns(360.0), columns(800.0)], [4, 8]);
        let moves =
            [(0, "ArrowLeft"), (0, "ArrowRight"), (1, "ArrowDown"), (9, "ArrowDown"), (9, "ArrowUp"), (3, "End")];
        assert_eq!(moves.map(|(from, key)| step(from, key, 8)), [0, 1, 9, 9, 1, 15].map(Some));
        assert_eq!(step(3, "Enter", 8), None);
    }
}
