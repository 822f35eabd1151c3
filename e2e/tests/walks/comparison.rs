//! Runs that are compared: colours, settings that differ, values and sample grids.

use std::collections::HashSet;

use anyhow::Result;
use e2e::{Fault, GPU, Page, visit};
use fantoccini::key::Key;

use crate::accessibility::{assert_accessible, load_axe};
use crate::charts::until;
use crate::layout::{HEIGHT, WIDTH, assert_fits};
use crate::runs::{compare, until_listed, until_painted};

const LOSS: &str = "Loss chart";

/// The first run: grids of the iterations 0, 2, 4, 6 and, the last one, 7.
const QUERY: &str = "preset=tiny&image_size=32&batch_size=4&sample_every=2&max_iterations=8&data=sample:16&autostart=1";

/// The rows of the table of settings, each as its cells with a bar between.
const SETTINGS: &str = "return [...document.querySelectorAll('.differences tbody tr')]\
                        .map((row) => [...row.cells].map((cell) => cell.textContent).join('|'))";
/// Which iterations the grids side by side are of.
const GRIDS: &str = "return [...document.querySelectorAll('.compared-grids figcaption')]\
                     .map((caption) => caption.textContent)";
/// What the timeline of the run on screen is at.
const TIMELINE: &str = "return [probe.find('slider', 'Timeline')[0]?.ariaValueText ?? 'none']";
/// The runs' colours in the list, in the table of settings, beside the grids, and in the table below a chart: how many
/// ways there are to colour them, and how many colours.
const COLOURS: &str = "
    const colours = (selector, property) =>
      [...document.querySelectorAll(selector)].map((element) => getComputedStyle(element)[property]);
    const swatches = ['[aria-label=\"Earlier runs\"]', '.differences', '.compared-grids'];
    const lines = colours('.charts figure:first-child .read-out tbody tr:nth-child(odd) svg', 'color');
    const places = swatches.map((place) => colours(`${place} .run-swatch`, 'backgroundColor')).concat([lines]);
    return [new Set(places.map(String)), new Set(lines)].map(({ size }) => String(size))";
/// Two runs have the same colours wherever they are named.
const ONE_COLOUR_A_RUN: [&str; 2] = ["1", "2"];
/// The values below the charts that are no numbers, and how many there are in all.
const VALUES: &str = "
    const cells = [...document.querySelectorAll('.read-out td:not(:empty)')].map((cell) => cell.textContent);
    return [...cells.filter((text) => !Number.isFinite(Number(text))), `${cells.length} values`]";
const CAPTIONS: &str =
    "return [...document.querySelectorAll('.read-out caption')].map(({ textContent }) => textContent)";

/// Two runs have a row of values and one of smoothed values each: of two curves in one chart, of three in the other.
const ALL_VALUES: &str = "20 values";

async fn press_at_slider(page: &Page, key: Key) -> Result<()> {
    page.evaluate::<()>("probe.find('slider', 'Iteration compared')[0].focus()", vec![]).await?;
    page.press(&char::from(key).to_string()).await
}

/// Trains two runs that differ in `lr` and `max_iterations`; returns the titles of both, the second one first.
async fn train_two(page: &Page) -> Result<Vec<String>> {
    page.open(QUERY).await?;
    page.until_status("Training complete: 8 iterations.", GPU).await?;
    until_listed(page, 1).await?;
    page.set("lr", "0.001").await?;
    page.set("max_iterations", "6").await?;
    page.click("New run").await?;
    page.until_status("Training complete: 6 iterations.", GPU).await?;
    until_listed(page, 2).await
}

/// Pointing reads values and moves nothing else; a click and the slider move every grid.
async fn assert_grids_follow(page: &Page) -> Result<()> {
    let last = ["After iteration 5", "After iteration 7"];
    until(page, GRIDS, &last).await?;
    page.point_at(LOSS, 0.0).await?;
    until(page, CAPTIONS, &["Iteration 0 · epoch 1"; 2]).await?;
    until(page, VALUES, &[ALL_VALUES]).await?;
    until(page, TIMELINE, &["After iteration 5, in epoch 2"]).await?;
    until(page, GRIDS, &last).await?;

    page.click_at(LOSS, 0.0).await?;
    until(page, CAPTIONS, &["Iteration 0 · epoch 1 · images of iteration 0"; 2]).await?;
    until(page, TIMELINE, &["After iteration 0, in epoch 1"]).await?;
    until(page, GRIDS, &["After iteration 0"; 2]).await?;
    page.point_at("Faces", 0.5).await?;
    page.type_at(LOSS, &char::from(Key::Right).to_string()).await?;
    until(page, CAPTIONS, &["Iteration 1 · epoch 1"; 2]).await?;
    until(page, TIMELINE, &["After iteration 0, in epoch 1"]).await?;
    page.type_at(LOSS, &char::from(Key::Enter).to_string()).await?;
    until(page, CAPTIONS, &["Iteration 1 · epoch 1 · images of iteration 0"; 2]).await?;

    press_at_slider(page, Key::End).await?;
    until(page, GRIDS, &last).await?;
    press_at_slider(page, Key::Left).await?;
    until(page, GRIDS, &["After iteration 5", "After iteration 6"]).await?;
    let names: Vec<String> = page
        .evaluate("return [...document.querySelectorAll('.compared-grids canvas')].map((it) => it.ariaLabel)", vec![])
        .await?;
    for name in &names {
        until_painted(page, name).await?;
    }
    assert_ne!(page.shown(&names[0]).await?, page.shown(&names[1]).await?, "both runs show the same grid");
    Ok(())
}

/// The CSV has the iterations of both runs.
async fn assert_saved(page: &Page) -> Result<()> {
    let numbers = page.download("Save numbers as CSV").await?;
    assert_eq!(numbers.name, "losses_compared.csv");
    let text = String::from_utf8(numbers.bytes)?;
    let keys: HashSet<_> = text.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert_eq!((text.lines().count(), keys.len()), (1 + 6 + 8, 2));
    Ok(())
}

#[tokio::test]
async fn two_runs_are_compared() {
    visit("comparison", Fault::None, async |page| {
        let started = train_two(&page).await?;
        compare(&page, &started[1]).await?;
        let differences = ["lr|0.001|0.0002", "max_iterations|6|8"];
        until(&page, SETTINGS, &differences).await?;
        until(&page, COLOURS, &ONE_COLOUR_A_RUN).await?;
        assert_grids_follow(&page).await?;
        assert_saved(&page).await?;
        load_axe(&page).await?;
        assert_accessible(&page, "with runs compared").await?;

        // With no run on screen, both are laid over empty charts.
        page.open("preset=tiny").await?;
        until_listed(&page, 2).await?;
        for title in &started {
            compare(&page, title).await?;
        }
        until(&page, SETTINGS, &differences).await?;
        until(&page, COLOURS, &ONE_COLOUR_A_RUN).await?;
        page.point_at(LOSS, 0.0).await?;
        until(&page, VALUES, &[ALL_VALUES]).await?;
        assert_saved(&page).await?;
        press_at_slider(&page, Key::Home).await?;
        until(&page, GRIDS, &["After iteration 0"; 2]).await?;
        page.become_phone(WIDTH, HEIGHT).await?;
        assert_fits(&page, "with runs compared").await?;
        assert_eq!(page.state().await?.alerts, [""; 0]);
        Ok(())
    })
    .await;
}
