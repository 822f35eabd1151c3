//! Where things are, on a laptop and on a phone.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use e2e::{Fault, GPU, Page, visit};
use tokio::time::sleep;

pub const WIDTH: u32 = 390;
pub const HEIGHT: u32 = 844;

/// Checks that nothing is wider than the phone.
pub async fn assert_fits(page: &Page, when: &str) -> Result<()> {
    let width: u32 = page.evaluate("return document.documentElement.scrollWidth", vec![]).await?;
    assert!(width <= WIDTH, "{when} the page is {width} pixels wide");
    Ok(())
}

#[tokio::test]
async fn nothing_scrolls_sideways_on_a_phone() {
    visit("phone", Fault::None, async |page| {
        page.become_phone(WIDTH, HEIGHT).await?;
        page.open("").await?;
        page.until_can_click("Try sample faces", true).await?;
        assert_fits(&page, "before a run").await?;
        page.open("preset=tiny&image_size=32&max_iterations=2&data=sample:64&autostart=1").await?;
        page.until_status("Training complete: 2 iterations.", GPU).await?;
        assert_fits(&page, "after a run").await?;
        page.click("Projector view").await?;
        assert_fits(&page, "in the projector view").await?;
        Ok(())
    })
    .await;
}

/// Where an element is in the window.
const PLACE: &str = "const { top, bottom, width } = probe.find(...arguments)[0].getBoundingClientRect();
    return [top, innerHeight - bottom, width]";

/// Waits for the first sample grid and asserts that within a second all of it is in view, and each of its eight faces in
/// a row larger than its 32 pixels.
async fn assert_faces_in_view(page: &Page) -> Result<()> {
    let start = Instant::now();
    while page.colours("Faces").await.unwrap_or_default() <= 50 {
        ensure!(start.elapsed() < GPU, "there are no faces");
        sleep(Duration::from_millis(100)).await;
    }
    let [above, below, width]: [f64; 3] = page.evaluate(PLACE, vec!["image".into(), "Faces".into()]).await?;
    assert!(above >= 0.0 && below >= 0.0, "{above} pixels below the window's top, {below} above its end");
    assert!(width / 8.0 > 33.0, "a face is {} pixels wide", width / 8.0);
    Ok(())
}

const TRAINS: &str = "preset=tiny&image_size=32&num_epochs=100&data=sample:64&autostart=1";

#[tokio::test]
async fn the_faces_are_in_view_as_soon_as_there_are_any() {
    visit("laptop", Fault::None, async |page| {
        page.become_screen(1366, 768, false).await?;
        page.open(TRAINS).await?;
        assert_faces_in_view(&page).await?;
        let folded: usize =
            page.evaluate("return document.querySelectorAll('.fold:not([open])').length", vec![]).await?;
        assert_eq!(folded, 2, "photos and settings are a line each");
        let solid: Vec<String> = page
            .evaluate(
                "return [...document.querySelectorAll('main button.primary')].map((it) => it.textContent)",
                vec![],
            )
            .await?;
        assert_eq!(solid, ["Pause"]);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn on_a_phone_faces_come_first_and_pause_is_at_hand() {
    visit("phone_trains", Fault::None, async |page| {
        page.become_phone(WIDTH, HEIGHT).await?;
        page.open(TRAINS).await?;
        assert_faces_in_view(&page).await?;
        page.evaluate::<()>("scrollTo(0, document.body.scrollHeight)", vec![]).await?;
        let [above, below, _]: [f64; 3] = page.evaluate(PLACE, vec!["button".into(), "Pause".into()]).await?;
        assert!(above >= 0.0 && below >= 0.0, "Pause is out of view at the page's end");
        // A checkbox is hit by its label, and a slider by all of its height.
        let script = "return [...document.querySelectorAll('button, select, summary, label.check, input')]
            .filter((it) => !['file', 'checkbox', 'radio'].includes(it.type))
            .filter((it) => it.getClientRects().length && it.getBoundingClientRect().height < 43.5)
            .map((it) => `${it.textContent || it.name || it.ariaLabel}: ${it.getBoundingClientRect().height}`)";
        let low: Vec<String> = page.evaluate(script, vec![]).await?;
        assert_eq!(low, [""; 0], "targets under 44 pixels high");
        Ok(())
    })
    .await;
}
