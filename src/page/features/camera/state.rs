//! The camera as far as the page shows it, and what is open while it runs.

use leptos::prelude::*;
use web_sys::File;

use super::finder::Ender;
use super::hint::Hint;
use super::trouble::Trouble;
use crate::page::platform::camera::{Camera, CameraStream};
use crate::page::platform::shutter_sound::ShutterSound;

/// How far the camera is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Stage {
    /// The person is asked, or the camera starts.
    #[default]
    Starting,
    /// It takes pictures.
    Taking,
    /// It shows what it sees and takes none.
    Paused,
    /// It is off.
    Off(Trouble),
}

/// What is open while the camera runs; all of it ends with this value.
pub(super) struct Running {
    pub stream: CameraStream,
    pub _finder: Ender,
}

/// The camera's sheet.
#[derive(Clone, Copy, Default)]
pub struct CameraState {
    pub(super) stage: RwSignal<Stage>,
    pub(super) hint: RwSignal<Hint>,
    /// Pictures that were taken since the sheet was opened.
    pub(super) taken: RwSignal<usize>,
    /// Every camera, and the id of the one that is open.
    pub(super) cameras: RwSignal<Vec<Camera>>,
    pub(super) chosen: RwSignal<Option<String>>,
    /// Whether the frame is lit, for a moment after each picture.
    pub(super) flashes: RwSignal<bool>,
    pub(super) sound: StoredValue<Option<ShutterSound>, LocalStorage>,
    pub(super) running: StoredValue<Option<Running>, LocalStorage>,
    /// Counts starts and stops: what was begun before the last one is given up.
    pub(super) turn: StoredValue<usize>,
    /// The pictures that are not among the photos yet.
    pub(super) pictures: StoredValue<Vec<File>, LocalStorage>,
    /// Counts every picture of this visit, for their names.
    pub(super) numbered: StoredValue<usize>,
}

impl CameraState {
    /// Switches the camera off and gives up what is under way. Returns the turn that begins.
    pub(super) fn stop(self) -> usize {
        self.running.set_value(None);
        self.turn.update_value(|turn| *turn += 1);
        self.turn.get_value()
    }

    /// Whether nothing was started or stopped since.
    pub(super) fn is_turn(self, turn: usize) -> bool {
        self.turn.get_value() == turn
    }

    /// The name of the next picture.
    pub(super) fn next_name(self) -> String {
        self.numbered.update_value(|numbered| *numbered += 1);
        format!("camera {:04}.jpg", self.numbered.get_value())
    }
}
