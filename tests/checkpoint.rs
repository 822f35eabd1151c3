//! A run that is stopped and goes on equals one that never stopped; every kind of damaged file is refused by name.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use std::sync::OnceLock;

use burn::tensor::Device;
use facegan::config::TrainConfig;
use facegan::data::dataset::Dataset;
use facegan::model::{StateDict, to_host};
use facegan::protocol::Stats;
use facegan::store::checkpoint::{from_bytes, to_bytes};
use facegan::store::tensor_file::{Metadata, Stored, TensorFile, write};
use facegan::store::weights::{metadata, safetensors};
use facegan::train::{RestoreError, Session, Snapshot, TrainError, csv};
use image::RgbImage;
use pollster::block_on;
use safetensors::{Dtype, SafeTensors};
use xxhash_rust::xxh3::xxh3_128;

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

#[test]
fn a_run_that_is_given_more_after_its_end_differs_by_the_ends_grid_alone() {
    let data = faces(IMAGES, 32);
    let mut whole = begin(&data);
    train(&mut whole, &data, 12);
    let whole = timeless(&whole);
    let given_more = |end: usize| {
        let short = TrainConfig { max_iterations: Some(end), ..config() };
        let mut first = Session::new(short, data.identities().to_vec(), device());
        train(&mut first, &data, end);
        assert!(first.is_complete());
        let mut second = go_on(&save(&first), &data).unwrap();
        train(&mut second, &data, 12 - end);
        timeless(&second)
    };
    assert_eq!(given_more(4), whole, "a grid was due after the fourth iteration anyway");

    let more = given_more(5);
    let drawn = |snapshot: &Snapshot| snapshot.grids.iter().map(|grid| grid.iteration).collect::<Vec<_>>();
    assert_eq!((drawn(&whole), drawn(&more)), (vec![0, 3, 6, 9, 11], vec![0, 3, 4, 6, 9, 11]));
    assert_eq!(more.net_g.batches_tracked, whole.net_g.batches_tracked + 1);
    for (ours, theirs) in more.net_g.state.iter().zip(&whole.net_g.state) {
        assert_eq!(ours == theirs, !ours.key.contains("running"), "{}", ours.key);
    }
    // All the rest is the same.
    let mut rest = more.clone();
    rest.net_g.state.clone_from(&whole.net_g.state);
    rest.net_g.batches_tracked = whole.net_g.batches_tracked;
    rest.grids.retain(|grid| grid.iteration != 4);
    assert_eq!(rest, whole);
}

#[test]
fn photos_that_cannot_be_read_leave_the_run_where_it_stands() {
    let data = faces(IMAGES, 32);
    let mut whole = begin(&data);
    train(&mut whole, &data, 12);
    // At an epoch's end, before the next one's order is drawn, and within an epoch.
    for stop in [3, 4] {
        let mut first = begin(&data);
        train(&mut first, &data, stop);
        for unreadable in [faces(0, 32), faces(IMAGES, 64)] {
            assert!(first.next_batch(&unreadable).is_err());
        }
        let mut second = go_on(&save(&first), &data).unwrap();
        for session in [&mut first, &mut second] {
            train(session, &data, 12 - stop);
            assert_eq!(timeless(session), timeless(&whole), "stopped after {stop}");
        }
    }
}

/// A run whose numbers soon are none.
fn diverging(data: &Dataset) -> Session {
    Session::new(TrainConfig { lr: 1e38, ..config() }, data.identities().to_vec(), device())
}

fn assert_not_saved(session: &Session, error: Option<TrainError>) {
    let Some(TrainError::NotFinite(iteration)) = error else { panic!("{error:?}") };
    let refused = block_on(session.snapshot()).map(|_| ()).unwrap_err().to_string();
    let what = "the run broke off within iteration";
    assert_eq!(refused, format!("{what} {iteration}, and nothing could go on from what that left of its weights"));
    // Everything else can still be taken home.
    let about = || metadata(session.config(), session.history());
    let net_g = block_on(to_host(session.gan().net_g.state())).unwrap();
    let net_d = block_on(to_host(session.gan().net_d.state())).unwrap();
    assert!(safetensors(&net_g, session.batches_tracked().net_g, about()).is_ok());
    assert!(safetensors(&net_d, session.batches_tracked().net_d, about()).is_ok());
    assert_eq!(csv(session.history()).lines().count(), 1 + iteration);
}

#[test]
fn a_run_that_broke_off_within_an_iteration_is_not_saved() {
    let data = faces(IMAGES, 32);
    let mut session = diverging(&data);
    let error = (0..3).find_map(|_| {
        let batch = session.next_batch(&data).unwrap();
        block_on(session.train(batch)).err()
    });
    assert_not_saved(&session, error);
}

#[test]
fn a_run_that_broke_off_with_another_iteration_under_way_is_not_saved() {
    let data = faces(IMAGES, 32);
    let mut session = diverging(&data);
    let queue = |session: &mut Session| {
        let batch = session.next_batch(&data).unwrap();
        session.begin(batch);
    };
    queue(&mut session);
    let error = (0..3).find_map(|_| {
        queue(&mut session);
        block_on(session.settle()).err()
    });
    assert_not_saved(&session, error);
    assert_eq!(session.underway(), 0);
}

/// A checkpoint after four iterations, made once.
fn saved() -> &'static [u8] {
    static SAVED: OnceLock<Vec<u8>> = OnceLock::new();
    SAVED.get_or_init(|| {
        let data = faces(IMAGES, 32);
        let mut session = begin(&data);
        train(&mut session, &data, 4);
        save(&session)
    })
}

/// The checkpoint's tensors and metadata, to be tampered with.
struct Parts {
    tensors: Vec<Stored>,
    metadata: Metadata,
}

impl Parts {
    /// With the checksum.
    fn signed() -> Self {
        let file = SafeTensors::deserialize(saved()).unwrap();
        let stored = |(key, tensor): (&str, safetensors::tensor::TensorView)| Stored {
            key: key.to_owned(),
            dtype: tensor.dtype(),
            shape: tensor.shape().to_vec(),
            bytes: tensor.data().to_vec(),
        };
        let tensors = file.iter().map(stored).collect();
        Self { tensors, metadata: TensorFile::read(saved()).unwrap().metadata().clone() }
    }

    /// Without a checksum, as tools that change files leave it out.
    fn unsigned() -> Self {
        let mut parts = Self::signed();
        parts.metadata.remove("checksum").expect("it is signed");
        parts
    }

    fn tensor(mut self, key: &str, change: impl FnOnce(&mut Stored)) -> Self {
        change(self.tensors.iter_mut().find(|tensor| tensor.key == key).expect("there is such a tensor"));
        self
    }

    fn says(mut self, key: &str, value: &str) -> Self {
        self.metadata.insert(key.into(), value.into()).expect("it says something of this");
        self
    }

    fn silent(mut self, key: &str) -> Self {
        self.metadata.remove(key).expect("it says something of this");
        self
    }

    fn bytes(&self) -> Vec<u8> {
        write(&self.tensors, self.metadata.clone()).unwrap()
    }

    fn refusal(&self) -> String {
        refusal(&self.bytes())
    }
}

fn refusal(bytes: &[u8]) -> String {
    from_bytes(bytes).map(|_| ()).unwrap_err().to_string()
}

fn rename(tensor: &mut Stored) {
    tensor.key = "other".into();
}

const CHANGED: &str = "its contents do not match its checksum: it was changed or damaged";

#[test]
fn an_empty_file_is_refused() {
    assert_eq!(refusal(&[]), "it is empty");
}

#[test]
fn a_file_of_fewer_than_nine_bytes_is_refused() {
    for cut in 1..9 {
        assert_eq!(refusal(&saved()[..cut]), "it is too short to be a .safetensors file");
    }
}

#[test]
fn a_truncated_file_is_refused() {
    let whole = saved().len();
    for cut in [9, 100, whole / 2, whole - 1] {
        let reason = format!("its {cut} bytes are not as many as its table of contents says: it may be cut short");
        assert_eq!(refusal(&saved()[..cut]), reason);
    }
}

#[test]
fn a_file_with_something_behind_it_is_refused() {
    let reason = "it has more than its table of contents names: 4 bytes follow its last tensor";
    assert_eq!(refusal(&[saved(), b"more"].concat()), reason);
    // Nor does metadata that looks like a table of contents deceive.
    let odd = Parts { metadata: [("\"data_offsets\"".into(), "[0,99999999]".into())].into(), ..Parts::signed() };
    assert_eq!(refusal(&[&odd.bytes(), &b"more"[..]].concat()), reason);
}

#[test]
fn a_damaged_table_of_contents_is_refused() {
    let mut bytes = saved().to_vec();
    bytes[20] = 0xff;
    let reason = "its table of contents is damaged: invalid UTF-8 in header: \
                  invalid utf-8 sequence of 1 bytes from index 12";
    assert_eq!(refusal(&bytes), reason);
}

#[test]
fn a_flipped_bit_of_a_tensor_is_noticed() {
    let mut bytes = saved().to_vec();
    let last = bytes.len() - 1;
    for at in [last, last / 2] {
        bytes[at] ^= 1;
        assert_eq!(refusal(&bytes), CHANGED);
        bytes[at] ^= 1;
    }
    assert!(from_bytes(&bytes).is_ok());
}

#[test]
fn a_flipped_digit_of_a_setting_is_noticed() {
    let mut bytes = saved().to_vec();
    let text = b"\"lr\":\"0.0002\"";
    let at = bytes.windows(text.len()).position(|window| window == text).expect("lr is in the metadata");
    bytes[at + text.len() - 2] = b'3';
    assert_eq!(refusal(&bytes), CHANGED);
}

#[test]
fn a_changed_name_type_or_shape_is_noticed() {
    type Change = fn(&mut Stored);
    let changes: [(&str, Change); 4] = [
        ("grid.0", |tensor| tensor.key = "grid.1".into()),
        ("fixed_noise", |tensor| tensor.dtype = Dtype::I32),
        ("data.order", |tensor| tensor.shape = vec![16, 10]),
        ("history.seconds", |tensor| tensor.shape = vec![2, 2]),
    ];
    for (key, change) in changes {
        assert_eq!(Parts::signed().tensor(key, change).refusal(), CHANGED, "{key}");
    }
}

#[test]
fn the_checksum_is_the_documented_one() {
    let Parts { mut tensors, mut metadata } = Parts::signed();
    let told = metadata.remove("checksum").unwrap();
    tensors.sort_by(|a, b| a.key.cmp(&b.key));
    let mut pairs: Vec<_> = metadata.into_iter().collect();
    pairs.sort();
    let number = |number: usize| (number as u64).to_le_bytes().to_vec();
    let with_length = |part: &[u8]| [number(part.len()), part.to_vec()].concat();
    let mut all = number(pairs.len());
    for (key, value) in pairs {
        all.extend([with_length(key.as_bytes()), with_length(value.as_bytes())].concat());
    }
    for Stored { key, dtype, shape, bytes } in tensors {
        let shape = shape.into_iter().flat_map(number).collect::<Vec<_>>();
        let parts = [key.as_bytes(), format!("{dtype:?}").as_bytes(), &shape, &bytes].map(with_length);
        all.extend(parts.concat());
    }
    assert_eq!(told, format!("{:032x}", xxh3_128(&all)));
}

#[test]
fn a_foreign_file_is_refused() {
    assert_eq!(refusal(b"\xff\xd8\xff\xe0 this is a JPEG"), "it is not a .safetensors file");
}

#[test]
fn pytorchs_zip_files_are_refused() {
    let reason = "it is one of PyTorch's own .pth or .pt files, which can run programs when they are opened";
    assert_eq!(refusal(b"PK\x03\x04 as torch.save writes"), reason);
}

#[test]
fn pytorchs_old_pickles_are_refused() {
    let reason = "it is one of PyTorch's own .pth or .pt files, which can run programs when they are opened";
    // The number that torch.save began its files with before it wrote .zip.
    assert_eq!(refusal(b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03."), reason);
}

#[test]
fn a_file_that_is_no_checkpoint_is_refused() {
    let weights = write(&[Stored::f32("a".into(), vec![1], &[1.0])], Metadata::new()).unwrap();
    assert_eq!(refusal(&weights), "its metadata has no “facegan_checkpoint”");
}

#[test]
fn a_newer_version_is_refused() {
    let reason = "it is of format 2, which a newer version of this page writes; this one reads format 1";
    assert_eq!(Parts::signed().says("facegan_checkpoint", "2").refusal(), reason);
}

#[test]
fn an_older_version_is_refused() {
    let reason = "it is of format 0, which is no longer read; this version reads format 1";
    assert_eq!(Parts::signed().says("facegan_checkpoint", "0").refusal(), reason);
}

#[test]
fn a_version_that_is_no_number_is_refused() {
    let reason = "its metadata says facegan_checkpoint = “one”, which is not a number";
    assert_eq!(Parts::signed().says("facegan_checkpoint", "one").refusal(), reason);
}

#[test]
fn missing_metadata_is_named() {
    for key in ["lr", "iterations", "epoch", "batch"] {
        assert_eq!(Parts::unsigned().silent(key).refusal(), format!("its metadata has no “{key}”"));
    }
}

#[test]
fn metadata_that_makes_no_sense_is_named() {
    let reason = "its setting ngf must be a whole number, not “wide”";
    assert_eq!(Parts::unsigned().says("ngf", "wide").refusal(), reason);
    let reason = "its metadata says epoch = “-1”, which is not a number";
    assert_eq!(Parts::unsigned().says("epoch", "-1").refusal(), reason);
}

#[test]
fn a_tensor_of_another_type_is_named() {
    for key in ["fixed_noise", "netG.main.0.weight", "adamD.main.0.weight.exp_avg"] {
        let parts = Parts::unsigned().tensor(key, |tensor| tensor.dtype = Dtype::I32);
        assert_eq!(parts.refusal(), format!("“{key}” should hold F32 but holds I32"));
    }
}

#[test]
fn a_negative_count_is_named() {
    for key in ["adamG.step", "netD.main.3.num_batches_tracked"] {
        let parts = Parts::unsigned().tensor(key, |tensor| tensor.bytes = (-1i64).to_le_bytes().to_vec());
        assert_eq!(parts.refusal(), format!("“{key}” should be a count but is less than 0"));
    }
}

#[test]
fn a_random_generator_that_is_none_is_refused() {
    let reason = "its parts contradict one another: a random generator's state is not one";
    let far = Parts::unsigned().tensor("rng.order", |tensor| tensor.bytes.fill(0xff));
    assert_eq!(far.refusal(), reason);
    let short = Parts::unsigned().tensor("rng.latents", |tensor| {
        (tensor.shape, tensor.bytes) = (vec![55], vec![0; 55]);
    });
    assert_eq!(short.refusal(), reason);
}

#[test]
fn networks_of_another_size_than_the_settings_are_refused() {
    for (setting, value, net) in [("ngf", "16", "netG"), ("nz", "99", "netG"), ("ndf", "16", "netD")] {
        let reason = format!("its parts contradict one another: {net} is not of its settings' size");
        assert_eq!(Parts::unsigned().says(setting, value).refusal(), reason);
    }
    // netD of 64 pixels in a run of 32.
    let larger = Session::new(TrainConfig { image_size: 64, ..config() }, vec![0; IMAGES], device());
    let mut parts = Parts::unsigned();
    parts.tensors.retain(|tensor| !tensor.key.starts_with("netD."));
    let net_d = block_on(to_host(larger.gan().net_d.state())).unwrap();
    parts.tensors.extend(net_d.iter().map(|t| Stored::f32(format!("netD.{}", t.key), t.shape.clone(), &t.values)));
    assert_eq!(parts.refusal(), "its parts contradict one another: netD is not of its settings' size");
}

#[test]
fn a_tensor_of_another_shape_is_named_in_full() {
    let flat = Parts::unsigned().tensor("netD.main.0.weight", |tensor| tensor.shape = vec![8 * 3 * 16]);
    assert_eq!(flat.refusal(), "“netD.main.0.weight” should have the shape [8, 3, 4, 4] but has [384]");
    let swapped = Parts::unsigned().tensor("netG.main.3.weight", |tensor| tensor.shape.swap(0, 1));
    assert_eq!(swapped.refusal(), "“netG.main.3.weight” should have the shape [32, 16, 4, 4] but has [16, 32, 4, 4]");
    let average = Parts::unsigned().tensor("adamG.main.1.bias.exp_avg_sq", |tensor| tensor.shape = vec![4, 8]);
    assert_eq!(average.refusal(), "“adamG.main.1.bias.exp_avg_sq” should have the shape [32] but has [4, 8]");
}

#[test]
fn a_missing_tensor_is_named_in_full() {
    let keys = ["netG.main.3.weight", "netD.main.0.weight", "adamD.main.0.weight.exp_avg", "fixed_noise", "data.order"];
    for key in keys {
        assert_eq!(Parts::unsigned().tensor(key, rename).refusal(), format!("“{key}” is missing"));
    }
}

#[test]
fn missing_adam_steps_are_named() {
    for key in ["adamG.step", "adamD.step"] {
        assert_eq!(Parts::unsigned().tensor(key, rename).refusal(), format!("“{key}” is missing"));
    }
}

#[test]
fn a_tensor_too_many_is_named_in_full() {
    let mut parts = Parts::unsigned();
    parts.tensors.push(Stored::f32("netG.main.10.bias".into(), vec![3], &[0.0; 3]));
    assert_eq!(parts.refusal(), "“netG.main.10.bias” is not part of this network");
    let mut twice = Parts::unsigned();
    twice.tensors.push(Stored::f32("netG.module.main.1.bias".into(), vec![32], &[0.0; 32]));
    let reason = "“netG.main.1.bias” and “netG.module.main.1.bias” are the same entry, which is there twice";
    assert_eq!(twice.refusal(), reason);
}

#[test]
fn adam_steps_that_are_not_the_iterations_are_refused() {
    for (net, steps) in [("G", 3), ("G", 0), ("D", 5)] {
        let count = |tensor: &mut Stored| tensor.bytes = i64::to_le_bytes(steps).to_vec();
        let parts = Parts::unsigned().tensor(&format!("adam{net}.step"), count);
        let reason = format!("its parts contradict one another: the steps of net{net}'s Adam are not its iterations");
        assert_eq!(parts.refusal(), reason);
    }
}

#[test]
fn an_epoch_and_a_batch_that_are_not_the_iterations_are_refused() {
    let reason = "its parts contradict one another: its epoch and batch are not its iterations'";
    for (key, value) in [("epoch", "2"), ("batch", "0"), ("batch", "18446744073709551615")] {
        assert_eq!(Parts::unsigned().says(key, value).refusal(), reason);
    }
    // The fourth batch of three.
    assert_eq!(Parts::unsigned().says("epoch", "0").says("batch", "4").refusal(), reason);
}

#[test]
fn a_history_of_other_iterations_is_refused() {
    let reason = "“history.numbers” should have the shape [5, 5] but has [4, 5]";
    assert_eq!(Parts::unsigned().says("iterations", "5").refusal(), reason);
    let short = Parts::unsigned().tensor("history.seconds", |tensor| {
        (tensor.shape, tensor.bytes) = (vec![3], vec![0; 24]);
    });
    assert_eq!(short.refusal(), "“history.seconds” should have the shape [4] but has [3]");
}

#[test]
fn a_run_without_photos_is_refused() {
    let none = Parts::unsigned().tensor("data.order", |tensor| (tensor.shape, tensor.bytes) = (vec![0, 16], vec![]));
    assert_eq!(none.refusal(), "its parts contradict one another: its epoch has no photos");
}

#[test]
fn advice_on_a_broken_checkpoint_is_about_the_checkpoint() {
    let advice = |bytes: &[u8]| from_bytes(bytes).map(|_| ()).unwrap_err().advice();
    let changed = "The file was changed after it was saved: choose an unchanged one.";
    let half = Parts::unsigned().tensor("netG.main.0.weight", |tensor| tensor.dtype = Dtype::I32);
    let swapped = Parts::unsigned().tensor("netG.main.3.weight", |tensor| tensor.shape.swap(0, 1));
    for parts in [half, swapped, Parts::unsigned().tensor("fixed_noise", rename), Parts::unsigned().silent("lr")] {
        assert_eq!(advice(&parts.bytes()), changed);
    }
    let again = "The download or copy may have been interrupted: fetch it again.";
    assert_eq!(advice(&saved()[..100]), again);
}

#[test]
fn what_other_tools_changed_is_taken_where_it_makes_sense() {
    let zero = Parts::unsigned().tensor("netG.main.0.weight", |tensor| tensor.bytes.fill(0));
    assert!(from_bytes(&zero.bytes()).is_ok());
    let slower = from_bytes(&Parts::unsigned().says("lr", "0.0001").bytes()).unwrap();
    assert_eq!(slower.config, TrainConfig { lr: 0.0001, ..config() });
}
