//! What the person gave as photos, and how far the engine has read it.

use leptos::prelude::*;

use super::sources::Sources;
use facegan_core::images::Images;
use facegan_core::run_manifest::RunKey;
use facegan_protocol::DataSource;

/// Thumbnails on a page of them.
pub(super) const THUMBNAILS: usize = 48;

/// A page of thumbnails.
#[derive(Debug, Clone)]
pub struct Thumbnails {
    pub first: usize,
    pub images: Images,
}

/// The photos as far as the page knows them.
#[derive(Clone, Copy, Default)]
pub struct PhotosState {
    pub(super) thumbnails: RwSignal<Option<Thumbnails>>,
    pub(super) sources: StoredValue<Sources<DataSource>, LocalStorage>,
    /// The side that the engine was last asked to read photos at, in pixels.
    pub(super) sent_image_size: StoredValue<usize>,
    /// Counts cancels, so that the listing of a dropped folder stops after one.
    pub(super) cancels: StoredValue<usize>,
}

impl PhotosState {
    /// Shows a page of thumbnails, or none.
    pub fn set_thumbnails(self, thumbnails: Option<Thumbnails>) {
        self.thumbnails.set(thumbnails);
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

    /// Starts over in a new engine.
    pub fn restart(self) {
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

    /// Skips the file that an engine failed on, where it is known; returns whether the rest can be read.
    pub fn skip_file(self, file: Option<&str>) -> bool {
        self.sources.try_update_value(|sources| sources.skip_file(file)).unwrap_or_default()
    }
}
