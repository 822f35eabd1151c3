//! Every kind of damaged or foreign file is refused by name.

use std::sync::OnceLock;

use facegan_core::config::TrainConfig;
use facegan_model::{StateDict, to_host};
use facegan_store::checkpoint::from_bytes;
use facegan_store::tensor_file::{Metadata, Stored, TensorFile, write};
use facegan_train::Session;
use pollster::block_on;
use safetensors::{Dtype, SafeTensors};
use xxhash_rust::xxh3::xxh3_128;

use super::{IMAGES, begin, config, device};
use test_support::faces;
use test_support::runs::{save, train};

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
    assert_eq!(refusal(b"\xf1\xf2\xf3 this is nothing known"), "it is not a .safetensors file");
    let picture = "it is not a .safetensors file but a picture or video (image/jpeg)";
    assert_eq!(refusal(b"\xff\xd8\xff\xe0 this is a JPEG"), picture);
}

#[test]
fn pytorchs_old_pickles_are_refused() {
    let reason = "it is not a .safetensors file but one of PyTorch's own .pth or .pt files, which can run programs when \
                  they are opened";
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
    let reason = "it is of format 2, which a newer version of facegan writes; this one reads format 1";
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
    let larger = Session::new(
        TrainConfig { image_size: 64, ..config() },
        vec![0; IMAGES],
        (0..IMAGES as u32).collect(),
        device(),
    );
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
fn measurements_that_are_none_are_refused() {
    let mut parts = Parts::unsigned();
    let bytes = b"[{}]".to_vec();
    parts.tensors.push(Stored { key: "measurements".into(), dtype: Dtype::U8, shape: vec![bytes.len()], bytes });
    let reason = "its parts contradict one another: its measurements are not the JSON of measurements";
    assert_eq!(parts.refusal(), reason);
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
