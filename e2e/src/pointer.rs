//! What a mouse and a keyboard do to pictures.

use anyhow::{Context, Result};
use fantoccini::elements::Element;
use serde_json::json;

use crate::page::Page;

impl Page {
    /// Moves the mouse to a fraction of the width of the picture of this name, halfway down.
    pub async fn point_at(&self, picture: &str, fraction: f64) -> Result<()> {
        let (x, y) = self.place_on(picture, fraction).await?;
        self.dev_tools("Input.dispatchMouseEvent", json!({ "type": "mouseMoved", "x": x, "y": y })).await
    }

    /// Clicks there.
    pub async fn click_at(&self, picture: &str, fraction: f64) -> Result<()> {
        self.point_at(picture, fraction).await?;
        let (x, y) = self.place_on(picture, fraction).await?;
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1 });
            self.dev_tools("Input.dispatchMouseEvent", event).await?;
        }
        Ok(())
    }

    /// Where that is in the window, with the picture scrolled into it.
    async fn place_on(&self, picture: &str, fraction: f64) -> Result<(f64, f64)> {
        let script = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' });
                      const { x, y, width, height } = arguments[0].getBoundingClientRect();
                      return [x + width * arguments[1], y + height / 2]";
        let element = serde_json::to_value(self.picture(picture).await?)?;
        self.evaluate(script, vec![element, fraction.into()]).await
    }

    /// Types keys while the picture of this name has the focus.
    pub async fn type_at(&self, picture: &str, keys: &str) -> Result<()> {
        let element = self.picture(picture).await?;
        element.send_keys(keys).await.with_context(|| format!("“{picture}” takes no keys"))
    }

    /// What the canvas of this name shows, as text that differs where the picture does.
    pub async fn shown(&self, picture: &str) -> Result<String> {
        let element = serde_json::to_value(self.picture(picture).await?)?;
        self.evaluate("return arguments[0].toDataURL()", vec![element]).await
    }

    async fn picture(&self, name: &str) -> Result<Element> {
        self.find("image", name).await?.with_context(|| format!("there is no picture “{name}”"))
    }
}
