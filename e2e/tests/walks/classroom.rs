//! What a teacher shows: the explanation beside the live faces, and the projector view.

use anyhow::Result;
use e2e::{Fault, GPU, Page, SOON, visit};
use fantoccini::key::Key;

const SHEET: &str = "document.querySelector('dialog[open] .explanation')";
const LINE: &str = "document.querySelector('.projector-line')";

/// Whether what a selector finds is displayed.
async fn is_displayed(page: &Page, selector: &str) -> Result<bool> {
    let script = "return document.querySelector(arguments[0])?.getClientRects().length > 0";
    page.evaluate(script, vec![selector.into()]).await
}

async fn escape(page: &Page) -> Result<()> {
    page.press(&char::from(Key::Escape).to_string()).await
}

#[tokio::test]
async fn what_is_happening_is_explained_beside_the_faces() {
    visit("explanation", Fault::None, async |page| {
        page.open("preset=tiny&image_size=32&max_iterations=60&num_epochs=9&sample_every=10&data=sample:64").await?;
        page.press("e").await?;
        page.until_said(SHEET, "No run is on screen yet.", true).await?;
        page.until_said(SHEET, "netD learns to be right", true).await?;
        escape(&page).await?;
        page.until_said(SHEET, "netG", false).await?;

        page.click("Start").await?;
        page.until_iteration(1).await?;
        page.click("What is happening here?").await?;
        page.until_said(SHEET, "Each place of the grid has a latent of its own", true).await?;
        assert!(page.colours("Faces now").await? > 50, "the sheet shows no faces");
        page.until_status("Training complete: 60 iterations.", GPU).await?;
        page.until_said(SHEET, "Over the last 50 iterations, netD gave photos", true).await?;
        escape(&page).await?;
        let back = "return document.activeElement.textContent";
        assert_eq!(page.evaluate::<String>(back, vec![]).await?, "What is happening here?");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn the_projector_view_shows_faces_and_curves_alone() {
    visit("projector", Fault::None, async |page| {
        page.become_screen(1280, 800, false).await?;
        page.open("preset=tiny&image_size=32&max_iterations=4&sample_every=2&data=sample:64&autostart=1").await?;
        page.until_status("Training complete: 4 iterations.", GPU).await?;
        page.click("Projector view").await?;
        page.until_said(LINE, "Training complete: 4 iterations.", true).await?;
        page.until_said(LINE, "Both networks have only begun to learn.", true).await?;
        for selector in [".fakes canvas", "#place-charts .chart canvas", ".projector-line"] {
            assert!(is_displayed(&page, selector).await?, "{selector} is not shown");
        }
        for selector in
            ["header", "footer", ".reals", "#place-settings", "#place-training", ".chart-controls", ".timeline"]
        {
            assert!(!is_displayed(&page, selector).await?, "{selector} is shown");
        }
        let wide: bool =
            page.evaluate("return document.querySelector('.fakes canvas').clientWidth > 400", vec![]).await?;
        assert!(wide, "the faces are small");
        page.until("no problem", SOON, |state| state.alerts.is_empty()).await?;

        escape(&page).await?;
        page.until_said(LINE, "Training", false).await?;
        assert!(is_displayed(&page, "#place-settings").await?);
        page.press("v").await?;
        page.until_said(LINE, "Training complete", true).await?;
        page.click("Leave projector view").await?;
        page.until_said(LINE, "Training", false).await?;
        Ok(())
    })
    .await;
}
