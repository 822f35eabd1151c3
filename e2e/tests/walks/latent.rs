//! The latent panel: seeds, truncation, walks, the pad.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use e2e::{Fault, GPU, Page, SOON, visit};
use fantoccini::key::Key;
use image::{ImageFormat, load_from_memory_with_format};
use tokio::time::sleep;

/// Moves a slider as a pointer does.
pub async fn slide(page: &Page, slider: &str, value: f64) -> Result<()> {
    let script = "const [slider] = probe.find('slider', arguments[0]);
                  slider.value = arguments[1];
                  slider.dispatchEvent(new Event('input', { bubbles: true }))";
    page.evaluate(script, vec![slider.into(), value.into()]).await
}

async fn position(page: &Page, slider: &str) -> Result<f64> {
    page.evaluate("return Number(probe.find('slider', arguments[0])[0].value)", vec![slider.into()]).await
}

/// Types another seed.
async fn seed(page: &Page, seed: &str) -> Result<()> {
    let script = "const field = document.getElementById('latent-seed');
                  field.value = arguments[0];
                  field.dispatchEvent(new Event('change', { bubbles: true }))";
    page.evaluate(script, vec![seed.into()]).await
}

/// Waits until a picture is another than before.
pub async fn until_other(page: &Page, picture: &str, before: &str) -> Result<String> {
    let start = Instant::now();
    loop {
        let now = page.shown(picture).await?;
        if now != before {
            return Ok(now);
        }
        ensure!(start.elapsed() < GPU, "“{picture}” stayed as it was");
        sleep(Duration::from_millis(100)).await;
    }
}

/// The PNG that a button gives, which has to be of this size.
async fn png(page: &Page, button: &str, size: (u32, u32)) -> Result<Vec<u8>> {
    let file = page.download(button).await?;
    let image = load_from_memory_with_format(&file.bytes, ImageFormat::Png)?.into_rgba8();
    assert_eq!(image.dimensions(), size, "{}", file.name);
    assert!(image.pixels().all(|pixel| pixel.0[3] == u8::MAX), "{} has holes", file.name);
    Ok(image.into_raw())
}

#[tokio::test]
async fn faces_are_drawn_walked_between_and_looked_around() {
    visit("latent", Fault::None, async |page| {
        page.open("preset=tiny&image_size=32&max_iterations=2&data=sample:8&latent=7").await?;
        page.until_status("8 photos ready.", SOON).await?;
        assert!(!page.can_click("New faces").await?, "there are no weights yet");
        page.click("Start").await?;
        page.until_status("Training complete: 2 iterations.", GPU).await?;

        // The address's seed, another and the first again.
        let faces = (8 * 34 + 2, 2 * 34 + 2);
        page.until_can_click("Face 1 of seed 7", true).await?;
        let of_seed_7 = png(&page, "Save faces as PNG", faces).await?;
        page.click("New faces").await?;
        page.until_can_click("Face 1 of seed 7", false).await?;
        assert_ne!(png(&page, "Save faces as PNG", faces).await?, of_seed_7);
        seed(&page, "7").await?;
        page.until_can_click("Face 1 of seed 7", true).await?;
        assert_eq!(png(&page, "Save faces as PNG", faces).await?, of_seed_7);

        // One face chosen by the mouse, its neighbour by the keyboard.
        page.click("Face 2 of seed 7").await?;
        page.press(&char::from(Key::Right).to_string()).await?;
        page.press(&char::from(Key::Enter).to_string()).await?;
        assert_eq!(page.button_attribute("Face 3 of seed 7", "aria-pressed").await?.as_deref(), Some("true"));

        page.until_can_click("Save walk face as PNG", true).await?;
        let start = page.shown("The walk").await?;
        slide(&page, "Place on the walk", 0.5).await?;
        let between = until_other(&page, "The walk", &start).await?;
        png(&page, "Save walk face as PNG", (32, 32)).await?;
        page.click("Play the walk").await?;
        until_other(&page, "The walk", &between).await?;
        page.click("Pause the walk").await?;

        page.until_can_click("Save pad face as PNG", true).await?;
        let middle = page.shown("Around the first face").await?;
        slide(&page, "Direction 1", 0.6).await?;
        let aside = until_other(&page, "Around the first face", &middle).await?;
        let focus = "probe.find('application', 'Pad over directions 1 and 2')[0].focus()";
        page.evaluate::<()>(focus, vec![]).await?;
        page.press(&char::from(Key::Up).to_string()).await?;
        until_other(&page, "Around the first face", &aside).await?;
        assert_eq!((position(&page, "Direction 1").await?, position(&page, "Direction 2").await?), (0.6, 0.05));
        png(&page, "Save pad face as PNG", (32, 32)).await?;

        page.evaluate::<()>("navigator.clipboard.writeText = async (text) => { window.copied = text; }", vec![])
            .await?;
        slide(&page, "Truncation", 0.5).await?;
        page.until_can_click("Face 1 of seed 7, up to 0.5", true).await?;
        page.click("Copy link to these faces").await?;
        let link: String = page.evaluate("return window.copied", vec![]).await?;
        assert!(link.ends_with("&latent=7&truncation=0.5"), "{link}");
        page.click("Remove stop 1").await?;
        page.until_can_click("Play the walk", false).await?;
        assert!(page.state().await?.alerts.is_empty());
        Ok(())
    })
    .await;
}
