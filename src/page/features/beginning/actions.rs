//! Playing with the trained netG: fetching it, opening it and moving to the faces that it draws.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::playing::{ADDRESS, NAME, Playing, not_fetched};
use crate::page::context::Page;
use crate::page::platform::fetch::fetch_file;
use crate::page::widgets::visit::visit;
use facegan_protocol::DroppedFile;

const LATENT_PANEL: &str = "place-latent";

impl Page {
    /// Draws faces with the trained netG, other ones at every call. It is fetched only now.
    pub fn play_at_once(self) {
        let playing = self.beginning.playing;
        if playing.get_untracked() != Playing::Idle {
            return;
        }
        self.latent.show_new_faces();
        if untrack(|| self.has_trained()) {
            return visit(LATENT_PANEL);
        }
        playing.set(Playing::Fetching);
        spawn_local(async move {
            match fetch_file(ADDRESS, NAME).await {
                Ok(file) => {
                    playing.set(Playing::Drawing);
                    self.open(DroppedFile { path: NAME.into(), file });
                }
                Err(error) => {
                    playing.set(Playing::Idle);
                    self.alert(not_fetched(&error.to_string()));
                }
            }
        });
    }

    /// Moves to the faces as soon as the trained netG has drawn them.
    pub fn follow_playing(self) {
        let playing = self.beginning.playing;
        Effect::new(move |_| {
            if playing.get() == Playing::Drawing && self.has_trained() && self.latent.has_faces() {
                playing.set(Playing::Idle);
                visit(LATENT_PANEL);
            }
        });
    }

    fn has_trained(self) -> bool {
        self.opened.with_files(|files| files.iter().any(|file| file.name == NAME))
    }
}
