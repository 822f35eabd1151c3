//! A photo of a set: where its squares are stored, and which of them are trained on.

use facegan_core::config::Crop;
use facegan_core::faces::{Cut, Decisions, Face, FaceVerdict, FoundFace, PhotoEntry, PhotoKey};
use facegan_core::folders::Folder;

/// From how many times on an enlarged square counts as small.
pub const SMALL: f32 = 2.0;

/// A photo that was read.
pub struct Photo {
    /// Its path within what was dropped or named.
    pub name: String,
    /// The folder that it lies in.
    pub folder: Folder,
    /// Whether it is left out with that.
    pub is_left_out: bool,
    /// Its bytes' hash.
    pub key: PhotoKey,
    /// Width and height in pixels, upright; unknown of one that was read for an earlier run.
    pub size: Option<(u32, u32)>,
    /// Whether its centre holds a face in the tutorial's place; nothing where faces were not looked for.
    pub in_place: Option<bool>,
    /// The earlier photo that it nearly equals.
    pub near_duplicate_of: Option<u32>,
    /// Its centre, where that is stored.
    pub centre: Option<Square>,
    /// Its faces, the largest first.
    pub faces: Vec<StoredFace>,
}

/// A square that was cut out of a photo.
pub struct Square {
    /// Its place in the data set.
    pub place: u32,
    /// How many times it is enlarged.
    pub enlarged: f32,
    /// What the person decided about it, if they did.
    decided: Option<bool>,
    /// What they decided before an earlier run, which counts until they decide again.
    earlier: Option<bool>,
    /// Whether it is left out with the photo's folder, whatever was decided about it.
    is_left_out: bool,
}

impl Square {
    /// One that nothing was decided about.
    pub fn new(place: u32, enlarged: f32) -> Self {
        Self { place, enlarged, decided: None, earlier: None, is_left_out: false }
    }

    /// One of an earlier run, which trained on it or not.
    pub fn of_run(place: u32, taken: bool) -> Self {
        Self { earlier: (!taken).then_some(false), ..Self::new(place, 1.0) }
    }

    /// Whether the person decided about it or its photo's folder, and not only before an earlier run.
    pub fn is_decided(&self) -> bool {
        self.is_left_out || self.decided.is_some()
    }

    /// What the person decided, now or before an earlier run.
    fn decision(&self) -> Option<bool> {
        if self.is_left_out { Some(false) } else { self.own_decision() }
    }

    /// What they decided about it alone.
    fn own_decision(&self) -> Option<bool> {
        self.decided.or(self.earlier)
    }

    fn decide(&mut self, decided: Option<bool>, is_left_out: bool) {
        (self.decided, self.is_left_out) = (decided, is_left_out);
    }
}

/// A face and its square.
pub struct StoredFace {
    /// Where it is.
    pub face: Face,
    /// What becomes of it by itself, whether or not only the largest face is wanted.
    pub by_itself: FaceVerdict,
    /// What becomes of it without the person's decision about it.
    pub verdict: FaceVerdict,
    /// Its square.
    pub square: Square,
}

impl StoredFace {
    /// One that nothing was decided about.
    pub fn new(face: Face, verdict: FaceVerdict, square: Square) -> Self {
        Self { face, by_itself: verdict, verdict, square }
    }

    /// Where it is, and what becomes of it.
    pub fn found(&self) -> FoundFace {
        FoundFace { face: self.face, verdict: self.verdict, decision: self.square.decision() }
    }
}

/// A square of one of the data sets.
#[derive(Clone, Copy)]
pub struct Piece<'a> {
    /// The photo's place among those that were read.
    pub photo: u32,
    /// The photo.
    pub of: &'a Photo,
    /// Which of its squares it is.
    pub cut: Cut,
    /// Where it is stored.
    pub square: &'a Square,
    /// Whether it is trained on.
    pub taken: bool,
    /// Whether it would be if no folder were left out.
    pub taken_in_folder: bool,
    /// Whether it would be if nothing had been decided.
    pub taken_by_itself: bool,
}

impl Piece<'_> {
    /// The face that it shows, where it is one's square.
    pub fn face(&self) -> Option<&Face> {
        let Cut::Face(number) = self.cut else { return None };
        self.of.faces.get(number as usize).map(|stored| &stored.face)
    }

    /// Whether it is enlarged more than twice.
    pub fn is_small(&self) -> bool {
        self.square.enlarged > SMALL
    }

    /// Width and height of what it was cut out of: the photo, or the face's square.
    pub fn source_size(&self, image_size: usize) -> Option<(u32, u32)> {
        let side = (image_size as f32 / self.square.enlarged).round() as u32;
        self.of.size.map(|photo| if self.cut == Cut::Centre { photo } else { (side, side) })
    }
}

impl Photo {
    /// One of an earlier visit, with none of its squares. It counts to the folder of its name where none is given.
    pub fn stored(key: PhotoKey, name: String, folder: Option<Folder>) -> Self {
        Self {
            folder: folder.unwrap_or_else(|| Folder::of_photo(&name)),
            name,
            is_left_out: false,
            key,
            size: None,
            in_place: None,
            near_duplicate_of: None,
            centre: None,
            faces: Vec::new(),
        }
    }

    /// Applies what a person decided.
    pub fn decide(&mut self, decisions: &Decisions) {
        self.is_left_out = decisions.leaves_out(&self.folder);
        if let Some(centre) = &mut self.centre {
            centre.decide(decisions.get(&self.key, Cut::Centre), self.is_left_out);
        }
        let mut has_larger = false;
        for (number, stored) in (0..).zip(&mut self.faces) {
            let is_taken = stored.by_itself == FaceVerdict::Taken;
            let is_other = is_taken && has_larger && decisions.largest_only;
            stored.verdict = if is_other { FaceVerdict::NotLargest } else { stored.by_itself };
            stored.square.decide(decisions.get(&self.key, Cut::Face(number)), self.is_left_out);
            has_larger |= is_taken;
        }
    }

    /// Its squares in the data set of a crop, in their order there. `photo` is its own place.
    pub fn pieces(&self, photo: u32, crop: Crop) -> impl Iterator<Item = Piece<'_>> {
        let centre = self.centre.as_ref().filter(|_| crop == Crop::Centre).map(|square| Piece {
            photo,
            of: self,
            cut: Cut::Centre,
            square,
            taken: square.decision().unwrap_or(true),
            taken_in_folder: square.own_decision().unwrap_or(true),
            taken_by_itself: true,
        });
        let faces = if crop == Crop::Centre { &[] } else { self.faces.as_slice() };
        let faces = (0..).zip(faces).map(move |(number, stored)| Piece {
            photo,
            of: self,
            cut: Cut::Face(number),
            square: &stored.square,
            taken: stored.found().is_taken(),
            taken_in_folder: stored.square.own_decision().unwrap_or(stored.verdict == FaceVerdict::Taken),
            taken_by_itself: stored.by_itself == FaceVerdict::Taken,
        });
        centre.into_iter().chain(faces)
    }

    /// What a person sees of it.
    pub fn entry(&self, image_size: usize) -> PhotoEntry {
        let (width, height) = self.size.unwrap_or((image_size as u32, image_size as u32));
        PhotoEntry {
            name: self.name.clone(),
            folder: self.folder.clone(),
            key: self.key.clone(),
            width,
            height,
            faces: self.faces.iter().map(StoredFace::found).collect(),
            centre: self.centre.as_ref().and_then(Square::decision),
            near_duplicate_of: self.near_duplicate_of,
        }
    }
}
