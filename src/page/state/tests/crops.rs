//! Which part of the photos a run can train on.

use super::*;
use facegan_core::config::Crop;
use facegan_core::crop_choice::{CropChoice, FaceCounts};

/// A page whose photos were loaded with this crop, searched for faces or not.
fn loaded(crop: CropChoice, searched: bool) -> AppState {
    let found = searched.then(|| FaceCounts { photos: 300, ..FaceCounts::default() });
    let mut app = ready();
    app.apply(&Event::Dataset(DatasetReport { crop, found, ..report(1280) }));
    app
}

fn with(crop: Crop) -> TrainConfig {
    TrainConfig { crop, ..config() }
}

#[test]
fn a_run_starts_with_what_was_chosen_in_place_of_auto() {
    let app = loaded(CropChoice::Anywhere, true);
    assert_eq!(app.with_chosen_crop(with(Crop::Auto)), with(Crop::Faces));
    assert_eq!(loaded(CropChoice::InPlace, true).with_chosen_crop(with(Crop::Auto)), with(Crop::Centre));
    assert_eq!(app.with_chosen_crop(with(Crop::Centre)), with(Crop::Centre));
    assert_eq!(app.start_blocker(Some(&with(Crop::Auto)), None), None);
}

#[test]
fn a_crop_that_the_photos_do_not_have_blocks_start() {
    let blocker = |app: AppState, crop| app.start_blocker(Some(&with(crop)), None);
    let stored = || loaded(CropChoice::Asked(Crop::Faces), false);
    assert_eq!(blocker(stored(), Crop::Centre), Some(Blocker::Crop(Crop::Faces)));
    assert_eq!(blocker(stored(), Crop::Faces), None);
    assert_eq!(blocker(stored(), Crop::Auto), None);
    let told = Blocker::Crop(Crop::Faces).to_string();
    assert_eq!(told, "Of these photos only the faces are stored: drop the photos again for another crop.");
}

#[test]
fn until_the_engine_has_changed_the_crop_start_waits() {
    for wanted in [Crop::Auto, Crop::Centre] {
        let app = loaded(CropChoice::Asked(Crop::Faces), true);
        assert_eq!(app.start_blocker(Some(&with(wanted)), None), Some(Blocker::Reading));
    }
}

#[test]
fn auto_continues_a_run_whose_crop_was_chosen() {
    let blocker = |choice| {
        let saved = &with(Crop::Faces);
        let saved = SavedRun { config: saved, iterations: 100, images: 1280, missing: Some(0) };
        loaded(choice, true).restore_blocker(saved, Some(&with(Crop::Auto)), None)
    };
    assert_eq!(blocker(CropChoice::Anywhere), None);
    assert_eq!(blocker(CropChoice::NoFaces), Some(Blocker::Changed(vec![Field::Crop])));
}

#[test]
fn squares_are_decided_about_between_runs() {
    assert!(ready().can_decide());
    assert!(!training().can_decide() && !AppState::default().can_decide());
}

#[test]
fn photos_that_are_all_left_out_stay() {
    let mut app = ready();
    app.apply(&Event::Dataset(DatasetReport { left_out: 3, ..report(0) }));
    assert_eq!(app.status(), "All photos are left out.");
    assert!(app.can_decide());
    assert_eq!(loaded(CropChoice::Anywhere, true).status(), "1,280 faces from 300 photos ready.");
}
