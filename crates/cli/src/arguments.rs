//! What the command can be asked for.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

use super::settings::Settings;
use facegan_core::address::MOST_SAMPLES;
use facegan_core::animation::{FRAME_RATES, Scale, walk_seconds};
use facegan_core::config::{Crop, Field, Invalid, KernelChoice, Preset, TrainConfig, whole};
use facegan_core::latent::LatentSpec;
use facegan_core::tuning::TileChoice;

const EXIT_CODES: &str = "\
Exit codes:
  0    done
  1    failed; what was saved before stays
  2    the arguments are wrong
  3    the photos, or the file to open, cannot be used
  4    there is no such backend or GPU here, or the GPU is too small
  130  interrupted: the run was saved, unless it had not begun or Ctrl-C was pressed twice";

/// Most faces of a seed.
const MOST_FACES: usize = 1024;

const VIDEO: &str = "\
A video, with ffmpeg, of the PNGs in the folder walk/:
  ffmpeg -framerate 25 -i walk/frame-%04d.png -pix_fmt yuv420p walk.mp4";

/// Train the PyTorch tutorial's DCGAN on face photos, as the facegan page does, and go on with the page's runs.
#[derive(Debug, Parser)]
#[command(name = "facegan", version, after_help = EXIT_CODES)]
pub struct Arguments {
    #[command(subcommand)]
    pub action: Action,
}

#[derive(Debug, Subcommand)]
pub enum Action {
    /// Train a new run, or go on with one
    #[command(after_help = EXIT_CODES)]
    Train(Training),
    /// Draw faces with a trained netG
    Sample(Sampling),
    /// Walk through faces of a trained netG: an animated GIF, or a folder of PNGs
    #[command(after_help = VIDEO)]
    Animate(Animating),
    /// Search for the latent from which a trained netG draws the face that is nearest to a photo
    #[command(after_help = EXIT_CODES)]
    Invert(Inverting),
    /// Say how good a trained netG is: how near its images come to photos, how varied they are, and whether they are copies
    #[command(after_help = EXIT_CODES)]
    Evaluate(Evaluating),
    /// Cut the faces out of photos into a folder, to train on them elsewhere
    #[command(after_help = EXIT_CODES)]
    Faces(FaceCutting),
    /// Take a checkpoint apart into the files that PyTorch and others read
    Export(Exporting),
    /// Tell what a .safetensors file holds
    Inspect(Inspecting),
    /// Measure what this GPU reaches: products of matrices, iterations, and the passes of the layers
    #[command(after_help = EXIT_CODES)]
    Measure(Measuring),
}

#[derive(Debug, Args)]
pub struct Training {
    #[command(flatten)]
    pub source: PhotoSource,
    #[command(flatten)]
    pub reading: Reading,
    /// Folder for all that comes of the run: checkpoint, losses, log, sample grids, weights
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Go on with the run of this checkpoint, saved by the command or the page
    #[arg(long, value_name = "FILE")]
    pub resume: Option<PathBuf>,
    #[command(flatten)]
    pub machine: Machine,
    /// Tiles that own and mixed kernels compute convolutions in on a GPU, which change how fast they are and nothing else:
    /// measured, default, or those that a measurement printed
    #[arg(long, value_name = "TILES", default_value_t = TileChoice::Measured)]
    pub tiles: TileChoice,
    /// Do not measure how good netG is (quality.csv, best.safetensors); that takes less than 3 % of a long run's time and
    /// changes nothing of it
    #[arg(long)]
    pub no_quality: bool,
    /// Settings that go well together; those given beside it take their place
    #[arg(long, value_parser = preset(), ignore_case = true, conflicts_with = "resume", default_value = "tutorial")]
    pub preset: Preset,
    #[command(flatten)]
    pub settings: Settings,
}

// Where the photos come from.
#[allow(missing_docs, reason = "clap takes a flattened struct's doc comment for the command's description")]
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct PhotoSource {
    /// Folders of photos, .zip archives of them, or photos
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub data: Vec<PathBuf>,
    /// Train on this many of the built-in faces, the same as on the page
    #[arg(long, value_name = "N", value_parser = within(1, MOST_SAMPLES), allow_hyphen_values = true)]
    pub samples: Option<u32>,
}

// How photos are read.
#[allow(missing_docs, reason = "clap takes a flattened struct's doc comment for the command's description")]
#[derive(Debug, Clone, Default, Args)]
pub struct Reading {
    /// Take only the photos of these folders, with commas between their names, as the report lists them [default: all]
    #[arg(long, value_name = "NAME", num_args = 1..)]
    pub folders: Vec<String>,
    /// Where faces are cut out, take only the largest of each photo
    #[arg(long)]
    pub largest_face: bool,
    /// Threads that decode photos; the photos are the same with any number [default: one a core]
    #[arg(long, value_name = "N", value_parser = within(1, 256), allow_hyphen_values = true)]
    pub threads: Option<u32>,
}

// What computes.
#[derive(Debug, Clone, Copy, Args)]
pub struct Machine {
    /// What to compute on
    #[arg(long, value_enum, default_value_t = Backend::usual())]
    pub backend: Backend,
    /// Whose GPU kernels compute, and how precisely [default: own on vulkan and metal, stock elsewhere]
    #[arg(long, value_parser = kernels())]
    pub kernels: Option<KernelChoice>,
}

#[derive(Debug, Args)]
pub struct Sampling {
    /// netG or a whole checkpoint, as .safetensors
    #[arg(long, value_name = "FILE")]
    pub weights: PathBuf,
    /// Seed of the latents; the page draws the same faces from it
    #[arg(long, default_value_t = 999, value_parser = within(0, u32::MAX as usize), allow_hyphen_values = true)]
    pub seed: u32,
    /// How many faces, in rows of eight
    #[arg(long, default_value_t = 64, value_parser = within(1, MOST_FACES), allow_hyphen_values = true)]
    pub count: u32,
    /// Largest magnitude of a latent's component, 0.3 to 3; larger ones are drawn again [default: take them all]
    #[arg(long, value_name = "X", value_parser = truncation, allow_hyphen_values = true)]
    pub truncation: Option<f32>,
    /// Draw with the moving average of netG that the checkpoint holds
    #[arg(long)]
    pub average: bool,
    /// The picture to write: PNG, or what its ending says (.png, .jpg, .jpeg, .webp)
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    #[command(flatten)]
    pub machine: Machine,
}

#[derive(Debug, Args)]
pub struct Animating {
    /// netG or a whole checkpoint, as .safetensors
    #[arg(long, value_name = "FILE")]
    pub weights: PathBuf,
    /// The faces to walk through, two or more: each is a seed of latents, and which of its faces, from 1
    #[arg(long, value_name = "SEED[:FACE]", num_args = 2.., required = true, value_parser = stop)]
    pub walk: Vec<LatentSpec>,
    /// Length in seconds, 1 to 60 [default: 2 for each face]
    #[arg(long, value_name = "X", value_parser = walk_seconds, allow_hyphen_values = true)]
    pub seconds: Option<f32>,
    /// Frames a second
    #[arg(long, default_value = "25", value_parser = frame_rate())]
    pub fps: u32,
    /// Lead back to the first face, so that the film can repeat without a break
    #[arg(long = "loop")]
    pub loops: bool,
    /// Slow down at each face
    #[arg(long)]
    pub ease: bool,
    /// How many times larger than netG's images, by a smooth filter
    #[arg(long, default_value = "4", value_parser = scale())]
    pub scale: Scale,
    /// Largest magnitude of a latent's component, 0.3 to 3; larger ones are drawn again [default: take them all]
    #[arg(long, value_name = "X", value_parser = truncation, allow_hyphen_values = true)]
    pub truncation: Option<f32>,
    /// Draw with the moving average of netG that the checkpoint holds
    #[arg(long)]
    pub average: bool,
    /// A file that ends with .gif, or a folder for frame-0001.png and so on: a new one, or an empty one
    #[arg(long, value_name = "FILE.gif|DIR")]
    pub out: PathBuf,
    #[command(flatten)]
    pub machine: Machine,
}

#[derive(Debug, Args)]
pub struct Inverting {
    /// netG or a whole checkpoint, as .safetensors
    #[arg(long, value_name = "FILE")]
    pub weights: PathBuf,
    /// The photo
    #[arg(long, value_name = "FILE")]
    pub photo: PathBuf,
    /// Part of the photo: faces and auto take its largest face, or the centre where there is none [default: the
    /// checkpoint's, or auto]
    #[arg(long, value_name = "VALUE")]
    pub crop: Option<Crop>,
    /// Search with the moving average of netG that the checkpoint holds
    #[arg(long)]
    pub average: bool,
    /// Seed of the random faces that the search begins with
    #[arg(long, default_value_t = 999, value_parser = within(0, u32::MAX as usize), allow_hyphen_values = true)]
    pub seed: u32,
    /// A picture of the photo's part and the face that was found, side by side: PNG, or what its ending says (.png, .jpg,
    /// .jpeg, .webp)
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Print JSON with the latent, for programs
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub machine: Machine,
}

#[derive(Debug, Args)]
pub struct Evaluating {
    /// netG or a whole checkpoint, as .safetensors; the moving average of a checkpoint's netG is evaluated too
    #[arg(long, value_name = "FILE")]
    pub weights: PathBuf,
    #[command(flatten)]
    pub source: PhotoSource,
    #[command(flatten)]
    pub reading: Reading,
    /// Crop of each photo: faces, centre or auto [default: the checkpoint's, or auto]
    #[arg(long, value_name = "VALUE")]
    pub crop: Option<Crop>,
    /// Images to draw; numbers can be compared where they are of as many images
    #[arg(long, default_value_t = 1000, value_parser = within(1, 50_000), allow_hyphen_values = true)]
    pub count: u32,
    /// Seed of the latents, and of all that is drawn to compare images
    #[arg(long, default_value_t = 999, value_parser = within(0, u32::MAX as usize), allow_hyphen_values = true)]
    pub seed: u32,
    /// Print JSON, for programs
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub machine: Machine,
}

#[derive(Debug, Args)]
pub struct FaceCutting {
    /// Folders of photos, .zip archives of them, or photos
    #[arg(long, value_name = "PATH", num_args = 1.., required = true)]
    pub data: Vec<PathBuf>,
    /// Folder for the faces as PNG, and for faces.csv, which says where they were found: a new one, or an empty one
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Side of the faces in pixels
    #[arg(long, value_name = "VALUE", default_value = "64", value_parser = image_size, allow_hyphen_values = true)]
    pub image_size: usize,
    #[command(flatten)]
    pub reading: Reading,
}

#[derive(Debug, Args)]
pub struct Exporting {
    /// The checkpoint of a run
    #[arg(long, value_name = "FILE")]
    pub checkpoint: PathBuf,
    /// Folder for the files
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Which files, with commas between [default: all but those that are only written when asked for]
    #[arg(long, value_enum, value_delimiter = ',')]
    pub what: Vec<ExportPart>,
}

#[derive(Debug, Args)]
pub struct Inspecting {
    /// A checkpoint, or netG's or netD's weights
    pub file: PathBuf,
    /// Print JSON, for programs
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Measuring {
    /// What to measure: a backend with facegan's own kernels
    #[arg(long, value_enum, default_value_t = Backend::usual())]
    pub backend: Backend,
    /// Print JSON, for programs and to send
    #[arg(long)]
    pub json: bool,
}

/// A backend to compute with, each behind a Cargo feature of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Backend {
    /// A GPU through Vulkan, with facegan's own kernels
    Vulkan,
    /// A Mac's GPU through Metal, with facegan's own kernels
    Metal,
    /// An NVIDIA GPU through CUDA, with Burn's kernels
    Cuda,
    /// The processor, with Burn's kernels
    Cpu,
}

impl Backend {
    /// The one that a machine of this kind most likely has.
    pub fn usual() -> Self {
        if cfg!(target_os = "macos") { Self::Metal } else { Self::Vulkan }
    }

    /// Its name on the command line, which is its Cargo feature's.
    pub fn name(self) -> &'static str {
        match self {
            Self::Vulkan => "vulkan",
            Self::Metal => "metal",
            Self::Cuda => "cuda",
            Self::Cpu => "cpu",
        }
    }

    /// Whether this build has it.
    pub fn is_built(self) -> bool {
        match self {
            Self::Vulkan => cfg!(feature = "vulkan"),
            Self::Metal => cfg!(feature = "metal"),
            Self::Cuda => cfg!(feature = "cuda"),
            Self::Cpu => cfg!(feature = "cpu"),
        }
    }
}

/// What can be taken out of a checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportPart {
    /// netG's state dict
    #[value(name = "netG")]
    NetG,
    /// The moving average of netG's weights, where the run keeps one
    #[value(name = "netG_ema")]
    AveragedNetG,
    /// netD's state dict
    #[value(name = "netD")]
    NetD,
    /// netG in eval mode as ONNX
    Onnx,
    /// The numbers of every iteration as CSV
    Losses,
    /// The sample grids as PNG
    Grids,
    /// One HTML file that draws faces with netG, in any browser and without a network; only when asked for
    Page,
    /// The same with the moving average of netG's weights, where the run keeps one; only when asked for
    #[value(name = "page_ema")]
    AveragedPage,
    /// All that PyTorch continues the run with on many machines: checkpoint, settings and script; only when asked for
    Cluster,
}

impl ExportPart {
    /// The networks.
    pub const NETWORKS: [Self; 4] = [Self::NetG, Self::AveragedNetG, Self::NetD, Self::Onnx];
    /// What is taken out unless something else is asked for.
    pub const USUAL: [Self; 6] = [Self::NetG, Self::AveragedNetG, Self::NetD, Self::Onnx, Self::Losses, Self::Grids];
}

/// A parser of whole numbers in a range.
fn within(least: usize, most: usize) -> impl Fn(&str) -> Result<u32, Invalid> + Clone + Send + Sync + 'static {
    move |text: &str| whole(text, least, most).map(|value| value as u32)
}

fn image_size(text: &str) -> Result<usize, Invalid> {
    let mut config = TrainConfig::default();
    config.set(Field::ImageSize, text).map(|()| config.image_size)
}

fn truncation(text: &str) -> Result<f32, String> {
    let range = LatentSpec::TRUNCATIONS;
    let most = text.parse::<f32>().ok().filter(|most| range.contains(most));
    most.ok_or_else(|| format!("must be a number from {} to {}", range.start(), range.end()))
}

/// A face as the page names it: `7:3` is face 3 of seed 7, `7` its first.
fn stop(text: &str) -> Result<LatentSpec, String> {
    let (seed, face) = text.split_once(':').unwrap_or((text, "1"));
    let seed = whole(seed, 0, u32::MAX as usize).map_err(|error| format!("the seed {error}"))? as u32;
    let face = whole(face, 1, MOST_FACES).map_err(|error| format!("the face {error}"))?;
    Ok(LatentSpec { seed, index: face - 1, truncation: None })
}

fn frame_rate() -> impl TypedValueParser<Value = u32> {
    named(FRAME_RATES.map(|rate| (rate.to_string(), rate)))
}

fn scale() -> impl TypedValueParser<Value = Scale> {
    named(Scale::ALL.map(|scale| (scale.factor().to_string(), scale)))
}

/// Reads the name of a preset.
fn preset() -> impl TypedValueParser<Value = Preset> {
    named(Preset::ALL.map(|preset| (preset.label().to_lowercase(), preset)))
}

/// Reads the name of kernels.
fn kernels() -> impl TypedValueParser<Value = KernelChoice> {
    named(KernelChoice::ALL.map(|kernels| (kernels.name().to_owned(), kernels)))
}

/// Reads one of these names, in any case.
fn named<T: Copy + Send + Sync + 'static, const N: usize>(all: [(String, T); N]) -> impl TypedValueParser<Value = T> {
    let names = all.clone().map(|(name, _)| PossibleValue::new(name));
    PossibleValuesParser::new(names).try_map(move |given| {
        let found = all.iter().find(|(name, _)| name.eq_ignore_ascii_case(&given));
        found.map(|(_, value)| *value).ok_or_else(|| format!("there is no {given}"))
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn parsed(words: &str) -> Result<Arguments, clap::Error> {
        Arguments::try_parse_from(words.split_whitespace())
    }

    #[test]
    fn the_arguments_do_not_contradict_one_another() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_setting_is_an_argument_with_its_help() {
        let mut command = Arguments::command();
        let train = command.find_subcommand_mut("train").unwrap();
        let help = train.render_long_help().to_string().split_whitespace().collect::<Vec<_>>().join(" ");
        for field in Field::ALL {
            assert!(help.contains(&format!("--{} ", field.name().replace('_', "-"))), "{}", field.name());
            assert!(help.contains(field.help()), "{}", field.help());
        }
    }

    #[test]
    fn photos_are_asked_for_and_come_from_one_place() {
        for words in ["--out o", "--data a --samples 9 --out o", "--samples 0 --out o", "--samples 9"] {
            assert_eq!(parsed(&format!("facegan train {words}")).unwrap_err().exit_code(), 2, "{words}");
        }
        assert!(parsed("facegan train --data a b.zip --out o").is_ok());
        assert!(parsed("facegan train --samples 9 --out o --preset Tiny --resume c").is_err());
    }

    #[test]
    fn a_stop_is_a_face_as_the_page_counts() {
        let spec = |seed, index| LatentSpec { seed, index, truncation: None };
        assert_eq!(["7:3", "12"].map(stop), [Ok(spec(7, 2)), Ok(spec(12, 0))]);
    }

    #[test]
    fn a_settings_message_is_the_pages() {
        let error = parsed("facegan train --samples 9 --out o --image-size 63").unwrap_err().to_string();
        assert!(error.contains("--image-size") && error.contains("must be 32, 64, 128 or 256"), "{error}");
        for (words, message) in [
            ("--truncation 9", "must be a number from 0.3 to 3"),
            ("--truncation -1", "must be a number from 0.3 to 3"),
            ("--seed -1", "must be from 0 to 4294967295"),
            ("--seed 1e3", "must be a whole number in digits alone, not “1e3”"),
            ("--count 0", "must be from 1 to 1024"),
        ] {
            let error = parsed(&format!("facegan sample --weights w --out o {words}")).unwrap_err().to_string();
            assert!(error.contains(message), "{error}");
        }
        for (words, message) in [
            ("--walk 7:1 8:0", "the face must be from 1 to 1024"),
            ("--walk 7:1 x", "the seed must be a whole number, not “x”"),
            ("--walk 1 2 --seconds 61", "must be a number from 1 to 60"),
            ("--walk 1 2 --fps 24", "possible values: 1, 2, 4, 5, 10, 20, 25, 50"),
            ("--walk 1 2 --scale 3", "possible values: 1, 2, 4"),
            ("--walk 1", "2 values required"),
        ] {
            let error = parsed(&format!("facegan animate --weights w --out o {words}")).unwrap_err().to_string();
            assert!(error.contains(message), "{error}");
        }
        let error = parsed("facegan faces --data a --out o --image-size 63").unwrap_err().to_string();
        assert!(error.contains("must be 32, 64, 128 or 256"), "{error}");
    }
}
