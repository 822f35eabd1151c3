//! What a search for a photo's latent follows, against PyTorch's autograd.

use std::fs;
use std::path::Path;

use burn::tensor::{Device, Tensor, TensorData};
use facegan_core::config::{NC, TrainConfig};
use facegan_data::batch::normalize;
use facegan_model::{StateDict, to_host};
use facegan_store::tensor_file::{Metadata, Stored, TensorFile, write};
use facegan_store::weights;
use facegan_train::{InversionTarget, Session, Stream, latents};
use pollster::block_on;
use tempfile::TempDir;

use test_support::python::python;
use test_support::{error, faces, tiny};

const NZ: usize = 12;
const STARTS: usize = 5;
/// Enough for running statistics that are the data's own.
const ITERATIONS: usize = 20;

const PYTORCH: &str = "\
from tutorial import *
from inversion import losses
from safetensors.torch import load_file, save_file
given = load_file('given.safetensors')
netG = Generator(32, 12, 4, given['photo'].shape[1])
netG.load_state_dict(load_file('netG.safetensors'))
netG.eval()
latents = given['latents'].requires_grad_()
found = losses(netG(latents), latents, given['photo'])
found.sum().backward()
save_file({'losses': found.detach(), 'gradients': latents.grad}, 'theirs.safetensors')
";

fn values(folder: &Path, key: &str) -> Vec<f32> {
    TensorFile::read(&fs::read(folder.join("theirs.safetensors")).unwrap()).unwrap().f32(key).unwrap().values
}

#[test]
fn losses_and_their_gradients_by_the_latents_are_pytorchs() {
    NC.into_iter().for_each(compare);
}

fn compare(nc: usize) {
    let (data, device) = (faces(6, 32), Device::flex().autodiff());
    let config = TrainConfig { nc, nz: NZ, ngf: 4, ndf: 6, ..tiny() };
    let mut session = Session::new(config, data.identities().to_vec(), data.taken(), device.clone());
    for _ in 0..ITERATIONS {
        let batch = session.next_batch(&data).unwrap();
        block_on(session.train(batch)).unwrap();
    }
    let net_g = &session.gan().net_g;
    let photo = session.real_images(&data, &[3]).unwrap();
    let drawn = latents(STARTS, NZ, &mut Stream::FixedNoise.rng(5));

    let starts = Tensor::<4>::from_data(TensorData::new(drawn.clone(), [STARTS, NZ, 1, 1]), &device).require_grad();
    let losses = InversionTarget::new(&photo, nc, &device).losses(net_g.forward_eval(starts.clone()), starts.clone());
    let gradients = losses.clone().sum().backward();
    let ours: Vec<f32> = losses.into_data().try_to_vec().unwrap();
    let our_gradients: Vec<f32> = starts.grad(&gradients).unwrap().into_data().try_to_vec().unwrap();
    let state = net_g.state();
    let has_gradient = |tensor: &facegan_model::StateTensor| tensor.values.grad(&gradients).is_some();
    assert!(!state.iter().any(has_gradient), "netG's parameters are constants");

    let folder = TempDir::new().unwrap();
    let about = weights::metadata(session.config(), session.history());
    let state = block_on(to_host(state)).unwrap();
    let net_g = weights::safetensors(&state, session.batches_tracked().net_g, about).unwrap();
    fs::write(folder.path().join("netG.safetensors"), net_g).unwrap();
    let given = [
        Stored::f32("latents".into(), vec![STARTS, NZ, 1, 1], &drawn),
        Stored::f32("photo".into(), vec![1, nc, 32, 32], &normalize(&photo)[..nc * 32 * 32]),
    ];
    fs::write(folder.path().join("given.safetensors"), write(&given, Metadata::new()).unwrap()).unwrap();
    python(PYTORCH, folder.path());
    for (what, ours, bound) in [("losses", ours, 1e-5), ("gradients", our_gradients, 1e-4)] {
        let error = error(&ours, &values(folder.path(), what));
        println!("{nc} channels, {what}: error {error:.1e}");
        assert!(error <= bound, "{what}: {error:e}");
    }
}
