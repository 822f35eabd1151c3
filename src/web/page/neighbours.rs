//! The real images nearest to a chosen fake.

use leptos::prelude::*;

use super::Page;
use facegan_core::images::Images;
use facegan_protocol::Command;

/// How many of them are asked for.
const COUNT: usize = 8;

/// The fake that was asked about.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Its place in the grid, from 0.
    pub face: usize,
    /// The iteration that the grid was drawn after.
    pub iteration: usize,
    pub image: Images,
}

/// The data set's images nearest to a fake, nearest first.
#[derive(Debug, Clone)]
pub struct Found {
    pub images: Images,
    pub indices: Vec<u32>,
    pub distances: Vec<f32>,
}

/// What was asked for last, and what was found.
#[derive(Clone, Copy)]
pub struct Neighbours {
    pub asked: RwSignal<Option<Asked>>,
    /// [`None`] until the answer to that has come.
    pub found: RwSignal<Option<Found>>,
}

impl Neighbours {
    pub(super) fn new() -> Self {
        Self { asked: RwSignal::default(), found: RwSignal::default() }
    }

    /// Forgets what was asked for.
    pub(super) fn clear(self) {
        self.asked.set(None);
        self.found.set(None);
    }
}

impl Page {
    /// Looks for the real images nearest to the chosen face of the grid on screen. They are compared as they are seen:
    /// with the face as its grid shows it, whose brightness `make_grid` has stretched to the full range, which a
    /// trained netG fills by itself.
    pub fn find_nearest(self) {
        let asked = self.timeline.face.get_untracked().and_then(|face| {
            self.timeline.shown.with_untracked(|frame| {
                let frame = frame.as_ref()?;
                let grid = frame.grid()?;
                let read = frame.bitmap.read_part(grid.corner(face), (grid.size, grid.size));
                let image = read.map(|picture| Images { size: grid.size, rgb: picture.rgb });
                Some(image.map(|image| Asked { face, iteration: frame.iteration, image }))
            })
        });
        match asked {
            Some(Ok(asked)) => {
                self.send(Command::Nearest { image: asked.image.clone(), count: COUNT });
                self.neighbours.found.set(None);
                self.neighbours.asked.set(Some(asked));
            }
            Some(Err(error)) => self.check("The face could not be read", Err::<(), _>(error)),
            None => {}
        }
    }

    /// The search is over; without images where it failed, which a problem has told.
    pub(super) fn on_nearest(self, found: Found) {
        if found.indices.is_empty() {
            self.neighbours.clear();
        } else {
            self.neighbours.found.set(Some(found));
        }
    }
}
