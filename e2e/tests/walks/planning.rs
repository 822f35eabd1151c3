//! The plan: how long, what will come of it, and every setting under Expert.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use e2e::{Fault, GPU, Page, SOON, visit};
use tokio::time::sleep;

const FORECAST: &str = "document.getElementById('forecast')";
const REASONS: &str = "document.querySelector('[aria-label=\"Why these settings\"]')";
const FORETOLD: &str = "document.getElementById('foretold')";

/// Chooses how long a run may take.
async fn choose_time(page: &Page, label: &str) -> Result<()> {
    let script = "for (const label of document.querySelectorAll('label.time')) {
          if (label.textContent.trim() === arguments[0]) label.click();
        }";
    page.evaluate::<()>(script, vec![label.into()]).await
}

/// Waits until the forecast says this; the GPU is measured first.
pub async fn until_forecast(page: &Page, text: &str) -> Result<()> {
    let script = format!("return {FORECAST}?.textContent ?? ''");
    let start = Instant::now();
    loop {
        let said: String = page.evaluate(&script, vec![]).await?;
        if said.contains(text) {
            return Ok(());
        }
        ensure!(start.elapsed() < GPU, "the forecast never said “{text}”, but “{said}”");
        sleep(Duration::from_millis(100)).await;
    }
}

/// Whether every setting is shown.
async fn is_expert(page: &Page) -> Result<bool> {
    Ok(page.button_attribute("Expert", "aria-expanded").await?.as_deref() == Some("true"))
}

#[tokio::test]
async fn a_run_is_planned_and_said_what_will_come_of_it() {
    visit("planning", Fault::None, async |page| {
        page.open("data=sample:64").await?;
        assert!(!is_expert(&page).await?, "an address without settings opens with the plan");
        choose_time(&page, "2 minutes").await?;
        until_forecast(&page, "in 2 minutes: ").await?;
        for reason in [
            "(flip), since there are only 64",
            "(DiffAugment)",
            "(ema_decay",
            "(sample_every)",
            "(batch_size)",
            "pixels",
        ] {
            page.until_said(REASONS, reason, true).await?;
        }
        // The photos may be read again at the planned size first.
        page.until_can_click("Start", true).await?;
        assert!(
            page.evaluate::<bool>("return location.search === '?data=sample:64'", vec![]).await?,
            "a plan is no setting"
        );

        page.click("Expert").await?;
        assert!(is_expert(&page).await?);
        let planned = |setting: &'static str| page.setting_value(setting);
        assert_eq!([planned("flip").await?, planned("diffaugment").await?], ["1", "color,translation,cutout"]);
        assert_eq!(planned("ngf").await?, planned("ndf").await?);
        ensure!(planned("batch_size").await?.parse::<usize>()? <= 32, "more than half of the photos");
        ensure!(planned("ema_decay").await?.parse::<f64>()? > 0.0, "no average");
        let iterations: usize = planned("max_iterations").await?.parse()?;

        page.click("Expert").await?;
        choose_time(&page, "Until I stop").await?;
        until_forecast(&page, "Trains until you press Stop.").await?;
        choose_time(&page, "2 minutes").await?;
        until_forecast(&page, "in 2 minutes: ").await?;
        page.click("Start").await?;
        page.until_iteration(2).await?;
        page.until_said(FORETOLD, "in 2 minutes", true).await?;
        assert!(page.state().await?.status.contains(&format!("of {}", grouped(iterations))));
        page.click("Stop").await?;
        page.until_run("finished").await?;
        page.until_said(FORETOLD, "It came to ", true).await?;
        assert_eq!(page.state().await?.alerts, [""; 0]);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn an_address_with_settings_opens_in_expert_with_them() {
    visit("expert_addresses", Fault::None, async |page| {
        page.open("preset=tiny&image_size=32&data=sample:16").await?;
        assert!(is_expert(&page).await?);
        page.until_status("16 photos ready.", SOON).await?;
        for (setting, value) in
            [("image_size", "32"), ("batch_size", "4"), ("ngf", "8"), ("max_iterations", ""), ("flip", "0")]
        {
            assert_eq!(page.setting_value(setting).await?, value, "{setting}");
        }
        page.open("seed=7").await?;
        assert!(is_expert(&page).await?);
        assert_eq!(page.setting_value("num_epochs").await?, "5", "what an address leaves open is the tutorial's");
        page.open("").await?;
        assert!(!is_expert(&page).await?);
        Ok(())
    })
    .await;
}

/// With commas between thousands.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let parts: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    parts.join(",")
}
