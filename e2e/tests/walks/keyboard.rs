//! From the photos to the networks taken home with the keyboard alone: never a click.

use std::time::Instant;

use anyhow::{Result, bail, ensure};
use e2e::{Fault, GPU, Page, SOON, visit};
use fantoccini::key::Key;
use tokio::time::{Duration, sleep};

use crate::crops::until;
use crate::focus::until_focused;
use crate::runs::{EARLIER_RUNS, until_listed, until_painted};

/// Presses of Tab that lead around the whole page.
const AROUND: usize = 250;
/// The accessible name of what has the focus; of a slider with its role, since buttons have the same names.
const NAME: &str = "const it = document.activeElement;
    if (it === document.body) return 'the body';
    return it.computedRole === 'slider' ? `slider ${it.computedName}` : it.computedName;";
/// What is wrong with the focus; an empty text where nothing is.
const WRONG: &str = "
    const it = document.activeElement;
    if (it === document.body) return 'the focus fell to the body';
    const { outlineStyle, outlineWidth } = getComputedStyle(it);
    const shown = it.matches(':focus-visible') && outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1;
    return shown ? '' : `the focus on ${it.outerHTML.slice(0, 200)} is not seen`;";

/// Which way Tab moves the focus.
#[derive(Clone, Copy)]
enum Way {
    Forward,
    Back,
}

impl Way {
    fn keys(self) -> String {
        let tab = char::from(Key::Tab);
        match self {
            Self::Forward => tab.to_string(),
            Self::Back => format!("{}{tab}{}", char::from(Key::Shift), char::from(Key::Null)),
        }
    }
}

async fn press(page: &Page, key: Key) -> Result<()> {
    page.press(&char::from(key).to_string()).await
}

/// The focus is on the page and can be seen; it may take a moment to be moved on.
async fn assert_focus_seen(page: &Page, when: &str) -> Result<()> {
    let start = Instant::now();
    loop {
        let wrong: String = page.evaluate(WRONG, vec![]).await?;
        if wrong.is_empty() {
            return Ok(());
        }
        ensure!(start.elapsed() < Duration::from_secs(2), "{when}: {wrong}");
        sleep(Duration::from_millis(50)).await;
    }
}

/// Moves the focus with Tab to the control whose accessible name starts with this.
async fn tab_to(page: &Page, way: Way, name: &str) -> Result<()> {
    let keys = way.keys();
    for _ in 0..AROUND {
        page.press(&keys).await?;
        if page.evaluate::<String>(NAME, vec![]).await?.starts_with(name) {
            return assert_focus_seen(page, name).await;
        }
    }
    bail!("Tab never leads to “{name}”")
}

/// Moves there and presses a key.
async fn use_control(page: &Page, way: Way, name: &str, key: Key) -> Result<()> {
    tab_to(page, way, name).await?;
    press(page, key).await?;
    assert_focus_seen(page, &format!("after “{name}”")).await
}

/// Waits for the end of a run of so many iterations, which leads the focus to what comes next.
async fn until_complete(page: &Page, iterations: usize) -> Result<()> {
    page.until_status(&format!("Training complete: {iterations} iterations."), GPU).await?;
    until_focused(page, "Train longer").await?;
    assert_focus_seen(page, "after training").await
}

/// Chooses sample faces and the length of the run, and starts it.
async fn begin(page: &Page) -> Result<()> {
    use_control(page, Way::Forward, "Try sample faces", Key::Enter).await?;
    until_focused(page, "Start").await?;
    assert_focus_seen(page, "with photos").await?;
    tab_to(page, Way::Forward, "max_iterations").await?;
    page.press("24").await?;
    assert_eq!(page.setting_value("max_iterations").await?, "24");
    use_control(page, Way::Back, "Start", Key::Enter).await?;
    until_focused(page, "Pause").await
}

/// Pauses and goes on, to the end.
async fn train(page: &Page) -> Result<()> {
    page.until_iteration(1).await?;
    page.press(" ").await?;
    page.until_run("paused").await?;
    until_focused(page, "Resume").await?;
    assert_focus_seen(page, "while paused").await?;
    page.press(" ").await?;
    until_complete(page, 24).await
}

/// Looks at the first grid.
async fn scrub(page: &Page) -> Result<()> {
    use_control(page, Way::Back, "slider Timeline", Key::Home).await?;
    let shown = "document.activeElement.ariaValueText";
    until(page, "the first grid", &format!("{shown} === 'After iteration 0, in epoch 1'")).await?;
    press(page, Key::Right).await?;
    until(page, "the next grid", &format!("/^After iteration [1-9]/.test({shown})")).await?;
    press(page, Key::End).await
}

/// Brings the run back after a reload, trains it longer and compares it with another.
async fn go_on(page: &Page, query: &str) -> Result<()> {
    page.open(query).await?;
    let first = until_listed(page, 1).await?.remove(0);
    page.until_said(EARLIER_RUNS, "24 iterations", true).await?;
    use_control(page, Way::Forward, "Show: ", Key::Enter).await?;
    page.until_status("Training complete: 24 iterations.", GPU).await?;
    until_painted(page, "Faces").await?;
    assert_focus_seen(page, "with an earlier run").await?;
    use_control(page, Way::Back, "Train longer", Key::Enter).await?;
    until_complete(page, 48).await?;

    // As long as the run has become.
    use_control(page, Way::Forward, "New run", Key::Enter).await?;
    until_listed(page, 2).await?;
    until_complete(page, 48).await?;
    let compare = format!("Compare: run of {first}");
    tab_to(page, Way::Forward, &compare).await?;
    page.press(" ").await?;
    let start = Instant::now();
    while page.button_attribute(&compare, "aria-pressed").await?.as_deref() != Some("true") {
        ensure!(start.elapsed() < SOON, "the first run is never compared");
        sleep(Duration::from_millis(100)).await;
    }
    use_control(page, Way::Back, "slider Iteration compared", Key::Home).await?;
    page.until_said("document.querySelector('.compared-grids')", "After iteration 0", true).await
}

#[tokio::test]
async fn everything_is_reached_with_the_keyboard_alone() {
    visit("keyboard", Fault::None, async |page| {
        let query = "preset=tiny&image_size=32&sample_every=2";
        page.open(query).await?;
        begin(&page).await?;
        train(&page).await?;
        scrub(&page).await?;
        tab_to(&page, Way::Forward, "Download netG").await?;
        let net_g = page.downloaded("Download netG", press(&page, Key::Enter)).await?;
        assert!(net_g.bytes.len() > 10_000, "{} holds {} bytes", net_g.name, net_g.bytes.len());
        assert_focus_seen(&page, "after a download").await?;

        go_on(&page, &format!("{query}&max_iterations=24")).await?;
        use_control(&page, Way::Forward, "About and privacy", Key::Enter).await?;
        until_focused(&page, "Close").await?;
        press(&page, Key::Escape).await?;
        until_focused(&page, "About and privacy").await?;
        assert_focus_seen(&page, "after a sheet").await?;
        assert_eq!(page.state().await?.alerts, [""; 0]);
        Ok(())
    })
    .await;
}
