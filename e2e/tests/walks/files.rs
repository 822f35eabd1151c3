//! Dropping and choosing files: what is taken, what is refused, and what is said about it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use e2e::{Fault, Page, SOON, State, Upload, visit};
use regex::Regex;
use tempfile::TempDir;
use tokio::time::sleep;

use crate::faces::{SIDE, SMALLEST, archive, face, one_of_each};

const QUERY: &str = "preset=tiny&image_size=32";
/// Time limit for reading files: the browser's decoder refuses a thousand of them in a minute on two slow cores.
const PATIENCE: Duration = Duration::from_secs(180);

/// Waits until the report names this many images.
async fn until_images(page: &Page, images: usize) -> Result<State> {
    let what = format!("{images} photos in the report, and in the status");
    let reported = |state: &State| state.count("photo") == images && state.status.contains(&images.to_string());
    page.until(&what, PATIENCE, reported).await
}

fn write(folder: &Path, upload: &Upload) -> Result<PathBuf> {
    let path = folder.join(&upload.name);
    fs::create_dir_all(path.parent().unwrap_or(folder))?;
    fs::write(&path, &upload.bytes)?;
    Ok(path)
}

#[tokio::test]
async fn dropped_files_are_each_accounted_for() {
    visit("dropped_files", Fault::None, async |page| {
        page.open(QUERY).await?;
        page.drop_files(&one_of_each()?).await?;
        let state = until_images(&page, 7).await?;
        assert_eq!((state.count("refused"), state.count("duplicate")), (2, 1), "{}", state.report);
        for name in ["broken.jpg: the photo is cut short", "notes.txt"] {
            assert!(state.report.contains(name), "{name} is not in the report: {}", state.report);
        }
        assert!(!state.report.contains("one.jpg"), "a good file is in the report: {}", state.report);
        let smallest = Regex::new(&format!("{SMALLEST} ?[×x] ?{SMALLEST}"))?;
        assert!(smallest.is_match(&state.report), "the smallest is not in the report: {}", state.report);
        let colours = "const canvas = document.querySelector('.square canvas');
            return canvas ? probe.colours(canvas) : 0";
        let start = Instant::now();
        while page.evaluate::<usize>(colours, vec![]).await? <= 50 {
            ensure!(start.elapsed() < SOON, "the thumbnails are blank");
            sleep(Duration::from_millis(100)).await;
        }
        page.until_can_click("Start", true).await?;

        page.drop_files(&[face("seven.png", 7, SIDE)?, face("eight.png", 8, SIDE)?]).await?;
        let state = until_images(&page, 9).await?;
        assert_eq!((state.count("refused"), state.count("duplicate")), (2, 1), "{}", state.report);

        page.click("Clear").await?;
        page.until("an empty data set", SOON, |state| state.count("photo") == 0).await?;
        page.until_can_click("Start", false).await?;

        page.drop_files(&[face("zero.png", 0, SIDE)?]).await?;
        let state = until_images(&page, 1).await?;
        assert_eq!((state.count("refused"), state.count("duplicate")), (0, 0), "{}", state.report);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn files_and_folders_can_be_chosen() {
    visit("chosen_files", Fault::None, async |page| {
        let disk = TempDir::new()?;
        let files = [face("a.png", 10, SIDE)?, face("b.jpg", 11, SIDE)?];
        let files = files.iter().map(|file| write(disk.path(), file)).collect::<Result<Vec<_>>>()?;
        let folder = disk.path().join("album");
        for (name, index) in [("c.png", 12), ("deep/er/d.webp", 13)] {
            write(&folder, &face(name, index, SIDE)?)?;
        }

        page.open(QUERY).await?;
        page.until_can_click("Choose photos", true).await?;
        page.choose("file-input", &files).await?;
        until_images(&page, 2).await?;
        page.until_can_click("Choose folder", true).await?;
        page.choose("folder-input", &[folder]).await?;
        until_images(&page, 4).await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_dragged_folder_is_read_with_its_subfolders() {
    visit("dragged_folder", Fault::None, async |page| {
        let disk = TempDir::new()?;
        let folder = disk.path().join("album");
        for index in 20..24 {
            write(&folder, &face(&format!("{index}.png"), index, SIDE)?)?;
            write(&folder, &face(&format!("year/month/{index}.jpg"), index, SIDE)?)?;
        }
        let beside = write(disk.path(), &archive("beside.zip", &[face("in.png", 24, SIDE)?])?)?;

        page.open(QUERY).await?;
        page.until_can_click("Choose photos", true).await?;
        page.drag(&[folder, beside]).await?;
        let state = until_images(&page, 9).await?;
        assert_eq!((state.count("refused"), state.count("duplicate")), (0, 0), "{}", state.report);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_corrupt_archive_is_told_and_the_page_goes_on() {
    visit("corrupt_archive", Fault::None, async |page| {
        let mut zip = archive("album.zip", &[face("a.png", 30, SIDE)?])?;
        zip.bytes.truncate(zip.bytes.len() / 2);
        page.open(QUERY).await?;
        page.drop_files(&[zip]).await?;
        let told = |state: &State| state.alerts_with("album.zip could not be opened") && state.count("refused") == 1;
        page.until("a word on album.zip", SOON, told).await?;
        page.drop_files(&[face("b.png", 31, SIDE)?]).await?;
        until_images(&page, 1).await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn files_without_a_photo_are_told() {
    visit("no_photos", Fault::None, async |page| {
        page.open(QUERY).await?;
        let texts = ["notes.txt", "report.pdf"].map(|name| Upload { name: name.to_owned(), bytes: name.into() });
        page.drop_files(&texts).await?;
        let told = |state: &State| state.alerts_with("No photo was found") && state.count("refused") == 2;
        page.until("a word on the photos", SOON, told).await?;
        assert!(!page.can_click("Start").await?);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn what_the_engine_cannot_read_the_browser_may() {
    visit("avif", Fault::None, async |page| {
        let bytes = include_bytes!("../../../tests/fixtures/images/rgb.avif");
        page.open(QUERY).await?;
        page.drop_files(&[Upload { name: "rgb.avif".to_owned(), bytes: bytes.to_vec() }]).await?;
        let state = until_images(&page, 1).await?;
        assert!(state.report.contains("24×16"), "{}", state.report);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn heic_that_the_browser_cannot_read_is_told_with_what_to_do() {
    visit("heic", Fault::None, async |page| {
        let heic = || Upload { name: "IMG_1.HEIC".to_owned(), bytes: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec() };
        page.open(QUERY).await?;
        page.drop_files(&[heic(), face("a.png", 60, SIDE)?]).await?;
        let state = until_images(&page, 1).await?;
        assert!(state.report.contains("IMG_1.HEIC: a HEIC photo, which is not read here"), "{}", state.report);
        let told = |state: &State| state.alerts_with("cannot read HEIC") && state.alerts_with("Most Compatible");
        let state = page.until("an alert on HEIC", SOON, told).await?;
        assert_eq!(state.alerts.len(), 1, "{:?}", state.alerts);
        page.click("Dismiss").await?;
        page.drop_files(&[archive("phone.zip", &[heic(), face("b.png", 61, SIDE)?])?]).await?;
        page.until("an alert on HEIC in an archive", SOON, told).await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn reading_can_be_cancelled_and_what_was_read_stays() {
    visit("cancel", Fault::None, async |page| {
        page.open("preset=tiny&image_size=32&data=sample:100000").await?;
        page.until("some photos read", SOON, |state| state.status.contains(" of 100,000")).await?;
        page.click("Cancel").await?;
        let state = page.until("an end of reading", SOON, |state| state.status.contains("ready")).await?;
        let images = state.count("photo");
        assert!((1..100_000).contains(&images), "{}", state.report);
        page.until_can_click("Start", true).await?;
        Ok(())
    })
    .await;
}

/// A folder with what systems, photo programs and earlier runs leave in one, and archives as other programs make them.
fn lived_in(folder: &Path) -> Result<()> {
    let archived = |name, files: &[(&str, u32)]| -> Result<Upload> {
        let faces = files.iter().map(|(name, index)| face(name, *index, SIDE)).collect::<Result<Vec<_>>>()?;
        archive(name, &faces)
    };
    for (index, name) in [
        "a.png",
        ".private/b.jpg",
        "$RECYCLE.BIN/S-1-5/$R1.jpg",
        "$RECYCLE.BIN/S-1-5/$R2.jpg",
        "@eaDir/a.png/SYNOPHOTO_THUMB_XL.jpg",
        "run1/real.png",
        "run1/grids/000000.png",
    ]
    .into_iter()
    .enumerate()
    {
        write(folder, &face(name, 40 + index as u32, SIDE)?)?;
    }
    for name in [".DS_Store", "thumbs.DB", "run1/losses.csv", "run1/log.txt", "notes.txt", "torn.jpg"] {
        write(folder, &Upload { name: name.to_owned(), bytes: b"no photo".to_vec() })?;
    }
    let mut doubled = archived("doubled.zip", &[("IMG_1.png", 50), ("IMG_2.png", 51)])?;
    rename(&mut doubled.bytes, "IMG_2.png", "IMG_1.png");
    let mut windows = archived("windows.zip", &[("trip/c.png", 52), ("__MACOSX/c.png", 53)])?;
    rename(&mut windows.bytes, "trip/", "trip\\");
    rename(&mut windows.bytes, "__MACOSX/", "__MACOSX\\");
    for zip in [doubled, windows] {
        write(folder, &zip)?;
    }
    Ok(())
}

/// Gives the entries of an archive that begin with a name another one, which is as long.
fn rename(bytes: &mut [u8], from: &str, to: &str) {
    let (from, to) = (from.as_bytes(), to.as_bytes());
    for at in 0..bytes.len() - from.len() {
        if bytes[at..].starts_with(from) {
            bytes[at..at + to.len()].copy_from_slice(to);
        }
    }
}

#[tokio::test]
async fn what_is_no_photo_of_theirs_is_left_out_and_every_file_can_be_seen() {
    visit("lived_in", Fault::None, async |page| {
        let disk = TempDir::new()?;
        let folder = disk.path().join("album");
        lived_in(&folder)?;
        for index in 0..1100 {
            write(&folder, &Upload { name: format!("texts/{index:04}.txt"), bytes: b"no photo".to_vec() })?;
        }
        page.open(QUERY).await?;
        page.until_can_click("Choose photos", true).await?;
        page.drag(&[folder]).await?;
        let state = until_images(&page, 5).await?;
        let told = ["refused", "duplicate", "left out"].map(|fate| state.count(fate));
        assert_eq!(told, [1102, 0, 10], "{}", state.report);
        for line in [
            "2 files in album/$RECYCLE.BIN (recycle bin)",
            "1 file in album/@eaDir (thumbnails)",
            "1 file in album (thumbnails)",
            "1 file in album (the operating system's own)",
            "4 files in album/run1 (made by a run of facegan)",
            "1 file in album/windows.zip/__MACOSX (the operating system's own)",
        ] {
            assert!(state.report.contains(line), "{line} is not in the report: {}", state.report);
        }

        // The list opens, and has the last name as well as the first.
        let script = "const list = [...document.querySelectorAll('[aria-label=\"Data report\"] details')]
            .find((details) => details.querySelector('summary').textContent === 'Refused files');
            list.querySelector('summary').click();
            return list.open ? list.querySelector('.names').innerText.trim().split('\\n') : [];";
        let lines: Vec<String> = page.evaluate(script, vec![]).await?;
        assert_eq!(lines.len(), 1102);
        let mut names: Vec<_> = lines.iter().filter_map(|line| line.split_once(": ")).map(|(name, _)| name).collect();
        names.sort();
        assert_eq!((names[0], names[1101]), ("album/notes.txt", "album/torn.jpg"), "{names:?}");
        assert!(names.contains(&"album/texts/1099.txt"));
        page.until_can_click("Start", true).await?;
        Ok(())
    })
    .await;
}
