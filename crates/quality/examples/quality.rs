//! Prints how good generated images are, and how long each part takes:
//! `cargo run --release --package facegan-quality --example quality -- GENERATED PHOTOS [SIZE [AT_MOST]]`, two folders of
//! images. They are resized to SIZE pixels (64) as for a training.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs};

use facegan_core::images::{CHANNELS, Images};
use facegan_core::quality::Value;
use facegan_data::decode::decode;
use facegan_data::resize::square;
use facegan_quality::{Evaluation, Options, RunEvaluator, Stage, Workload};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [generated, photos, numbers @ ..] = arguments.as_slice() else {
        return Err("two folders, please".into());
    };
    let number = |place: usize, default: usize| numbers.get(place).map_or(Ok(default), |text| text.parse());
    let size = number(0, 64)?;
    let options = Options { at_most: number(1, Options::default().at_most)?, ..Options::default() };
    let (generated, photos) = (read(generated, size)?, read(photos, size)?);
    let mut evaluation = Evaluation::new(&[&generated], &photos, options)?;
    let mut times: Vec<(Stage, Duration)> = Vec::new();
    let mut longest = Duration::ZERO;
    while let Some(stage) = evaluation.stage() {
        let start = Instant::now();
        evaluation.advance();
        longest = longest.max(start.elapsed());
        match times.last_mut().filter(|(last, _)| *last == stage) {
            Some((_, time)) => *time += start.elapsed(),
            None => times.push((stage, start.elapsed())),
        }
    }
    let quality = evaluation.finish().and_then(|mut found| found.pop()).ok_or("it ended before its end")?;
    for figure in &quality.figures {
        print!("{:32} {:5} with {:5}: ", figure.metric.name(), figure.generated, figure.photos);
        match &figure.result {
            Ok(score) => println!("{}, photos {}", words(score.generated), words(score.real)),
            Err(few) => println!("{few}"),
        }
    }

    let workload = Workload {
        size,
        sets: 1,
        generated: generated.count(),
        photos: photos.count(),
        held_out: None,
        again: false,
        options,
    };
    println!("{:?}", workload.operations()?);
    times.iter().for_each(|(stage, time)| println!("{stage:?}: {:.2} s", time.as_secs_f64()));
    println!("the longest step: {:.3} s", longest.as_secs_f64());
    while_training(&generated, &photos)
}

/// How long a run's measurements take, each with the photos' own work done before, but for the first.
fn while_training(generated: &Images, photos: &Images) -> Result<(), Box<dyn Error>> {
    let length = generated.size * generated.size * CHANNELS;
    let count = Options::WHILE_TRAINING.at_most.min(generated.count() / 2);
    let set = |at: usize| Images {
        size: generated.size,
        rgb: generated.rgb[at * count * length..][..count * length].to_vec(),
    };
    let (net_g, average) = (set(0), set(1));
    let mut evaluator = RunEvaluator::new(photos.clone(), None);
    for (words, average) in [("first", None), ("again", None), ("both networks", Some(&average))] {
        let start = Instant::now();
        evaluator.evaluate(&net_g, average)?;
        println!("while training, {words}: {:.2} s", start.elapsed().as_secs_f64());
    }
    Ok(())
}

fn words(value: Value) -> String {
    let interval = value.interval.map(|[low, high]| format!(" ({low:.2} to {high:.2})"));
    format!("{:.3}{}", value.value, interval.unwrap_or_default())
}

/// The images in a folder, in the order of their names.
fn read(folder: impl AsRef<Path>, size: usize) -> Result<Images, Box<dyn Error>> {
    let mut paths =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<PathBuf>, Box<dyn Error>>>()?;
    paths.retain(|path| {
        path.extension().is_some_and(|ending| ["jpg", "jpeg", "png"].iter().any(|known| ending == *known))
    });
    paths.sort();
    let mut rgb = Vec::new();
    for path in paths {
        rgb.extend(square(&decode(&fs::read(path)?)?, size)?);
    }
    Ok(Images { size, rgb })
}
