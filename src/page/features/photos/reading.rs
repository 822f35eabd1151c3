//! Having the engine read the photos, one source after the other.

use leptos::prelude::*;

use super::sources::Sources;
use super::state::THUMBNAILS;
use crate::page::context::Page;
use crate::page::state::Action;
use facegan_core::config::{Field, TrainConfig};
use facegan_core::problem::Problem;
use facegan_protocol::Command;

impl Page {
    /// Tells the engine of the next source, if it has answered all before.
    pub fn tell_next_source(self) {
        let image_size = self.image_size();
        let next = self.photos.sources.try_update_value(|sources| sources.tell_next().cloned()).flatten();
        if let Some(source) = next {
            self.photos.told_side.set_value(image_size);
            let skip = self.photos.sources.with_value(|sources| sources.left_out().to_vec());
            self.send(Command::Load { source, image_size, skip });
        }
    }

    /// Has the engine read what it was not told of yet.
    pub fn read_on(self) {
        self.act(Action::Reload(self.image_size()));
        self.tell_next_source();
    }

    /// Reads all photos again, at the side that is chosen now.
    pub fn read_again(self) {
        if !self.photos.can_rewind() {
            return self.alert(Problem {
                what: "These photos were kept at one size only.".into(),
                advice: "Drop the photos themselves again to train at another image_size.".into(),
            });
        }
        self.photos.rewind();
        self.read_on();
    }

    /// Whether the photos have to be read again, since another side was chosen meanwhile.
    pub fn must_read_again(self) -> bool {
        self.photos.told_side.get_value() != self.image_size() && self.photos.can_rewind()
    }

    /// Asks for the thumbnails from `first` on.
    pub fn show_thumbnails(self, first: usize) {
        self.send(Command::Thumbnails { first, count: THUMBNAILS });
    }

    /// Reads all photos anew whenever another image_size is chosen.
    pub fn follow_image_size(self) {
        let side = Memo::new(move |_| self.settings.text(Field::ImageSize));
        let sources = self.photos.sources;
        Effect::new(move |before: Option<String>| {
            let side = side.get();
            let told = self.photos.told_side.with_value(|told| side == told.to_string());
            if before.is_some_and(|before| before != side) && !told && !self.photos.is_empty() {
                if sources.with_value(Sources::is_settled) {
                    self.read_again();
                } else {
                    // The answer tells that it was of the other size; then all are read again.
                    self.send(Command::CancelLoad);
                }
            }
            side
        });
    }

    /// The side that photos are to be read at.
    fn image_size(self) -> usize {
        let chosen = untrack(|| self.settings.text(Field::ImageSize)).parse();
        chosen.unwrap_or(TrainConfig::default().image_size)
    }
}
