//! The logic of the latent space panel: requests, chosen faces, the walk between them and the pad around the first.

use crate::page::features::grids::layout::{FAKE_PADDING, Grid};
use crate::page::state::{Activity, AppState};
use facegan_core::animation::closed;
use facegan_core::images::Picture;
use facegan_core::latent::{Latent, LatentSpec};
use facegan_core::opened::OpenedFile;
use facegan_core::run::RunId;

/// Faces that are shown to choose from.
pub const FACES: usize = 16;
/// The truncation slider's end, where no component is drawn again.
pub const ALL: f32 = 3.1;
/// Faces in a row, where there is room.
const ROW: usize = 8;
/// How long a walk takes from one face to the next, in seconds.
const SECONDS_PER_STOP: f32 = 2.5;
/// Narrower grids, in CSS pixels, have fewer faces in a row, so that a finger hits each.
const NARROW: f64 = 440.0;

/// The weights to draw with. A different value means that pictures have to be drawn again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Weights {
    /// A run's: changed with every sample grid while it trains, and with every iteration while it is paused.
    Run { id: RunId, resting: bool, version: usize },
    /// Those of the opened file of this name.
    Opened(String),
}

impl Weights {
    /// The weights that there are now.
    pub fn now(app: &AppState, opened: &[OpenedFile]) -> Option<Self> {
        match &app.run {
            Some(run) if app.can_export() => {
                let resting = matches!(run.activity, Activity::Paused | Activity::Stepping | Activity::Ended(_));
                let done = run.done();
                let version = if resting { done } else { done.saturating_sub(1) / run.config.sample_every };
                Some(Self::Run { id: run.id, resting, version })
            }
            Some(run) if run.is_active() => None,
            _ => opened.iter().find(|file| file.can_draw()).map(|file| Self::Opened(file.name.clone())),
        }
    }
}

/// Whether the average of a run's weights can be drawn with.
pub fn has_average(app: &AppState) -> bool {
    app.can_export() && app.run.as_ref().is_some_and(|run| run.config.ema_decay > 0.0)
}

/// One request at a time: of those made meanwhile, only the newest is sent next.
#[derive(Debug, Default, PartialEq, Eq)]
pub enum Requests<T> {
    #[default]
    Idle,
    UnderWay {
        /// Whether its answer is to be discarded.
        outdated: bool,
        next: Option<T>,
    },
}

/// What to do after an answer.
#[derive(Debug, PartialEq, Eq)]
pub struct Answered<T> {
    /// Whether the answer is to be shown.
    pub wanted: bool,
    /// The request to make now.
    pub next: Option<T>,
}

impl<T> Requests<T> {
    /// Adds a request; returns it if it is to be sent now.
    pub fn add(&mut self, request: T) -> Option<T> {
        match self {
            Self::Idle => {
                *self = Self::UnderWay { outdated: false, next: None };
                Some(request)
            }
            Self::UnderWay { next, .. } => {
                *next = Some(request);
                None
            }
        }
    }

    /// Discards all requests, and the answer under way.
    pub fn outdate(&mut self) {
        if let Self::UnderWay { outdated, next } = self {
            (*outdated, *next) = (true, None);
        }
    }

    /// Handles an answer.
    pub fn answered(&mut self) -> Answered<T> {
        match std::mem::take(self) {
            Self::Idle => Answered { wanted: false, next: None },
            Self::UnderWay { outdated, next } => {
                if next.is_some() {
                    *self = Self::UnderWay { outdated: false, next: None };
                }
                Answered { wanted: !outdated, next }
            }
        }
    }
}

/// The truncation at a place of its slider.
pub fn truncation(place: f32) -> Option<f32> {
    LatentSpec::TRUNCATIONS.contains(&place).then_some(place)
}

/// What the truncation slider says.
pub fn truncation_text(truncation: Option<f32>) -> String {
    truncation.map_or_else(|| "all".into(), |most| format!("up to {most:.1}"))
}

/// What a face is called: `Face 3 of seed 7`, counted from 1.
pub fn face_name(face: &LatentSpec) -> String {
    let name = format!("Face {} of seed {}", face.index + 1, face.seed);
    match face.truncation {
        Some(most) => format!("{name}, {}", truncation_text(Some(most))),
        None => name,
    }
}

/// What a face is called, wherever it comes from.
pub fn latent_name(face: &Latent) -> String {
    match face {
        Latent::Drawn(face) => face_name(face),
        Latent::Found(found) => format!("Face found for {}", found.photo),
    }
}

/// One face of a picture of [`FACES`].
pub fn face_of(picture: &Picture, index: usize) -> Option<Picture> {
    let grid = Grid::of(picture.width, picture.height, FAKE_PADDING)?;
    let (size, (left, top)) = (grid.size, grid.corner(index));
    let row = |y: usize| {
        let first = 3 * ((top + y) * picture.width + left);
        picture.rgb.get(first..first + 3 * size)
    };
    let rows = (0..size).map(row).collect::<Option<Vec<_>>>()?;
    Some(Picture { width: size, height: size, rgb: rows.concat() })
}

/// Faces in a row of a grid that is so wide, in CSS pixels.
pub fn columns(width: f64) -> usize {
    if width < NARROW { ROW / 2 } else { ROW }
}

/// The face that a key leads to from another; [`None`] for keys that lead nowhere.
pub fn step(from: usize, key: &str, columns: usize) -> Option<usize> {
    let to = match key {
        "ArrowLeft" => from.checked_sub(1),
        "ArrowRight" => Some(from + 1),
        "ArrowUp" => from.checked_sub(columns),
        "ArrowDown" => Some(from + columns),
        "Home" => Some(0),
        "End" => Some(FACES - 1),
        _ => return None,
    };
    Some(to.filter(|to| *to < FACES).unwrap_or(from))
}

/// Chooses a face as the last stop, or takes it out.
pub fn toggle(stops: &mut Vec<Latent>, face: Latent) {
    match stops.iter().position(|stop| *stop == face) {
        Some(place) => {
            stops.remove(place);
        }
        None => stops.push(face),
    }
}

/// Moves a stop to another place; those between make room.
pub fn move_stop(stops: &mut [Latent], from: usize, to: usize) {
    let between = from.min(to)..=from.max(to);
    let Some(moved) = stops.get_mut(between) else { return };
    if from < to { moved.rotate_left(1) } else { moved.rotate_right(1) }
}

/// A direction in the order of the stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Earlier,
    Later,
}

impl Step {
    /// The place that it leads to; nothing beyond the first or the last.
    pub fn leads(self, place: usize, last: usize) -> Option<usize> {
        match self {
            Self::Earlier => place.checked_sub(1),
            Self::Later => (place < last).then_some(place + 1),
        }
    }

    /// The other direction.
    pub fn back(self) -> Self {
        match self {
            Self::Earlier => Self::Later,
            Self::Later => Self::Earlier,
        }
    }

    /// What it is called.
    pub fn word(self) -> &'static str {
        match self {
            Self::Earlier => "earlier",
            Self::Later => "later",
        }
    }

    /// What its button shows.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Earlier => "‹",
            Self::Later => "›",
        }
    }

    /// The id of a stop's button.
    pub fn id(self, place: usize) -> String {
        format!("stop-{place}-{}", self.word())
    }
}

/// The way through all stops and back to the first; [`None`] where there are too few to walk between.
pub fn round_trip(stops: &[Latent]) -> Option<Vec<Latent>> {
    (stops.len() >= 2).then(|| closed(stops))
}

/// Where a round trip of so many stops is some seconds later.
pub fn walk_on(at: f32, seconds: f32, stops: usize) -> f32 {
    (at + seconds / SECONDS_PER_STOP) % stops.max(1) as f32
}

/// What the walk's slider says: `face 1`, `40 % of the way from face 1 to face 2`.
pub fn place_text(at: f32, stops: usize) -> String {
    let stops = stops.max(1);
    let (from, percent) = (at as usize % stops, (at.fract() * 100.0).round());
    let next = (from + 1) % stops;
    match percent {
        0.0 => format!("face {}", from + 1),
        100.0 => format!("face {}", next + 1),
        percent => format!("{percent} % of the way from face {} to face {}", from + 1, next + 1),
    }
}

/// How far a point of a pad leads along each direction, from -1 to 1: rightwards and upwards. `x` and `y` are measured
/// from its left upper corner, in the unit of its `side`.
pub fn pad_offset(x: f64, y: f64, side: f64) -> (f32, f32) {
    let along = |length: f64| (2.0 * length / side - 1.0).clamp(-1.0, 1.0) as f32;
    (along(x), -along(y))
}

/// Where a key leads on a pad; [`None`] for keys that lead nowhere.
pub fn pad_step((x, y): (f32, f32), key: &str) -> Option<(f32, f32)> {
    const STEP: f32 = 0.05;
    let (x, y) = match key {
        "ArrowLeft" => (x - STEP, y),
        "ArrowRight" => (x + STEP, y),
        "ArrowUp" => (x, y + STEP),
        "ArrowDown" => (x, y - STEP),
        "Home" => (0.0, 0.0),
        _ => return None,
    };
    Some((x.clamp(-1.0, 1.0), y.clamp(-1.0, 1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::state::Action;
    use facegan_core::config::{Preset, TrainConfig};
    use facegan_core::latent::FoundLatent;
    use facegan_core::opened::{Content, Remark};
    use facegan_core::stats::Stats;
    use facegan_protocol::Event;

    fn face(index: usize) -> LatentSpec {
        LatentSpec { seed: 7, index, truncation: None }
    }

    #[test]
    fn only_the_newest_request_waits_for_the_one_under_way() {
        let mut requests = Requests::default();
        assert_eq!((requests.add(1), requests.add(2), requests.add(3)), (Some(1), None, None));
        assert_eq!(requests.answered(), Answered { wanted: true, next: Some(3) });
        assert_eq!(requests.add(4), None);
        assert_eq!(requests.answered(), Answered { wanted: true, next: Some(4) });
        assert_eq!(requests.answered(), Answered { wanted: true, next: None });
        assert_eq!(requests.add(5), Some(5));
    }

    #[test]
    fn an_outdated_answer_is_not_shown_but_awaited() {
        let mut requests = Requests::default();
        requests.add(1);
        requests.add(2);
        requests.outdate();
        assert_eq!(requests.add(3), None);
        assert_eq!(requests.answered(), Answered { wanted: false, next: Some(3) });
        assert_eq!(requests.answered(), Answered { wanted: true, next: None });
    }

    #[test]
    fn there_are_weights_after_an_iteration_and_they_change_with_each_grid() {
        let mut app = AppState::default();
        let opened = |content| OpenedFile { name: "file".into(), content, remarks: Vec::new() };
        let net_g = [opened(Content::NetG { image_size: 32, nc: 3, nz: 10, ngf: 8 })];
        assert_eq!(Weights::now(&app, &[]), None);
        assert_eq!(
            Weights::now(&app, &[opened(Content::NetD { image_size: 32, nc: 3, ndf: 8, spectral_norm: false })]),
            None
        );
        assert_eq!(Weights::now(&app, &net_g), Some(Weights::Opened("file".into())));
        let spoilt = |network: &str| {
            let (network, first) = (network.into(), "main.0.weight".into());
            let remarks = vec![Remark::NotFinite { network, numbers: 1, tensors: 1, first }];
            net_g.clone().map(|file| OpenedFile { remarks: remarks.clone(), ..file })
        };
        assert_eq!(Weights::now(&app, &spoilt("netG")), None, "nothing can be drawn with it");
        assert!(Weights::now(&app, &spoilt("netD")).is_some(), "netG is not concerned");
        let run = app.next_run();
        let config = TrainConfig { sample_every: 5, ema_decay: 0.9, ..Preset::Tiny.config() };
        app.act(Action::Start { run, config });
        assert!(!has_average(&app));
        assert_eq!(Weights::now(&app, &net_g), None, "a run is being prepared");
        let mut after = |iteration| {
            let stats = Stats {
                iteration,
                epoch: 0,
                batch: iteration,
                images: 4,
                loss_d: 1.0,
                loss_g: 1.0,
                d_x: 0.5,
                d_g_z1: 0.5,
                d_g_z2: 0.5,
                seconds: 1.0,
            };
            app.apply(&Event::Stats { run, stats });
            Weights::now(&app, &[])
        };
        let training = |version| Some(Weights::Run { id: run, resting: false, version });
        assert_eq!([after(0), after(4), after(5)], [training(0), training(0), training(1)]);
        app.apply(&Event::Paused { run });
        assert!(has_average(&app));
        assert_eq!(Weights::now(&app, &[]), Some(Weights::Run { id: run, resting: true, version: 6 }));
        app.apply(&Event::Dead { reason: "gone".into() });
        assert_eq!((Weights::now(&app, &[]), has_average(&app)), (None, false));
    }

    #[test]
    fn the_sliders_end_takes_all_components() {
        assert_eq!([0.3, 0.7, 3.0, ALL].map(truncation), [Some(0.3), Some(0.7), Some(3.0), None]);
        assert_eq!([Some(0.7), None].map(truncation_text), ["up to 0.7", "all"]);
        assert_eq!(face_name(&LatentSpec { truncation: Some(0.7), ..face(2) }), "Face 3 of seed 7, up to 0.7");
    }

    #[test]
    fn a_found_face_is_called_after_its_photo() {
        let found = FoundLatent { photo: "anna.jpg".into(), values: vec![0.5] };
        assert_eq!(latent_name(&Latent::Found(found)), "Face found for anna.jpg");
        assert_eq!(latent_name(&face(2).into()), "Face 3 of seed 7");
    }

    #[test]
    fn a_face_is_cut_out_of_its_picture() {
        let (width, height) = (8 * 18 + 2, 2 * 18 + 2);
        let at = |i: usize| [(i % width) as u8, (i / width) as u8, 9];
        let picture = Picture { width, height, rgb: (0..width * height).flat_map(at).collect() };
        let cut = face_of(&picture, 9).unwrap();
        assert_eq!((cut.width, cut.height, cut.rgb.len()), (16, 16, 16 * 16 * 3));
        assert_eq!((&cut.rgb[..6], &cut.rgb[cut.rgb.len() - 3..]), (&[20, 20, 9, 21, 20, 9][..], &[35, 35, 9][..]));
        assert_eq!(face_of(&picture, 16), None);
        assert_eq!(face_of(&Picture { width: 1, height: 1, rgb: vec![0; 3] }, 0), None);
    }

    #[test]
    fn keys_move_between_faces_and_stop_at_the_edges() {
        assert_eq!([columns(360.0), columns(800.0)], [4, 8]);
        let moves =
            [(0, "ArrowLeft"), (0, "ArrowRight"), (1, "ArrowDown"), (9, "ArrowDown"), (9, "ArrowUp"), (3, "End")];
        assert_eq!(moves.map(|(from, key)| step(from, key, 8)), [0, 1, 9, 9, 1, 15].map(Some));
        assert_eq!(step(3, "Enter", 8), None);
    }

    #[test]
    fn stops_are_chosen_in_order_and_taken_out_again() {
        let face = |index| Latent::Drawn(face(index));
        let mut stops = Vec::new();
        for index in [3, 1, 2, 1] {
            toggle(&mut stops, face(index));
        }
        assert_eq!(stops, [face(3), face(2)]);
        assert_eq!(round_trip(&stops), Some(vec![face(3), face(2), face(3)]));
        assert_eq!(round_trip(&stops[..1]), None);
    }

    #[test]
    fn a_stop_is_moved_and_those_between_make_room() {
        let stops = |order: [usize; 4]| order.map(|index| Latent::from(face(index)));
        let moved = |from, to| {
            let mut stops = stops([0, 1, 2, 3]);
            move_stop(&mut stops, from, to);
            stops
        };
        let orders = [[1, 2, 0, 3], [0, 3, 1, 2], [0, 1, 2, 3]].map(stops);
        assert_eq!([moved(0, 2), moved(3, 1), moved(2, 2)], orders);
        assert_eq!(moved(2, 9), stops([0, 1, 2, 3]), "there is no such place");
        let steps = [(Step::Earlier, 0), (Step::Earlier, 2), (Step::Later, 2), (Step::Later, 3)];
        assert_eq!(steps.map(|(step, place)| step.leads(place, 3)), [None, Some(1), Some(3), None]);
    }

    #[test]
    fn a_walk_goes_round() {
        assert_eq!(walk_on(0.0, SECONDS_PER_STOP / 2.0, 2), 0.5);
        assert_eq!(walk_on(1.5, SECONDS_PER_STOP, 2), 0.5);
        let texts = [0.0, 1.4, 2.0, 0.999].map(|at| place_text(at, 2));
        assert_eq!(texts, ["face 1", "40 % of the way from face 2 to face 1", "face 1", "face 2"]);
    }

    #[test]
    fn a_pad_leads_right_and_up_from_its_middle() {
        let corners = [(50.0, 50.0), (100.0, 0.0), (-9.0, 200.0)].map(|(x, y)| pad_offset(x, y, 100.0));
        assert_eq!(corners, [(0.0, 0.0), (1.0, 1.0), (-1.0, -1.0)]);
        assert_eq!(pad_step((1.0, 0.0), "ArrowRight"), Some((1.0, 0.0)));
        assert_eq!(pad_step((0.0, 0.0), "ArrowUp"), Some((0.0, 0.05)));
        assert_eq!(pad_step((0.3, 0.2), "Tab"), None);
    }
}
