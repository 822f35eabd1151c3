//! Nothing leaves the page: once loaded it makes no requests, and its policy would refuse those to other hosts.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use axum::Router;
use e2e::{Fault, GPU, Page, Requests, SOON, Site, visit, visit_recorded};
use fantoccini::key::Key;
use serde::Deserialize;
use tokio::time::sleep;

const QUERY: &str = "preset=tiny&image_size=32&batch_size=4&sample_every=2&max_iterations=8&latent=7";
/// Time without a request after which the page counts as loaded.
const QUIET: Duration = Duration::from_secs(2);
/// What the page asks the server for at the very end, to be found in the browser's record.
const END: &str = "/end";

/// What guard.js tells of the page or of the engine's worker.
#[derive(Deserialize)]
pub struct Report {
    /// What could be done of all that the policy forbids.
    pub done: Vec<String>,
    /// The directives that refused something.
    pub refused: Vec<String>,
}

/// The report of `place`: `here`, the page, or `engine`; with an address elsewhere, after an attempt to reach it.
pub async fn report(page: &Page, place: &str, elsewhere: Option<&str>) -> Result<Report> {
    let mut report: Report =
        page.evaluate(&format!("return guard.{place}(arguments[0])"), vec![elsewhere.into()]).await?;
    // Two policies that say the same refuse twice.
    report.refused.sort();
    report.refused.dedup();
    Ok(report)
}

/// Waits until page, engine and service worker are there, and the browser has asked for all that it wants by itself.
async fn until_loaded(page: &Page, requests: &Requests) -> Result<Vec<String>> {
    page.until_status("Drop photos to begin.", SOON).await?;
    until_kept(page).await?;
    let start = Instant::now();
    loop {
        let paths = requests.paths();
        sleep(QUIET).await;
        if requests.paths() == paths {
            return Ok(paths);
        }
        ensure!(start.elapsed() < SOON, "the page never had enough: {paths:#?}");
    }
}

/// Waits until the service worker has every file.
async fn until_kept(page: &Page) -> Result<()> {
    page.evaluate("return navigator.serviceWorker.ready.then(() => null)", vec![]).await
}

/// Uses every part of the page.
async fn spend_a_session(page: &Page) -> Result<()> {
    page.click("Try sample faces").await?;
    page.until("the sample faces", GPU, |state| state.status.ends_with("photos ready.")).await?;
    page.click("Start").await?;
    page.until_iteration(1).await?;
    page.download("Download netG").await?;
    page.until_status("Training complete: 8 iterations.", GPU).await?;
    for button in ["Download checkpoint", "Download losses", "Save loss chart as PNG", "Save as GIF"] {
        page.download(button).await?;
    }

    page.click("Previous grid").await?;
    page.evaluate::<()>("probe.find('listbox', 'Choose a face to follow it')[0].focus()", vec![]).await?;
    page.press(&char::from(Key::Right).to_string()).await?;
    page.click("Find the nearest photos").await?;

    page.until_can_click("Face 1 of seed 7", true).await?;
    page.click("New faces").await?;
    page.until_can_click("Face 1 of seed 7", false).await?;
    page.download("Save faces as PNG").await?;
    Ok(())
}

/// Every address that the browser recorded a request to by the page or one of its workers, to the very last.
pub async fn recorded(page: &Page, origin: &str) -> Result<Vec<String>> {
    let end = format!("{origin}{END}");
    let start = Instant::now();
    loop {
        // Also has the browser write down what it still holds back.
        page.evaluate::<()>("return fetch(arguments[0]).then(() => null)", vec![END.into()]).await?;
        let addresses = page.requests(origin).await?;
        if addresses.contains(&end) {
            return Ok(addresses);
        }
        ensure!(start.elapsed() < SOON, "the browser never recorded {end}: {addresses:#?}");
    }
}

#[tokio::test]
async fn a_whole_session_asks_nobody_for_anything() {
    visit_recorded("leaves", Fault::Guarded, async |page, requests| {
        page.open(QUERY).await?;
        let loaded = until_loaded(&page, &requests).await?;
        spend_a_session(&page).await?;
        // The browser itself looks once in a while whether there is a newer service worker.
        let later: Vec<_> =
            requests.paths().split_off(loaded.len()).into_iter().filter(|path| !path.ends_with("/sw.js")).collect();
        assert_eq!(later, [""; 0], "the server was asked for more than what was loaded first");
        for place in ["here", "engine"] {
            assert_eq!(report(&page, place, None).await?.refused, [""; 0], "{place}: the policy got in the way");
        }

        let origin: String = page.evaluate("return location.origin", vec![]).await?;
        let addresses = recorded(&page, &origin).await?;
        let of_engine = |address: &String| address.contains("/engine-") && address.ends_with("_bg.wasm");
        assert!(addresses.iter().any(of_engine), "the record lacks what workers ask for: {addresses:#?}");
        // The last two are in the browser's own memory.
        let home = format!("{origin}/");
        let own = [home.as_str(), "blob:", "data:"];
        let is_own = |address: &&String| own.iter().any(|start| address.starts_with(*start));
        let strange: Vec<_> = addresses.iter().filter(|address| !is_own(address)).collect();
        assert!(strange.is_empty(), "{strange:#?}");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn page_and_engine_are_refused_what_the_policy_forbids() {
    visit("policy", Fault::Guarded, async |page| {
        page.open(QUERY).await?;
        page.until_status("Drop photos to begin.", SOON).await?;
        let elsewhere = Site::of(Router::new()).await?;
        let address = elsewhere.address_of("/");
        let of_page = report(&page, "here", Some(&address)).await?;
        assert_eq!(of_page.done, [""; 0]);
        assert_eq!(of_page.refused, ["connect-src", "script-src", "script-src-elem"]);
        let of_engine = report(&page, "engine", Some(&address)).await?;
        assert_eq!(of_engine.done, [""; 0]);
        assert_eq!(of_engine.refused, ["connect-src", "script-src"]);
        assert_eq!(elsewhere.requests().paths(), [""; 0]);
        Ok(())
    })
    .await;
}

/// On the first visit nothing but its host can put the engine under the policy.
#[tokio::test]
async fn the_engine_is_under_the_policy_on_a_plain_host_from_the_second_visit_on() {
    visit("plain_host", Fault::PlainHost, async |page| {
        page.open(QUERY).await?;
        until_kept(&page).await?;
        page.open(QUERY).await?;
        page.until_status("Drop photos to begin.", SOON).await?;
        let elsewhere = Site::of(Router::new()).await?;
        let of_engine = report(&page, "engine", Some(&elsewhere.address_of("/"))).await?;
        assert_eq!(of_engine.done, [""; 0]);
        assert_eq!(of_engine.refused, ["connect-src", "script-src"]);
        assert_eq!(elsewhere.requests().paths(), [""; 0]);
        Ok(())
    })
    .await;
}
