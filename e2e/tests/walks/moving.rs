//! One run in the browser, in the command, in PyTorch on two processes, and in the browser again.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use e2e::{Fault, GPU, Page, SOON, Upload, visit};
use facegan_core::config::SAMPLE_SEED;
use facegan_core::stats::Stats;
use facegan_data::dataset::Dataset;
use facegan_data::storage::MemoryStorage;
use facegan_store::{checkpoint, cluster};

use test_support::python::python;

/// Iterations of each leg.
const LEG: usize = 20;
const PHOTOS: u32 = 16;
const SIDE: usize = 32;
const CHECKPOINT: &str = "checkpoint.safetensors";

/// Runs the native command, which `cargo xtask test` builds beside these tests.
fn facegan(arguments: &[&str], folder: &Path) -> Result<()> {
    let beside = std::env::current_exe()?;
    let command = beside.ancestors().nth(2).context("the tests lie in no folder")?.join("facegan");
    let run = Command::new(&command).args(arguments).current_dir(folder).output();
    let run =
        run.with_context(|| format!("{} does not run: run `cargo xtask test --native` first", command.display()))?;
    if !run.status.success() {
        bail!("facegan {arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
    }
    Ok(())
}

/// The sample faces as PyTorch's script takes them.
fn photos() -> Result<Vec<u8>> {
    let mut data = Dataset::new(Box::<MemoryStorage>::default(), SIDE);
    for index in 0..PHOTOS {
        data.push(&facegan_sample_faces::draw(SAMPLE_SEED, index, SIDE))?;
    }
    let all: Vec<u32> = (0..PHOTOS).collect();
    Ok(cluster::photos(&data.read(&all)?, data.identities())?)
}

/// The five numbers of every iteration that a checkpoint has.
fn history(path: &Path, iterations: usize) -> Result<Vec<Stats>> {
    let history = checkpoint::from_bytes(&fs::read(path)?)?.history;
    ensure!(history.len() == iterations, "{} has {} iterations, not {iterations}", path.display(), history.len());
    ensure!(history.iter().enumerate().all(|(place, stats)| stats.iteration == place), "iterations are not counted on");
    Ok(history)
}

/// Checks that losses move no more where the run moved than they do elsewhere within a leg.
fn check_continuous(history: &[Stats]) -> Result<()> {
    let steps = |loss: fn(&Stats) -> f32| -> Vec<f32> {
        history.windows(2).map(|pair| (loss(&pair[1]) - loss(&pair[0])).abs()).collect()
    };
    for (name, steps) in [("Loss_D", steps(|stats| stats.loss_d)), ("Loss_G", steps(|stats| stats.loss_g))] {
        let moves = |place: &usize| (place + 1).is_multiple_of(LEG);
        let (between, within): (Vec<_>, Vec<_>) = (0..steps.len()).partition(moves);
        let largest = |places: &[usize]| places.iter().map(|place| steps[*place]).fold(0.0, f32::max);
        let (between, within) = (largest(&between), largest(&within));
        println!("{name} changes by at most {between:.3} where the run moves, and {within:.3} elsewhere");
        ensure!(
            between <= 1.5 * within,
            "{name} jumps where the run moves: by {between}, elsewhere by {within} at most"
        );
    }
    Ok(())
}

async fn in_browser(page: &Page, from: Option<&Path>, to: &Path, iterations: usize) -> Result<()> {
    let query = format!("preset=tiny&image_size={SIDE}&num_epochs=1000&data=sample:{PHOTOS}");
    match from {
        None => page.open(&format!("{query}&max_iterations={iterations}&autostart=1")).await?,
        Some(path) => {
            page.open(&query).await?;
            page.until_status(&format!("{PHOTOS} photos ready."), SOON).await?;
            page.drop_files(&[Upload { name: CHECKPOINT.into(), bytes: fs::read(path)? }]).await?;
            page.until_said("document.getElementById('opened-hint')", "This run is complete", true).await?;
            page.set("max_iterations", &iterations.to_string()).await?;
            page.click("Continue this run").await?;
        }
    }
    page.until_status(&format!("Training complete: {iterations} iterations."), GPU).await?;
    Ok(fs::write(to, page.download("Download checkpoint").await?.bytes)?)
}

#[tokio::test]
async fn a_run_moves_to_bigger_machines_and_back() {
    visit("moving", Fault::None, async |page| {
        let folder = tempfile::tempdir()?;
        let at = |name: &str| folder.path().join(name);
        in_browser(&page, None, &at("browser.safetensors"), LEG).await?;

        let most = (2 * LEG).to_string();
        let samples = PHOTOS.to_string();
        let train = ["train", "--samples", &samples, "--out", "native", "--resume", "browser.safetensors"];
        facegan(&[&train[..], &["--max-iterations", &most, "--backend", "cpu"]].concat(), folder.path())?;
        let export =
            ["export", "--checkpoint", "native/checkpoint.safetensors", "--out", "cluster", "--what", "cluster"];
        facegan(&export, folder.path())?;

        let cluster = at("cluster");
        fs::write(cluster.join("photos.safetensors"), photos()?)?;
        let settings = fs::read_to_string(cluster.join("settings.json"))?;
        let raised = settings.replace(&format!("\"max_iterations\": {}", 2 * LEG), "\"max_iterations\": 60");
        ensure!(raised != settings, "settings.json does not say max_iterations: {settings}");
        fs::write(cluster.join("settings.json"), raised)?;
        python(
            &format!("from cluster_runs import *\nlaunch(2, 'back.safetensors', '--iterations', '{LEG}')"),
            &cluster,
        );

        let back = cluster.join("back.safetensors");
        in_browser(&page, Some(&back), &at("end.safetensors"), 4 * LEG).await?;
        let legs = [at("browser.safetensors"), at("native").join(CHECKPOINT), back, at("end.safetensors")];
        let whole = history(&legs[3], 4 * LEG)?;
        for (leg, path) in legs.iter().enumerate() {
            let part = history(path, (leg + 1) * LEG)?;
            let numbers = |stats: &Stats| [stats.loss_d, stats.loss_g, stats.d_x, stats.d_g_z1, stats.d_g_z2];
            ensure!(part.iter().map(numbers).eq(whole.iter().take(part.len()).map(numbers)), "leg {leg} is not kept");
        }
        check_continuous(&whole)
    })
    .await;
}
