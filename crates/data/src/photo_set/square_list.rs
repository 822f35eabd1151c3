//! The photos that stored squares were cut out of, as a text in a storage of its own, for a later visit.
//!
//! The squares are what matters: where the text is torn, damaged or not there, squares are those of photos that are not
//! known, and where it cannot be written, it is left as it is.

use std::collections::{HashMap, VecDeque};

use facegan_core::config::Crop;
use facegan_core::photo_squares::SquareSource;

use crate::storage::Storage;

/// A text with a line a square of one data set; by default one that is stored nowhere.
#[derive(Default)]
pub struct SquareList {
    storage: Option<Box<dyn Storage>>,
    /// What was in the storage, by the squares' pixels: several have the same where files differ and their squares do not.
    known: HashMap<String, VecDeque<SquareSource>>,
}

impl SquareList {
    /// The list in a storage, with what lies there already.
    pub fn open(storage: Box<dyn Storage>) -> Self {
        let stored = usize::try_from(storage.length()).ok().and_then(|length| storage.read(0, length).ok());
        let mut known = HashMap::<_, VecDeque<_>>::new();
        for line in stored.unwrap_or_default().split(|byte| *byte == b'\n') {
            if let Some(source) = str::from_utf8(line).ok().and_then(|line| line.parse::<SquareSource>().ok()) {
                known.entry(source.pixels.clone()).or_default().push_back(source);
            }
        }
        Self { storage: Some(storage), known }
    }

    /// Adds a square, where the list is stored.
    pub fn note(&mut self, source: impl FnOnce() -> SquareSource) {
        if let Some(storage) = &mut self.storage {
            // The line's end comes first: so it also ends a line that was torn.
            let _ = storage.append(format!("\n{}", source()).as_bytes());
        }
    }

    /// What was stored about the next square with these pixels.
    pub fn take(&mut self, pixels: &str) -> Option<SquareSource> {
        self.known.get_mut(pixels)?.pop_front()
    }
}

/// The lists of both data sets.
#[derive(Default)]
pub struct SquareLists {
    centres: SquareList,
    faces: SquareList,
}

impl SquareLists {
    /// That of a crop's squares.
    pub fn of(&mut self, crop: Crop) -> &mut SquareList {
        if crop == Crop::Centre { &mut self.centres } else { &mut self.faces }
    }
}
