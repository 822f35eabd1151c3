//! An archive's README for people, and its settings for programs.

use std::fmt::Write;

use serde_json::json;

use super::run_parts::{Part, WholeRun};
use facegan_core::address::Launch;
use facegan_core::config::TrainConfig;

/// The lines of Python that load each file, as the page and `docs/formats.md` show them.
const SNIPPETS: [(&str, &str); 6] = [
    ("netG.safetensors", include_str!("../../../docs/snippets/netG.py")),
    ("netG_ema.safetensors", include_str!("../../../docs/snippets/netG_ema.py")),
    ("netD.safetensors", include_str!("../../../docs/snippets/netD.py")),
    ("netG.onnx", include_str!("../../../docs/snippets/onnx.py")),
    ("checkpoint.safetensors", include_str!("../../../docs/snippets/checkpoint.py")),
    ("losses.csv", include_str!("../../../docs/snippets/losses.py")),
];

/// How the run was made, what each file is, and the Python that loads it, as Markdown.
pub fn readme(run: &WholeRun) -> String {
    let TrainConfig { image_size, .. } = run.snapshot.config;
    let (images, iterations) = (run.snapshot.order.len(), run.snapshot.history.len());
    let held_out = match run.snapshot.held_out.len() {
        0 => String::new(),
        held_out => format!(" ({held_out} more are held out)"),
    };
    let origin = run.snapshot.origin.as_ref().map(|origin| format!(" It began from {origin}.")).unwrap_or_default();
    let mut text = format!(
        "# A run of facegan\n\n\
         A DCGAN as in the PyTorch DCGAN faces tutorial, trained in a browser by facegan {}: {iterations} iterations over \
         {images} photos of {image_size} × {image_size} pixels{held_out}, with {} kernels on {}.{origin} `settings.json` has every \
         setting, and what to put behind the page's address for the same ones. Of the photos there is no more in here \
         than `real_images.png` shows.\n\n\
         | file | what it is |\n|---|---|\n",
        env!("CARGO_PKG_VERSION"),
        run.kernels.name(),
        run.adapter,
    );
    for (file, about) in files(run) {
        line(&mut text, format_args!("| `{file}` | {about} |"));
    }
    text.push_str(
        "\n`netG`, `netD`, `optimizerG` and `optimizerD` below are the tutorial's, made with these settings.\n",
    );
    let paths: Vec<_> = run.parts().iter().map(Part::path).collect();
    for (file, python) in SNIPPETS.iter().filter(|(file, _)| paths.iter().any(|path| path == file)) {
        line(&mut text, format_args!("\n## {file}\n\n```python\n{}\n```", python.trim_end()));
    }
    text
}

/// The files of the archive but the README, all grids in one line.
fn files(run: &WholeRun) -> Vec<(String, &'static str)> {
    let mut files: Vec<_> = run.parts().iter().filter_map(|part| Some((part.path(), about(part)?))).collect();
    if let Some(grid) = run.snapshot.grids.first() {
        let first = Part::Grid(grid).path();
        files.push((
            first,
            "the first sample grid, drawn after that iteration (from 0) from the fixed noise; and so on",
        ));
    }
    files
}

/// What a file is, where the README has no other text for it.
fn about(part: &Part) -> Option<&'static str> {
    match part {
        Part::Readme | Part::Grid(_) => None,
        Part::Settings => Some("every setting under its name"),
        Part::NetG => Some("the generator's state dict"),
        Part::AveragedNetG(_) => Some("the moving average of the generator's weights"),
        Part::BestNetG(_) => {
            Some("the generator's state dict, or its average's, of the moment at which it was measured best")
        }
        Part::NetD => Some("the discriminator's state dict"),
        Part::Onnx => Some("the generator in eval mode, for ONNX Runtime and others"),
        Part::Checkpoint => Some("the whole run, to go on on the page or in PyTorch"),
        Part::Losses => Some("the numbers of every iteration"),
        Part::Quality => Some("how good netG was, whenever it was measured"),
        Part::Reals(_) => Some("the first of the photos, as the networks saw them"),
    }
}

fn line(text: &mut String, line: std::fmt::Arguments) {
    writeln!(text, "{line}").expect("writing to a String does not fail");
}

/// Every setting under its name, how far the run came, and the query of the address that gives these settings, as JSON.
///
/// # Errors
/// When a setting cannot be written as JSON.
pub fn settings(run: &WholeRun) -> Result<String, serde_json::Error> {
    let config = &run.snapshot.config;
    serde_json::to_string_pretty(&json!({
        "facegan": env!("CARGO_PKG_VERSION"),
        "settings": config,
        "kernels": run.kernels.name(),
        "adapter": run.adapter,
        "images": run.snapshot.order.len(),
        "iterations": run.snapshot.history.len(),
        "origin": run.snapshot.origin,
        "address": query(run),
    }))
}

/// The query of an address, without its `?`, that gives the run's settings.
fn query(run: &WholeRun) -> String {
    Launch { config: run.snapshot.config.clone(), kernels: run.kernels, ..Launch::default() }.to_query()
}

#[cfg(test)]
mod tests {
    use super::super::whole_run::tests::run;
    use super::*;
    use facegan_core::config::Field;

    #[test]
    fn the_address_gives_the_same_settings() {
        let run = run();
        let (launch, problems) = Launch::from_query(&query(&run));
        assert_eq!(problems, []);
        assert_eq!((launch.config, launch.kernels), (run.snapshot.config, run.kernels));
    }

    #[test]
    fn settings_stand_under_their_names() {
        let written: serde_json::Value = serde_json::from_str(&settings(&run()).unwrap()).unwrap();
        for field in Field::ALL {
            assert!(written["settings"].get(field.name()).is_some(), "{}", field.name());
        }
        assert_eq!((&written["settings"]["image_size"], &written["adapter"]), (&json!(32), &json!("a \"GPU\"")));
    }

    #[test]
    fn an_origin_is_told_to_people_and_programs() {
        let mut run = run();
        assert!(readme(&run).contains("It began from iteration 0 of the checkpoint a.safetensors."));
        let written: serde_json::Value = serde_json::from_str(&settings(&run).unwrap()).unwrap();
        assert_eq!(written["origin"], json!({ "file": { "name": "a.safetensors", "iterations": 0 } }));
        run.snapshot.origin = None;
        assert!(!readme(&run).contains("It began"));
    }

    #[test]
    fn the_readme_says_how_many_photos_are_held_out() {
        let mut run = run();
        assert!(readme(&run).contains("over 9 photos of 32 × 32 pixels, with mixed kernels"));
        run.snapshot.held_out = vec![20, 21];
        assert!(readme(&run).contains("over 9 photos of 32 × 32 pixels (2 more are held out), with mixed kernels"));
    }

    #[test]
    fn the_readme_names_every_file_and_every_snippets_file_is_there() {
        let run = run();
        let text = readme(&run);
        let paths: Vec<_> = run.parts().iter().map(Part::path).collect();
        for path in paths.iter().filter(|path| *path != "README.md" && *path != "grids/000500.png") {
            assert!(text.contains(&format!("| `{path}` |")), "{path}");
        }
        for (file, python) in SNIPPETS {
            assert!(paths.iter().any(|path| path == file), "{file}");
            assert!(text.contains(python.trim_end()), "{file}");
        }
    }
}
