//! Playing at once: faces by the netG that comes with the page, before any photo or training.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use e2e::{Fault, GPU, Page, SOON, visit};
use tokio::time::sleep;

const PLAY: &str = "Play with a trained netG";
const OPENED: &str = "document.querySelector('[aria-label=\"Opened files\"]')";
const NAME: &str = "trained-netG.safetensors";

/// Whether the page itself has fetched the trained netG; its service worker keeps every file by itself.
async fn has_fetched(page: &Page) -> Result<bool> {
    let script = "return performance.getEntriesByType('resource').some(({ name }) => name.endsWith(arguments[0]))";
    page.evaluate(script, vec!["/pretrained/netG.safetensors".into()]).await
}

/// Waits until the latent panel shows faces, each of many colours, that `seed` does not name; returns their seed's text.
async fn until_faces_but(page: &Page, seed: &str) -> Result<String> {
    let script = "const faces = [...document.querySelectorAll('#place-latent .face')];
                  const drawn = faces.length && faces.every((face) => probe.colours(face.querySelector('canvas')) > 50);
                  return drawn ? faces[0].ariaLabel : ''";
    let start = Instant::now();
    loop {
        let first: String = page.evaluate(script, vec![]).await?;
        if first.starts_with("Face 1 of seed ") && first != seed {
            return Ok(first);
        }
        ensure!(start.elapsed() < GPU, "no faces but those of “{seed}” are drawn: {:#?}", page.state().await?);
        sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn faces_are_drawn_without_any_training() {
    visit("playing", Fault::None, async |page| {
        page.open("").await?;
        page.until_status("Drop photos to begin.", SOON).await?;
        assert!(!page.can_click("New faces").await?, "there are no weights yet");
        assert!(!has_fetched(&page).await?, "it was fetched before anyone asked for it");

        page.click(PLAY).await?;
        page.until_said(OPENED, NAME, true).await?;
        assert!(has_fetched(&page).await?);
        let first = until_faces_but(&page, "").await?;
        page.until_said("document.getElementById('play-status')", "netG", false).await?;
        let focused: String = page.evaluate("return document.activeElement.closest('.place').id", vec![]).await?;
        assert_eq!(focused, "place-latent");
        let expert = page.button_attribute("Expert", "aria-expanded").await?;
        assert_ne!(expert.as_deref(), Some("true"), "who plays has chosen no settings");

        // The file is open already.
        page.click(PLAY).await?;
        until_faces_but(&page, &first).await?;
        assert!(page.state().await?.alerts.is_empty());
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_netg_that_cannot_be_fetched_is_told_and_can_be_tried_again() {
    visit("playing_offline", Fault::None, async |page| {
        page.open("").await?;
        page.until_status("Drop photos to begin.", SOON).await?;
        let fail = "window.working = window.fetch;
                    window.fetch = async () => { throw new TypeError('Failed to fetch'); }";
        page.evaluate::<()>(fail, vec![]).await?;
        page.click(PLAY).await?;
        page.until("the reason", SOON, |state| state.alerts_with("the server cannot be reached")).await?;

        page.evaluate::<()>("window.fetch = window.working", vec![]).await?;
        page.click(PLAY).await?;
        page.until_said(OPENED, NAME, true).await?;
        until_faces_but(&page, "").await?;
        Ok(())
    })
    .await;
}
