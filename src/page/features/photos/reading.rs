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
    /// Sends the engine the next source, once it has answered all earlier ones.
    pub fn send_next_source(self) {
        let image_size = self.image_size();
        let next = self.photos.sources.try_update_value(|sources| sources.next_to_send().cloned()).flatten();
        if let Some(source) = next {
            self.photos.sent_image_size.set_value(image_size);
            let skip = self.photos.sources.with_value(|sources| sources.left_out().to_vec());
            self.send(Command::Load { source, image_size, skip });
        }
    }

    /// Has the engine read the sources that were not sent yet.
    pub fn read_on(self) {
        self.act(Action::Reload(self.image_size()));
        self.send_next_source();
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

    /// Whether the photos have to be read again, since another image_size was chosen meanwhile.
    pub fn must_read_again(self) -> bool {
        self.photos.sent_image_size.get_value() != self.image_size() && self.photos.can_rewind()
    }

    /// Asks for the thumbnails from `first` on.
    pub fn show_thumbnails(self, first: usize) {
        self.send(Command::Thumbnails { first, count: THUMBNAILS });
    }

    /// Reads all photos again whenever another image_size is chosen.
    pub fn follow_image_size(self) {
        let side = Memo::new(move |_| self.settings.text(Field::ImageSize));
        let sources = self.photos.sources;
        Effect::new(move |before: Option<String>| {
            let side = side.get();
            let is_sent = self.photos.sent_image_size.with_value(|sent| side == sent.to_string());
            if before.is_some_and(|before| before != side) && !is_sent && !self.photos.is_empty() {
                if sources.with_value(Sources::is_settled) {
                    self.read_again();
                } else {
                    // All are read again once the answer has come: see `must_read_again`.
                    self.send(Command::CancelLoad);
                }
            }
            side
        });
    }

    /// The side that photos are to be read at, in pixels.
    fn image_size(self) -> usize {
        let chosen = untrack(|| self.settings.text(Field::ImageSize)).parse();
        chosen.unwrap_or(TrainConfig::default().image_size)
    }
}
