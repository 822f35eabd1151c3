//! Making files, and cancelling that.

use leptos::prelude::*;

use super::state::Product;
use crate::page::context::Page;
use crate::page::state::Engine;
use facegan_core::export::{Archive, Export};
use facegan_protocol::Command;

impl Page {
    /// Asks for a file, which is saved when it comes.
    pub fn export(self, what: Export) {
        self.send(Command::Export(what));
    }

    /// Whether an engine is there to make a file.
    pub fn can_make_files(self) -> bool {
        !self.exports.is_busy() && self.app.with(|app| app.engine == Engine::Ready)
    }

    /// Has the engine pack an archive.
    pub fn save_archive(self, what: Archive) {
        self.exports.begin(Product::Archive(what), "Packing");
        self.send(Command::Archive(what));
    }

    /// Cancels the export under way.
    pub fn cancel_export(self) {
        self.exports.progress.update(|progress| progress.iter_mut().for_each(|it| it.step = "Cancelling"));
        self.send(Command::CancelExport);
    }
}
