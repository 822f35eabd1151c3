//! axe-core finds nothing serious, whatever is on screen.

use anyhow::{Context, Result};
use e2e::{Fault, GPU, Page, SOON, visit};
use fantoccini::key::Key;

use crate::planning::until_forecast;

const CHECK: &str = "
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    const grave = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
    return grave.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`));";

/// Puts axe-core into the page that is open.
pub async fn load_axe(page: &Page) -> Result<()> {
    let axe = std::env::var_os("FACEGAN_AXE").context("FACEGAN_AXE does not say where axe-core is")?;
    page.evaluate(&std::fs::read_to_string(axe)?, vec![]).await
}

/// Checks what is on screen, in light and dark.
pub async fn assert_accessible(page: &Page, when: &str) -> Result<()> {
    for scheme in ["light", "dark"] {
        page.prefer(scheme).await?;
        let script = format!("return (async () => {{ {CHECK} }})()");
        let grave: Vec<String> = page.evaluate(&script, vec![]).await?;
        assert!(grave.is_empty(), "{when}, {scheme}:\n{}", grave.join("\n"));
    }
    Ok(())
}

/// The sheet leads to the licences of what the page is made of.
async fn assert_notices(page: &Page) -> Result<()> {
    let script = "return fetch(document.querySelector('.about a[href$=\"notices.txt\"]').href).then((it) => it.text())";
    let notices: String = page.evaluate(script, vec![]).await?;
    for name in ["burn", "leptos", "wgpu"] {
        anyhow::ensure!(notices.contains(&format!("\n{name} ")), "{name} is not among the notices");
    }
    Ok(())
}

#[tokio::test]
async fn nothing_on_the_page_keeps_anyone_out() {
    visit("accessibility", Fault::None, async |page| {
        page.open("data=sample:64").await?;
        until_forecast(&page, "in 15 minutes: ").await?;
        load_axe(&page).await?;
        assert_accessible(&page, "with a plan").await?;

        page.open("preset=tiny&image_size=32&sample_every=2&max_iterations=4").await?;
        page.until_can_click("Try sample faces", true).await?;
        load_axe(&page).await?;
        assert_accessible(&page, "on the first visit").await?;
        for (button, sheet) in [("Keyboard shortcuts", "shortcuts"), ("About and privacy", "about")] {
            page.click(button).await?;
            assert_accessible(&page, &format!("with the sheet on {sheet} open")).await?;
            if sheet == "about" {
                assert_notices(&page).await?;
            }
            page.press(&char::from(Key::Escape).to_string()).await?;
        }
        page.evaluate::<()>("document.querySelector('#place-settings .term').click()", vec![]).await?;
        assert_accessible(&page, "with a term explained").await?;
        page.press(&char::from(Key::Escape).to_string()).await?;
        page.set("lr", "5").await?;
        assert_accessible(&page, "with a wrong setting").await?;

        page.open("preset=tiny&image_size=32&sample_every=2&max_iterations=4&data=sample:64&autostart=1").await?;
        page.until_status("Training complete: 4 iterations.", GPU).await?;
        page.until_can_click("Download netG", true).await?;
        load_axe(&page).await?;
        assert_accessible(&page, "after training").await?;
        page.click("What is happening here?").await?;
        assert_accessible(&page, "with the sheet on what is happening open").await?;
        page.press(&char::from(Key::Escape).to_string()).await?;
        page.click("Projector view").await?;
        assert_accessible(&page, "in the projector view").await?;
        page.until("no problem", SOON, |state| state.alerts.is_empty()).await?;
        Ok(())
    })
    .await;
}
