//! A run from its start to its end, and everything that can interrupt it.

use std::time::Duration;

use e2e::{Fault, GPU, visit};
use regex::Regex;
use tokio::time::sleep;

#[tokio::test]
async fn an_address_trains_to_its_end() {
    visit("address_trains", Fault::None, async |page| {
        let query = "preset=tiny&image_size=32&batch_size=4&num_epochs=1&sample_every=4&max_iterations=8\
                     &data=sample:64&autostart=1";
        page.open(query).await?;
        let state = page.until_status("Training complete: 8 iterations.", GPU).await?;
        assert_eq!((state.run.as_str(), state.iteration), ("finished", 8));
        assert_eq!(state.alerts, [""; 0]);

        let line = Regex::new(
            r"^\[0/1\]\[0/16\]\tLoss_D: \d+\.\d{4}\tLoss_G: \d+\.\d{4}\tD\(x\): [01]\.\d{4}\tD\(G\(z\)\): [01]\.\d{4} / [01]\.\d{4}$",
        )?;
        assert_eq!(state.log.len(), 1, "{:?}", state.log);
        assert!(line.is_match(&state.log[0]), "{:?}", state.log);

        page.click("Photos beside").await?;
        for (canvas, colours) in [("Faces", 50), ("Photos", 50), ("Loss chart", 3), ("D(x) chart", 3)] {
            assert!(page.colours(canvas).await? > colours, "{canvas} is blank");
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_run_can_be_paused_stepped_resumed_and_stopped_and_another_started() {
    visit("pause_step_resume_stop", Fault::None, async |page| {
        page.open("preset=tiny&image_size=32&num_epochs=100&data=sample:64&autostart=1").await?;
        page.until_iteration(2).await?;
        page.click("Pause").await?;
        let state = page.until_run("paused").await?;
        let paused = state.iteration;
        assert_eq!(page.state().await?.status, format!("Paused at iteration {paused} of 1,600."));
        // The iteration under way at the click, and those whose numbers were on their way to the page.
        assert!(paused - state.clicked_at <= 4, "clicked at iteration {}, paused at {paused}", state.clicked_at);
        sleep(Duration::from_secs(5)).await;
        assert_eq!(page.state().await?.iteration, paused, "a paused run went on");

        page.click("Step").await?;
        page.until_iteration(paused + 1).await?;
        page.until_run("paused").await?;
        sleep(Duration::from_secs(5)).await;
        assert_eq!(page.state().await?.iteration, paused + 1, "a step was more than one iteration");

        page.click("Resume").await?;
        page.until_iteration(paused + 3).await?;

        page.click("Stop").await?;
        let stopped = page.until_run("finished").await?;
        assert_eq!(stopped.status, format!("Stopped after {} iterations.", stopped.iteration));

        page.set("max_iterations", "2").await?;
        page.click("New run").await?;
        let again = page.until_status("Training complete: 2 iterations.", GPU).await?;
        assert_eq!((again.run.as_str(), again.iteration), ("finished", 2));
        Ok(())
    })
    .await;
}
