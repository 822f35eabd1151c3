//! Photos in a folder a person: how many each has, which of them a run trains on, and what is stored of them.

use anyhow::Result;
use e2e::{Fault, GPU, Page, SOON, visit};

use crate::accessibility::{assert_accessible, load_axe};
use crate::crops::until;
use crate::faces::{SIDE, archive, face};
use crate::layout::{HEIGHT, WIDTH, assert_fits};
use crate::runs::EARLIER_RUNS;

const QUERY: &str = "preset=tiny&image_size=32&batch_size=2&sample_every=2&max_iterations=2";
/// What the rows of the chart say, and whether each is taken.
const ROWS: &str = "return [...document.querySelectorAll('.folders label')]
    .map((row) => [row.textContent, row.querySelector('input').checked])";

/// Drops photos of two people, a folder each, and waits until this many are taken.
async fn drop_people(page: &Page, taken: usize) -> Result<()> {
    page.until_can_click("Choose photos", true).await?;
    let anna = (0..4).map(|index| face(&format!("anna/{index}.png"), index, SIDE));
    let ben = (4..6).map(|index| face(&format!("ben/{index}.png"), index, SIDE));
    page.drop_files(&[archive("faces.zip", &anna.chain(ben).collect::<Result<Vec<_>>>()?)?]).await?;
    until_taken(page, taken).await
}

async fn until_taken(page: &Page, taken: usize) -> Result<()> {
    let status = format!("{taken} photos ready.");
    page.until(&status, SOON, |state| state.count("photo") == taken && state.status == status).await?;
    Ok(())
}

#[tokio::test]
async fn a_folder_that_is_left_out_stays_out() {
    visit("folders", Fault::None, async |page| {
        page.become_phone(WIDTH, HEIGHT).await?;
        page.open(QUERY).await?;
        drop_people(&page, 6).await?;
        let rows: Vec<(String, bool)> = page.evaluate(ROWS, vec![]).await?;
        assert_eq!(rows, [("anna4".to_owned(), true), ("ben2".to_owned(), true)]);
        page.evaluate::<()>("document.querySelectorAll('.folders input')[1].click()", vec![]).await?;
        until_taken(&page, 4).await?;
        load_axe(&page).await?;
        assert_fits(&page, "with folders").await?;
        assert_accessible(&page, "with folders").await?;

        let show_ben = "const list = document.getElementById('squares-folder');
            list.value = 'ben';
            list.dispatchEvent(new Event('change'));";
        page.evaluate::<()>(show_ben, vec![]).await?;
        until(&page, "Ben's squares alone", "document.querySelectorAll('.square.left-out').length === 2").await?;
        until(&page, "no others", "document.querySelectorAll('.square').length === 2").await?;

        page.open(QUERY).await?;
        drop_people(&page, 4).await?;
        let rows: Vec<(String, bool)> = page.evaluate(ROWS, vec![]).await?;
        assert_eq!(rows, [("anna4".to_owned(), true), ("ben2".to_owned(), false)]);
        page.click("Start").await?;
        page.until_status("Training complete: 2 iterations.", GPU).await?;
        page.until_said("document.querySelector('#place-runs')", "2 iterations over 4 photos", true).await?;
        page.until_said("document.querySelector('#place-runs')", "folder anna", true).await?;

        // The photos that are stored with the run have their folders still.
        page.open(QUERY).await?;
        page.until_said(EARLIER_RUNS, "Train longer", true).await?;
        page.evaluate::<()>("document.querySelector('[aria-label^=\"Train longer: run\"]').click()", vec![]).await?;
        page.until_status("Training complete: 4 iterations.", GPU).await?;
        page.unfold("Photos").await?;
        let rows: Vec<(String, bool)> = page.evaluate(ROWS, vec![]).await?;
        assert_eq!(rows, [("anna4".to_owned(), true), ("ben2".to_owned(), false)]);
        page.click("Take all in").await?;
        page.until("all photos", SOON, |state| state.count("photo") == 6).await?;
        Ok(())
    })
    .await;
}
