//! Photos of a camera: a video in place of it shows a face that sways.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use e2e::{GPU, Page, SOON, visit_with};
use fantoccini::key::Key;
use tempfile::TempDir;
use tokio::time::sleep;

use crate::accessibility::{assert_accessible, load_axe};
use crate::camera_video;
use crate::focus::{press_button, until_focused};
use crate::layout::{HEIGHT, WIDTH, assert_fits};

/// How many photos the camera's sheet says there are; 0 while it is closed.
const TAKEN: &str = "return Number.parseInt(document.getElementById('camera-taken')?.textContent ?? '0')";
/// Remembers the camera's track, to be asked once its video is gone.
const REMEMBER: &str = "window.cameraTrack = document.querySelector('.camera video').srcObject.getTracks()[0]";
const TRACK: &str = "return window.cameraTrack.readyState";
const PROBLEM: &str = "document.querySelector('dialog[open] [role=alert]')";

/// A Chromium whose camera is a video. It may use it without a question, or asks.
struct FakeCamera {
    arguments: Vec<String>,
    _folder: TempDir,
}

impl FakeCamera {
    fn new(asks: bool) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let video = folder.path().join("camera.y4m");
        camera_video::write(&video)?;
        let mut arguments = vec![
            "--use-fake-device-for-media-stream".to_owned(),
            format!("--use-file-for-fake-video-capture={}", video.display()),
        ];
        if !asks {
            arguments.push("--use-fake-ui-for-media-stream".to_owned());
        }
        Ok(Self { arguments, _folder: folder })
    }
}

/// Waits until the sheet says that there are so many photos, and returns how many there are.
async fn until_taken(page: &Page, count: usize) -> Result<usize> {
    let start = Instant::now();
    loop {
        let taken: usize = page.evaluate(TAKEN, vec![]).await?;
        if taken >= count {
            return Ok(taken);
        }
        let sheet = "return document.querySelector('.camera')?.innerText ?? 'closed'";
        ensure!(start.elapsed() < GPU, "{taken} photos: {}", page.evaluate::<String>(sheet, vec![]).await?);
        sleep(Duration::from_millis(100)).await;
    }
}

/// The camera's light is out.
async fn assert_off(page: &Page) -> Result<()> {
    let start = Instant::now();
    while page.evaluate::<String>(TRACK, vec![]).await? != "ended" {
        ensure!(start.elapsed() < Duration::from_secs(2), "the camera stays on");
        sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

/// Waits until the photos are in the data set: all of them, where none is exactly like another.
async fn until_added(page: &Page, taken: usize) -> Result<()> {
    let added = |state: &e2e::State| state.count("photo") + state.count("duplicate") >= taken;
    page.until("the camera's photos", SOON, added).await?;
    assert_eq!(page.state().await?.alerts, [""; 0]);
    Ok(())
}

/// The camera is off, its photos are added and the focus is on what comes next.
async fn until_done(page: &Page, taken: usize) -> Result<()> {
    assert_off(page).await?;
    until_added(page, taken).await?;
    until_focused(page, "Start").await
}

#[tokio::test]
async fn the_camera_takes_photos_of_a_face_by_itself() -> Result<()> {
    let camera = FakeCamera::new(false)?;
    visit_with("camera", &camera.arguments, async |page| {
        page.open("preset=tiny&image_size=32").await?;
        page.click("Use the camera").await?;
        let before = until_taken(&page, 4).await?;
        until_taken(&page, before + 4).await?;
        page.evaluate::<()>(REMEMBER, vec![]).await?;
        assert_eq!(page.evaluate::<String>(TRACK, vec![]).await?, "live");
        let mirrored = "return getComputedStyle(document.querySelector('.camera video')).transform";
        assert_eq!(page.evaluate::<String>(mirrored, vec![]).await?, "matrix(-1, 0, 0, 1, 0, 0)");
        assert!(
            !page.evaluate::<bool>("return document.querySelector('.camera [type=checkbox]').checked", vec![]).await?
        );
        load_axe(&page).await?;
        assert_accessible(&page, "with the camera on").await?;

        page.click("Pause").await?;
        page.until_can_click("Take pictures", true).await?;
        let paused: usize = page.evaluate(TAKEN, vec![]).await?;
        sleep(Duration::from_secs(2)).await;
        ensure!(page.evaluate::<usize>(TAKEN, vec![]).await? <= paused + 1, "a paused camera takes photos");
        page.click("Take pictures").await?;
        let taken = until_taken(&page, paused + 4).await?;
        page.click("Done").await?;
        until_done(&page, taken).await
    })
    .await;
    Ok(())
}

#[tokio::test]
async fn the_camera_is_used_with_the_keyboard_alone_and_on_a_phone() -> Result<()> {
    let camera = FakeCamera::new(false)?;
    visit_with("camera_keyboard", &camera.arguments, async |page| {
        page.become_phone(WIDTH, HEIGHT).await?;
        page.open("preset=tiny&image_size=32&batch_size=1").await?;
        press_button(&page, "Use the camera").await?;
        until_focused(&page, "Close").await?;
        until_taken(&page, 2).await?;
        assert_fits(&page, "with the camera on").await?;
        page.evaluate::<()>(REMEMBER, vec![]).await?;
        // To “Sound” and to “Pause”.
        page.press(&char::from(Key::Tab).to_string()).await?;
        page.press(" ").await?;
        assert!(page.evaluate::<bool>("return document.activeElement.checked", vec![]).await?);
        page.press(&char::from(Key::Tab).to_string()).await?;
        page.press(" ").await?;
        until_focused(&page, "Take pictures").await?;
        page.press(&char::from(Key::Enter).to_string()).await?;
        until_focused(&page, "Pause").await?;
        let taken: usize = page.evaluate(TAKEN, vec![]).await?;
        page.press(&char::from(Key::Escape).to_string()).await?;
        until_done(&page, taken).await
    })
    .await;
    Ok(())
}

#[tokio::test]
async fn who_denied_the_camera_is_told_what_to_do() -> Result<()> {
    let camera = FakeCamera::new(true)?;
    visit_with("camera_denied", &camera.arguments, async |page| {
        page.open("preset=tiny&image_size=32").await?;
        page.allow_camera(false).await?;
        page.click("Use the camera").await?;
        page.until_said(PROBLEM, "This page may not use the camera. Allow the camera for this page", true).await?;
        load_axe(&page).await?;
        assert_accessible(&page, "with the camera denied").await?;
        page.allow_camera(true).await?;
        page.click("Take pictures").await?;
        let taken = until_taken(&page, 2).await.context("it is allowed again")?;
        page.evaluate::<()>(REMEMBER, vec![]).await?;
        page.click("Close: Camera").await?;
        assert_off(&page).await?;
        until_added(&page, taken).await
    })
    .await;
    Ok(())
}
