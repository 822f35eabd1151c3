//! What the state makes of photos as they are read.

use super::*;

#[test]
fn reading_is_counted_and_reported() {
    let mut app = AppState::default();
    assert_eq!(app.status(), "Loading the engine…");
    app.apply(&Event::Ready);
    assert_eq!(app.status(), "Drop photos to begin.");
    app.act(Action::Load);
    assert_eq!(app.status(), "Reading photos…");
    app.apply(&Event::Reading { read: 120, total: Some(1500) });
    assert_eq!(app.status(), "Reading photos… 120 of 1,500");
    assert!(app.is_reading() && app.can_load() && !app.can_clear());
    app.apply(&Event::Dataset(report(256)));
    assert_eq!(app.status(), "256 photos ready.");
    assert!(app.can_clear());
}

#[test]
fn photos_of_another_size_are_visibly_read_again() {
    let mut app = ready();
    app.act(Action::Reload(128));
    app.apply(&Event::Reading { read: 3, total: Some(9) });
    assert_eq!(app.status(), "Reading photos again at 128×128… 3 of 9");
    assert_eq!(app.start_blocker(Some(&config()), None), Some(Blocker::Reading));
}

#[test]
fn a_load_abandoned_before_it_began_leaves_the_data_as_it_was() {
    let mut app = ready();
    app.act(Action::Load);
    app.act(Action::Load);
    app.act(Action::DropLoad);
    assert_eq!(app.status(), "1,280 photos ready.");
    let mut empty = AppState::default();
    empty.act(Action::Load);
    empty.act(Action::DropLoad);
    assert_eq!(empty.data, Data::Empty);
}

#[test]
fn a_cancelled_load_keeps_what_was_read() {
    let mut app = ready();
    app.act(Action::Load);
    app.apply(&Event::Dataset(DatasetReport { cancelled: true, ..report(1300) }));
    assert_eq!(app.status(), "1,300 photos ready; reading was cancelled.");
    assert_eq!(app.start_blocker(Some(&config()), None), None);
}

#[test]
fn refused_files_alone_are_distinguished_from_no_files() {
    let mut app = ready();
    let refused = vec![Refused { name: "a.txt".into(), reason: "no image".into() }];
    app.apply(&Event::Dataset(DatasetReport { refused, ..report(0) }));
    assert_eq!(app.status(), "No photos could be used: 1 refused.");
    let skipped = vec![Skipped { folder: "@eaDir".into(), kind: SkipReason::Thumbnails, files: 1200 }];
    app.apply(&Event::Dataset(DatasetReport { skipped, ..report(0) }));
    assert_eq!(app.status(), "No photos could be used: 0 refused, 1,200 left out.");
    assert_eq!(app.start_blocker(Some(&config()), None), Some(Blocker::NoPhotos));
    app.apply(&Event::Dataset(report(0)));
    assert_eq!(app.data, Data::Empty);
}
