//! A photo's face in the latent space: searched for, seen coming nearer, and used in a walk.

use std::time::{Duration, Instant};

use anyhow::ensure;
use e2e::{Fault, GPU, SOON, Upload, visit};
use facegan_core::latent::FoundLatent;
use facegan_store::latent_file;
use tokio::time::sleep;

use crate::accessibility::{assert_accessible, load_axe};
use crate::layout::{HEIGHT, WIDTH, assert_fits};

#[tokio::test]
async fn a_photos_face_is_searched_for_and_walked_from() {
    visit("inversion", Fault::None, async |page| {
        page.become_phone(WIDTH, HEIGHT).await?;
        page.open("preset=tiny&image_size=32&max_iterations=2&data=sample:8&latent=7").await?;
        page.until_status("8 photos ready.", SOON).await?;
        page.click("Start").await?;
        page.until_status("Training complete: 2 iterations.", GPU).await?;
        page.until_can_click("Face 1 of seed 7", true).await?;

        // A photo of the set, from its sheet.
        page.unfold("Photos").await?;
        let name: String = page.evaluate("return document.querySelector('.square').ariaLabel", vec![]).await?;
        page.click(&name).await?;
        page.click("Find this face in the latent space: centre").await?;
        page.until_said("document.querySelector('.inversion .meter')", " of 500: ", true).await?;
        let first = page.shown("netG’s nearest face").await?;
        let start = Instant::now();
        while page.shown("netG’s nearest face").await? == first {
            ensure!(start.elapsed() < GPU, "the face stayed as it was");
            sleep(Duration::from_millis(50)).await;
        }
        page.click("Stop the search").await?;
        page.until_said("document.querySelector('.inversion [role=status]')", "Stopped after step", true).await?;
        assert!(!page.can_click("Stop the search").await?);

        // It is a stop like any other.
        page.click("Use it in walks").await?;
        page.until_can_click("Use it in walks", false).await?;
        page.click("Face 2 of seed 7").await?;
        page.until_can_click("Save walk face as PNG", true).await?;
        load_axe(&page).await?;
        assert_accessible(&page, "with a found face").await?;
        assert_fits(&page, "with a found face").await?;
        page.click("Play the walk").await?;
        page.click("Pause the walk").await?;
        let file = page.download("Save found face as PNG").await?;
        assert_eq!(file.name, "found.png");
        let file = page.download("Save latent").await?;
        assert_eq!(file.name, "latent.safetensors");
        let latent = latent_file::from_bytes(&file.bytes, "")?;
        assert!(latent.values.len() == 100 && !latent.photo.is_empty(), "{latent:?}");

        // Its file is opened as a stop; one of another length is refused.
        page.click("Remove all stops").await?;
        let upload = |bytes| Upload { name: "latent.safetensors".into(), bytes };
        page.drop_files(&[upload(file.bytes.clone())]).await?;
        page.until_said("document.querySelector('#opened-latent')", "it is the chosen face 1 below", true).await?;
        page.until_can_click("Save pad face as PNG", true).await?;
        assert!(page.state().await?.alerts.is_empty());
        let short = FoundLatent { photo: "short.jpg".into(), values: vec![0.5; 64] };
        page.drop_files(&[upload(latent_file::to_bytes(&short)?)]).await?;
        let reason = "short.jpg has a latent of 64 numbers, and this netG takes 100";
        page.until(reason, SOON, |state| state.alerts_with(reason)).await?;

        // It comes with its netG, on a page without a run.
        let net_g = page.download("Download netG").await?;
        page.open("preset=tutorial").await?;
        page.drop_files(&[upload(file.bytes), Upload { name: net_g.name, bytes: net_g.bytes }]).await?;
        page.until_said("document.querySelector('#opened-latent')", "it is the chosen face 1 below", true).await?;
        Ok(())
    })
    .await;
}
