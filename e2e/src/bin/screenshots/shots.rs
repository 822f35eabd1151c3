//! Screenshots at a desktop's and a phone's width, in light and in dark.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use e2e::Page;
use tokio::time::sleep;

/// How long a page takes to draw itself anew.
pub const DRAWN: Duration = Duration::from_millis(1500);

/// A screen: so tall that all that matters is on it.
pub struct Screen {
    pub name: &'static str,
    pub width: u32,
    pub height: u32,
    pub mobile: bool,
}

pub const DESKTOP: Screen = Screen { name: "desktop", width: 1440, height: 2200, mobile: false };
const PHONE: Screen = Screen { name: "phone", width: 390, height: 2600, mobile: true };

impl Screen {
    /// Shows the page on this screen.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn adjust(&self, page: &Page, scheme: &str) -> Result<()> {
        page.become_screen(self.width, self.height, self.mobile).await?;
        page.prefer(scheme).await
    }
}

/// Takes all screenshots of the page as it is.
///
/// # Errors
/// When the browser does not answer or a file cannot be written.
pub async fn take(page: &Page, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("could not make {}", folder.display()))?;
    for screen in [DESKTOP, PHONE] {
        for scheme in ["light", "dark"] {
            screen.adjust(page, scheme).await?;
            page.evaluate::<()>("scrollTo(0, 0)", vec![]).await?;
            sleep(DRAWN).await;
            let png = page.screenshot().await?;
            let path = folder.join(format!("{}-{scheme}.png", screen.name));
            fs::write(&path, &png).with_context(|| format!("could not write {}", path.display()))?;
            println!("{} ({} KB)", path.display(), png.len() / 1000);
        }
    }
    Ok(())
}
