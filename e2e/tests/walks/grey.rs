//! Grey images: a run with one channel, what it draws, and what it gives away.

use std::fs;

use anyhow::Result;
use e2e::{Fault, GPU, Page, SOON, visit};
use tempfile::TempDir;

use crate::accessibility::{assert_accessible, load_axe};
use crate::continuing::open as open_on_page;
use crate::html_page::{SCENES, TOLERANCE, beside_pytorch, difference, open, save};
use crate::layout::{HEIGHT, WIDTH, assert_fits};

const RUN: &str = "preset=tiny&image_size=32&nc=1&max_iterations=3&data=sample:8&latent=7&quality=0";

/// Whether the first thumbnail has no colours, and more than one grey.
const THUMBNAIL: &str = "const canvas = document.querySelector('.square canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const pixels = Array.from({ length: data.length / 4 }, (_, at) => data.subarray(4 * at, 4 * at + 3));
    return [pixels.every(([r, g, b]) => r === g && g === b), pixels.some(([r]) => r !== pixels[0][0])]";

async fn choose_nc(page: &Page, nc: usize) -> Result<()> {
    let choose = "const list = document.getElementById('setting-nc');
        list.value = arguments[0];
        list.dispatchEvent(new Event('change', { bubbles: true }));";
    page.unfold("Settings").await?;
    page.evaluate(choose, vec![nc.to_string().into()]).await
}

/// Whether a PNG has no colours, and more than one grey.
fn is_grey(png: &[u8]) -> Result<bool> {
    let picture = image::load_from_memory(png)?.into_rgb8();
    let first = *picture.get_pixel(0, 0);
    Ok(picture.pixels().all(|pixel| pixel.0[0] == pixel.0[1] && pixel.0[1] == pixel.0[2])
        && picture.pixels().any(|pixel| *pixel != first))
}

async fn train(page: &Page) -> Result<()> {
    page.open(RUN).await?;
    page.until_status("8 photos ready.", SOON).await?;
    assert_eq!(page.setting_value("nc").await?, "1");
    assert_eq!(page.evaluate::<(bool, bool)>(THUMBNAIL, vec![]).await?, (true, true), "grey, and not of one grey");
    choose_nc(page, 3).await?;
    assert!(!page.evaluate::<(bool, bool)>(THUMBNAIL, vec![]).await?.0, "the photos have colours");
    choose_nc(page, 1).await?;
    page.click("Start").await?;
    page.until_status("Training complete: 3 iterations.", GPU).await?;
    Ok(())
}

#[tokio::test]
async fn a_grey_run_is_drawn_saved_and_passed_on() {
    let folder = TempDir::new().unwrap();
    let made = folder.path().to_owned();
    visit("grey", Fault::None, async move |page| {
        train(&page).await?;
        assert!(is_grey(&page.download("Save grid as PNG").await?.bytes)?);
        page.click("Photos beside").await?;
        assert!(is_grey(&page.download("Save photos as PNG").await?.bytes)?);
        save(&page, &made).await?;
        for name in SCENES {
            assert!(is_grey(&fs::read(made.join(name).with_extension("png"))?)?, "{name}");
        }
        let net_g = page.download("Download netG").await?.bytes;
        let path = made.join("netG.safetensors");
        fs::write(&path, &net_g)?;
        for name in SCENES {
            let steps = beside_pytorch(&path, &made, name)?;
            assert!(steps <= TOLERANCE, "{name}: {steps}");
        }

        let file = made.join("faces.html");
        fs::write(&file, page.download("Save as a page").await?.bytes)?;
        for with in ["gpu", "processor"] {
            open(&page, &file, with).await?;
            let drawn = page.download("Save faces as PNG").await?.bytes;
            let steps = difference(&fs::read(made.join("faces.png"))?, &drawn)?;
            assert!(steps <= TOLERANCE, "{with}: {steps}");
        }
        load_axe(&page).await?;
        assert_accessible(&page, "in the file that draws faces").await?;
        page.become_phone(WIDTH, HEIGHT).await?;
        assert_fits(&page, "in the file that draws faces").await?;

        page.open("preset=tutorial").await?;
        open_on_page(&page, "netG.safetensors", &net_g).await?;
        assert_eq!([page.setting_value("image_size").await?, page.setting_value("nc").await?], ["32", "1"]);
        page.click("Draw samples").await?;
        page.until_can_click("Save samples as PNG", true).await?;
        assert!(is_grey(&page.download("Save samples as PNG").await?.bytes)?);

        // A file of weights becomes a page too.
        let file = made.join("opened.html");
        fs::write(&file, page.download("Save as a page").await?.bytes)?;
        open(&page, &file, "processor").await?;
        let steps = difference(&fs::read(made.join("faces.png"))?, &page.download("Save faces as PNG").await?.bytes)?;
        assert!(steps <= TOLERANCE, "of the opened netG: {steps}");
        Ok(())
    })
    .await;
}
