//! What is stored of a run, also when files cannot be written or read.

use super::*;
use facegan_core::config::KernelChoice;
use facegan_core::quality::Quality;
use facegan_data::storage::MemoryStorage;

fn manifest() -> RunManifest {
    RunManifest {
        key: RunKey("1".into()),
        name: None,
        started: 0.0,
        config: TrainConfig::default(),
        kernels: KernelChoice::Own,
        adapter: "GPU".into(),
        images: 8,
        photos: None,
        held_out: 0,
        left_out: Vec::new(),
        origin: None,
        folders: Vec::new(),
        outcome: None,
    }
}

fn stats(iteration: usize) -> Stats {
    Stats {
        iteration,
        epoch: 0,
        batch: iteration,
        images: 8,
        loss_d: 1.0,
        loss_g: 2.0,
        d_x: 0.5,
        d_g_z1: 0.25,
        d_g_z2: 0.125,
        seconds: 0.5,
    }
}

fn grid(iteration: usize) -> SavedGrid {
    SavedGrid { iteration, png: vec![iteration as u8; 10 + iteration] }
}

fn measurement(iterations: usize) -> Measurement {
    let net_g = Quality { image_size: 64, generated: 256, photos: 300, held_out: None, seed: 1, figures: Vec::new() };
    Measurement { iterations, net_g, average: None }
}

#[test]
fn one_state_is_kept_as_the_best() {
    let mut run = RunFiles::new(manifest(), RunFileSet::in_memory());
    assert_eq!((run.kept(KeptState::Best), run.best_at()), (None, None));
    for iterations in [3, 8, 9] {
        run.save_best(iterations, &[iterations as u8; 100]).unwrap();
        assert_eq!((run.kept(KeptState::Best), run.best_at()), (Some(vec![iterations as u8; 100]), Some(iterations)));
        assert!(run.files.best.bytes() < 200, "the one before is dropped");
    }
    run.save_state(12, b"latest").unwrap();
    assert_eq!(run.best_at(), Some(9));
}

#[test]
fn a_pinned_state_outlives_all_that_follows() {
    let mut run = RunFiles::new(manifest(), RunFileSet::in_memory());
    assert!(matches!(run.pin(), Err(PinError::NothingSaved)));
    run.save_state(3, b"third").unwrap();
    run.pin().unwrap();
    assert!(matches!(run.pin(), Err(PinError::Pinned(3))));
    let before = run.summary().bytes;
    [6, 9].iter().for_each(|iterations| run.save_state(*iterations, b"later").unwrap());
    run.pin().unwrap();
    run.rewind(manifest(), &[], &[]);
    run.end(Outcome::Stopped);
    let summary = run.summary();
    assert_eq!(summary.pins.iter().map(|pin| pin.iterations).collect::<Vec<_>>(), [3, 9]);
    assert!(summary.bytes > before, "they count in what the run takes");
    let RunFiles { manifest, files, .. } = run;
    let mut run = RunFiles::reopen(manifest, files);
    assert_eq!(run.kept(KeptState::Pinned(3)).as_deref(), Some(b"third".as_slice()));
    assert_eq!(run.kept(KeptState::Last).as_deref(), Some(b"later".as_slice()));
    let kept = [KeptState::Last, KeptState::Best, KeptState::Pinned(3), KeptState::Pinned(4)];
    assert_eq!(kept.map(|state| run.kept_at(state)), [Some(9), None, Some(3), None]);
    run.unpin(3).unwrap();
    assert_eq!((run.kept(KeptState::Pinned(3)), run.kept_at(KeptState::Pinned(3))), (None, None));
    assert_eq!(run.summary().pins.len(), 1);
}

#[test]
fn a_run_is_recalled_as_it_went() {
    let mut run = RunFiles::new(manifest(), RunFileSet::in_memory());
    run.store_reals(b"real");
    run.put(grid(0));
    (0..3).for_each(|iteration| run.note(&stats(iteration)));
    run.put(grid(2));
    assert!(run.is_under_way());
    run.end(Outcome::Stopped);
    let recalled = run.recall().unwrap();
    assert_eq!(Stats::from_records(&recalled.history).collect::<Vec<_>>(), [0, 1, 2].map(stats));
    assert_eq!((recalled.frames, recalled.reals), (vec![0, 2], Some(b"real".to_vec())));
    let summary = recalled.run;
    assert_eq!(
        (summary.iterations, summary.last, summary.manifest.outcome),
        (3, Some(stats(2)), Some(Outcome::Stopped))
    );
    assert_eq!((summary.grid, run.png(0), run.png(1)), (Some(grid(2).png), Some(grid(0).png), None));
    assert_eq!((run.is_under_way(), run.take_failure()), (false, None));
}

#[test]
fn a_full_place_is_told_once_and_the_grids_go_on_in_memory() {
    let grids = Box::new(MemoryStorage::with_limit(25));
    let mut run = RunFiles::new(manifest(), RunFileSet { grids, ..RunFileSet::in_memory() });
    (0..5).for_each(|iteration| run.put(grid(iteration)));
    assert_eq!((run.take_failure(), run.take_failure()), (Some(StorageError::Full), None));
    assert_eq!(run.entries().iter().map(|entry| entry.iteration).collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
    assert_eq!(thinned_grids(&run), [0, 1, 2, 3, 4].map(grid));
    assert_eq!(run.grid_records.len(), 2, "what was written is in the files");
}

#[test]
fn files_that_are_release_leave_the_grids_to_a_checkpoint() {
    let mut run = RunFiles::new(manifest(), RunFileSet::in_memory());
    (0..3).for_each(|iteration| run.put(grid(iteration)));
    run.release();
    assert_eq!(thinned_grids(&run), [0, 1, 2].map(grid));
    assert_eq!((run.files.bytes(), run.take_failure()), (0, None));
}

#[test]
fn what_found_no_space_is_written_once_there_is_some() {
    let losses = Box::new(MemoryStorage::with_limit(90));
    let mut run = RunFiles::new(manifest(), RunFileSet { losses, ..RunFileSet::in_memory() });
    for iteration in 0..3 {
        run.note(&stats(iteration));
        run.save();
        run.put(grid(iteration));
    }
    assert_eq!(run.take_failure(), Some(StorageError::Full));
    assert_eq!(run.grid_records.len(), 2, "the grid of iteration 2 waits");
    run.files.losses.truncate(0).unwrap();
    run.retry();
    assert_eq!((run.grid_records.len(), run.take_failure()), (3, None));
    assert_eq!(Stats::from_records(&run.recall().unwrap().history).collect::<Vec<_>>(), [stats(2)]);
    (3..9).for_each(|iteration| run.note(&stats(iteration)));
    run.save();
    assert_eq!(run.take_failure(), Some(StorageError::Full));
    run.retry();
    assert!(run.take_failure().is_none(), "a second time it goes on without");
}

#[test]
fn a_run_goes_on_from_an_earlier_point() {
    let mut run = RunFiles::new(manifest(), RunFileSet::in_memory());
    for iteration in 0..6 {
        run.note(&stats(iteration));
        run.put(grid(iteration));
    }
    run.save_state(4, b"state").unwrap();
    [2, 5].iter().for_each(|iterations| run.note_measurement(&measurement(*iterations)));
    run.save_best(5, b"best").unwrap();
    run.end(Outcome::Stopped);
    assert_eq!(run.recall().unwrap().measurements, [2, 5].map(measurement));
    let RunFiles { manifest: ended, files, .. } = run;
    let mut run = RunFiles::reopen(ended.clone(), files);
    assert!(!run.is_under_way(), "it is only read");
    assert_eq!((run.summary().iterations, run.summary().saved, run.entries().len()), (6, Some(4), 6));
    assert_eq!(run.states().collect::<Vec<_>>(), [b"state"]);
    run.rewind(RunManifest { outcome: None, ..ended }, &[0, 1, 2, 3].map(stats), &[measurement(2)]);
    run.note(&stats(4));
    run.put(grid(9));
    let recalled = run.recall().unwrap();
    assert_eq!(Stats::from_records(&recalled.history).collect::<Vec<_>>(), [0, 1, 2, 3, 4].map(stats));
    assert_eq!(recalled.frames, [0, 1, 2, 3, 9]);
    assert_eq!((recalled.measurements, recalled.run.best), (vec![measurement(2)], Some(5)));
    assert_eq!(run.kept(KeptState::Best).as_deref(), Some(b"best".as_slice()), "nothing of it is lost");
    assert_eq!((run.png(3), run.png(9), run.is_under_way()), (Some(grid(3).png), Some(grid(9).png), true));
}
