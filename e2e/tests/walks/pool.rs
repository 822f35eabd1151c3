//! Photo workers: they read photos side by side, and what comes of it does not depend on how many there are.

use std::sync::{Arc, Mutex};

use anyhow::Result;
use e2e::{Fault, Page, SOON, Upload, visit};
use facegan_core::config::Crop;
use facegan_data::photo::Squares;
use facegan_faces::Detector;

use crate::crops::two_people;
use crate::faces::{SIDE, archive, face, one_of_each};
use crate::leaves::recorded;
use crate::smoothness::assert_smooth;

const QUERY: &str = "preset=tiny&image_size=32";
/// Side in pixels of photos that take a while to read.
const LARGE: u32 = 1600;
/// The length and the SHA-256 of every file of images in the browser's private file system.
const RECORDS: &str = "
    const found = [];
    for await (const [name, handle] of (await navigator.storage.getDirectory()).entries()) {
      if (!name.startsWith('facegan-records-')) continue;
      const bytes = await (await handle.getFile()).arrayBuffer();
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
      if (bytes.byteLength) found.push(bytes.byteLength + ' ' + Array.from(digest).join(' '));
    }
    return found.sort();";

/// The bytes of those files, the shorter first.
const BYTES: &str = "
    const found = [];
    for await (const [name, handle] of (await navigator.storage.getDirectory()).entries()) {
      if (!name.startsWith('facegan-records-')) continue;
      const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
      if (bytes.length) found.push(Array.from(bytes));
    }
    return found.sort((one, two) => one.length - two.length);";

/// Files of many kinds, of which the first takes longest.
fn folder() -> Result<Vec<Upload>> {
    let large = (0..3).map(|index| face(&format!("large {index}.png"), 20 + index, LARGE - 400 * index));
    let small = (0..8).map(|index| face(&format!("small {index}.jpg"), 30 + index, SIDE));
    let mut files = large.chain(small).collect::<Result<Vec<_>>>()?;
    let again = Upload { name: "large again.png".into(), ..files[0].clone() };
    files.push(archive("album.zip", &files[3..6])?);
    files.push(again);
    files.extend(one_of_each()?);
    Ok(files)
}

async fn records_of(name: &str, fault: Fault) -> (String, Vec<String>) {
    let found = Arc::new(Mutex::new(None));
    let kept = found.clone();
    visit(name, fault, async move |page: Page| {
        // With it the faces are stored as well as the centres.
        page.open(&format!("{QUERY}&crop=auto")).await?;
        page.drop_files(&folder()?).await?;
        let state = page.until("all photos", SOON, |state| state.status.contains("ready")).await?;
        let records = page.evaluate::<Vec<String>>(RECORDS, vec![]).await?;
        *kept.lock().expect("no walk panics with it") = Some((state.report, records));
        Ok(())
    })
    .await;
    let found = found.lock().expect("no walk panics with it").take();
    found.expect("the walk came to its end")
}

#[tokio::test]
async fn the_number_of_workers_changes_no_record_and_no_word_of_the_report() {
    let one = records_of("one_worker", Fault::OneWorker).await;
    assert!(!one.1.is_empty(), "nothing was stored");
    assert_eq!(records_of("two_workers", Fault::TwoWorkers).await, one);
    assert_eq!(records_of("four_workers", Fault::FourWorkers).await, one);
}

#[tokio::test]
async fn what_is_stored_is_what_native_code_cuts_out() {
    visit("native_squares", Fault::TwoWorkers, async |page| {
        let mut photos = (0..3).map(two_people).collect::<Result<Vec<_>>>()?;
        photos.push(face("one.jpg", 1, 300)?);
        let detector = Detector::default();
        let squares = Squares::new(32, Crop::Auto, &detector);
        let mut expected = [Vec::new(), Vec::new()];
        for photo in &photos {
            let squares = squares.of_bytes(&photo.bytes)?;
            expected[0].extend(squares.centre);
            squares.faces.into_iter().for_each(|face| expected[1].extend(face.rgb));
        }
        assert!(expected[1].len() > expected[0].len(), "several faces in a photo");

        page.open(&format!("{QUERY}&crop=auto")).await?;
        page.drop_files(&photos).await?;
        page.until("all photos", SOON, |state| state.status.contains("ready")).await?;
        let stored: Vec<Vec<u8>> = page.evaluate(BYTES, vec![]).await?;
        assert_eq!(stored.len(), 2);
        assert!(stored == expected, "the page's squares differ from native ones");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_cancel_keeps_what_was_read_and_others_can_be_added() {
    visit("pool_cancelled", Fault::OneWorker, async |page| {
        page.open(&format!("{QUERY}&crop=auto")).await?;
        let large = (0..24).map(|index| face(&format!("{index}.png"), index, LARGE)).collect::<Result<Vec<_>>>()?;
        page.drop_files(&large).await?;
        page.until_can_click("Cancel", true).await?;
        page.click("Cancel").await?;
        let state = page.until("a cancelled load", SOON, |state| state.status.contains("cancelled")).await?;
        let read = state.count("photo");
        assert!(read < large.len(), "{read} photos were read before the cancel");

        page.drop_files(&large).await?;
        let state = page.until("all photos", SOON, |state| state.count("photo") == large.len()).await?;
        assert_eq!(state.count("duplicate"), read, "{}", state.report);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn photos_are_read_without_a_request_to_anywhere_else() {
    visit("pool_requests", Fault::FourWorkers, async |page| {
        page.open(QUERY).await?;
        page.drop_files(&folder()?).await?;
        page.until("all photos", SOON, |state| state.status.contains("ready")).await?;
        let origin: String = page.evaluate("return location.origin", vec![]).await?;
        let requests = recorded(&page, &origin).await?;
        assert!(requests.iter().any(|request| request.contains("/photos-loader-")), "{requests:?}");
        assert!(requests.iter().all(|request| request.starts_with(&origin)), "{requests:?}");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn the_page_stays_smooth_while_photos_are_read() {
    visit("pool_smoothness", Fault::TwoWorkers, async |page| {
        page.open(QUERY).await?;
        let large = (0..12).map(|index| face(&format!("{index}.png"), index, LARGE)).collect::<Result<Vec<_>>>()?;
        page.drop_files(&large[..1]).await?;
        page.until("the first photo", SOON, |state| state.count("photo") == 1).await?;
        page.drop_files(&large[1..]).await?;
        page.evaluate::<()>("probe.watch()", vec![]).await?;
        page.until("all photos", SOON, |state| state.count("photo") == large.len()).await?;
        assert_smooth(&page, "While photos are read").await
    })
    .await;
}
