//! What the person gave as photos, how far the engine has read it, and what is shown of it.

use leptos::prelude::*;

use super::decisions;
use super::filters::Counts;
use super::folders::FIRST_FOLDERS;
use super::read_as::ReadAs;
use super::sources::Sources;
use facegan_core::faces::{Decisions, Filter, PhotoEntry, Selection, Thumbnail};
use facegan_core::folders::{Folder, FolderCount};
use facegan_core::images::{CHANNELS, Images, Picture};
use facegan_core::run_manifest::RunKey;
use facegan_protocol::DataSource;

/// Thumbnails on a page of them.
pub(super) const THUMBNAILS: usize = 48;

/// A page of thumbnails.
#[derive(Debug, Clone)]
pub struct Thumbnails {
    pub selection: Selection,
    pub first: usize,
    /// How many there are on all pages.
    pub total: usize,
    pub squares: Vec<Thumbnail>,
    pub images: Images,
}

impl Thumbnails {
    /// The picture of the thumbnail at this place of the page, as networks of `nc` channels see it.
    pub fn picture(&self, place: usize, nc: usize) -> Option<Picture> {
        let size = self.images.size;
        let rgb = self.images.rgb.chunks_exact((size * size * CHANNELS).max(1)).nth(place)?.to_vec();
        let Images { size, rgb } = Images { size, rgb }.for_nc(nc);
        Some(Picture { width: size, height: size, rgb })
    }
}

/// A photo on its sheet.
#[derive(Debug, Clone)]
pub struct ShownPhoto {
    /// Its place among those that were read.
    pub photo: u32,
    pub entry: PhotoEntry,
    /// Nothing where its file is not there any more.
    pub picture: Option<Picture>,
}

/// What happens to the squares that the engine was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    TakenIn,
    LeftOut,
    /// What was decided about their photos is forgotten.
    Forgotten,
}

/// The photos as far as the page knows them.
#[derive(Clone, Copy)]
pub struct PhotosState {
    pub(super) thumbnails: RwSignal<Option<Thumbnails>>,
    /// Which squares the thumbnails show.
    pub(super) filter: RwSignal<Filter>,
    /// The folder whose squares they show; else those of all.
    pub(super) folder: RwSignal<Option<Folder>>,
    /// Folders that the chart shows at most.
    pub(super) most_folders: RwSignal<usize>,
    pub(super) counts: RwSignal<Counts>,
    pub(super) decisions: RwSignal<Decisions>,
    /// Whether the engine knows the decisions.
    pub(super) are_decisions_sent: StoredValue<bool>,
    /// What becomes of the squares that the engine was asked for.
    pub(super) fate: StoredValue<Option<Fate>>,
    /// Whether the sheet with a photo is open.
    pub(super) sheet: RwSignal<bool>,
    /// The photo that was asked for last.
    pub(super) asked: StoredValue<Option<u32>>,
    pub(super) photo: RwSignal<Option<ShownPhoto>>,
    pub(super) sources: StoredValue<Sources<DataSource>, LocalStorage>,
    /// How the engine was last asked to read photos.
    pub(super) sent: StoredValue<ReadAs>,
    /// Counts cancels, so that the listing of a dropped folder stops after one.
    pub(super) cancels: StoredValue<usize>,
}

impl Default for PhotosState {
    fn default() -> Self {
        Self {
            thumbnails: RwSignal::default(),
            filter: RwSignal::default(),
            folder: RwSignal::default(),
            most_folders: RwSignal::new(FIRST_FOLDERS),
            counts: RwSignal::default(),
            decisions: RwSignal::new(decisions::stored()),
            are_decisions_sent: StoredValue::default(),
            fate: StoredValue::default(),
            sheet: RwSignal::default(),
            asked: StoredValue::default(),
            photo: RwSignal::default(),
            sources: StoredValue::default(),
            sent: StoredValue::default(),
            cancels: StoredValue::default(),
        }
    }
}

impl PhotosState {
    /// Takes thumbnails and the photo off the screen.
    pub fn clear_pictures(self) {
        self.thumbnails.set(None);
        self.counts.set(Counts::default());
        self.filter.set(Filter::default());
        self.folder.set(None);
        self.most_folders.set(FIRST_FOLDERS);
        self.sheet.set(false);
        self.photo.set(None);
    }

    /// What the thumbnails show with this filter.
    pub(super) fn selection(self, filter: Filter) -> Selection {
        Selection { filter, folder: self.folder.get_untracked() }
    }

    /// Shows all photos where the folder that was shown is not there any more.
    pub fn keep_shown_folder(self, folders: &[FolderCount]) {
        let is_there = |shown: &Folder| folders.iter().any(|count| count.folder == *shown);
        if self.folder.with_untracked(|shown| shown.as_ref().is_some_and(|shown| !is_there(shown))) {
            self.folder.set(None);
        }
    }

    /// Whether the person has given nothing, or cleared it.
    pub fn is_empty(self) -> bool {
        self.sources.with_value(Sources::is_empty)
    }

    /// Whether there are sources to read again, and not only stored photos.
    pub fn can_rewind(self) -> bool {
        self.sources.with_value(Sources::can_rewind)
    }

    /// The engine answered; returns whether it has read everything.
    pub fn answered(self) -> bool {
        self.sources.try_update_value(Sources::answered).unwrap_or_default()
    }

    /// Starts over in a new engine, which does not know the decisions.
    pub fn restart(self) {
        self.are_decisions_sent.set_value(false);
        self.sources.update_value(Sources::restart);
    }

    /// Starts over with all sources themselves.
    pub fn rewind(self) {
        self.sources.update_value(Sources::rewind);
    }

    /// From now on the stored photos of a run replace all sources.
    pub fn use_stored(self, run: RunKey) {
        self.sources.update_value(|sources| sources.stand_in(DataSource::Stored(run)));
    }

    /// Forgets everything that was given.
    pub fn forget(self) {
        self.sources.set_value(Sources::default());
    }
}
