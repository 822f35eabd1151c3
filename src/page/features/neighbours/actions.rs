//! Searching for the real images nearest to a chosen fake.

use leptos::prelude::*;

use super::state::{Asked, Found};
use crate::page::context::Page;
use facegan_core::config::Crop;
use facegan_protocol::Command;

/// How many of them are searched for.
const COUNT: usize = 8;

impl Page {
    /// Searches for the real images nearest to the chosen face of the grid on screen. They are compared as they are
    /// seen: with the face as its grid shows it, whose brightness `make_grid` has stretched to the full range, which a
    /// trained netG fills by itself.
    pub fn find_nearest(self) {
        match self.grids.read_chosen_face() {
            Some(Ok((face, iteration, image))) => {
                // The images that the run is trained on, whichever are chosen now.
                let crop = self.app.with(|app| app.run.as_ref().map_or(Crop::Auto, |run| run.config.crop));
                self.send(Command::Nearest { image: image.clone(), count: COUNT, crop });
                self.neighbours.found.set(None);
                self.neighbours.asked.set(Some(Asked { face, iteration, image }));
            }
            Some(Err(error)) => self.check("The face could not be read", Err::<(), _>(error)),
            None => {}
        }
    }

    /// The search ended. Without images it failed, and a problem was reported.
    pub fn on_nearest(self, found: Found) {
        if found.indices.is_empty() {
            self.neighbours.clear();
        } else {
            self.neighbours.found.set(Some(found));
        }
    }
}
