//! Runs that survive a killed browser, sleep, a lost GPU and a full disk.

use std::env;
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, Result, ensure};
use e2e::{Fault, GPU, Page, SOON, Survivor, visit};
use tokio::time::sleep;

use crate::runs::EARLIER_RUNS;

/// Times that the browser is killed, unless `FACEGAN_KILLS` says otherwise.
const KILLS: usize = 4;
/// Times that the GPU is lost, drops its work or reports an error of its own.
const LOSSES: usize = 10;
const TINY: &str = "preset=tiny&image_size=32&num_epochs=4000&sample_every=20&seed=3";

/// The numbers of every iteration, without the seconds that it took.
pub async fn losses(page: &Page) -> Result<Vec<String>> {
    let csv = String::from_utf8(page.download("Download losses").await?.bytes)?;
    let header = csv.lines().next().context("the file is empty")?;
    let seconds = header.split(',').position(|name| name == "seconds").context("there are no seconds")?;
    let line = |line: &str| {
        let cells = line.split(',').enumerate().filter(|(column, _)| *column != seconds);
        cells.map(|(_, cell)| cell).collect::<Vec<_>>().join(",")
    };
    Ok(csv.lines().skip(1).map(line).collect())
}

/// The iteration that the page says its run was saved at.
async fn saved(page: &Page) -> Result<usize> {
    let text: String = page.evaluate("return document.getElementById('saved')?.textContent ?? ''", vec![]).await?;
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    Ok(digits.parse().unwrap_or(0))
}

async fn until_saved(page: &Page, iteration: usize) -> Result<usize> {
    let start = Instant::now();
    loop {
        let saved = saved(page).await?;
        if saved >= iteration {
            return Ok(saved);
        }
        ensure!(start.elapsed() < GPU, "iteration {iteration} is never saved: {:#?}", page.state().await?);
        sleep(Duration::from_millis(50)).await;
    }
}

/// A whole run that nothing disturbs.
async fn undisturbed(iterations: usize) -> Result<Vec<String>> {
    let survivor = Survivor::new().await?;
    let life = survivor.start().await?;
    life.page.open(&format!("{TINY}&max_iterations={iterations}&data=sample:16&autostart=1")).await?;
    let patience = GPU + Duration::from_millis(250) * u32::try_from(iterations)?;
    life.page.until("a run that is finished", patience, |state| state.run == "finished").await?;
    let losses = losses(&life.page).await?;
    life.close().await?;
    Ok(losses)
}

/// Pauses the run and asserts that its losses, bit for bit, are those of a run that nothing disturbed; tells of how many
/// iterations.
async fn assert_undisturbed(page: &Page) -> Result<usize> {
    page.click("Pause").await?;
    page.until_run("paused").await?;
    let survived = losses(page).await?;
    assert_eq!(survived, undisturbed(survived.len()).await?);
    Ok(survived.len())
}

/// A number that differs from walk to walk, up to `below`.
fn chance(below: u64) -> u64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    (u64::from(now.subsec_nanos()).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 33) % below
}

#[tokio::test]
async fn a_run_survives_a_browser_that_is_killed_at_any_moment() {
    survive_kills().await.unwrap();
}

async fn survive_kills() -> Result<()> {
    let kills = env::var("FACEGAN_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS);
    let survivor = Survivor::new().await?;
    let mut life = survivor.start().await?;
    life.page.open(&format!("{TINY}&data=sample:16&autostart=1")).await?;
    let mut at_least = until_saved(&life.page, 1).await?;
    let mut lost = Vec::new();
    for _ in 0..kills {
        sleep(Duration::from_millis(chance(14_000))).await;
        at_least = saved(&life.page).await?.max(at_least);
        let seen = life.page.state().await?.iteration;
        survivor.kill(life)?;
        life = survivor.start().await?;
        // Nothing is dropped and nothing is started: the run is offered.
        life.page.open("").await?;
        life.page.click("Pick up where it stopped").await?;
        life.page.until_run("training").await?;
        let begins = until_saved(&life.page, 1).await?;
        ensure!(begins >= at_least, "the page said {at_least} was saved, and {begins} was");
        lost.push(seen.saturating_sub(begins));
        let iteration = life.page.state().await?.iteration;
        at_least = until_saved(&life.page, iteration.max(begins + 1)).await?;
    }
    let iterations = assert_undisturbed(&life.page).await?;
    println!("{kills} kills, {iterations} iterations, lost to each: {lost:?}");
    life.close().await
}

#[tokio::test]
async fn a_run_goes_on_after_sleep() {
    survive_sleep().await.unwrap();
}

async fn survive_sleep() -> Result<()> {
    // Longer than Chromium waits for a GPU that does not answer.
    const SLEEP: Duration = Duration::from_secs(20);
    let survivor = Survivor::new().await?;
    let life = survivor.start().await?;
    life.page.open(&format!("{TINY}&data=sample:16&autostart=1")).await?;
    let asleep = life.page.until_iteration(5).await?.iteration;
    survivor.sleep(SLEEP).await?;
    let state = life.page.until_iteration(asleep + 20).await?;
    ensure!(state.alerts.is_empty() && state.run == "training", "{state:?}");
    assert_undisturbed(&life.page).await?;
    life.close().await
}

/// Whether a run waits for another engine.
fn interrupted(state: &e2e::State) -> bool {
    state.run == "preparing" && state.alerts_with("goes on by itself")
}

#[tokio::test]
async fn a_lost_gpu_is_replaced_and_the_run_goes_on() {
    visit("lost_gpu", Fault::GpuOnCall, async |page| {
        page.open(&format!("{TINY}&data=sample:16&autostart=1")).await?;
        let mut iteration = until_saved(&page, 1).await?;
        for loss in 1..=LOSSES {
            page.until_iteration(iteration + 1).await?;
            let reached = page.state().await?.iteration;
            page.fail_gpu(["destroy", "drop", "report"][loss % 3]).await?;
            page.until(&format!("loss {loss} to be noticed"), GPU, interrupted).await?;
            page.until_run("training").await?;
            let saved = saved(&page).await?;
            ensure!(saved > 0 && saved <= reached + 2, "loss {loss}: saved at {saved}, reached {reached}");
            iteration = until_saved(&page, saved + 1).await?;
        }
        assert_eq!(page.state().await?.alerts.len(), 1, "only the last interruption is told of");
        assert_undisturbed(&page).await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_state_that_the_gpu_did_not_copy_is_not_saved() {
    visit("dropped_state", Fault::GpuOnCall, async |page| {
        page.open(&format!("{TINY}&data=sample:16&autostart=1")).await?;
        let earlier = until_saved(&page, 1).await?;
        page.until_iteration(earlier + 5).await?;
        page.fail_gpu("drop a state").await?;
        // A pause saves, and outlives the loss.
        page.click("Pause").await?;
        page.until("the loss to be noticed", GPU, |state| state.alerts_with("stays paused")).await?;
        let paused = page.until_run("paused").await?;
        let saved = saved(&page).await?;
        ensure!(saved == earlier, "it went on from iteration {saved}, and {earlier} was saved last");
        ensure!(paused.iteration == saved, "it is paused at iteration {} of {saved}", paused.iteration);
        page.click("Resume").await?;
        until_saved(&page, saved + 1).await?;
        assert_undisturbed(&page).await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_run_whose_gpu_is_being_replaced_can_be_stopped() {
    visit("stopped_meanwhile", Fault::GpuOnCall, async |page| {
        page.open(&format!("{TINY}&data=sample:16&autostart=1")).await?;
        until_saved(&page, 1).await?;
        page.fail_gpu("destroy").await?;
        page.until("the loss to be noticed", GPU, interrupted).await?;
        page.click("Stop").await?;
        page.until_run("finished").await?;
        assert_eq!(page.download("Download netG").await?.name, "netG.safetensors");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_lost_gpu_is_replaced_where_nothing_can_be_stored() {
    visit("lost_gpu_without_storage", Fault::GpuOnCallWithoutStorage, async |page| {
        page.open(&format!("{TINY}&data=sample:16&autostart=1")).await?;
        for loss in ["destroy", "drop"] {
            let saved = until_saved(&page, 1).await?;
            page.until_iteration(saved + 1).await?;
            page.fail_gpu(loss).await?;
            page.until("a loss to be noticed", GPU, interrupted).await?;
            page.until_run("training").await?;
            until_saved(&page, saved + 1).await?;
        }
        page.until_said("document.getElementById('saved')", "in this tab alone", true).await?;
        page.click("Stop").await?;
        let stopped = page.until_run("finished").await?;
        // The person can go on with it as well, over the photos that are still there.
        page.until_said(EARLIER_RUNS, "Continue", true).await?;
        page.evaluate::<()>("document.querySelector('[aria-label^=\"Continue: run\"]').click()", vec![]).await?;
        page.until_iteration(stopped.iteration + 2).await?;
        assert_undisturbed(&page).await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn numbers_that_are_none_send_a_run_back() {
    visit("not_a_number", Fault::GpuOnCall, async |page| {
        page.open(&format!("{TINY}&data=sample:16&autostart=1")).await?;
        let saved = until_saved(&page, 1).await?;
        page.until_iteration(saved + 2).await?;
        page.fail_gpu("not a number").await?;
        let back = |state: &e2e::State| state.run == "paused" && state.alerts_with("were no longer numbers");
        let state = page.until("a run that went back", GPU, back).await?;
        ensure!(state.alerts_with(&format!("went back to iteration {}", state.iteration)), "{:?}", state.alerts);
        page.click("Go on with lr 0.0001").await?;
        assert_eq!(page.setting_value("lr").await?, "0.0001");
        page.until_iteration(state.iteration + 3).await?;
        page.click("Stop").await?;
        let state = page.until_run("finished").await?;
        assert_eq!(state.alerts, [""; 0]);
        let numbers = losses(&page).await?;
        ensure!(numbers.iter().all(|line| !line.contains("NaN")), "{numbers:?}");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_full_disk_pauses_training_and_loses_nothing() {
    visit("full_disk", Fault::None, async |page| {
        page.open(&format!("{TINY}&data=sample:16&autostart=1")).await?;
        let saved = until_saved(&page, 1).await?;
        page.allow_storage(Some(1)).await?;
        let full = |state: &e2e::State| state.run == "paused" && state.alerts_with("The disk is full");
        let state = page.until("a run that waits for space", GPU, full).await?;
        page.allow_storage(None).await?;
        page.click("Resume").await?;
        until_saved(&page, state.iteration.max(saved + 1)).await?;
        page.click("Stop").await?;
        let state = page.until_run("finished").await?;
        assert_eq!(losses(&page).await?.len(), state.iteration);
        // All of it is there after a reload.
        page.open("").await?;
        let listed = format!("{} iterations over 16 photos, stopped", state.iteration);
        page.until_said(EARLIER_RUNS, &listed, true).await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn two_tabs_leave_each_others_runs_alone() {
    visit("two_tabs", Fault::None, async |page| {
        page.open(&format!("{TINY}&data=sample:16&autostart=1")).await?;
        let saved = until_saved(&page, 1).await?;
        let first = page.window().await?;
        let second = page.open_window().await?;
        page.open("").await?;
        page.until_said(EARLIER_RUNS, "open in another tab", true).await?;
        ensure!(!page.can_click("Pick up where it stopped").await?, "a run that another tab trains is not offered");
        page.switch_to(&first).await?;
        // It was saved when the other tab covered it, and goes on.
        until_saved(&page, saved + 1).await?;
        page.click("Stop").await?;
        page.until_run("finished").await?;
        page.switch_to(&second).await?;
        page.close_window().await?;
        page.switch_to(&first).await?;
        assert_eq!(page.state().await?.alerts, [""; 0]);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn too_little_space_is_told_before_it_runs_out() {
    visit("little_space", Fault::None, async |page| {
        page.open(&format!("{TINY}&data=sample:16")).await?;
        page.until_can_click("Start", true).await?;
        // Chromium's own answer is always 10 GiB more than there is.
        let little = "StorageManager.prototype.estimate = async () => ({ quota: 5e6, usage: 4e6 })";
        page.evaluate::<()>(little, vec![]).await?;
        page.click("Start").await?;
        let told = |state: &e2e::State| state.alerts_with("what is saved of this run takes");
        page.until("a word on the space that is left", SOON, told).await?;
        Ok(())
    })
    .await;
}

/// How many files of the site's private file system have names with this part.
pub async fn files(page: &Page, part: &str) -> Result<usize> {
    let script = "let count = 0;\
                  for await (const name of (await navigator.storage.getDirectory()).keys())\
                      count += name.includes(arguments[0]);\
                  return count";
    page.evaluate(script, vec![part.into()]).await
}

#[tokio::test]
async fn every_run_keeps_what_it_takes_to_go_on() {
    visit("every_run", Fault::None, async |page| {
        for seed in 1..=4 {
            page.open(&format!("preset=tiny&image_size=32&num_epochs=90&seed={seed}&data=sample:16&autostart=1"))
                .await?;
            until_saved(&page, 1).await?;
        }
        page.open("").await?;
        let count = |button: &str| {
            format!(
                "return [...{EARLIER_RUNS}.querySelectorAll('button')]\
            .filter(button => button.textContent === '{button}').length"
            )
        };
        let start = Instant::now();
        for checks in 1.. {
            let shown: usize = page.evaluate(&count("Show"), vec![]).await?;
            let go_on: usize = page.evaluate(&count("Continue"), vec![]).await?;
            // Those of the runs, and the empty place for this visit's.
            let (states, photos) = (files(&page, "state").await?, files(&page, "records").await?);
            if (shown, go_on, photos) == (4, 4, 5) && states <= 8 {
                return Ok(());
            }
            ensure!(start.elapsed() < SOON, "{shown} listed, {go_on} go on; {states} states, {photos} files of photos");
            sleep(Duration::from_millis(100)).await;
            // What the visit before still had open when this one tidied up is deleted in the next.
            if checks % 100 == 0 {
                page.open("").await?;
            }
        }
        Ok(())
    })
    .await;
}
