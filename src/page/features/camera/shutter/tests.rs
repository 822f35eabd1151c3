//! Sequences of found faces, and the pictures that are taken of them.

use super::*;
use crate::page::features::camera::sight::tests::{FRAME, face};

/// Milliseconds between the tests' frames.
const FRAME_TIME: f64 = 50.0;

/// What becomes of a sequence of frames: for each, the faces found in it.
fn verdicts(frames: impl IntoIterator<Item = Option<Face>>) -> Vec<Verdict> {
    let mut shutter = Shutter::default();
    let see = |(index, face): (usize, Option<Face>)| shutter.see(face.as_slice(), FRAME, index as f64 * FRAME_TIME);
    frames.into_iter().enumerate().map(see).collect()
}

/// The times of the pictures.
fn taken_at(verdicts: &[Verdict]) -> Vec<f64> {
    let taken = verdicts.iter().enumerate().filter(|(_, verdict)| verdict.takes);
    taken.map(|(index, _)| index as f64 * FRAME_TIME).collect()
}

fn sitting() -> Face {
    face(100.0, 60.0, 90.0)
}

#[test]
fn nothing_is_taken_without_a_face() {
    let all = verdicts([None; 40]);
    assert!(all.iter().all(|verdict| *verdict == Verdict { takes: false, hint: Hint::NoFace }));
}

#[test]
fn a_face_has_to_be_still_for_two_frames() {
    let all = verdicts([None, Some(sitting()), Some(sitting()), Some(sitting())]);
    assert_eq!(all[2], Verdict { takes: false, hint: Hint::HoldStill });
    assert_eq!(all[3], Verdict { takes: true, hint: Hint::Fine });
}

#[test]
fn nothing_is_taken_of_a_face_that_moves_fast() {
    // A tenth of the frame in five frames, there and back.
    let place = |index: u32| 60.0 + 16.0 * index.abs_diff(10 * (index / 10) + 5) as f32;
    let all = verdicts((0..100).map(|index| Some(face(place(index), 60.0, 90.0))));
    assert_eq!(taken_at(&all), [0.0; 0]);
    assert!(all.iter().all(|verdict| verdict.hint == Hint::HoldStill));
}

#[test]
fn a_face_that_is_far_away_is_asked_to_come_closer() {
    let all = verdicts([Some(face(100.0, 60.0, 20.0)); 40]);
    assert!(all.iter().all(|verdict| *verdict == Verdict { takes: false, hint: Hint::Closer }));
}

#[test]
fn who_sits_still_has_two_hundred_pictures_in_two_minutes() {
    let frames = (120_000.0 / FRAME_TIME) as usize;
    let all = verdicts(vec![Some(sitting()); frames]);
    let times = taken_at(&all);
    assert!(times.len() >= 200, "{} pictures", times.len());
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= REPEAT), "the same picture again too soon");
    assert_eq!(all.last().map(|verdict| verdict.hint), Some(Hint::TurnHead));
}

#[test]
fn who_moves_slowly_has_more_but_never_over_four_a_second() {
    // Seven pixels a second, two hundredths of the frame.
    let place = |index: u32| 60.0 + 0.35 * index as f32;
    let sway = verdicts((0..200).map(|index| Some(face(place(index), 60.0, 90.0))));
    let sitting = verdicts([Some(sitting()); 200]);
    let times = taken_at(&sway);
    assert!(times.len() >= taken_at(&sitting).len(), "{} pictures", times.len());
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= GAP));

    // A head that turns at once, again and again: its box stays.
    let turning = (0..200).map(|index: u32| {
        let ahead = sitting_turned(0.0);
        Some(if index.is_multiple_of(2) { ahead } else { sitting_turned(20.0) })
    });
    let times = taken_at(&verdicts(turning));
    assert!(times.len() > 30, "{} pictures in ten seconds", times.len());
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= GAP));
}

/// A head turned so that its eyes lie so many pixels to the right.
fn sitting_turned(pixels: f32) -> Face {
    let mut face = sitting();
    face.eyes.iter_mut().for_each(|eye| eye.x += pixels);
    face
}

#[test]
fn the_hint_to_turn_ends_with_another_pose() {
    let mut frames = vec![Some(sitting()); 80];
    frames.extend([Some(sitting_turned(20.0)); 20]);
    let all = verdicts(frames);
    assert_eq!(all[79].hint, Hint::TurnHead);
    let turned = all.iter().skip(80).find(|verdict| verdict.takes);
    assert_eq!(turned, Some(&Verdict { takes: true, hint: Hint::Fine }));
}

#[test]
fn a_face_that_was_away_has_to_be_still_again() {
    let mut frames = vec![Some(sitting()); 10];
    frames.extend([None, Some(sitting())]);
    assert_eq!(verdicts(frames).last(), Some(&Verdict { takes: false, hint: Hint::HoldStill }));
}
