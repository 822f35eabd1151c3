//! Settings that are kept and shared, notifications, shortcuts, and the page offline.

use anyhow::Result;
use e2e::{Fault, GPU, Page, SOON, visit};
use fantoccini::key::Key;

/// Stands in for what a headless browser refuses, and counts what is asked of it.
const STAND_INS: &str = "
    window.told = [];
    window.Notification = class {
      static permission = 'default';
      static async requestPermission() { return (this.permission = 'granted'); }
      constructor(title, { body }) { told.push(`${title}: ${body}`); }
    };
    window.locks = 0;
    navigator.wakeLock.request = async () => { locks++; return { release: async () => void locks-- }; };
    navigator.clipboard.writeText = async (text) => { window.copied = text; };";

/// The label with this text, as a script finds it.
fn label(text: &str) -> String {
    format!("[...document.querySelectorAll('label')].find((label) => label.textContent.includes('{text}'))")
}

/// Waits until a script's value is true.
async fn until_true(page: &Page, script: &str) -> Result<()> {
    let start = std::time::Instant::now();
    while !page.evaluate::<bool>(&format!("return Boolean({script})"), vec![]).await? {
        anyhow::ensure!(start.elapsed() < SOON, "this never became true: {script}");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    Ok(())
}

#[tokio::test]
async fn settings_are_kept_shared_and_reset() {
    visit("kept_settings", Fault::None, async |page| {
        page.open("preset=tutorial").await?;
        page.evaluate::<()>(STAND_INS, vec![]).await?;
        page.click("Tiny").await?;
        page.set("lr", "0.001").await?;
        // What is typed into a field is no shortcut, and no setting where it is wrong.
        page.set("nz", "?").await?;
        until_true(&page, "!document.querySelector('dialog[open]')").await?;
        until_true(&page, "location.search === '?batch_size=4&lr=0.001&ngf=8&ndf=8'").await?;
        page.click("Copy link").await?;
        until_true(&page, "window.copied === location.href").await?;

        page.press("?").await?;
        until_true(&page, "document.querySelector('dialog[open]')").await?;
        page.evaluate::<()>(&format!("{}.click()", label("Use single keys")), vec![]).await?;
        page.press(&char::from(Key::Escape).to_string()).await?;
        until_true(&page, "!document.querySelector('dialog[open]')").await?;

        page.open("data=sample:16").await?;
        page.until_status("16 photos ready.", SOON).await?;
        for (setting, value) in [("lr", "0.001"), ("ngf", "8"), ("nz", "100")] {
            assert_eq!(page.setting_value(setting).await?, value, "{setting} after a reload");
        }
        page.press("?").await?;
        assert!(
            page.evaluate::<bool>("return !document.querySelector('dialog[open]')", vec![]).await?,
            "keys stay off"
        );
        page.open("seed=7").await?;
        assert_eq!(page.setting_value("lr").await?, "0.0002", "a link means the same to everyone");
        page.open("").await?;
        page.click("Reset settings").await?;
        until_true(&page, "location.search === '?preset=tutorial'").await?;
        page.click("Expert").await?;
        until_true(&page, "location.search === '' && localStorage.getItem('facegan.settings') === null").await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_run_is_seen_from_elsewhere_and_the_page_does_without_its_server() {
    visit("manners", Fault::LittleSpaceAndServerLeaves, async |page| {
        page.open("preset=tiny&image_size=32&num_epochs=100&data=sample:16").await?;
        page.evaluate::<()>(STAND_INS, vec![]).await?;
        page.until_can_click("Start", true).await?;
        page.evaluate::<()>(&format!("{}.click()", label("Notify me")), vec![]).await?;
        page.press("s").await?;
        page.until_iteration(1).await?;
        until_true(&page, "/^\\d+ % · facegan$/.test(document.title) && locks === 1").await?;
        page.press("p").await?;
        page.until_run("paused").await?;
        until_true(&page, "document.title === 'Paused · facegan' && locks === 0").await?;
        page.press("X").await?;
        page.until_run("finished").await?;
        page.set("max_iterations", "2").await?;
        page.click("New run").await?;
        page.until_status("Training complete: 2 iterations.", GPU).await?;
        until_true(&page, "document.title === 'Done · facegan'").await?;
        until_true(&page, "told.join() === 'facegan: Training complete: 2 iterations.'").await?;

        page.evaluate::<()>("return navigator.serviceWorker.ready.then(() => null)", vec![]).await?;
        page.evaluate::<()>("return fetch('/leave').then(() => null)", vec![]).await?;
        page.open("preset=tiny&image_size=32&data=sample:8").await?;
        page.until_status("8 photos ready.", SOON).await?;
        Ok(())
    })
    .await;
}
