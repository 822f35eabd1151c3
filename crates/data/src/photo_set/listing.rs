//! Lists the squares of a set of photos that a filter shows.

use facegan_core::faces::{Cut, Filter, FoundFace, PhotoEntry, PhotoKey, Selection, Thumbnail};
use facegan_core::images::Images;

use super::PhotoSet;
use super::photo::Piece;
use crate::records::RecordError;

/// Below this score the detector is not sure of a face. Of CelebA's faces 1 in 40 has less.
const SURE: f32 = 0.7;

/// A part of the squares that a selection shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// How many it shows in all.
    pub total: usize,
    /// These of them.
    pub squares: Vec<Thumbnail>,
    /// Their pixels, in the same order.
    pub images: Images,
}

/// A face of a photo, whether it is trained on or not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ListedFace<'a> {
    /// The photo's path.
    pub photo: &'a str,
    /// Width and height of the photo in pixels, upright.
    pub size: (u32, u32),
    /// The face's number among the photo's, from 0.
    pub number: usize,
    /// Where it is, and what becomes of it.
    pub found: FoundFace,
    /// How many times its square is enlarged.
    pub enlarged: f32,
    /// Its square's place in the data set of faces.
    pub place: u32,
}

impl PhotoSet {
    /// Every face that was found, in the order of the photos.
    pub fn faces(&self) -> impl Iterator<Item = ListedFace<'_>> {
        let side = self.image_size as u32;
        self.photos.iter().flat_map(move |photo| {
            photo.faces.iter().enumerate().map(move |(number, stored)| ListedFace {
                photo: &photo.name,
                size: photo.size.unwrap_or((side, side)),
                number,
                found: stored.found(),
                enlarged: stored.square.enlarged,
                place: stored.square.place,
            })
        })
    }

    /// The squares `first..first + count` of those that a selection shows, or those of them that there are.
    ///
    /// # Errors
    /// When their pixels cannot be read.
    pub fn thumbnails(&self, selection: &Selection, first: usize, count: usize) -> Result<Listed, RecordError> {
        let (mut total, mut squares, mut places) = (0, Vec::new(), Vec::new());
        for Piece { photo, of, cut, square, taken, .. } in self.shown(selection) {
            if total >= first && total - first < count {
                let (name, folder, key) = (of.name.clone(), of.folder.clone(), of.key.clone());
                squares.push(Thumbnail { photo, name, folder, key, cut, taken });
                places.push(square.place);
            }
            total += 1;
        }
        Ok(Listed { total, squares, images: self.current().borrow().read(&places)? })
    }

    /// The pixels of a square of a photo, whether it is trained on or not; nothing where there is no such square.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn square(&self, photo: u32, cut: Cut) -> Result<Option<Images>, RecordError> {
        let Some(photo) = self.photos.get(photo as usize) else { return Ok(None) };
        let (data, square) = match cut {
            Cut::Centre => (&self.centres, photo.centre.as_ref()),
            Cut::Face(number) => (&self.faces, photo.faces.get(number as usize).map(|stored| &stored.square)),
        };
        square.map(|square| data.borrow().read(&[square.place])).transpose()
    }

    /// Every square that a selection shows, with the key of its photo.
    pub fn squares(&self, selection: &Selection) -> Vec<(PhotoKey, Cut)> {
        self.shown(selection).map(|piece| (piece.of.key.clone(), piece.cut)).collect()
    }

    /// The photo at a place among those that were read.
    pub fn entry(&self, photo: u32) -> Option<PhotoEntry> {
        self.photos.get(photo as usize).map(|photo| photo.entry(self.image_size))
    }

    /// Every photo that was read, in order.
    pub fn entries(&self) -> impl Iterator<Item = PhotoEntry> + '_ {
        self.photos.iter().map(|photo| photo.entry(self.image_size))
    }

    fn shown(&self, Selection { filter, folder }: &Selection) -> impl Iterator<Item = Piece<'_>> {
        let lies_there = |piece: &Piece| folder.as_ref().is_none_or(|folder| piece.of.folder.is_in(folder));
        self.pieces(self.crop()).filter(move |piece| shows(*filter, piece) && lies_there(piece))
    }
}

fn shows(filter: Filter, piece: &Piece) -> bool {
    match filter {
        Filter::Taken => piece.taken,
        Filter::All => true,
        Filter::LeftOut => !piece.taken,
        Filter::Several => piece.of.faces.len() > 1,
        Filter::Small => piece.is_small(),
        Filter::NearDuplicates => piece.of.near_duplicate_of.is_some(),
        Filter::Doubtful => piece.face().is_some_and(|face| face.score < SURE),
    }
}
