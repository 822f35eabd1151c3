//! The main job in Firefox: an engine and a compiler of shaders of its own, and a GPU that has no name there.

use anyhow::{Context, Result};
use e2e::{Kind, Page, SOON, visit_in};
use facegan_store::{checkpoint, weights};

use crate::adapters::train;
use crate::faces::{SIDE, face};
use crate::runs::until_painted;
use crate::surviving::losses;

const PHOTOS: u32 = 16;
/// More iterations than anyone waits for, so that there is time to pause.
const RUN: &str = "preset=tiny&image_size=32&sample_every=20&num_epochs=4000&seed=3";

/// Opens the page, drops photos, and starts a run.
async fn start(page: &Page, query: &str) -> Result<()> {
    page.open(query).await?;
    let photos = (0..PHOTOS).map(|index| face(&format!("photo {index}.jpg"), index, SIDE));
    page.drop_files(&photos.collect::<Result<Vec<_>>>()?).await?;
    page.until_status(&format!("{PHOTOS} photos ready."), SOON).await?;
    page.click("Start").await
}

#[tokio::test]
async fn photos_become_faces_in_firefox_across_a_pause_and_a_reload() {
    visit_in(Kind::Firefox, "firefox", async |page| {
        start(&page, RUN).await?;
        page.until_iteration(3).await?;
        page.click("Pause").await?;
        let paused = page.until_run("paused").await?.iteration;
        until_painted(&page, "Faces").await?;
        let before = losses(&page).await?;
        assert_eq!(before.len(), paused);

        // Nothing is dropped and nothing is started: the run is offered.
        page.open("").await?;
        page.click("Pick up where it stopped").await?;
        page.until_iteration(paused + 20).await?;
        page.click("Stop").await?;
        let iterations = page.until_run("finished").await?.iteration;
        let interrupted = losses(&page).await?;
        assert_eq!((interrupted.len(), &interrupted[..paused]), (iterations, &before[..]));
        until_painted(&page, "Faces").await?;

        let net_g = weights::read(&page.download("Download netG").await?.bytes)?;
        assert!(net_g.state.iter().flat_map(|tensor| &tensor.values).all(|value| value.is_finite()));
        let saved = checkpoint::from_bytes(&page.download("Download checkpoint").await?.bytes)?;
        assert_eq!((saved.history.len(), saved.order.len()), (iterations, PHOTOS as usize));
        assert_eq!(page.state().await?.alerts, [""; 0]);

        start(&page, &format!("{RUN}&max_iterations={iterations}")).await?;
        page.until_run("finished").await?;
        assert_eq!(losses(&page).await?, interrupted, "exactly as a run that nothing interrupts");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn mixed_precision_and_stock_kernels_train_in_firefox() {
    visit_in(Kind::Firefox, "firefox_kernels", async |page| {
        for kernels in ["mixed", "stock"] {
            train(&page, kernels).await.with_context(|| format!("with kernels={kernels}"))?;
        }
        let float16 = "return navigator.gpu.requestAdapter().then(({ features }) => features.has('shader-f16'))";
        if !page.evaluate::<bool>(float16, vec![]).await? {
            eprintln!("this GPU has no float16, so mixed precision was float32");
        }
        Ok(())
    })
    .await;
}
