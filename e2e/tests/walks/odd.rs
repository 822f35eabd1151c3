//! Hostile and odd files: each is refused by name, and nothing else is lost.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use anyhow::Result;
use e2e::{Fault, Page, SOON, State, Upload, visit};

use crate::faces::{SIDE, archive, face};

const QUERY: &str = "preset=tiny&image_size=32";
/// A name that would run a script if it were ever taken for markup.
const MARKUP: &str = "<img src=x onerror=alert(1)>";

fn upload(name: String, bytes: &[u8]) -> Upload {
    Upload { name, bytes: bytes.to_vec() }
}

/// Asserts that no file name was taken for markup.
async fn assert_no_markup(page: &Page) -> Result<()> {
    let script = "return document.querySelectorAll('[onerror], [src=x], [aria-label=\"Data report\"] b').length";
    assert_eq!(page.evaluate::<usize>(script, vec![]).await?, 0, "a file's name became an element");
    Ok(())
}

#[tokio::test]
async fn a_file_that_kills_its_worker_is_left_out_and_the_others_are_read() {
    visit("decoder_dies", Fault::DecoderDies, async |page| {
        page.open(QUERY).await?;
        let fatal = || face("fatal.jpg", 1, SIDE);
        page.drop_files(&[face("a.png", 0, SIDE)?, fatal()?, face("b.png", 2, SIDE)?]).await?;
        let state = page.until("the other photos", SOON, |state| state.count("photo") == 2).await?;
        assert_eq!(state.count("refused"), 1, "{}", state.report);
        let reason = "fatal.jpg: the decoder failed on it: Error: the decoder ran out of memory";
        assert!(state.report.contains(reason), "{}", state.report);
        assert_eq!(state.alerts, [""; 0], "the engine lives on");

        page.drop_files(&[face("c.png", 3, SIDE)?, face("d.png", 4, SIDE)?]).await?;
        page.until("more photos", SOON, |state| state.count("photo") == 4).await?;
        page.until_can_click("Start", true).await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn names_of_files_are_shown_as_text() {
    visit("names", Fault::None, async |page| {
        page.open(QUERY).await?;
        let bold = face("<b>.jpg", 0, SIDE)?;
        let copy = Upload { name: format!("{MARKUP} copy.jpg"), ..bold.clone() };
        page.drop_files(&[bold, copy, upload(format!("{MARKUP}.jpg"), b"no photo")]).await?;
        let state = page.until("a report", SOON, |state| state.count("photo") == 1).await?;
        for name in [format!("{MARKUP}.jpg: "), format!("{MARKUP} copy.jpg")] {
            assert!(state.report.contains(&name), "{name} is not in the report: {}", state.report);
        }
        assert_no_markup(&page).await?;

        page.drop_files(&[upload("<b>.png".to_owned(), b"no photo"), upload(format!("{MARKUP}.zip"), b"PK")]).await?;
        let state = page.until("three refusals", SOON, |state| state.count("refused") == 3).await?;
        assert!(state.report.contains("<b>.png: "), "{}", state.report);
        assert!(state.alerts_with(&format!("{MARKUP}.zip")), "{:?}", state.alerts);
        assert_no_markup(&page).await?;

        page.drop_files(&[upload(format!("{MARKUP}.safetensors"), b"no weights")]).await?;
        page.until("another alert", SOON, |state| state.alerts_with(&format!("{MARKUP}.safetensors"))).await?;
        assert_no_markup(&page).await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn bombs_are_refused_by_name() {
    visit("bombs", Fault::None, async |page| {
        page.open(QUERY).await?;
        let mut huge = face("huge.bmp", 0, SIDE)?;
        // Width and height in a BMP's header.
        for at in [18, 22] {
            huge.bytes[at..at + 4].copy_from_slice(&20_000_i32.to_le_bytes());
        }
        let inner = archive("inner.zip", &[face("in.png", 1, SIDE)?])?;
        page.drop_files(&[huge, archive("outer.zip", &[inner, face("b.png", 2, SIDE)?])?]).await?;
        let state = page.until("a photo", SOON, |state| state.count("photo") == 1).await?;
        for refusal in
            ["huge.bmp: 20000×20000 pixels are more than", "outer.zip/inner.zip: an archive within an archive"]
        {
            assert!(state.report.contains(refusal), "{refusal} is not in the report: {}", state.report);
        }
        Ok(())
    })
    .await;
}

/// How many files there are in a folder and all below it.
fn count_files(folder: &Path) -> io::Result<usize> {
    fs::read_dir(folder)?.try_fold(0, |count, entry| {
        let entry = entry?;
        Ok(count + if entry.file_type()?.is_dir() { count_files(&entry.path())? } else { 1 })
    })
}

/// The folder is that of the tests' small images, or another one that `FACEGAN_ODD_IMAGES` names.
#[tokio::test]
async fn every_file_of_a_folder_is_accounted_for() {
    visit("odd_files", Fault::None, async |page| {
        let fixtures = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/images");
        let folder = env::var_os("FACEGAN_ODD_IMAGES").map_or_else(fixtures, PathBuf::from).canonicalize()?;
        let files = count_files(&folder)?;
        page.open(QUERY).await?;
        page.drag(&[folder]).await?;
        let told = |state: &State| {
            ["photo", "refused", "duplicate", "left out"].map(|fate| state.count(fate)).iter().sum::<usize>()
        };
        let state = page.until("every file to be accounted for", SOON, |state| told(state) == files).await?;
        println!("{files} files: {}", state.report);
        assert!(state.count("photo") > 0 && state.count("refused") > 0, "{}", state.report);
        assert_eq!(state.alerts, [""; 0]);
        page.until_can_click("Start", true).await?;
        Ok(())
    })
    .await;
}
