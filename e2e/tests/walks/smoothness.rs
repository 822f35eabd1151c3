//! The page's own thread stays free while the engine trains.

use e2e::{Fault, visit};
use serde::Deserialize;

#[derive(Deserialize)]
struct Smoothness {
    /// Milliseconds of each task over 50 ms.
    tasks: Vec<f64>,
    /// Milliseconds that a timer came late at most.
    latest: f64,
}

#[tokio::test]
async fn no_task_takes_over_50_ms_while_training() {
    visit("smoothness", Fault::None, async |page| {
        page.open("preset=tiny&image_size=32&sample_every=4&max_iterations=40&data=sample:64&autostart=1").await?;
        page.until_iteration(1).await?;
        page.evaluate::<()>("probe.watch()", vec![]).await?;
        page.until_run("finished").await?;
        let Smoothness { tasks, latest } = page.evaluate("return probe.smoothness()", vec![]).await?;
        println!("While training Tiny: {} tasks over 50 ms; a timer came at most {latest:.0} ms late.", tasks.len());
        assert_eq!(tasks, [0.0; 0], "milliseconds of tasks over 50 ms");
        Ok(())
    })
    .await;
}
