//! Searching for the latent of a photo, and using what was found.

use leptos::prelude::*;

use super::search::Search;
use crate::page::context::Page;
use crate::page::platform::download;
use facegan_core::config::Crop;
use facegan_core::faces::Cut;
use facegan_core::latent::Latent;
use facegan_protocol::{Command, DroppedFile, InvertedPhoto};

impl Page {
    /// Searches for the face of a chosen file, of which the part is taken that runs are trained on.
    pub fn find_file(self, file: DroppedFile) {
        let crop = untrack(|| {
            let of_run = self.app.with(|app| app.run.as_ref().map(|run| run.config.crop));
            of_run.or_else(|| self.settings.config().map(|config| config.crop)).unwrap_or_default()
        });
        self.find(file.path.clone(), crop, InvertedPhoto::File { file, crop });
    }

    /// Searches for a square of a photo of this name of the data set.
    pub fn find_square(self, name: String, photo: u32, cut: Cut) {
        let crop = if cut == Cut::Centre { Crop::Centre } else { Crop::Faces };
        self.find(name, crop, InvertedPhoto::Square { photo, cut });
    }

    fn find(self, name: String, crop: Crop, photo: InvertedPhoto) {
        self.inversion.ask(name, crop);
        self.send(Command::Invert { photo, weights: untrack(|| self.latent.weights()) });
    }

    /// Chooses the face that was found as a stop of walks.
    pub(super) fn use_found_face(self) {
        let found = self.inversion.search.with_untracked(|search| {
            let search = search.as_ref()?;
            search.latent().zip(search.picture().cloned())
        });
        if let Some((face, picture)) = found {
            self.latent.choose(Latent::Found(face), picture);
        }
    }

    /// Asks for the latent that was found as a file, which is saved when it comes.
    pub(super) fn save_found_latent(self) {
        let found = self.inversion.search.with_untracked(|search| search.as_ref().and_then(Search::latent));
        if let Some(found) = found {
            self.send(Command::SaveLatent(found));
        }
    }

    /// Saves the face that was found as PNG.
    pub(super) fn save_found_face(self) {
        self.inversion.search.with_untracked(|search| {
            if let Some(picture) = search.as_ref().and_then(Search::picture) {
                self.check("The PNG could not be saved", download::save_picture("found.png", picture));
            }
        });
    }
}
