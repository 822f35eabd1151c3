//! How smoothly the page ran, in a table.

use std::fmt::Write;

use serde::Deserialize;

/// What the probe saw on the page's main thread.
#[derive(Debug, Deserialize)]
pub struct Smoothness {
    /// Milliseconds of each task over 50 ms.
    tasks: Vec<f64>,
    /// Milliseconds that a timer came late at most.
    latest: f64,
}

/// What was done meanwhile.
pub struct Measured {
    pub what: String,
    pub smoothness: Smoothness,
}

/// The document with the figures.
pub fn markdown(measured: &[Measured]) -> String {
    let mut text = String::from(
        "# How smoothly the page runs\n\nWritten by `cargo xtask screenshots`: the page's main thread in headless Chromium, \
         while a software GPU trains (32-pixel sample faces, `ngf = ndf = 16`, batches of 16). A task over 50 ms \
         would be felt; shorter ones the browser does not report, but a timer of 10 ms comes late by at least as long.\n\n\
         | while | longest task over 50 ms | a timer late by at most |\n| --- | ---: | ---: |\n",
    );
    for Measured { what, smoothness } in measured {
        let longest = smoothness.tasks.iter().copied().reduce(f64::max);
        let longest = longest.map_or_else(|| "none".to_owned(), |longest| format!("{longest:.0} ms"));
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| {what} | {longest} | {:.0} ms |", smoothness.latest);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_task_is_told() {
        let measured = |what: &str, tasks: &[f64], latest| Measured {
            what: what.into(),
            smoothness: Smoothness { tasks: tasks.into(), latest },
        };
        let text = markdown(&[measured("training", &[], 31.4), measured("zooming", &[51.0, 80.2, 60.0], 92.0)]);
        let rows: Vec<_> = text.lines().skip_while(|line| !line.starts_with("| ---")).skip(1).collect();
        assert_eq!(rows, ["| training | none | 31 ms |", "| zooming | 80 ms | 92 ms |"]);
    }
}
