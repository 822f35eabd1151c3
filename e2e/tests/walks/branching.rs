//! Branches: a state is pinned, and another run begins from it with other settings; the first one stays as it is.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use e2e::{Fault, GPU, Page, SOON, visit};
use serde_json::json;
use tokio::time::sleep;

use crate::accessibility::{assert_accessible, load_axe};
use crate::charts::until;
use crate::layout::{HEIGHT, WIDTH, assert_fits};
use crate::runs::{EARLIER_RUNS, until_listed};
use crate::surviving::losses;

const QUERY: &str = "preset=tiny&image_size=32&sample_every=4&num_epochs=90&data=sample:16&autostart=1";
const PINNED: &str = "document.getElementById('pinned')";
/// The settings in which the compared runs differ, each as its cells with a bar between.
const SETTINGS: &str = "return [...document.querySelectorAll('.differences tbody tr')]\
                        .map((row) => [...row.cells].map((cell) => cell.textContent).join('|'))";
/// Which of these settings cannot be changed.
const FIXED: &str = "return arguments[0].map((name) => document.getElementById(`setting-${name}`).disabled)";
/// What is stored of the run that was listed first: a checksum of each of its files, by their names.
const FILES: &str = "return (async (key) => {
    const root = await navigator.storage.getDirectory();
    const files = [];
    for await (const name of root.keys()) {
      if (!name.startsWith(`facegan-run-${key}.`)) continue;
      const bytes = await (await (await root.getFileHandle(name)).getFile()).arrayBuffer();
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
      files.push(`${name} ${bytes.byteLength} ${digest.join()}`);
    }
    return files.sort();
  })(arguments[0])";

/// The keys of the listed runs.
async fn keys(page: &Page) -> Result<Vec<String>> {
    let script =
        "return [...document.querySelectorAll('[aria-label=\"Earlier runs\"] h3')].map(({ id }) => id.slice(4))";
    page.evaluate(script, vec![]).await
}

/// What is stored of a run.
async fn files(page: &Page, key: &str) -> Result<Vec<String>> {
    page.evaluate(FILES, vec![key.into()]).await
}

/// Unfolds the states of a run.
async fn show_states(page: &Page, key: &str) -> Result<()> {
    let script = "const states = document.getElementById(`run-${arguments[0]}`).closest('li').querySelector('.states');
        if (states) states.open = true;
        return Boolean(states)";
    let start = Instant::now();
    while !page.evaluate::<bool>(script, vec![key.into()]).await? {
        ensure!(start.elapsed() < SOON, "no states of the run are listed");
        sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}

/// Waits until the faces of the latent panel are these, or others.
async fn until_drawn(page: &Page, faces: &[u8], same: bool) -> Result<()> {
    let start = Instant::now();
    while (page.download("Save faces as PNG").await?.bytes == faces) != same {
        ensure!(start.elapsed() < GPU, "the faces stayed as they were");
        sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}

#[tokio::test]
async fn a_run_begins_from_a_pinned_state_of_another_which_stays_as_it_is() {
    visit("branching", Fault::None, async |page| {
        // Pinned while it trains on: some iterations follow.
        page.open(QUERY).await?;
        page.until_iteration(3).await?;
        page.click("Pause").await?;
        let pinned = page.until_run("paused").await?.iteration;
        page.click("Pin this state").await?;
        page.until_said(PINNED, &format!("Pinned at iteration {pinned}: "), true).await?;
        ensure!(!page.can_click("Pin this state").await?, "it is pinned already");
        let net_g = page.download("Download netG").await?.bytes;
        page.click("New faces").await?;
        page.until_can_click("Save faces as PNG", true).await?;
        let faces = page.download("Save faces as PNG").await?.bytes;
        page.click("Resume").await?;
        page.until_iteration(pinned + 3).await?;
        page.click("Stop").await?;
        page.until_run("finished").await?;
        let first = losses(&page).await?;

        // Faces are drawn with the last state, or with the pinned one.
        until_drawn(&page, &faces, false).await?;
        let choose = "const list = document.getElementById('latent-weights');
            list.value = arguments[0];
            list.dispatchEvent(new Event('change'));";
        page.evaluate::<()>(choose, vec![format!("pinned at {pinned}").into()]).await?;
        until_drawn(&page, &faces, true).await?;
        let started = until_listed(&page, 1).await?.remove(0);
        let key = keys(&page).await?.remove(0);

        // After a reload the pinned state is there, as a checkpoint too.
        page.open("preset=quick").await?;
        until_listed(&page, 1).await?;
        show_states(&page, &key).await?;
        let state = format!("iteration {pinned}, pinned: run of {started}");
        let checkpoint = page.download(&format!("Download {state}")).await?;
        assert_eq!(checkpoint.name, format!("checkpoint_{pinned}.safetensors"));
        let pinned_net_g = page.download(&format!("Download netG of {state}")).await?;
        assert_eq!(pinned_net_g.name, format!("netG_{pinned}.safetensors"));
        ensure!(pinned_net_g.bytes == net_g, "netG is what it was then");
        let before = files(&page, &key).await?;
        ensure!(before.iter().any(|file| file.contains("pin-a")), "{before:?}");

        // Its settings fill the form; those that would make it another run stay.
        page.click(&format!("New run from {state}")).await?;
        assert_eq!(page.setting_value("image_size").await?, "32");
        let fields = json!(["image_size", "ngf", "batch_size", "lr", "num_epochs"]);
        assert_eq!(page.evaluate::<Vec<bool>>(FIXED, vec![fields]).await?, [true, true, true, false, false]);
        load_axe(&page).await?;
        assert_accessible(&page, "with a state chosen").await?;
        page.click("Begin anew instead").await?;
        assert_eq!(page.setting_value("image_size").await?, "64", "the settings of before");

        show_states(&page, &key).await?;
        page.click(&format!("New run from {state}")).await?;
        page.set("lr", "0.001").await?;
        page.set("max_iterations", &(pinned + 4).to_string()).await?;
        page.click("Begin this run").await?;
        page.until_status(&format!("Training complete: {} iterations.", pinned + 4), GPU).await?;
        let second = losses(&page).await?;
        assert_eq!((second.len(), &second[..pinned]), (pinned + 4, &first[..pinned]), "its count goes on");
        assert_ne!(second[pinned..pinned + 3], first[pinned..pinned + 3], "with another lr");
        assert_eq!(files(&page, &key).await?, before, "not a bit of the first run changed");

        // The list says where it came from, and the first run's curves lie beside its own.
        let from = format!("From run of {started}, iteration {pinned}");
        until_listed(&page, 2).await?;
        page.until_said(EARLIER_RUNS, &from, true).await?;
        let began = format!("This run began from iteration {pinned} of ");
        page.until_said("document.getElementById('chart-branches')", &began, true).await?;
        let max = format!("max_iterations|{}|none", pinned + 4);
        until(&page, SETTINGS, &["lr|0.001|0.0002", &max]).await?;
        page.become_phone(WIDTH, HEIGHT).await?;
        assert_fits(&page, "with a branch").await?;

        page.open("preset=tiny").await?;
        until_listed(&page, 2).await?;
        page.until_said(EARLIER_RUNS, &from, true).await?;
        show_states(&page, &key).await?;
        page.click(&format!("Unpin: iteration {pinned}, run of {started}")).await?;
        page.click(&format!("Really unpin: iteration {pinned}, run of {started}")).await?;
        page.until_said(EARLIER_RUNS, ", pinned", false).await?;
        assert_eq!(page.state().await?.alerts, [""; 0]);
        Ok(())
    })
    .await;
}
