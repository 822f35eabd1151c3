//! Advice: what is seen, what it means, and a button that does it.

use anyhow::Result;
use e2e::{Fault, GPU, Page, SOON, visit};

use crate::runs::EARLIER_RUNS;

/// Waits until the advice says this, or no longer does.
async fn until_advised(page: &Page, text: &str, said: bool) -> Result<()> {
    page.until_said("document.querySelector('[aria-label=Advice]')", text, said).await
}

#[tokio::test]
async fn settings_that_cannot_work_are_advised_on_and_a_button_mends_them() {
    visit("advice", Fault::None, async |page| {
        page.open("preset=tiny&image_size=32&data=sample:20").await?;
        page.until_status("20 photos ready.", SOON).await?;
        until_advised(&page, "There are only 20 photos.", true).await?;
        page.until_said("document.getElementById('gpu-memory')", "About 7 MB of GPU memory.", true).await?;

        page.set("batch_size", "64").await?;
        until_advised(&page, "batch_size is 64, and there are 20 photos.", true).await?;
        page.click("Use batch_size 16").await?;
        assert_eq!(page.setting_value("batch_size").await?, "16");
        until_advised(&page, "batch_size is 64", false).await?;
        page.until_can_click("Start", true).await?;

        page.click("Dismiss the advice on few photos").await?;
        until_advised(&page, "only 20 photos", false).await?;

        page.open("image_size=128&ngf=512&ndf=512&batch_size=4096").await?;
        until_advised(&page, "GB of GPU memory; more than", true).await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_run_under_way_is_started_anew_with_what_is_advised() {
    visit("advice_restarts", Fault::None, async |page| {
        page.open("preset=tiny&image_size=32&num_epochs=1000&data=sample:20&autostart=1").await?;
        page.until_iteration(5).await?;
        until_advised(&page, "There are only 20 photos.", true).await?;
        page.click("Restart with this: turn on DiffAugment").await?;
        page.until("another run", GPU, |state| state.iteration < state.clicked_at).await?;
        assert_eq!(page.setting_value("diffaugment").await?, "color,translation,cutout");
        page.until_said(EARLIER_RUNS, "stopped", true).await?;
        page.click("Stop").await?;
        page.until_run("finished").await?;
        assert_eq!(page.state().await?.alerts, [""; 0]);
        Ok(())
    })
    .await;
}
