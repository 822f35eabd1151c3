//! A run that is stopped and goes on equals one that never stopped; every kind of damaged file is refused by name.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use burn::tensor::Device;
use facegan::config::TrainConfig;
use facegan::data::dataset::Dataset;
use facegan::protocol::Stats;
use facegan::store::checkpoint::{from_bytes, to_bytes};
use facegan::store::tensor_file::{Metadata, Stored, TensorFile, write};
use facegan::train::{RestoreError, Session, Snapshot};
use image::RgbImage;
use pollster::block_on;
use safetensors::{Dtype, SafeTensors};

use common::{faces, tiny};

/// 10 images in batches of 4: epochs of three iterations, the last of two images.
const IMAGES: usize = 10;

fn config() -> TrainConfig {
    TrainConfig { sample_every: 3, num_epochs: 4, ..tiny() }
}

fn device() -> Device {
    Device::flex().autodiff()
}

fn begin(data: &Dataset) -> Session {
    Session::new(config(), data.identities().to_vec(), device())
}

fn train(session: &mut Session, data: &Dataset, iterations: usize) {
    for _ in 0..iterations {
        let batch = session.next_batch(data).unwrap();
        block_on(session.train(batch)).unwrap();
    }
}

fn save(session: &Session) -> Vec<u8> {
    to_bytes(&block_on(session.snapshot()).unwrap()).unwrap()
}

fn go_on(bytes: &[u8], data: &Dataset) -> Result<Session, RestoreError> {
    Session::restore(from_bytes(bytes).unwrap(), config(), data.identities().to_vec(), device())
}

/// A run's whole state, but for how long its iterations took.
fn timeless(session: &Session) -> Snapshot {
    let snapshot = block_on(session.snapshot()).unwrap();
    let history = snapshot.history.iter().map(|stats| Stats { seconds: 0.0, ..*stats }).collect();
    Snapshot { history, ..snapshot }
}

#[test]
fn a_continued_run_equals_one_that_never_stopped() {
    let data = faces(IMAGES, 32);
    let mut whole = begin(&data);
    train(&mut whole, &data, 12);
    assert!(whole.is_complete());
    // Before the first iteration, in the middle of an epoch, right after a partial batch, and in the last epoch.
    for stop in [0, 4, 6, 11] {
        let mut first = begin(&data);
        train(&mut first, &data, stop);
        let mut second = go_on(&save(&first), &data).unwrap();
        train(&mut second, &data, 12 - stop);
        assert_eq!(timeless(&second), timeless(&whole), "stopped after {stop}");
    }
}

#[test]
fn a_file_holds_the_whole_run() {
    let data = faces(IMAGES, 32);
    let mut session = begin(&data);
    train(&mut session, &data, 5);
    let snapshot = block_on(session.snapshot()).unwrap();
    assert_eq!(from_bytes(&to_bytes(&snapshot).unwrap()).unwrap(), snapshot);
    assert_eq!(snapshot.grids.iter().map(|grid| grid.iteration).collect::<Vec<_>>(), [0, 3]);
    assert_eq!((snapshot.net_g.adam.steps, snapshot.net_d.batches_tracked), (5, 15));
}

#[test]
fn the_photos_may_come_in_another_order_and_among_others() {
    let data = faces(IMAGES, 32);
    let mut first = begin(&data);
    train(&mut first, &data, 4);
    let bytes = save(&first);
    train(&mut first, &data, 4);

    let shuffled = shuffled_among_others(&data);
    let mut second = go_on(&bytes, &shuffled).unwrap();
    train(&mut second, &shuffled, 4);
    assert_eq!(timeless(&second), timeless(&first));
}

/// The same images backwards, between two others.
fn shuffled_among_others(data: &Dataset) -> Dataset {
    let mut shuffled = faces(0, 32);
    let add = |shuffled: &mut Dataset, rgb: Vec<u8>| {
        shuffled.add_image("photo", &RgbImage::from_raw(32, 32, rgb).unwrap()).unwrap();
    };
    add(&mut shuffled, vec![1; 32 * 32 * 3]);
    for index in (0..IMAGES as u32).rev() {
        add(&mut shuffled, data.read(&[index]).unwrap().rgb);
    }
    add(&mut shuffled, vec![2; 32 * 32 * 3]);
    shuffled
}

#[test]
fn a_run_goes_on_only_with_all_its_photos_and_its_own_settings() {
    let data = faces(IMAGES, 32);
    let mut session = begin(&data);
    train(&mut session, &data, 1);
    let bytes = save(&session);
    let refused = |data: &Dataset, config: TrainConfig| {
        let snapshot = from_bytes(&bytes).unwrap();
        Session::restore(snapshot, config, data.identities().to_vec(), device()).map(|_| ()).unwrap_err().to_string()
    };
    let few = refused(&faces(7, 32), config());
    assert_eq!(few, "3 of the run's 10 photos are not among those that are loaded");
    assert_eq!(from_bytes(&bytes).unwrap().missing(faces(7, 32).identities()), 3);
    let other = refused(&data, TrainConfig { batch_size: 5, ngf: 16, lr: 0.1, num_epochs: 9, ..config() });
    assert_eq!(other, "a run cannot change its batch_size, ngf on the way");
}

#[test]
fn a_finished_run_can_be_given_more_epochs() {
    let data = faces(IMAGES, 32);
    let mut session = begin(&data);
    train(&mut session, &data, 12);
    let longer = TrainConfig { num_epochs: 5, ..config() };
    let snapshot = from_bytes(&save(&session)).unwrap();
    let mut session = Session::restore(snapshot, longer, data.identities().to_vec(), device()).unwrap();
    assert!(!session.is_complete());
    train(&mut session, &data, 3);
    assert!(session.is_complete());
    let last = session.history().last().unwrap();
    assert_eq!((last.iteration, last.epoch, last.batch), (14, 4, 2));
}

/// A checkpoint's tensors and metadata, to be tampered with.
struct Parts {
    tensors: Vec<Stored>,
    metadata: Metadata,
}

impl Parts {
    fn new() -> Self {
        let data = faces(IMAGES, 32);
        let mut session = begin(&data);
        train(&mut session, &data, 4);
        let bytes = save(&session);
        let file = SafeTensors::deserialize(&bytes).unwrap();
        let stored = |(key, tensor): (&str, safetensors::tensor::TensorView)| Stored {
            key: key.to_owned(),
            dtype: tensor.dtype(),
            shape: tensor.shape().to_vec(),
            bytes: tensor.data().to_vec(),
        };
        let tensors = file.iter().map(stored).collect();
        Self { tensors, metadata: TensorFile::read(&bytes).unwrap().metadata().clone() }
    }

    fn bytes(&self) -> Vec<u8> {
        write(&self.tensors, self.metadata.clone()).unwrap()
    }

    fn error(&self) -> String {
        from_bytes(&self.bytes()).map(|_| ()).unwrap_err().to_string()
    }

    /// The error after a change to the tensors that a checksum does not see.
    fn with_tensor(&mut self, key: &str, change: impl Fn(&mut Stored)) -> String {
        self.metadata.remove("checksum");
        let at = self.tensors.iter().position(|tensor| tensor.key == key).unwrap();
        let before = self.tensors[at].clone();
        change(&mut self.tensors[at]);
        let error = self.error();
        self.tensors[at] = before;
        error
    }

    /// The error after a change to the metadata.
    fn with(&mut self, key: &str, value: Option<&str>) -> String {
        let before = self.metadata.clone();
        match value {
            Some(value) => self.metadata.insert(key.into(), value.into()),
            None => self.metadata.remove(key),
        };
        let error = self.error();
        self.metadata = before;
        error
    }
}

#[test]
fn files_that_are_no_checkpoint_are_refused_with_the_reason() {
    let bytes = Parts::new().bytes();
    let error = |bytes: &[u8]| from_bytes(bytes).map(|_| ()).unwrap_err().to_string();
    assert_eq!(error(&[]), "it is empty");
    for cut in [9, 100, bytes.len() / 2, bytes.len() - 1] {
        let text = error(&bytes[..cut]);
        assert!(text.contains("it may be cut short"), "{cut}: {text}");
    }
    assert!(error(&[&bytes[..], b"more"].concat()).contains("it may be cut short"));
    assert_eq!(error(b"\xff\xd8\xff\xe0 this is a JPEG"), "it is not a .safetensors file");
    assert!(error(b"PK\x03\x04 as torch.save writes").contains(".pth"));
    let mut damaged = bytes.clone();
    damaged[20] = 0xff;
    assert!(error(&damaged).starts_with("its table of contents is damaged"), "{}", error(&damaged));
    let weights = write(&[Stored::f32("a".into(), vec![1], &[1.0])], Metadata::new()).unwrap();
    assert_eq!(error(&weights), "it is no checkpoint of this page");
}

#[test]
fn other_formats_are_told_by_their_age() {
    let mut parts = Parts::new();
    let newer = parts.with("facegan_checkpoint", Some("2"));
    assert!(newer.contains("of format 2, which a newer version"), "{newer}");
    let older = parts.with("facegan_checkpoint", Some("0"));
    assert!(older.contains("of format 0, which is no longer read"), "{older}");
    let odd = parts.with("facegan_checkpoint", Some("one"));
    assert!(odd.contains("facegan_checkpoint = “one”"), "{odd}");
}

#[test]
fn a_single_flipped_bit_is_noticed() {
    let parts = Parts::new();
    let mut bytes = parts.bytes();
    let last = bytes.len() - 1;
    for at in [last, last / 2] {
        bytes[at] ^= 1;
        let error = from_bytes(&bytes).map(|_| ()).unwrap_err().to_string();
        assert_eq!(error, "its contents do not match its checksum: it was changed or damaged");
        bytes[at] ^= 1;
    }
    assert!(from_bytes(&bytes).is_ok());
}

#[test]
fn what_other_tools_changed_is_taken_unless_it_makes_no_sense() {
    let mut parts = Parts::new();
    let zero = |tensor: &mut Stored| tensor.bytes.fill(0);
    parts.metadata.remove("checksum");
    let mut changed = Parts { tensors: parts.tensors.clone(), metadata: parts.metadata.clone() };
    changed.tensors.iter_mut().find(|tensor| tensor.key == "netG.main.0.weight").map(zero).unwrap();
    assert!(from_bytes(&changed.bytes()).is_ok());

    assert_eq!(parts.with("lr", None), "its metadata has no “lr”");
    assert_eq!(parts.with("ngf", Some("wide")), "its setting ngf must be a whole number, not “wide”");
    assert_eq!(parts.with("ngf", Some("16")), "its parts contradict one another: netG is not of its settings' size");
    assert_eq!(
        parts.with("epoch", Some("2")),
        "its parts contradict one another: its epoch and batch are not its iterations'"
    );
    assert_eq!(
        parts.with("batch", Some("18446744073709551615")),
        "its parts contradict one another: its epoch and batch are not its iterations'"
    );
    assert_eq!(parts.with("iterations", Some("5")), "“history.numbers” should have the shape [5, 5] but has [4, 5]");
    let half = parts.with_tensor("fixed_noise", |tensor| tensor.dtype = Dtype::I32);
    assert_eq!(half, "“fixed_noise” should hold F32 but holds I32");
    let negative = parts.with_tensor("adamG.step", |tensor| tensor.bytes = (-1i64).to_le_bytes().to_vec());
    assert_eq!(negative, "“adamG.step” should be a count but is less than 0");
    let flat = parts.with_tensor("netD.main.0.weight", |tensor| tensor.shape = vec![8 * 3 * 16]);
    assert!(flat.contains("netG nor netD") || flat.contains("main.0.weight"), "{flat}");
    let swapped = parts.with_tensor("netG.main.3.weight", |tensor| tensor.shape.swap(0, 1));
    assert_eq!(swapped, "“main.3.weight” should have the shape [32, 16, 4, 4] but has [16, 32, 4, 4]");
    let rng = parts.with_tensor("rng.order", |tensor| tensor.bytes.fill(0xff));
    assert_eq!(rng, "its parts contradict one another: a random generator's state is not one");
    let none = parts.with_tensor("data.order", |tensor| (tensor.shape, tensor.bytes) = (vec![0, 16], vec![]));
    assert!(none.contains("its epoch"), "{none}");
    let renamed = parts.with_tensor("adamD.main.0.weight.exp_avg", |tensor| tensor.key = "other".into());
    assert_eq!(renamed, "“adamD.main.0.weight.exp_avg” is missing");
}
