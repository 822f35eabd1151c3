//! What a person does with the mouse, as fast as the page draws.

use anyhow::Result;
use e2e::Page;

use crate::smoothness::Smoothness;

/// Runs in every page before its own scripts.
pub const SCRIPT: &str = concat!(include_str!("act.js"), include_str!("long_run.js"));

/// What is done on a page.
pub struct Acts<'a>(pub &'a Page);

impl Acts<'_> {
    /// Measures how smoothly the page runs while something is done.
    ///
    /// # Errors
    /// When that fails.
    pub async fn watch(&self, work: impl AsyncFnOnce() -> Result<()>) -> Result<Smoothness> {
        self.0.evaluate::<()>("probe.watch()", vec![]).await?;
        work().await?;
        self.0.evaluate("return probe.smoothness()", vec![]).await
    }

    /// Drags through the timeline, there and back.
    ///
    /// # Errors
    /// When there is none.
    pub async fn scrub(&self) -> Result<()> {
        self.0.evaluate("return act.scrub()", vec![]).await
    }

    /// Zooms into the losses and out again, with the wheel and with the buttons.
    ///
    /// # Errors
    /// When there is no such chart.
    pub async fn zoom(&self) -> Result<()> {
        self.0.evaluate("return act.zoom()", vec![]).await
    }
}
