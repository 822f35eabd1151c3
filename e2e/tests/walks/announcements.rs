//! What screen readers speak by themselves: with pauses, while the page shows everything at once.

use e2e::{Fault, SOON, visit};

/// Notes when the live region changes, and how often the header does.
const LISTEN: &str = "
    window.spoken = [];
    window.shown = 0;
    const follow = (id, then) => new MutationObserver(then).observe(
      document.getElementById(id), { childList: true, characterData: true, subtree: true });
    follow('announced-status', () => spoken.push([performance.now(), document.getElementById('announced-status').textContent]));
    follow('status', () => shown++);";

#[tokio::test]
async fn a_run_is_spoken_of_with_pauses_and_shown_without() {
    visit("announcements", Fault::None, async |page| {
        page.open("preset=tiny&image_size=32&num_epochs=1000&data=sample:16").await?;
        page.until_can_click("Start", true).await?;
        page.evaluate::<()>(LISTEN, vec![]).await?;
        page.click("Start").await?;
        page.until_iteration(30).await?;
        page.click("Stop").await?;
        page.until_run("finished").await?;
        let said = "document.getElementById('announced-status')";
        page.until_said(said, "Stopped after", true).await?;

        let times: Vec<(f64, String)> = page.evaluate("return spoken", vec![]).await?;
        for pair in times.windows(2) {
            assert!(pair[1].0 - pair[0].0 > 3000.0, "too soon: {times:?}");
        }
        let shown: usize = page.evaluate("return shown", vec![]).await?;
        assert!(shown > times.len(), "what is seen waits as well: {shown} changes, {} spoken", times.len());
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn problems_are_spoken_and_no_longer_there_once_they_are_dismissed() {
    visit("spoken_problems", Fault::None, async |page| {
        page.open("lr=5").await?;
        let said = "document.getElementById('announced-problems')";
        page.until_said(said, "lr must be from 0 to 1", true).await?;
        page.until("an alert", SOON, |state| state.alerts_with("lr must be")).await?;
        page.click("Dismiss").await?;
        page.until_said(said, "lr must be", false).await?;
        Ok(())
    })
    .await;
}
