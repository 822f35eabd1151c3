//! Checkpoints and weights.

use burn::tensor::Device;
use facegan_core::config::{Preset, TrainConfig, Transform};
use facegan_data::dataset::Dataset;
use facegan_data::storage::MemoryStorage;
use facegan_sample_faces::draw;
use facegan_store::checkpoint::to_bytes;
use facegan_store::tensor_file::{Metadata, Stored, TensorFile, write};
use facegan_store::weights;
use facegan_train::{NetworkState, SavedGrid, Session, Snapshot};
use libfuzzer_sys::fuzzer_mutate;
use pollster::block_on;
use safetensors::tensor::TensorView;

use crate::begin::begun;

/// Bytes before a file's table of contents: its length.
const LENGTH_BYTES: usize = 8;

/// The smallest run, after so many iterations.
fn run(config: TrainConfig, iterations: usize) -> Snapshot {
    const SIDE: usize = 32;
    let mut data = Dataset::new(Box::<MemoryStorage>::default(), SIDE);
    for index in 0..4 {
        data.push(&draw(1, index, SIDE)).expect("memory takes every photo");
    }
    let config = TrainConfig { image_size: SIDE, nz: 2, ngf: 1, ndf: 1, batch_size: 2, seed: 1, ..config };
    let mut session = Session::new(config, data.identities().to_vec(), data.taken(), Device::flex().autodiff());
    for _ in 0..iterations {
        let batch = session.next_batch(&data).expect("there are photos");
        block_on(session.train(batch)).expect("the CPU computes");
    }
    block_on(session.snapshot()).expect("the CPU computes")
}

/// A new run and a trained one with everything that a run can have, as another tool would write them: without the
/// checksum, which would refuse every change.
pub fn checkpoints() -> Vec<Vec<u8>> {
    let tiny = Preset::Tiny.config();
    let diffaugment = Transform::ALL.into_iter().collect();
    let everything = TrainConfig {
        flip: true,
        diffaugment,
        ema_decay: 0.5,
        holdout: 0.25,
        real_label: 0.9,
        spectral_norm: true,
        ..tiny.clone()
    };
    let mut trained = run(everything, 3);
    trained.grids = vec![SavedGrid { iteration: 2, png: vec![1, 2, 3] }];
    [run(tiny, 0), trained].map(|snapshot| unchecked(&to_bytes(&snapshot).expect("a run can be written"))).to_vec()
}

fn unchecked(checkpoint: &[u8]) -> Vec<u8> {
    let file = TensorFile::read(checkpoint).expect("what was written can be read");
    let mut metadata = file.metadata().clone();
    metadata.remove("checksum");
    let stored = |(key, tensor): (&str, TensorView)| Stored {
        key: key.to_owned(),
        dtype: tensor.dtype(),
        shape: tensor.shape().to_vec(),
        bytes: tensor.data().to_vec(),
    };
    write(&file.iter().map(stored).collect::<Vec<_>>(), metadata).expect("what was read can be written")
}

/// netG and netD.
pub fn weights() -> Vec<Vec<u8>> {
    let trained = run(Preset::Tiny.config(), 1);
    let file = |network: &NetworkState| {
        weights::safetensors(&network.state, network.batches_tracked, Metadata::new())
            .expect("a network can be written")
    };
    [&trained.net_g, &trained.net_d].map(file).to_vec()
}

/// Changes a `.safetensors` file: mostly its table of contents or what that is of, with the table's length kept true,
/// since no reader looks further where it is not; now and then any of its bytes.
pub fn mutate_tensor_file(input: &mut [u8], size: usize, most: usize, seed: u32, files: &[Vec<u8>]) -> usize {
    if let Some(size) = begun(input, size, most, seed, files) {
        return size;
    }
    let Some((table, tensors)) = parts(&input[..size]) else { return fuzzer_mutate(input, size, most) };
    let room = most - size;
    let (table, tensors) = match seed % 8 {
        0 => return fuzzer_mutate(input, size, most),
        1..4 => (table.to_vec(), mutated(tensors, room)),
        _ => (mutated(table, room), tensors.to_vec()),
    };
    let whole = [&(table.len() as u64).to_le_bytes(), &table[..], &tensors].concat();
    input[..whole.len()].copy_from_slice(&whole);
    whole.len()
}

/// The table of contents and what stands behind it.
fn parts(file: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = file.split_first_chunk::<LENGTH_BYTES>()?;
    rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)
}

fn mutated(part: &[u8], room: usize) -> Vec<u8> {
    let mut bytes = part.to_vec();
    bytes.resize((part.len() + room).max(1), 0);
    let most = bytes.len();
    let size = fuzzer_mutate(&mut bytes, part.len(), most);
    bytes.truncate(size);
    bytes
}
