//! The keyboard focus is never lost: where its control goes away or is switched off, it moves to the next step.

use std::time::Instant;

use anyhow::{Result, ensure};
use e2e::{Fault, GPU, Page, visit};
use fantoccini::key::Key;
use tokio::time::{Duration, sleep};

/// The text of what has the focus, or its element's name where that is the body.
const FOCUSED: &str = "const it = document.activeElement;
    return it === document.body ? 'BODY' : (it.textContent || it.id).trim().slice(0, 40);";

/// Focuses the button of this text and presses Enter, as by keyboard.
pub async fn press_button(page: &Page, text: &str) -> Result<()> {
    page.until_can_click(text, true).await?;
    let script =
        "[...document.querySelectorAll('button')].find((it) => it.textContent.trim() === arguments[0]).focus()";
    page.evaluate::<()>(script, vec![text.into()]).await?;
    page.press(&char::from(Key::Enter).to_string()).await
}

/// Waits until the focus is on the button of this text; it is never on the body meanwhile for longer than a moment.
pub async fn until_focused(page: &Page, text: &str) -> Result<()> {
    let (start, mut lost) = (Instant::now(), 0);
    loop {
        let focused: String = page.evaluate(FOCUSED, vec![]).await?;
        if focused == text {
            return Ok(());
        }
        lost = if focused == "BODY" { lost + 1 } else { 0 };
        ensure!(lost < 5, "the focus fell to the body before it came to “{text}”");
        ensure!(start.elapsed() < GPU, "the focus is on “{focused}” and not on “{text}”");
        sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn the_focus_moves_to_the_next_step() {
    visit("focus", Fault::None, async |page| {
        page.open("preset=tiny&image_size=32&num_epochs=1000").await?;
        press_button(&page, "Try sample faces").await?;
        until_focused(&page, "Start").await?;
        press_button(&page, "Start").await?;
        until_focused(&page, "Pause").await?;
        press_button(&page, "Pause").await?;
        until_focused(&page, "Resume").await?;
        press_button(&page, "Step").await?;
        until_focused(&page, "Step").await?;
        press_button(&page, "Resume").await?;
        until_focused(&page, "Pause").await?;
        press_button(&page, "Stop").await?;
        until_focused(&page, "Train longer").await?;
        page.unfold("Photos").await?;
        press_button(&page, "Clear").await?;
        until_focused(&page, "Choose photos").await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_sheet_gives_the_focus_back_to_its_opener() {
    visit("focus_sheets", Fault::None, async |page| {
        page.open("").await?;
        press_button(&page, "About and privacy").await?;
        until_focused(&page, "Close").await?;
        page.press(&char::from(Key::Escape).to_string()).await?;
        until_focused(&page, "About and privacy").await?;
        Ok(())
    })
    .await;
}
