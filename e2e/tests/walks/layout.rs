//! The page on a phone.

use anyhow::Result;
use e2e::{Fault, GPU, Page, visit};

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
