//! Every sample grid of a run, a face of it through time, and the photos that are nearest to it.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use e2e::{Fault, GPU, Page, SOON, visit};
use fantoccini::key::Key;
use tokio::time::sleep;

use crate::smoothness::assert_smooth;

/// Five grids: of the iterations 0, 2, 4, 6 and, the last one, 7.
const QUERY: &str = "preset=tiny&image_size=32&batch_size=4&sample_every=2&max_iterations=8&data=sample:16&autostart=1";

/// Waits until a script's value is true.
async fn until(page: &Page, script: &str) -> Result<()> {
    let start = Instant::now();
    while !page.evaluate::<bool>(&format!("return Boolean({script})"), vec![]).await? {
        ensure!(start.elapsed() < SOON, "this never became true: {script}");
        sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

/// Waits until the grid of an iteration is on screen.
async fn until_shown(page: &Page, iteration: usize) -> Result<()> {
    let caption = format!("After iteration {iteration}, in epoch {}", iteration / 4 + 1);
    until(page, &format!("probe.find('slider', 'Timeline')[0]?.ariaValueText === '{caption}'")).await
}

async fn focus(page: &Page, role: &str, name: &str) -> Result<()> {
    page.evaluate("probe.find(...arguments)[0].focus()", vec![role.into(), name.into()]).await
}

async fn press(page: &Page, key: Key) -> Result<()> {
    page.press(&char::from(key).to_string()).await
}

/// What the canvas of fakes shows.
async fn fakes(page: &Page) -> Result<String> {
    page.evaluate("return probe.find('image', 'Faces')[0].toDataURL()", vec![]).await
}

/// Width and height of a PNG.
async fn picture(page: &Page, button: &str) -> Result<(u32, u32)> {
    let file = page.download(button).await?;
    let image = image::load_from_memory_with_format(&file.bytes, image::ImageFormat::Png)?;
    Ok((image.width(), image.height()))
}

#[tokio::test]
async fn grids_can_be_scrubbed_smoothly_a_face_followed_and_its_nearest_photos_found() {
    visit("timeline", Fault::None, async |page| {
        page.open(QUERY).await?;
        page.until_status("Training complete: 8 iterations.", GPU).await?;
        until_shown(&page, 7).await?;
        let last = fakes(&page).await?;
        page.evaluate::<()>("probe.watch()", vec![]).await?;

        focus(&page, "slider", "Timeline").await?;
        press(&page, Key::Home).await?;
        until_shown(&page, 0).await?;
        let first = fakes(&page).await?;
        assert_ne!(first, last, "the first grid looks like the last");
        press(&page, Key::Right).await?;
        until_shown(&page, 2).await?;
        page.click("Next grid").await?;
        until_shown(&page, 4).await?;
        focus(&page, "slider", "Timeline").await?;
        press(&page, Key::End).await?;
        until_shown(&page, 7).await?;
        assert_eq!(fakes(&page).await?, last);
        page.click("Previous grid").await?;
        until_shown(&page, 6).await?;
        page.click("Play the timeline").await?;
        // Over the end to the start.
        until_shown(&page, 0).await?;
        page.click("Pause the timeline").await?;

        focus(&page, "listbox", "Choose a face to follow it").await?;
        for key in [Key::Right, Key::Right, Key::Down] {
            press(&page, key).await?;
        }
        until(&page, "probe.find('option', 'Face 10 of 64')[0].ariaSelected === 'true'").await?;
        assert!(page.colours("Enlarged face").await? > 20, "the enlarged face is blank");
        assert_eq!(picture(&page, "Save face as PNG").await?, (32, 32));
        page.click("Show iteration 4").await?;
        until_shown(&page, 4).await?;
        // As a stop of walks it is the tenth face of the run's seed.
        page.click("Use it in walks").await?;
        page.until_said("document.querySelector('.chosen [role=status]')", "the chosen face 1 below", true).await?;
        until(&page, "probe.find('image', 'Face 10 of seed 999').length === 1").await?;
        page.until_can_click("Save pad face as PNG", true).await?;
        page.until_can_click("Use it in walks", false).await?;

        page.click("Find the nearest photos").await?;
        // The fake and eight photos.
        until(&page, "probe.find('list', 'Nearest photos')[0]?.children.length === 9").await?;
        focus(&page, "listbox", "Choose a face to follow it").await?;
        press(&page, Key::Escape).await?;
        until(&page, "!probe.find('image', 'Enlarged face').length").await?;

        assert_smooth(&page, "While scrubbing").await?;
        // Two grids of 8 faces in a row, twice as large, with margins.
        assert_eq!(picture(&page, "Save both side by side as PNG").await?.0, 2 * (2 * 274) + 3 * 24);
        assert_eq!(page.state().await?.alerts, [""; 0]);
        Ok(())
    })
    .await;
}
