//! The command as a person runs it, on the processor and with the smallest network.

#[path = "command/animate.rs"]
mod animate;
#[path = "command/examples.rs"]
mod examples;
#[path = "command/faces.rs"]
mod faces;
#[path = "command/folders.rs"]
mod folders;
#[path = "command/grey.rs"]
mod grey;
#[path = "command/inverting.rs"]
mod inverting;
#[path = "command/measuring.rs"]
mod measuring;
#[path = "command/outputs.rs"]
mod outputs;
#[path = "command/photos.rs"]
mod photos;
#[path = "command/pretrained.rs"]
mod pretrained;
#[path = "command/quality.rs"]
mod quality;
#[path = "command/readme.rs"]
mod readme;
#[path = "command/refused.rs"]
mod refused;
#[cfg(unix)]
#[path = "command/shell.rs"]
mod shell;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use burn::tensor::Device;
use facegan_core::images::Picture;
use facegan_core::latent::Scene;
use facegan_core::opened::Content;
use facegan_core::stats::Stats;
use facegan_model::Network;
use facegan_store::opened::Opened;
use facegan_store::{checkpoint, weights};
use facegan_train::{Snapshot, draw, generator, png};
use pollster::block_on;
use serde_json::Value;
use tempfile::TempDir;

use test_support::python::python;

/// 10 photos in batches of 4: epochs of three iterations. A grid every 9 comes where the first of two halves ends.
const SETTINGS: &str = "--preset tiny --image-size 32 --num-epochs 100 --sample-every 9 --seed 1";

/// Runs the command with these words, and with `{}` among them as `folder`.
fn run(folder: &Path, words: &str) -> Output {
    command(folder, words).output().unwrap()
}

fn command(folder: &Path, words: &str) -> Command {
    let folder = folder.to_str().expect("the folder's name is text");
    let mut command = Command::new(env!("CARGO_BIN_EXE_facegan"));
    command.args(words.split_whitespace().map(|word| word.replace("{}", folder)));
    command
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The same for what is to succeed; returns what it printed.
fn succeed(folder: &Path, words: &str) -> String {
    let output = run(folder, words);
    assert_eq!(output.status.code(), Some(0), "{words}\n{}", stderr(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// Trains on the first 10 built-in faces into `out`; returns what was printed.
fn train(folder: &Path, out: &str, iterations: usize) -> String {
    let ending = format!("--samples 10 --backend cpu --max-iterations {iterations}");
    succeed(folder, &format!("train --out {{}}/{out} {SETTINGS} {ending}"))
}

fn snapshot(path: &Path) -> Snapshot {
    checkpoint::from_bytes(&fs::read(path).unwrap()).unwrap()
}

/// A run's whole state, but for how long its iterations took.
fn timeless(path: &Path) -> Snapshot {
    let snapshot = snapshot(path);
    let history = snapshot.history.iter().map(|stats| Stats { seconds: 0.0, ..*stats }).collect();
    Snapshot { history, ..snapshot }
}

/// The rows of a table without their last column, which is time.
fn losses(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(|line| line.rsplit_once(',').unwrap().0.to_owned()).collect()
}

/// Puts the first 10 built-in faces into a new folder.
fn photos(folder: &Path) {
    let photos = test_support::faces(10, 32);
    fs::create_dir(folder).unwrap();
    for index in 0..10 {
        let rgb = photos.read(&[index]).unwrap().rgb;
        let photo = png::encode(&Picture { width: 32, height: 32, rgb }).unwrap();
        fs::write(folder.join(format!("{index}.png")), photo).unwrap();
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn ten_iterations_and_ten_more_are_twenty() {
    let folder = TempDir::new().unwrap();
    let at = |path: &str| folder.path().join(path);
    let printed = train(folder.path(), "whole", 20);
    train(folder.path(), "halves", 10);
    let half = snapshot(&at("halves/checkpoint.safetensors"));
    assert_eq!(half.history.len(), 10);
    succeed(
        folder.path(),
        "train --samples 10 --out {}/halves --resume {}/halves/checkpoint.safetensors --backend cpu --max-iterations 20",
    );
    let whole = timeless(&at("whole/checkpoint.safetensors"));
    assert_eq!(timeless(&at("halves/checkpoint.safetensors")), whole);
    assert_eq!(whole.grids.iter().map(|grid| grid.iteration).collect::<Vec<_>>(), [0, 9, 18, 19]);
    assert_eq!(losses(&at("halves/losses.csv")), losses(&at("whole/losses.csv")));
    assert_eq!(losses(&at("whole/losses.csv")).len(), 21);

    let log = fs::read_to_string(at("whole/log.txt")).unwrap();
    assert_eq!(printed, log);
    assert_eq!(fs::read_to_string(at("halves/log.txt")).unwrap(), log);
    let first = log.lines().next().unwrap();
    assert!(first.starts_with("[0/100][0/3]\tLoss_D: ") && log.lines().count() == 7, "{log}");

    let files = [
        ".facegan",
        "checkpoint.safetensors",
        "grids",
        "log.txt",
        "losses.csv",
        "netD.safetensors",
        "netG.onnx",
        "netG.safetensors",
        "real.png",
        "report.txt",
    ];
    assert_eq!(names(&at("whole")), files);
    assert_eq!(names(&at("halves/grids")), ["000000.png", "000009.png", "000018.png", "000019.png"]);
    assert_eq!(fs::read(at("halves/grids/000018.png")).unwrap(), whole.grids[2].png);
}

#[test]
fn photos_in_a_folder_train_as_the_same_photos_from_elsewhere() {
    let folder = TempDir::new().unwrap();
    photos(&folder.path().join("photos"));
    fs::write(folder.path().join("photos/notes.txt"), "no photo").unwrap();
    let words = format!("train --data {{}}/photos --out {{}}/files {SETTINGS} --backend cpu --max-iterations 4");
    let output = run(folder.path(), &words);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let told = "10 photos, resized to 32 × 32 pixels.\nFiles that could not be used: 1\n";
    assert!(stderr(&output).contains(told), "{}", stderr(&output));
    assert!(stderr(&output).contains("photos/notes.txt: not a photo that can be read here"), "{}", stderr(&output));
    train(folder.path(), "samples", 4);
    let [files, samples] = ["files", "samples"].map(|out| folder.path().join(out).join("checkpoint.safetensors"));
    assert_eq!(timeless(&files), timeless(&samples));
}

/// Macs have Metal in Vulkan's place.
#[cfg(all(feature = "vulkan", not(target_os = "macos")))]
#[test]
fn a_gpu_trains_the_same_run_and_the_processor_goes_on_with_it() {
    let folder = TempDir::new().unwrap();
    train(folder.path(), "cpu", 3);
    let begin = format!("train --samples 10 --out {{}}/gpu {SETTINGS} --max-iterations 2 --backend vulkan");
    succeed(folder.path(), &begin);
    let go_on = "--resume {}/gpu/checkpoint.safetensors --max-iterations 3 --backend cpu";
    succeed(folder.path(), &format!("train --samples 10 --out {{}}/gpu {go_on}"));
    let [cpu, gpu] =
        ["cpu", "gpu"].map(|out| snapshot(&folder.path().join(out).join("checkpoint.safetensors")).history);
    assert_eq!(gpu.len(), 3);
    for (cpu, gpu) in cpu.iter().zip(&gpu) {
        for (cpu, gpu) in [(cpu.loss_d, gpu.loss_d), (cpu.loss_g, gpu.loss_g), (cpu.d_x, gpu.d_x)] {
            assert!((cpu - gpu).abs() <= 1e-2 * cpu.abs(), "{gpu} for {cpu}");
        }
    }
}

#[test]
fn the_page_opens_what_the_command_saves() {
    let folder = TempDir::new().unwrap();
    train(folder.path(), "run", 2);
    let mut opened = Opened::default();
    opened.open("checkpoint".into(), &fs::read(folder.path().join("run/checkpoint.safetensors")).unwrap()).unwrap();
    let report = opened.report();
    let [file] = &report[..] else { panic!("one file is open") };
    let Content::Checkpoint { config, iterations: 2, images: 10, grid: Some(_) } = &file.content else {
        panic!("{:?}", file.content)
    };
    assert_eq!((config.image_size, config.ngf, config.num_epochs), (32, 8, 100));
}

#[test]
fn faces_are_those_that_the_page_draws() {
    let folder = TempDir::new().unwrap();
    train(folder.path(), "run", 2);
    let drawn = |words: &str, out: &str| {
        succeed(folder.path(), &format!("sample --backend cpu --seed 7 --count 9 --out {{}}/{out} --weights {words}"));
        png::decode(&fs::read(folder.path().join(out)).unwrap()).unwrap()
    };
    let ours = drawn("{}/run/checkpoint.safetensors", "a.png");
    assert_eq!(drawn("{}/run/netG.safetensors", "b.png"), ours);
    let net_g = snapshot(&folder.path().join("run/checkpoint.safetensors")).net_g.state;
    let network = Network::of(&net_g).unwrap();
    let net_g = generator(network, &net_g, &Device::flex().autodiff().into()).unwrap();
    let scene = |truncation| Scene::Faces { seed: 7, count: 9, truncation };
    assert_eq!(ours, block_on(draw(&net_g, &scene(None))).unwrap());
    let truncated = drawn("{}/run/netG.safetensors --truncation 0.5", "c.png");
    assert_eq!(truncated, block_on(draw(&net_g, &scene(Some(0.5)))).unwrap());
    assert_ne!(truncated, ours);
}

#[test]
fn a_checkpoint_is_taken_apart() {
    let folder = TempDir::new().unwrap();
    train(folder.path(), "run", 2);
    let saved = snapshot(&folder.path().join("run/checkpoint.safetensors"));
    let export = "export --checkpoint {}/run/checkpoint.safetensors --out";
    succeed(folder.path(), &format!("{export} {{}}/all"));
    let all = [".facegan", "grids", "losses.csv", "netD.safetensors", "netG.onnx", "netG.safetensors"];
    assert_eq!(names(&folder.path().join("all")), all);
    let net_g = weights::read(&fs::read(folder.path().join("all/netG.safetensors")).unwrap()).unwrap();
    assert_eq!((net_g.state, net_g.batches_tracked), (saved.net_g.state, saved.net_g.batches_tracked));
    succeed(folder.path(), &format!("{export} {{}}/some --what netD,losses"));
    assert_eq!(names(&folder.path().join("some")), [".facegan", "losses.csv", "netD.safetensors"]);
    assert_eq!(losses(&folder.path().join("some/losses.csv")), losses(&folder.path().join("run/losses.csv")));
}

#[test]
fn files_are_told_what_they_are() {
    let folder = TempDir::new().unwrap();
    train(folder.path(), "run", 2);
    let text = succeed(folder.path(), "inspect {}/run/checkpoint.safetensors");
    for part in ["A run: 2 of 2 iterations over 10 photos, 2 sample grids\n", "  ngf = 8\n", "netG: ", "netD: "] {
        assert!(text.contains(part), "{part:?} is not in\n{text}");
    }
    let json = succeed(folder.path(), "inspect --json {}/run/netG.safetensors");
    let json: Value = serde_json::from_str(&json).unwrap();
    let net_g = &json["networks"]["netG"];
    let trained = |(key, shape): (String, Vec<usize>)| {
        if key.contains("running") { 0 } else { shape.into_iter().product::<usize>() }
    };
    let parameters: usize =
        Network::Generator { image_size: 32, nc: 3, nz: 100, ngf: 8 }.shapes().into_iter().map(trained).sum();
    assert_eq!(json["kind"], "weights");
    assert_eq!(net_g["parameters"], parameters);
    assert_eq!((&net_g["settings"]["nz"], &net_g["tensors"][0]["key"]), (&"100".into(), &"main.0.weight".into()));
}

#[test]
fn a_run_that_begins_from_another_ones_checkpoint_says_so() {
    let folder = TempDir::new().unwrap();
    train(folder.path(), "first", 2);
    let before = fs::read(folder.path().join("first/checkpoint.safetensors")).unwrap();
    let branch = "train --samples 10 --backend cpu --resume {}/first/checkpoint.safetensors --out {}/second --lr 0.001";
    let said = stderr(&run(folder.path(), &format!("{branch} --max-iterations 3")));
    let begins = "The run begins from iteration 2 of the checkpoint first/checkpoint.safetensors.\n";
    assert!(said.contains(begins), "{said}");
    let go_on = "train --samples 10 --backend cpu --resume {}/second/checkpoint.safetensors --out {}/second";
    succeed(folder.path(), &format!("{go_on} --max-iterations 4"));
    let text = succeed(folder.path(), "inspect {}/second/checkpoint.safetensors");
    assert!(text.contains("It began from iteration 2 of the checkpoint first/checkpoint.safetensors\n"), "{text}");
    assert!(!succeed(folder.path(), "inspect {}/first/checkpoint.safetensors").contains("It began"));
    assert!(fs::read(folder.path().join("first/checkpoint.safetensors")).unwrap() == before);
}

/// A checkpoint in which every number of netG's first layer is NaN.
fn spoil(path: &Path) {
    let mut saved = snapshot(path);
    saved.net_g.state[0].values.fill(f32::NAN);
    fs::write(path, checkpoint::to_bytes(&saved).unwrap()).unwrap();
}

#[test]
fn numbers_that_are_not_finite_are_told_before_anything_is_drawn() {
    let folder = TempDir::new().unwrap();
    train(folder.path(), "run", 1);
    spoil(&folder.path().join("run/checkpoint.safetensors"));
    let numbers = 100 * 32 * 4 * 4;
    let said = format!(
        "netG cannot be used: it holds NaN or infinite numbers ({numbers} in 1 tensor, first in “main.0.weight”)"
    );
    // Its files can still be exported, to look into them.
    let export = run(folder.path(), "export --checkpoint {}/run/checkpoint.safetensors --out {}/all");
    assert_eq!(export.status.code(), Some(0), "{}", stderr(&export));
    assert!(stderr(&export).contains(&said), "{}", stderr(&export));
    for file in ["run/checkpoint.safetensors", "all/netG.safetensors"] {
        let text = succeed(folder.path(), &format!("inspect {{}}/{file}"));
        assert!(text.contains(&format!("Note: {said}\n")), "{text}");
        assert!(text.contains(&format!("main.0.weight [100, 32, 4, 4], {numbers} NaN or infinite\n")), "{text}");
        let json: Value =
            serde_json::from_str(&succeed(folder.path(), &format!("inspect --json {{}}/{file}"))).unwrap();
        let tensors = &json["networks"]["netG"]["tensors"];
        assert_eq!((&json["remarks"][0], &tensors[0]["not_finite"]), (&said.as_str().into(), &numbers.into()));
        assert_eq!(tensors[1]["not_finite"], 0);
        let sample = run(folder.path(), &format!("sample --backend cpu --out {{}}/faces.png --weights {{}}/{file}"));
        assert_eq!(sample.status.code(), Some(3));
        let reason = format!("{numbers} of the {numbers} numbers in “main.0.weight” are NaN or infinite");
        assert!(stderr(&sample).contains(&reason), "{}", stderr(&sample));
        assert!(!folder.path().join("faces.png").exists());
    }
}

#[test]
fn weights_of_another_precision_and_prefix_draw_the_same_faces_and_that_is_told() {
    let folder = TempDir::new().unwrap();
    train(folder.path(), "run", 1);
    let program = "from safetensors.torch import load_file, save_file\n\
        state = load_file('netG.safetensors')\n\
        double = {'_orig_mod.module.' + key: value.double() for key, value in state.items()}\n\
        save_file(double, 'double.safetensors')";
    python(program, &folder.path().join("run"));
    let sample = |name: &str| {
        let words =
            format!("sample --backend cpu --count 9 --out {{}}/{name}.png --weights {{}}/run/{name}.safetensors");
        let output = run(folder.path(), &words);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        (stderr(&output), fs::read(folder.path().join(format!("{name}.png"))).unwrap())
    };
    let ((plain, drawn), (double, again)) = (sample("netG"), sample("double"));
    assert!(drawn == again);
    assert!(!plain.contains("converted"), "{plain}");
    assert!(double.contains("double.safetensors: 16 tensors converted from float64 to float32.\n"), "{double}");
}

#[test]
fn two_exports_of_a_checkpoint_are_the_same_bytes() {
    let folder = TempDir::new().unwrap();
    let settings = format!("{SETTINGS} --ema-decay 0.9 --max-iterations 2");
    succeed(folder.path(), &format!("train --samples 10 --backend cpu --out {{}}/run {settings}"));
    let what = "netG,netG_ema,netD,onnx,losses,grids,page,page_ema,cluster";
    for out in ["a", "b"] {
        succeed(
            folder.path(),
            &format!("export --checkpoint {{}}/run/checkpoint.safetensors --out {{}}/{out} --what {what}"),
        );
    }
    let files = names(&folder.path().join("a"));
    assert_eq!(files, names(&folder.path().join("b")));
    assert!(["faces.html", "faces_ema.html"].iter().all(|page| files.iter().any(|name| name == page)), "{files:?}");
    assert!(files.iter().filter(|name| name.ends_with(".safetensors")).count() == 4, "{files:?}");
    for name in files.iter().filter(|name| *name != "grids") {
        let [a, b] = ["a", "b"].map(|out| fs::read(folder.path().join(out).join(name)).unwrap());
        assert!(a == b, "{name}");
    }
    let [saved, exported] =
        ["run", "a"].map(|out| fs::read(folder.path().join(out).join("checkpoint.safetensors")).unwrap());
    assert!(saved == exported, "what is read is written as it was");
}

#[test]
fn net_gs_weights_alone_become_a_page() {
    let folder = TempDir::new().unwrap();
    train(folder.path(), "run", 1);
    succeed(folder.path(), "export --checkpoint {}/run/netG.safetensors --out {}/alone --what page");
    let compare = "from html_page import *\n\
        from safetensors.torch import load_file\n\
        of_page, net_g = Page('alone/faces.html').state(), load_file('run/netG.safetensors')\n\
        generator(of_page)\n\
        print(all(torch.equal(value.float(), net_g[key].half().float() if value.dim() == 4 else net_g[key])\n\
                  for key, value in of_page.items()))\n";
    assert_eq!(python(compare, folder.path()), "True\n");

    for (file, what, told) in [
        ("netD.safetensors", "page", "holds no netG"),
        ("netG.safetensors", "page,onnx", "holds weights, not a whole run"),
    ] {
        let words = format!("export --checkpoint {{}}/run/{file} --out {{}}/other --what {what}");
        let output = run(folder.path(), &words);
        assert_eq!(output.status.code(), Some(3));
        assert!(stderr(&output).contains(told), "{}", stderr(&output));
    }
}

#[test]
fn net_g_loads_in_pytorch() {
    let folder = TempDir::new().unwrap();
    train(folder.path(), "run", 2);
    let tutorial = "from tutorial import *\nnetG = Generator(32, 100, 8)\n";
    let program = [tutorial, include_str!("../../../docs/snippets/netG.py"), "print(netG.training)\n"].concat();
    assert_eq!(python(&program, &folder.path().join("run")), "False\n");
}
