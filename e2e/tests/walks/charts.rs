//! What a person does with the charts.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use e2e::{Fault, GPU, Page, SOON, visit};
use fantoccini::key::Key;
use tokio::time::sleep;

const LOSS: &str = "Loss chart";
const ANSWERS: &str = "D(x) chart";

/// Waits until a script returns this.
pub async fn until(page: &Page, script: &str, wanted: &[&str]) -> Result<()> {
    let start = Instant::now();
    loop {
        let found: Vec<String> = page.evaluate(script, vec![]).await?;
        if found == wanted {
            return Ok(());
        }
        if start.elapsed() > SOON {
            bail!("`{script}` is {found:?} and never became {wanted:?}");
        }
        sleep(Duration::from_millis(50)).await;
    }
}

/// Waits for both charts to have the numbers of this iteration.
async fn until_both_read(page: &Page, iteration: &str) -> Result<()> {
    let script = "return [...document.querySelectorAll('.read-out caption')].map((caption) => caption.textContent)";
    until(page, script, &[iteration; 2]).await
}

async fn until_range(page: &Page, range: &str) -> Result<()> {
    until(page, "return [document.querySelector('.chart-controls .range').textContent]", &[range]).await
}

/// Waits until a chart shows something else than before.
async fn until_redrawn(page: &Page, chart: &str, before: &str) -> Result<()> {
    let start = Instant::now();
    while page.shown(chart).await? == before {
        if start.elapsed() > SOON {
            bail!("the {chart} was never drawn anew");
        }
        sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

#[tokio::test]
async fn charts_are_read_zoomed_and_taken_home() {
    visit("charts", Fault::None, async |page| {
        page.open("preset=tiny&image_size=32&batch_size=4&num_epochs=3&data=sample:16&autostart=1").await?;
        page.until_status("Training complete: 12 iterations.", GPU).await?;
        until_both_read(&page, "Latest: iteration 11 · epoch 3").await?;
        until_range(&page, "Iterations 0 to 11").await?;

        // The cursor is one for both, wherever the mouse is; outside the plot it is at the edge.
        let cursors = "return [String(document.querySelectorAll('.chart-cursor').length)]";
        page.point_at(LOSS, 0.0).await?;
        until_both_read(&page, "Iteration 0 · epoch 1").await?;
        page.point_at(ANSWERS, 1.0 - 1e-3).await?;
        until_both_read(&page, "Iteration 11 · epoch 3").await?;
        until(&page, cursors, &["2"]).await?;
        let cells = "return [...document.querySelectorAll('.read-out td:not(:empty)')].filter((cell) => \
                     !Number.isFinite(Number(cell.textContent))).map((cell) => cell.textContent)";
        until(&page, cells, &[]).await?;
        page.point_at("Faces", 0.5).await?;
        until_both_read(&page, "Latest: iteration 11 · epoch 3").await?;

        page.click("Zoom in").await?;
        until_range(&page, "Iterations 3 to 8").await?;
        page.type_at(LOSS, &char::from(Key::Left).to_string()).await?;
        until_both_read(&page, "Iteration 7 · epoch 2").await?;
        page.type_at(LOSS, "0").await?;
        until_range(&page, "Iterations 0 to 11").await?;
        page.type_at(ANSWERS, "+").await?;
        until_range(&page, "Iterations 3 to 8").await?;
        page.click("Show all").await?;
        until_range(&page, "Iterations 0 to 11").await?;

        for (button, pressed) in [("G", "false"), ("Log scale", "true")] {
            let before = page.shown(LOSS).await?;
            page.click(button).await?;
            assert_eq!(page.button_attribute(button, "aria-pressed").await?.as_deref(), Some(pressed), "{button}");
            until_redrawn(&page, LOSS, &before).await?;
        }

        let numbers = page.download("Save numbers as CSV").await?;
        assert_eq!(numbers.name, "losses.csv");
        assert_eq!(str::from_utf8(&numbers.bytes)?.lines().count(), 1 + 12);
        assert_eq!(numbers.bytes, page.download("Download losses").await?.bytes, "the engine writes the same");
        Ok(())
    })
    .await;
}
