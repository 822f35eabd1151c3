//! Playing with the latent space.

use js_sys::Math;
use leptos::prelude::*;

use super::Page;
use crate::web::latent::{FACES, Requests, Weights, has_average, round_trip, toggle};
use facegan_core::address::Launch;
use facegan_core::images::Picture;
use facegan_core::latent::{LatentSpec, Scene, WeightSource};
use facegan_protocol::Command;

/// Seeds that the page draws by itself are below: few digits are easier to pass on.
const SEEDS: f64 = 1e6;

/// What was drawn last.
#[derive(Debug, Clone)]
pub struct Drawn {
    pub scene: Scene,
    pub picture: Picture,
}

/// Where one kind of scene is drawn: one picture at a time, and then the one that is wanted by then.
#[derive(Clone, Copy)]
pub struct Easel {
    pub drawn: RwSignal<Option<Drawn>>,
    requests: StoredValue<Requests<(Scene, WeightSource)>>,
}

impl Easel {
    fn new() -> Self {
        Self { drawn: RwSignal::default(), requests: StoredValue::default() }
    }

    fn clear(self) {
        self.requests.update_value(Requests::outdate);
        if self.drawn.with_untracked(Option::is_some) {
            self.drawn.set(None);
        }
    }
}

/// A face to walk by, as it looked when it was chosen.
#[derive(Debug, Clone)]
pub struct Portrait {
    pub face: LatentSpec,
    pub picture: Picture,
}

/// The latents that are played with.
#[derive(Clone, Copy)]
pub struct LatentSpace {
    /// The seed whose faces are shown, once somebody asked for some.
    pub seed: RwSignal<Option<u32>>,
    pub truncation: RwSignal<Option<f32>>,
    /// Whose weights draw.
    pub weights: RwSignal<WeightSource>,
    /// The faces chosen to walk between, in their order; the pad is around the first.
    pub stops: RwSignal<Vec<LatentSpec>>,
    /// How the stops looked.
    portraits: StoredValue<Vec<Portrait>>,
    /// How far the walk is: 0 at the first stop, 1 at the second and so on, until the first again.
    pub at: RwSignal<f32>,
    pub playing: RwSignal<bool>,
    /// The seed of the pad's directions.
    pub directions: RwSignal<u32>,
    /// How far from its middle the pad is, along each direction.
    pub offset: RwSignal<(f32, f32)>,
    pub faces: Easel,
    pub walk: Easel,
    pub pad: Easel,
}

impl LatentSpace {
    pub(super) fn new(launch: &Launch) -> Self {
        Self {
            seed: RwSignal::new(launch.latent),
            truncation: RwSignal::new(launch.truncation),
            weights: RwSignal::default(),
            stops: RwSignal::default(),
            portraits: StoredValue::default(),
            at: RwSignal::default(),
            playing: RwSignal::default(),
            directions: RwSignal::new(any_seed()),
            offset: RwSignal::default(),
            faces: Easel::new(),
            walk: Easel::new(),
            pad: Easel::new(),
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
    pub fn toggle(self, face: LatentSpec, picture: Picture) {
        self.portraits.update_value(|portraits| portraits.push(Portrait { face, picture }));
        self.change_stops(|stops| toggle(stops, face));
    }

    /// Takes a stop out.
    pub fn remove_stop(self, place: usize) {
        self.change_stops(|stops| {
            stops.remove(place);
        });
    }

    fn change_stops(self, change: impl FnOnce(&mut Vec<LatentSpec>)) {
        self.stops.update(change);
        let (stops, still) = self.stops.with_untracked(|stops| (stops.len(), stops.clone()));
        self.portraits.update_value(|portraits| portraits.retain(|portrait| still.contains(&portrait.face)));
        if self.at.get_untracked() > stops as f32 {
            self.at.set(0.0);
        }
        if stops < 2 {
            self.playing.set(false);
        }
    }

    /// How a stop looked when it was chosen.
    pub fn portrait(self, face: LatentSpec) -> Option<Picture> {
        let of = |portraits: &Vec<Portrait>| {
            portraits.iter().find(|portrait| portrait.face == face).map(|portrait| portrait.picture.clone())
        };
        self.portraits.with_value(of)
    }

    /// No answer comes any more: who was asked is gone.
    pub(super) fn expect_nothing(self) {
        for easel in [self.faces, self.walk, self.pad] {
            easel.requests.set_value(Requests::default());
        }
    }

    fn easel(self, scene: &Scene) -> Easel {
        match scene {
            Scene::Faces { .. } => self.faces,
            Scene::Walk { .. } => self.walk,
            Scene::Pad { .. } => self.pad,
        }
    }

    fn faces_scene(self) -> Option<Scene> {
        let (seed, truncation) = (self.seed.get()?, self.truncation.get());
        Some(Scene::Faces { seed, count: FACES, truncation })
    }

    fn walk_scene(self) -> Option<Scene> {
        let stops = self.stops.with(|stops| round_trip(stops))?;
        Some(Scene::Walk { stops, at: self.at.get() })
    }

    fn pad_scene(self) -> Option<Scene> {
        let around = self.stops.with(|stops| stops.first().copied())?;
        let (x, y) = self.offset.get();
        Some(Scene::Pad { around, directions: self.directions.get(), x, y })
    }
}

impl Page {
    /// The weights that there are to draw with; others whenever pictures are to be drawn anew.
    pub fn weights(self) -> Memo<Option<Weights>> {
        Memo::new(move |_| self.phase.with(|phase| self.opened.with(|opened| Weights::now(phase, opened))))
    }

    /// Whether the average of the run's weights can draw as well.
    pub fn has_average(self) -> Memo<bool> {
        Memo::new(move |_| self.phase.with(has_average))
    }

    /// Keeps every picture at what is asked for and what the weights are.
    pub(super) fn follow_latents(self) {
        let (space, weights, averaged) = (self.latent, self.weights(), self.has_average());
        Effect::new(move |_| {
            if !averaged.get() {
                space.weights.set(WeightSource::Trained);
            }
        });
        let follow = |easel: Easel, scene: fn(LatentSpace) -> Option<Scene>| {
            Effect::new(move |_| match scene(space).filter(|_| weights.get().is_some()) {
                Some(scene) => self.draw(easel, scene, space.weights.get()),
                None => easel.clear(),
            });
        };
        follow(space.faces, LatentSpace::faces_scene);
        follow(space.walk, LatentSpace::walk_scene);
        follow(space.pad, LatentSpace::pad_scene);
    }

    fn draw(self, easel: Easel, scene: Scene, weights: WeightSource) {
        let now = easel.requests.try_update_value(|requests| requests.want((scene, weights))).flatten();
        self.ask_for(now);
    }

    fn ask_for(self, request: Option<(Scene, WeightSource)>) {
        if let Some((scene, weights)) = request {
            self.send(Command::Draw { scene, weights });
        }
    }

    /// A picture came from the engine, or none could be drawn.
    pub(super) fn on_drawn(self, scene: Scene, picture: Option<Picture>) {
        let easel = self.latent.easel(&scene);
        let Some(answered) = easel.requests.try_update_value(Requests::answered) else { return };
        match picture {
            Some(picture) if answered.wanted => easel.drawn.set(Some(Drawn { scene, picture })),
            Some(_) => {}
            // What fails would only fail again.
            None => self.latent.playing.set(false),
        }
        self.ask_for(answered.next);
    }
}

fn any_seed() -> u32 {
    (Math::random() * SEEDS) as u32
}
