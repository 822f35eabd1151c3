//! The field's terms can be asked about, by keyboard and while a run trains too.

use anyhow::Result;
use e2e::{Fault, Page, visit};
use fantoccini::key::Key;

/// The first term of this word in a part of the page, as an expression.
fn term(place: &str, word: &str) -> String {
    format!("[...document.querySelectorAll('{place} .term')].find((it) => it.textContent === '{word}')")
}

/// The meaning that is open, as an expression.
const OPEN: &str = "document.querySelector('.meaning:popover-open')";

async fn ask_by_keyboard(page: &Page, term: &str, meaning: &str) -> Result<()> {
    page.evaluate::<()>(&format!("{term}.focus()"), vec![]).await?;
    page.press(&char::from(Key::Enter).to_string()).await?;
    page.until_said(OPEN, meaning, true).await?;
    let expanded: String = page.evaluate(&format!("return {term}.getAttribute('aria-expanded')"), vec![]).await?;
    assert_eq!(expanded, "true");
    page.press(&char::from(Key::Escape).to_string()).await?;
    page.until_said(OPEN, meaning, false).await?;
    let focused: bool = page.evaluate(&format!("return document.activeElement === {term}"), vec![]).await?;
    assert!(focused, "the focus is lost");
    Ok(())
}

/// As [`ask_by_keyboard`], for each term: the place that it is in, its word and part of its meaning.
async fn ask_each(page: &Page, terms: &[(&str, &str, &str)]) -> Result<()> {
    for (place, word, meaning) in terms {
        ask_by_keyboard(page, &term(place, word), meaning).await?;
    }
    Ok(())
}

#[tokio::test]
async fn terms_are_explained_where_they_are() {
    visit("terms", Fault::None, async |page| {
        page.open("preset=tiny&image_size=32&num_epochs=1000&data=sample:16").await?;
        ask_each(
            &page,
            &[
                ("#place-settings", "netG", "the generator"),
                ("#place-settings", "netD", "the discriminator"),
                ("#place-settings", "EMA", "moving average"),
                ("#place-settings", "DiffAugment", "at random"),
                ("#place-settings", "latent", "random numbers"),
            ],
        )
        .await?;
        page.click("Start").await?;
        page.until_iteration(1).await?;
        page.unfold("Settings").await?;
        ask_each(
            &page,
            &[
                ("#place-settings", "EMA", "moving average"),
                ("#place-training", "Epoch", "one pass over all photos"),
                ("#place-training", "Iteration", "learn once"),
                ("#place-charts", "D(x)", "what netD says of photos"),
                ("#place-charts", "D(G(z))", "of the faces that netG draws"),
                ("#place-latent", "Truncation", "close to 0"),
            ],
        )
        .await?;

        // By mouse.
        let click = format!("{}.click()", term("#place-training", "Epoch"));
        page.evaluate::<()>(&click, vec![]).await?;
        page.until_said(OPEN, "one pass over all photos", true).await?;
        page.press(&char::from(Key::Escape).to_string()).await?;
        page.until_said(OPEN, "one pass over all photos", false).await?;
        Ok(())
    })
    .await;
}
