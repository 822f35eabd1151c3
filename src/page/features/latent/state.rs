//! What is drawn of the latent space, and what it is drawn from.

use js_sys::Math;
use leptos::prelude::*;

use super::choice_grid::FACES;
use super::draw_pace::DrawPace;
use super::requests::Requests;
use super::round_trip::round_trip;
use super::stops::{move_stop, toggle};
use facegan_core::address::Launch;
use facegan_core::images::Picture;
use facegan_core::latent::{Latent, Scene, WeightSource};

/// Random seeds are below this, since few digits are easier to pass on.
const SEEDS: f64 = 1e6;

/// What was drawn last.
#[derive(Debug, Clone)]
pub struct Drawn {
    pub scene: Scene,
    pub picture: Picture,
}

/// Where one kind of scene is drawn: one request at a time, then the newest one made meanwhile.
#[derive(Clone, Copy)]
pub struct LatentPane {
    pub(super) drawn: RwSignal<Option<Drawn>>,
    pub(super) requests: StoredValue<Requests<(Scene, WeightSource)>>,
    /// When the request under way was made, in milliseconds since 1970.
    pub(super) asked: StoredValue<f64>,
    pub(super) pace: RwSignal<DrawPace>,
}

impl LatentPane {
    fn new() -> Self {
        let (drawn, requests, asked, pace) = Default::default();
        Self { drawn, requests, asked, pace }
    }

    pub(super) fn clear(self) {
        self.requests.update_value(Requests::outdate);
        if self.drawn.with_untracked(Option::is_some) {
            self.drawn.set(None);
            // Another netG takes another time.
            self.pace.set(DrawPace::default());
        }
    }
}

/// A chosen face of a walk, as it looked when it was chosen.
#[derive(Debug, Clone)]
pub struct Portrait {
    pub face: Latent,
    pub picture: Picture,
}

/// The state of the latent space panel.
#[derive(Clone, Copy)]
pub struct LatentState {
    /// The seed whose faces are shown; [`None`] before the first request.
    pub(super) seed: RwSignal<Option<u32>>,
    pub(super) truncation: RwSignal<Option<f32>>,
    /// Which weights draw.
    pub(super) weights: RwSignal<WeightSource>,
    /// The faces chosen to walk between, in their order; the pad is around the first.
    pub(super) stops: RwSignal<Vec<Latent>>,
    /// The latent that was opened last.
    pub(super) opened: RwSignal<Option<Latent>>,
    /// How the stops looked.
    portraits: StoredValue<Vec<Portrait>>,
    /// How far the walk is: 0 at the first stop, 1 at the second and so on, until the first again.
    pub(super) at: RwSignal<f32>,
    pub(super) playing: RwSignal<bool>,
    /// The seed of the pad's directions.
    pub(super) directions: RwSignal<u32>,
    /// How far from its middle the pad is, along each direction.
    pub(super) offset: RwSignal<(f32, f32)>,
    pub(super) faces: LatentPane,
    pub(super) walk: LatentPane,
    pub(super) pad: LatentPane,
}

impl LatentState {
    pub fn new(launch: &Launch) -> Self {
        Self {
            seed: RwSignal::new(launch.latent),
            truncation: RwSignal::new(launch.truncation),
            weights: RwSignal::default(),
            stops: RwSignal::default(),
            opened: RwSignal::default(),
            portraits: StoredValue::default(),
            at: RwSignal::default(),
            playing: RwSignal::default(),
            directions: RwSignal::new(any_seed()),
            offset: RwSignal::default(),
            faces: LatentPane::new(),
            walk: LatentPane::new(),
            pad: LatentPane::new(),
        }
    }

    /// The faces chosen to walk between.
    pub fn stops(self) -> Vec<Latent> {
        self.stops.get()
    }

    /// Which weights draw.
    pub fn weights(self) -> WeightSource {
        self.weights.get()
    }

    /// Draws with these weights, and shows faces if none are shown.
    pub fn draw_with(self, weights: WeightSource) {
        self.weights.set(weights);
        if self.seed.get_untracked().is_none() {
            self.show_new_faces();
        }
    }

    /// Shows the faces of another seed.
    pub fn show_new_faces(self) {
        self.seed.set(Some(any_seed()));
    }

    /// Turns the pad to other directions.
    pub fn turn(self) {
        self.directions.set(any_seed());
    }

    /// Chooses a face that looks like this as a stop, or takes it out.
    pub fn toggle(self, face: Latent, picture: Picture) {
        self.portraits.update_value(|portraits| portraits.push(Portrait { face: face.clone(), picture }));
        self.change_stops(|stops| toggle(stops, face));
    }

    /// Chooses a face that looks like this as the last stop, unless it is one.
    pub fn choose(self, face: Latent, picture: Picture) {
        if untrack(|| self.place(&face)).is_none() {
            self.toggle(face, picture);
        }
    }

    /// Takes a stop out.
    pub fn remove_stop(self, place: usize) {
        self.change_stops(|stops| {
            stops.remove(place);
        });
    }

    /// Moves a stop to another place.
    pub fn move_stop(self, from: usize, to: usize) {
        self.change_stops(|stops| move_stop(stops, from, to));
    }

    /// Takes every stop out.
    pub fn clear_stops(self) {
        self.change_stops(Vec::clear);
    }

    fn change_stops(self, change: impl FnOnce(&mut Vec<Latent>)) {
        self.stops.update(change);
        let (stops, chosen) = self.stops.with_untracked(|stops| (stops.len(), stops.clone()));
        self.portraits.update_value(|portraits| portraits.retain(|portrait| chosen.contains(&portrait.face)));
        if self.at.get_untracked() > stops as f32 {
            self.at.set(0.0);
        }
        if stops < 2 {
            self.playing.set(false);
        }
    }

    /// Seconds that a face of the walk takes to be drawn, as far as that is known.
    pub fn seconds_a_face(self) -> Option<f64> {
        self.walk.pace.with(DrawPace::seconds)
    }

    /// Whether faces are on screen to choose from.
    pub fn has_faces(self) -> bool {
        self.faces.drawn.with(Option::is_some)
    }

    /// Where a face is among the stops, counted from 0.
    pub fn place(self, face: &Latent) -> Option<usize> {
        self.stops.with(|stops| stops.iter().position(|stop| stop == face))
    }

    /// How a stop looked when it was chosen.
    pub fn portrait(self, face: &Latent) -> Option<Picture> {
        let of = |portraits: &Vec<Portrait>| {
            portraits.iter().find(|portrait| portrait.face == *face).map(|portrait| portrait.picture.clone())
        };
        self.portraits.with_value(of)
    }

    /// No answer comes any more: the engine is gone.
    pub fn forget_requests(self) {
        for pane in [self.faces, self.walk, self.pad] {
            pane.requests.set_value(Requests::default());
        }
    }

    pub(super) fn pane(self, scene: &Scene) -> LatentPane {
        match scene {
            Scene::Faces { .. } => self.faces,
            Scene::Walk { .. } => self.walk,
            Scene::Pad { .. } => self.pad,
        }
    }

    pub(super) fn faces_scene(self) -> Option<Scene> {
        let (seed, truncation) = (self.seed.get()?, self.truncation.get());
        Some(Scene::Faces { seed, count: FACES, truncation })
    }

    pub(super) fn walk_scene(self) -> Option<Scene> {
        let stops = self.stops.with(|stops| round_trip(stops))?;
        Some(Scene::Walk { stops, at: self.at.get() })
    }

    pub(super) fn pad_scene(self) -> Option<Scene> {
        let around = self.stops.with(|stops| stops.first().cloned())?;
        let (x, y) = self.offset.get();
        Some(Scene::Pad { around, directions: self.directions.get(), x, y })
    }
}

fn any_seed() -> u32 {
    (Math::random() * SEEDS) as u32
}
