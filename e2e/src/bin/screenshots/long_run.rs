//! A run of very many iterations that was never trained, as an earlier visit would have left it behind.

use anyhow::{Context, Result};
use e2e::{Page, SOON};

/// Its iterations.
pub const LENGTH: usize = 200_000;

/// Writes the run where earlier runs are kept, in the format of `facegan_store::kept`, and opens the page again.
///
/// # Errors
/// When the browser refuses.
pub async fn write(page: &Page) -> Result<()> {
    page.evaluate::<()>("return longRun.write(arguments[0])", vec![LENGTH.into()]).await?;
    page.open("").await?;
    page.until_status("Drop photos to begin.", SOON).await?;
    Ok(())
}

/// Opens the run out of the earlier ones, and waits until its curves are on screen.
///
/// # Errors
/// When it is not listed, or not shown.
pub async fn open(page: &Page) -> Result<()> {
    page.until_said("document.querySelector('[aria-label=\"Earlier runs\"]')", "200,000 iterations", true).await?;
    let button: Option<String> = page.evaluate("return longRun.button()", vec![]).await?;
    page.click(&button.context("the long run is not listed")?).await?;
    page.until_said("document.querySelector('.chart-controls')", "to 199,999", true).await
}
