//! One parity case on any device, against PyTorch's numbers.
//!
//! An error is ‖ours − theirs‖ / ‖theirs‖ of a whole tensor, in double precision.

use std::collections::BTreeMap;

use burn::tensor::{Device, Tensor, TensorData};
use facegan::config::{ADAM_EPS, BETA2, TrainConfig};
use facegan::model::{Generator, HostTensor, StateDict, StateTensor, to_host};
use facegan::store::tensor_file::TensorFile;
use facegan::train::{Gan, Stream};
use parity_cases::Case;

/// For what one forward or backward pass gives.
const SINGLE: f64 = 1e-4;
/// For what several steps accumulate: Adam makes full steps of gradients that are almost zero.
const ACCUMULATED: f64 = 1e-3;
/// How much farther than PyTorch from itself a tensor may be where PyTorch is far from itself (see `spread.py`): there an
/// activation lies within a rounding error of ReLU's kink, and another one may be the first to fall to the other side.
const SPREAD: f64 = 1.5;

/// What a number comes out of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Passes {
    /// One forward or backward pass.
    Single,
    /// All steps.
    Several,
}

/// Runs a case and returns a line on the worst errors.
///
/// # Panics
/// When a tensor is farther from PyTorch's than its bound, or is not a number.
pub async fn run(case: &Case, device: &Device) -> String {
    let mut parity = Parity::new(case, device);
    let mut gan = parity.gan();
    for step in 0..case.steps {
        let [real, noise] = ["real", "noise"].map(|name| parity.tensor(&format!("{name}.{step}")));
        if step == 0 {
            let (stats, gradients) = first_step(&mut gan, real, noise).await;
            parity.check_stats(step, &stats);
            for (name, gradient) in gradients {
                parity.check(&format!("grad0.{name}"), &gradient, Passes::Single);
            }
        } else {
            let stats = values(gan.step(real, noise)).await;
            parity.check_stats(step, &stats);
        }
    }
    for (net, state) in [("netG", gan.net_g.state()), ("netD", gan.net_d.state())] {
        for tensor in to_host(state).await.expect("the device answers") {
            parity.check(&format!("final.{net}.{}", tensor.key), &tensor.values, Passes::Several);
        }
    }
    parity.check_images(gan.net_g, Passes::Several).await;
    // With PyTorch's own final weights, the same are single passes.
    let mut net_g = parity.gan().net_g;
    net_g.load(&parity.state("final.netG.")).expect("the weights are netG's");
    parity.check_images(net_g, Passes::Single).await;
    let [single, several] = &parity.worst;
    format!("{}: single passes {single}; after {} steps {several}", case.name, case.steps)
}

/// The first step as [`Gan::step`] makes it, with the gradients in between.
async fn first_step(gan: &mut Gan, real: Tensor<4>, noise: Tensor<4>) -> (Vec<f32>, Vec<(String, Vec<f32>)>) {
    let fake = gan.net_g.forward_train(noise);
    let ([loss_d, d_x, d_g_z1], gradients) = gan.backward_d(real, fake.clone().detach());
    let of_d = gan.net_d.gradients(&gradients);
    gan.adam_d.step(&mut gan.net_d, &gradients);
    let ([loss_g, d_g_z2], gradients) = gan.backward_g(fake);
    let of_g = gan.net_g.gradients(&gradients);
    gan.adam_g.step(&mut gan.net_g, &gradients);
    let stats = values(Tensor::cat(vec![loss_d, loss_g, d_x, d_g_z1, d_g_z2], 0)).await;
    let mut named = Vec::new();
    for (net, gradients) in [("netD", of_d), ("netG", of_g)] {
        let gradients: Vec<StateTensor> = gradients;
        let gradients = to_host(gradients).await.expect("the device answers");
        named.extend(gradients.into_iter().map(|gradient| (format!("{net}.{}", gradient.key), gradient.values)));
    }
    (stats, named)
}

async fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data_async().await.expect("the device answers").try_to_vec().expect("float32")
}

/// A case's numbers, a device to repeat them on, and how far that was off.
struct Parity<'a> {
    config: TrainConfig,
    expected: BTreeMap<String, HostTensor>,
    spread: BTreeMap<&'a str, f64>,
    device: &'a Device,
    worst: [Worst; 2],
}

impl<'a> Parity<'a> {
    fn new(case: &Case, device: &'a Device) -> Self {
        let &Case { image_size, nz, ngf, ndf, lr, beta1, .. } = case;
        let defaults = TrainConfig::default();
        let config = TrainConfig { image_size, batch_size: case.batch, nz, ngf, ndf, lr, beta1, ..defaults };
        assert_eq!((case.beta2, case.eps), (BETA2, ADAM_EPS), "the tutorial's");
        let file = TensorFile::read(case.tensors).expect("case.safetensors is whole");
        let tensor = |key: &str| (key.to_owned(), file.f32(key).expect("every tensor is float32"));
        let expected = file.keys().into_iter().map(tensor).collect();
        let spread = case.spread.iter().copied().collect();
        Self { config, expected, spread, device, worst: Default::default() }
    }

    fn expected(&self, key: &str) -> &HostTensor {
        self.expected.get(key).unwrap_or_else(|| panic!("the case has no {key}"))
    }

    fn tensor(&self, key: &str) -> Tensor<4> {
        let HostTensor { shape, values, .. } = self.expected(key);
        Tensor::from_data(TensorData::new(values.clone(), shape.clone()), self.device)
    }

    fn state(&self, prefix: &str) -> Vec<HostTensor> {
        let own = |(key, tensor): (&String, &HostTensor)| {
            Some(HostTensor { key: key.strip_prefix(prefix)?.to_owned(), ..tensor.clone() })
        };
        self.expected.iter().filter_map(own).collect()
    }

    /// Both networks with PyTorch's initial weights.
    fn gan(&self) -> Gan {
        let mut gan = Gan::new(&self.config, &mut Stream::Weights.rng(0), self.device);
        gan.net_g.load(&self.state("init.netG.")).expect("the weights are netG's");
        gan.net_d.load(&self.state("init.netD.")).expect("the weights are netD's");
        gan
    }

    /// Checks a step's five numbers.
    fn check_stats(&mut self, step: usize, found: &[f32]) {
        let expected = self.expected("stats").values[5 * step..][..5].to_vec();
        let passes = if step == 0 { Passes::Single } else { Passes::Several };
        self.compare(&format!("stats.{step}"), found, &expected, passes);
    }

    /// Checks what netG makes of the fixed noise, in both modes.
    async fn check_images(&mut self, mut net_g: Generator, passes: Passes) {
        let noise = self.tensor("fixed_noise");
        let eval = values(net_g.forward_eval(noise.clone())).await;
        self.check("fixed_fake_eval", &eval, passes);
        let train = values(net_g.forward_train(noise).detach()).await;
        self.check("fixed_fake_train", &train, passes);
    }

    fn check(&mut self, key: &str, found: &[f32], passes: Passes) {
        let expected = self.expected(key).values.clone();
        self.compare(key, found, &expected, passes);
    }

    fn compare(&mut self, key: &str, found: &[f32], expected: &[f32], passes: Passes) {
        let bound = match passes {
            Passes::Single => SINGLE,
            Passes::Several => self.spread.get(key).map_or(ACCUMULATED, |spread| ACCUMULATED.max(SPREAD * spread)),
        };
        let error = super::error(found, expected);
        let differences = found.iter().zip(expected).map(|(&a, &b)| (f64::from(a) - f64::from(b)).abs());
        let farthest = differences.enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
        let element = farthest.map(|(i, _)| (found[i], expected[i])).unwrap_or_default();
        assert!(error <= bound, "{key}: error {error:.2e} is over {bound:.0e}; worst element {element:?}");
        let worst = &mut self.worst[passes as usize];
        worst.tensors += 1;
        if error >= worst.error {
            (worst.error, worst.tensor, worst.element) = (error, key.to_owned(), element);
        }
    }
}

/// The largest error so far.
#[derive(Default)]
struct Worst {
    error: f64,
    tensor: String,
    /// The element that is farthest off: ours and theirs.
    element: (f32, f32),
    tensors: usize,
}

impl std::fmt::Display for Worst {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { error, tensor, element: (ours, theirs), tensors } = self;
        write!(f, "at most {error:.1e} of {tensors} tensors ({tensor}: worst element {ours:e} for {theirs:e})")
    }
}
