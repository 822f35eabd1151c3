//! Requesting pictures of the latent space from the engine.

use js_sys::Date;
use leptos::prelude::*;

use super::requests::Requests;
use super::state::{Drawn, LatentPane, LatentState};
use super::weights::{Weights, has_average};
use crate::page::context::Page;
use crate::page::state::AppState;
use facegan_core::images::Picture;
use facegan_core::latent::{FoundLatent, Latent, Scene, WeightSource};
use facegan_protocol::Command;

impl Page {
    /// The weights to draw with; a different value means that pictures have to be drawn again.
    pub fn drawing_weights(self) -> Memo<Option<Weights>> {
        Memo::new(move |_| self.app.with(|app| self.opened.with_files(|opened| Weights::now(app, opened))))
    }

    /// The weights that there are to choose from.
    pub fn weights_to_draw_with(self) -> Memo<Vec<WeightSource>> {
        Memo::new(move |_| {
            let averaged = self.app.with(has_average).then_some(WeightSource::Averaged);
            let best = self.has_best().then_some(WeightSource::Best);
            let pins = if self.app.with(AppState::can_export) { self.pins_on_screen() } else { Vec::new() };
            let pinned = pins.into_iter().map(WeightSource::Pinned);
            [WeightSource::Trained].into_iter().chain(averaged).chain(best).chain(pinned).collect()
        })
    }

    /// Redraws every picture when its scene or the weights change.
    pub fn follow_latents(self) {
        let (space, weights, choices) = (self.latent, self.drawing_weights(), self.weights_to_draw_with());
        Effect::new(move |_| {
            if !choices.with(|choices| choices.contains(&space.weights.get())) {
                space.weights.set(WeightSource::Trained);
            }
        });
        let follow = |pane: LatentPane, scene: fn(LatentState) -> Option<Scene>| {
            Effect::new(move |_| match scene(space).filter(|_| weights.get().is_some()) {
                Some(scene) => self.draw(pane, scene, space.weights.get()),
                None => pane.clear(),
            });
        };
        follow(space.faces, LatentState::faces_scene);
        follow(space.walk, LatentState::walk_scene);
        follow(space.pad, LatentState::pad_scene);
    }

    fn draw(self, pane: LatentPane, scene: Scene, weights: WeightSource) {
        let now = pane.requests.try_update_value(|requests| requests.add((scene, weights))).flatten();
        self.ask_for(pane, now);
    }

    fn ask_for(self, pane: LatentPane, request: Option<(Scene, WeightSource)>) {
        if let Some((scene, weights)) = request {
            pane.asked.set_value(Date::now());
            self.send(Command::Draw { scene, weights });
        }
    }

    /// A latent was opened, of which netG draws this: it becomes a stop.
    pub fn on_latent_opened(self, latent: FoundLatent, picture: Picture) {
        let face = Latent::Found(latent);
        self.latent.opened.set(Some(face.clone()));
        self.latent.choose(face, picture);
        self.show_latent_panel();
    }

    /// Brings the panel into view.
    pub fn show_latent_panel(self) {
        if let Some(panel) = document().get_element_by_id("place-latent") {
            panel.scroll_into_view();
        }
    }

    /// A picture came from the engine, or none could be drawn.
    pub fn on_drawn(self, scene: Scene, picture: Option<Picture>) {
        let pane = self.latent.pane(&scene);
        let Some(answered) = pane.requests.try_update_value(Requests::answered) else { return };
        match picture {
            Some(picture) if answered.wanted => {
                pane.pace.update(|pace| pace.add((Date::now() - pane.asked.get_value()) / 1e3));
                pane.drawn.set(Some(Drawn { scene, picture }));
            }
            Some(_) => {}
            // No retry: it would fail again.
            None => self.latent.playing.set(false),
        }
        self.ask_for(pane, answered.next);
    }
}
