//! A run that goes on in PyTorch on several processes, and comes back.

#[path = "cluster/crops.rs"]
mod crops;
#[path = "cluster/photos.rs"]
mod photos;
#[path = "cluster/quality.rs"]
mod quality;

use std::fs;

use burn::tensor::Device;
use facegan_core::config::{KernelChoice, Loss, TrainConfig};
use facegan_core::stats::Stats;
use facegan_data::dataset::Dataset;
use facegan_model::HostTensor;
use facegan_store::checkpoint::from_bytes;
use facegan_store::cluster;
use facegan_store::opened::Opened;
use facegan_store::tensor_file::TensorFile;
use facegan_store::whole_run::WholeRun;
use facegan_train::{NetworkState, Session, Snapshot};
use pollster::block_on;
use tempfile::TempDir;

use test_support::python::python;
use test_support::runs::train;
use test_support::small_sets::everything;
use test_support::{error, faces, tiny};

/// Photos of which a batch is left that divides among neither two nor three processes as the others do.
const IMAGES: usize = 10;
/// Iterations before the run moves: in the middle of an epoch.
const BEFORE: usize = 4;
/// Iterations on the cluster: over the ends of two epochs.
const ON_CLUSTER: usize = 7;
/// What several processes may differ by from one, relative to a tensor's norm.
const BOUND: f64 = 1e-5;

fn config() -> TrainConfig {
    TrainConfig { nz: 12, sample_every: 3, ..tiny() }
}

/// A run and its photos, and the folder in which Python continues it.
struct Moved {
    data: Dataset,
    session: Session,
    folder: TempDir,
}

impl Moved {
    fn new(config: TrainConfig) -> Self {
        Self::with_photos(config, IMAGES)
    }

    fn with_photos(config: TrainConfig, count: usize) -> Self {
        let data = faces(count, config.image_size);
        let mut session = Session::new(config, data.identities().to_vec(), data.taken(), Device::flex().autodiff());
        train(&mut session, &data, BEFORE);
        let snapshot = block_on(session.snapshot()).unwrap();
        let run = WholeRun { snapshot, best: None, reals: None, kernels: KernelChoice::Own, adapter: "a CPU".into() };
        let folder = TempDir::new().unwrap();
        for file in cluster::files(&run).unwrap() {
            fs::write(folder.path().join(file.name), file.bytes).unwrap();
        }
        let photos = cluster::photos(&data.read(&data.taken()).unwrap(), data.identities()).unwrap();
        fs::write(folder.path().join("photos.safetensors"), photos).unwrap();
        Self { data, session, folder }
    }

    fn python(&self, program: &str) -> String {
        python(&format!("from cluster_runs import *\n{program}"), self.folder.path())
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.folder.path().join(name)).unwrap()
    }

    /// The run after some more iterations on so many processes.
    fn after(&self, processes: usize, iterations: usize, options: &[&str]) -> Snapshot {
        let out = format!("{processes}.safetensors");
        self.python(&format!("launch({processes}, '{out}', '--iterations', '{iterations}', *{options:?})"));
        from_bytes(&self.read(&out)).unwrap()
    }
}

/// Every tensor of a run that training moves, under its name.
fn moving(snapshot: &Snapshot) -> Vec<(String, &HostTensor)> {
    let mut all = Vec::new();
    for (network, NetworkState { state, adam, .. }) in [("netG", &snapshot.net_g), ("netD", &snapshot.net_d)] {
        for (kind, tensors) in [("state", state), ("exp_avg", &adam.exp_avg), ("exp_avg_sq", &adam.exp_avg_sq)] {
            all.extend(tensors.iter().map(|tensor| (format!("{network} {kind} {}", tensor.key), tensor)));
        }
    }
    all.extend(snapshot.ema.iter().flatten().map(|tensor| (format!("netG_ema {}", tensor.key), tensor)));
    all
}

fn numbers(stats: &Stats) -> [f32; 5] {
    [stats.loss_d, stats.loss_g, stats.d_x, stats.d_g_z1, stats.d_g_z2]
}

fn all_numbers(history: &[Stats]) -> Vec<f32> {
    history.iter().flat_map(numbers).collect()
}

/// Checks that two runs are at the same place with the same state, up to [`BOUND`].
fn check_same(what: &str, several: &Snapshot, one: &Snapshot) {
    assert_eq!((several.epoch, several.batch, &several.order), (one.epoch, one.batch, &one.order), "{what}");
    let tracked = |run: &Snapshot| (run.net_g.batches_tracked, run.net_d.batches_tracked);
    assert_eq!(tracked(several), tracked(one), "{what}");
    let grids = |run: &Snapshot| run.grids.iter().map(|grid| grid.iteration).collect::<Vec<_>>();
    assert_eq!(grids(several), grids(one), "{what}");
    let mut worst = error(&all_numbers(&several.history), &all_numbers(&one.history));
    assert!(worst <= BOUND, "{what}: the losses differ by {worst:.1e}");
    let (several, one) = (moving(several), moving(one));
    assert_eq!(several.len(), one.len(), "{what}");
    for ((name, several), (_, one)) in several.into_iter().zip(one) {
        let error = error(&several.values, &one.values);
        assert!(error <= BOUND, "{what}: {name} differs by {error:.1e}");
        worst = worst.max(error);
    }
    println!("{what}: error at most {worst:.1e}");
}

#[test]
fn several_processes_compute_what_one_does_and_that_is_the_tutorials() {
    let moved = Moved::new(config());
    // In double precision, so that no rounding grows over the iterations.
    let one = moved.after(1, ON_CLUSTER, &["--double"]);
    for processes in [2, 3] {
        let several = moved.after(processes, ON_CLUSTER, &["--double"]);
        check_same(&format!("{processes} processes"), &several, &one);
    }
    check_tutorial(&moved, &one, ON_CLUSTER);
}

/// Checks that a run after so many iterations of one process is what the tutorial's own loop makes of it.
fn check_tutorial(moved: &Moved, one: &Snapshot, iterations: usize) {
    moved.python(&format!("plain({iterations}, 'plain.safetensors')"));
    let bytes = moved.read("plain.safetensors");
    let plain = TensorFile::read(&bytes).unwrap();
    for (prefix, network) in [("netG", &one.net_g), ("netD", &one.net_d)] {
        for tensor in &network.state {
            let theirs = plain.f32(&format!("{prefix}.{}", tensor.key)).unwrap();
            let error = error(&tensor.values, &theirs.values);
            assert!(error <= BOUND, "{prefix} {} differs from the tutorial's by {error:.1e}", tensor.key);
        }
    }
    let theirs = plain.f32("numbers").unwrap();
    let error = error(&all_numbers(&one.history[BEFORE..]), &theirs.values);
    assert!(error <= BOUND, "the losses differ from the tutorial's by {error:.1e}");
}

#[test]
fn what_helps_against_collapse_is_computed_as_pytorch_does() {
    let smoothed = TrainConfig { lr_g: Some(0.0004), lr_d: Some(0.00005), real_label: 0.9, ..config() };
    let normalised = TrainConfig { spectral_norm: true, ..config() };
    for config in [smoothed, normalised, TrainConfig { loss: Loss::Hinge, ..config() }] {
        let moved = Moved::new(config);
        check_tutorial(&moved, &moved.after(1, 3, &["--double"]), 3);
    }
}

#[test]
fn grey_images_are_those_of_pillow() {
    let mut moved = Moved::new(TrainConfig { nc: 1, ..config() });
    let one = moved.after(1, 3, &["--double"]);
    check_tutorial(&moved, &one, 3);
    assert_eq!(one.grids.last().unwrap().picture().unwrap().rgb.len(), 3 * (8 * 34 + 2) * (8 * 34 + 2));
    train(&mut moved.session, &moved.data, 1);
    check_continued("grey, from here to Python", &one.history[BEFORE], &moved.session.history()[BEFORE]);
}

#[test]
fn a_float32_step_of_three_processes_is_that_of_one_with_all_that_small_sets_have() {
    let moved = Moved::new(TrainConfig { nz: 12, sample_every: 3, ..everything() });
    // A whole batch, and the epoch's last, of which one process has nothing.
    let one = moved.after(1, 2, &[]);
    check_same("3 processes in float32", &moved.after(3, 2, &[]), &one);
}

#[test]
fn a_run_comes_back_and_trains_on() {
    let mut moved = Moved::new(config());
    let before = all_numbers(moved.session.history());
    moved.python(&format!("launch(2, 'checkpoint.safetensors', '--iterations', '{ON_CLUSTER}')"));
    let mut opened = Opened::default();
    opened.open("checkpoint.safetensors".into(), &moved.read("checkpoint.safetensors")).unwrap();
    let Opened::Checkpoint { snapshot, .. } = opened else { panic!("it is no checkpoint") };
    assert_eq!(all_numbers(&snapshot.history[..BEFORE]), before);
    assert_eq!(snapshot.grids.iter().map(|grid| grid.iteration).collect::<Vec<_>>(), [0, 3, 6, 9]);
    let picture = snapshot.grids[3].picture().unwrap();
    assert_eq!((picture.width, picture.height), (8 * 34 + 2, 8 * 34 + 2), "Python's grids are ours");

    // Both continue from the same state.
    moved.python("launch(1, 'further.safetensors', '--iterations', '1')");
    let further = from_bytes(&moved.read("further.safetensors")).unwrap();
    let identities = moved.data.identities().to_vec();
    let mut session = Session::restore(*snapshot, config(), identities, Device::flex().autodiff()).unwrap();
    train(&mut session, &moved.data, ON_CLUSTER);
    let history = session.history();
    let iterations: Vec<_> = history.iter().map(|stats| stats.iteration).collect();
    assert_eq!(iterations, (0..BEFORE + 2 * ON_CLUSTER).collect::<Vec<_>>());
    let place = |stats: &Stats| (stats.epoch, stats.batch, stats.images);
    assert_eq!(place(&history[BEFORE + ON_CLUSTER]), (3, 2, 2));

    train(&mut moved.session, &moved.data, 1);
    check_continued("from here to Python", &history[BEFORE], &moved.session.history()[BEFORE]);
    check_continued("from Python to here", &history[BEFORE + ON_CLUSTER], &further.history[BEFORE + ON_CLUSTER]);
}

/// Checks that the first iteration after a move is the one that would have followed without it. The latents are others,
/// but D(x) is computed before netD's update and depends on the state and the batch alone.
fn check_continued(what: &str, moved: &Stats, stayed: &Stats) {
    let place = |stats: &Stats| (stats.iteration, stats.epoch, stats.batch, stats.images);
    assert_eq!(place(moved), place(stayed), "{what}");
    let error = error(&[moved.d_x], &[stayed.d_x]);
    assert!(error <= BOUND, "{what}: D(x) is {} and not {}", moved.d_x, stayed.d_x);
}

#[test]
fn half_precision_and_photos_that_are_not_known_again_do() {
    let moved = Moved::new(config());
    let printed = moved.python(
        "forget_identities('photos.safetensors', 'unknown.safetensors')\n\
         print(launch(2, 'half.safetensors', '--iterations', '5', '--amp', 'bf16', '--data', 'unknown.safetensors'))",
    );
    assert!(printed.contains("The photos are not known again"), "{printed}");
    let after = from_bytes(&moved.read("half.safetensors")).unwrap();
    let before = block_on(moved.session.snapshot()).unwrap();
    after.check().unwrap();
    assert_eq!((after.history.len(), after.missing(moved.data.identities())), (BEFORE + 5, 0));
    assert_eq!(after.order, before.order, "what the photos are known by is kept");
    assert_ne!(after.net_g.state, before.net_g.state);
}

#[test]
fn settings_that_may_change_are_taken_from_their_file() {
    let moved = Moved::new(config());
    let mut settings: serde_json::Value = serde_json::from_slice(&moved.read("settings.json")).unwrap();
    settings["settings"]["max_iterations"] = (BEFORE + 1).into();
    settings["settings"]["lr"] = 0.001.into();
    settings["settings"]["ngf"] = 16.into();
    fs::write(moved.folder.path().join("settings.json"), settings.to_string()).unwrap();
    let after = moved.after(1, ON_CLUSTER, &[]);
    assert_eq!(after.history.len(), BEFORE + 1, "it ends where its settings say");
    assert_eq!(after.config, TrainConfig { max_iterations: Some(BEFORE + 1), lr: 0.001, ..config() });
}
