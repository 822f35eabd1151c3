//! What netD sees of the photos: which part is cut out, and what a person leaves out of it.

use std::io::Cursor;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use e2e::{Fault, GPU, Page, SOON, State, Upload, visit};
use facegan_sample_faces::draw;
use fantoccini::key::Key;
use image::{ImageFormat, Rgb, RgbImage, imageops};
use tokio::time::{Duration, sleep};

use crate::accessibility::{assert_accessible, load_axe};
use crate::layout::{HEIGHT, WIDTH, assert_fits};

/// Whatever is found in these photos, a run over them ends soon.
const QUERY: &str = "preset=tiny&image_size=32&batch_size=2&crop=auto&sample_every=2&max_iterations=2";
const PHOTOS: u32 = 6;
const SEED: u32 = 7;

/// A landscape photo with two people, each away from the middle.
pub fn two_people(index: u32) -> Result<Upload> {
    let mut photo = RgbImage::from_fn(640, 400, |x, y| Rgb([(x / 4) as u8, (y / 3) as u8, (40 * index) as u8]));
    for (person, left) in [(0, 20), (1, 420)] {
        let face =
            RgbImage::from_raw(200, 200, draw(SEED, 2 * index + person, 200)).context("a face of another size")?;
        imageops::replace(&mut photo, &face, left, 60 + 10 * i64::from(index));
    }
    let mut bytes = Cursor::new(Vec::new());
    photo.write_to(&mut bytes, ImageFormat::Png)?;
    Ok(Upload { name: format!("people-{index}.png"), bytes: bytes.into_inner() })
}

/// Drops the photos and waits for their squares; returns how many are taken, and how many are left out.
async fn drop_photos(page: &Page) -> Result<(usize, usize)> {
    page.until_can_click("Choose photos", true).await?;
    page.drop_files(&(0..PHOTOS).map(two_people).collect::<Result<Vec<_>>>()?).await?;
    let state = page.until("photos that are read", SOON, |state| state.status.ends_with(" ready.")).await?;
    until(page, "squares", "document.querySelectorAll('.square').length > 0").await?;
    let squares = page.evaluate("return document.querySelectorAll('.square').length", vec![]).await?;
    Ok((squares, left_out(&state)))
}

/// Waits until a script holds.
pub async fn until(page: &Page, what: &str, script: &str) -> Result<()> {
    let start = Instant::now();
    while !page.evaluate::<bool>(&format!("return Boolean({script})"), vec![]).await? {
        if start.elapsed() > SOON {
            bail!("waited for {what}: {:#?}", page.state().await?);
        }
        sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}

/// How many squares are left out, by themselves or by the person.
fn left_out(state: &State) -> usize {
    let things = ["face", "faces", "photo", "photos"];
    things.iter().map(|thing| state.count(&format!("{thing} left out"))).sum()
}

async fn until_left_out(page: &Page, count: usize) -> Result<State> {
    page.until(&format!("{count} squares that are left out"), SOON, |state| left_out(state) == count).await
}

/// Opens the sheet of the first square by mouse.
async fn open_first(page: &Page) -> Result<()> {
    let name: String = page.evaluate("return document.querySelector('.square').ariaLabel", vec![]).await?;
    page.click(&name).await?;
    until(page, "what is cut out", "document.querySelector('dialog[open] .parts li')").await
}

fn key(key: Key) -> String {
    char::from(key).to_string()
}

#[tokio::test]
async fn what_is_left_out_stays_out_until_it_is_forgotten() {
    visit("left_out", Fault::None, async |page| {
        page.open(QUERY).await?;
        let (squares, out) = drop_photos(&page).await?;

        open_first(&page).await?;
        page.evaluate::<()>("document.querySelector('dialog[open] .parts input:checked').click()", vec![]).await?;
        page.until_said("document.querySelector('dialog[open] .parts')", "Left out by you", true).await?;
        until_left_out(&page, out + 1).await?;
        page.press(&key(Key::Escape)).await?;
        until(&page, "the focus where it was", "document.activeElement.matches('.square')").await?;

        page.press(&key(Key::Right)).await?;
        let second: String = page.evaluate("return document.activeElement.ariaLabel", vec![]).await?;
        page.press(&key(Key::Delete)).await?;
        until_left_out(&page, out + 2).await?;
        until(&page, "the next in its place", &format!("document.activeElement.ariaLabel !== {second:?}")).await?;
        until(&page, "fewer squares", &format!("document.querySelectorAll('.square').length === {}", squares - 2))
            .await?;

        page.open(QUERY).await?;
        drop_photos(&page).await?;
        until_left_out(&page, out + 2).await?;
        page.click("Start").await?;
        page.until_status("Training complete: 2 iterations.", GPU).await?;

        page.unfold("Photos").await?;
        page.click("Forget what was left out").await?;
        until_left_out(&page, out).await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_filter_shows_what_is_left_out_and_takes_it_in_together() {
    visit("filters", Fault::None, async |page| {
        page.open(QUERY).await?;
        let (_, out) = drop_photos(&page).await?;
        page.evaluate::<()>("document.querySelector('.square').focus()", vec![]).await?;
        page.press(&key(Key::Delete)).await?;
        until_left_out(&page, out + 1).await?;
        page.press(&key(Key::Backspace)).await?;
        until_left_out(&page, out + 2).await?;

        let choose = "const list = document.getElementById('squares-filter');
            list.value = 'Left out';
            list.dispatchEvent(new Event('change'));";
        until(&page, "filters", "document.getElementById('squares-filter')").await?;
        page.evaluate::<()>(choose, vec![]).await?;
        let all = format!("document.querySelectorAll('.square.left-out').length === {}", out + 2);
        until(&page, "what is left out", &all).await?;
        let name: String = page.evaluate("return document.querySelector('.square').ariaLabel", vec![]).await?;
        assert!(name.ends_with(", left out"), "{name}");
        page.click("Take these in").await?;
        until_left_out(&page, 0).await?;
        until(&page, "those that are taken", "!document.querySelector('.square.left-out')").await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn the_other_crop_is_one_click_away() {
    visit("crop_choice", Fault::None, async |page| {
        let choice = "document.getElementById('crop-choice')";
        page.open("data=sample:64").await?;
        page.until_said(choice, "Nearly every photo already holds one face in place", true).await?;
        page.click("Cut faces out instead").await?;
        page.until_said(choice, "Nearly every photo", false).await?;
        page.click("Use the photos’ centres instead").await?;
        page.until_said(choice, "The centre of each photo is used.", true).await?;
        page.until("all photos", SOON, |state| state.count("photo") == 64).await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn squares_and_their_photos_fit_on_a_phone_and_keep_nobody_out() {
    visit("squares_phone", Fault::None, async |page| {
        page.become_phone(WIDTH, HEIGHT).await?;
        page.open(QUERY).await?;
        drop_photos(&page).await?;
        load_axe(&page).await?;
        assert_fits(&page, "with squares").await?;
        assert_accessible(&page, "with squares").await?;
        let low =
            "return [...document.querySelectorAll('#place-photos button, #place-photos select, dialog[open] button')]
            .filter((it) => it.getClientRects().length && it.getBoundingClientRect().height < 43.5)
            .map((it) => it.ariaLabel ?? it.textContent)";
        assert_eq!(page.evaluate::<Vec<String>>(low, vec![]).await?, [""; 0], "targets under 44 pixels high");
        open_first(&page).await?;
        assert_fits(&page, "with a photo open").await?;
        assert_accessible(&page, "with a photo open").await?;
        assert_eq!(page.evaluate::<Vec<String>>(low, vec![]).await?, [""; 0], "targets under 44 pixels high");
        page.click("Next photo").await?;
        page.until_said("document.querySelector('dialog[open] .photo-sheet .pager')", "2 of ", true).await?;
        Ok(())
    })
    .await;
}
