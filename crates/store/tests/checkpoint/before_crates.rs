//! Files that the last build before the split into crates wrote (`tests/fixtures/before_crates`) open and continue to
//! what that build computed.

use std::fs;
use std::path::PathBuf;

use facegan_core::config::TrainConfig;
use facegan_model::{HostTensor, StateDict, to_host};
use facegan_store::checkpoint::from_bytes;
use facegan_store::weights;
use facegan_train::{Session, csv};
use pollster::block_on;

use test_support::runs::train;
use test_support::{error, faces, fixtures};

/// Iterations after which that build had saved the run, and after which it had finished it.
const SAVED: usize = 17;
const END: usize = 22;

/// The bound where the processor multiplies matrices by other instructions than the one that the files were made on: the
/// last bits differ, and Adam makes full steps of gradients that are almost zero. The parity cases have the same bound.
const OTHER_PROCESSOR: f64 = 1e-3;

fn path(name: &str) -> PathBuf {
    fixtures().join("before_crates").join(name)
}

fn file(name: &str) -> Vec<u8> {
    fs::read(path(name)).unwrap()
}

/// Whether sums are made in the same order as where the files were made: Burn's CPU backend takes the widest
/// instructions that there are.
#[cfg(target_arch = "x86_64")]
fn is_same_arithmetic() -> bool {
    is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("fma")
}

#[cfg(not(target_arch = "x86_64"))]
fn is_same_arithmetic() -> bool {
    false
}

fn assert_same(what: &str, found: &[f32], expected: &[f32]) {
    if is_same_arithmetic() {
        assert_eq!(found, expected, "{what}");
    } else {
        let error = error(found, expected);
        assert!(error <= OTHER_PROCESSOR, "{what}: {error:.1e}");
    }
}

/// Loss_D, Loss_G, D(x) and both D(G(z)) of every iteration.
fn numbers(csv: &str) -> Vec<Vec<f32>> {
    csv.lines().skip(1).map(|row| row.split(',').skip(4).take(5).map(|cell| cell.parse().unwrap()).collect()).collect()
}

#[test]
fn a_checkpoint_continues_to_the_same_losses_and_weights() {
    let snapshot = from_bytes(&file("checkpoint.safetensors")).unwrap();
    assert_eq!(snapshot.history.len(), SAVED);
    assert!(snapshot.config.flip && !snapshot.config.diffaugment.is_off() && snapshot.ema.is_some());

    let data = faces(8, snapshot.config.image_size);
    let config = TrainConfig { max_iterations: Some(END), ..snapshot.config.clone() };
    let mut session = Session::restore(snapshot, config, data.identities().to_vec(), super::device()).unwrap();
    train(&mut session, &data, END - SAVED);
    assert!(session.is_complete());

    let found = numbers(&csv(session.history()));
    let expected = numbers(&String::from_utf8(file("continued/losses.csv")).unwrap());
    assert_eq!((found.len(), &found[..SAVED]), (END, &expected[..SAVED]), "what is read does not change");
    for (iteration, (found, expected)) in found.iter().zip(&expected).enumerate() {
        assert_same(&format!("iteration {iteration}"), found, expected);
    }

    let snapshot = block_on(session.snapshot()).unwrap();
    let average = snapshot.ema.unwrap();
    for (name, state) in [("netG", &snapshot.net_g.state), ("netD", &snapshot.net_d.state), ("netG_ema", &average)] {
        let expected = weights::read(&file(&format!("continued/{name}.safetensors"))).unwrap().state;
        let keys = |state: &[HostTensor]| state.iter().map(|tensor| tensor.key.clone()).collect::<Vec<_>>();
        assert_eq!(keys(state), keys(&expected), "{name}");
        for (found, expected) in state.iter().zip(&expected) {
            assert_same(&format!("{name}.{}", found.key), &found.values, &expected.values);
        }
    }
}

#[test]
fn weights_open_and_train_on() {
    let config = from_bytes(&file("checkpoint.safetensors")).unwrap().config;
    let data = faces(8, config.image_size);
    let mut session = Session::new(config, data.identities().to_vec(), data.taken(), super::device());
    let [net_g, net_d] = ["netG", "netD"].map(|name| weights::read(&file(&format!("continued/{name}.safetensors"))));
    let (net_g, net_d) = (net_g.unwrap(), net_d.unwrap());
    assert!(net_g.remarks.is_empty() && net_d.remarks.is_empty());
    session.load_net_g(&net_g.state, net_g.batches_tracked).unwrap();
    session.load_net_d(&net_d.state, net_d.batches_tracked).unwrap();
    assert_eq!(block_on(to_host(session.gan().net_g.state())).unwrap(), net_g.state);
    train(&mut session, &data, 1);
}
