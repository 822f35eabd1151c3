//! One parity case on any device, against PyTorch's numbers.
//!
//! An error is ‖ours − theirs‖ / ‖theirs‖ of a whole tensor, in double precision.

use std::collections::BTreeMap;

use burn::tensor::{Device, Tensor, TensorData};
use facegan::config::{ADAM_EPS, BETA2, TrainConfig};
use facegan::model::{HostTensor, StateDict, StateTensor, to_host};
use facegan::store::tensor_file::TensorFile;
use facegan::train::{Gan, Stream};
use parity_cases::Case;

/// For what one forward or backward pass gives.
const SINGLE: f64 = 1e-4;
/// For what several steps accumulate: Adam makes full steps of gradients that are almost zero.
const ACCUMULATED: f64 = 1e-3;

/// Runs a case and returns a line on the worst errors.
///
/// # Panics
/// When a tensor is farther from PyTorch's than its bound, or is not a number.
pub async fn run(case: &Case, device: &Device) -> String {
    let parity = Parity::new(case, device);
    let mut worst = [Worst::default(), Worst::default()];
    let mut gan = parity.gan();
    let mut stats = Vec::new();
    for step in 0..parity.steps {
        let [real, noise] = ["real", "noise"].map(|name| parity.tensor(&format!("{name}.{step}")));
        if step == 0 {
            let (first, gradients) = first_step(&mut gan, real, noise).await;
            stats.extend(first);
            for (name, gradient) in gradients {
                worst[0].note(&parity, &format!("grad0.{name}"), &gradient, SINGLE);
            }
        } else {
            stats.extend(values(gan.step(real, noise)).await);
        }
    }
    parity.check_stats(&stats, &mut worst);
    for (net, state) in [("netG", gan.net_g.state()), ("netD", gan.net_d.state())] {
        for tensor in to_host(state).await.expect("the device answers") {
            worst[1].note(&parity, &format!("final.{net}.{}", tensor.key), &tensor.values, ACCUMULATED);
        }
    }
    // Drawn with PyTorch's own final weights, so that these are single forward passes.
    let mut net_g = parity.gan().net_g;
    net_g.load(&parity.state("final.netG.")).expect("the weights are netG's");
    let noise = parity.tensor("fixed_noise");
    let eval = values(net_g.forward_eval(noise.clone())).await;
    worst[0].note(&parity, "fixed_fake_eval", &eval, SINGLE);
    let train = values(net_g.forward_train(noise.clone()).detach()).await;
    worst[0].note(&parity, "fixed_fake_train", &train, SINGLE);
    // And with our own, at the end of the run.
    let eval = values(gan.net_g.forward_eval(noise.clone())).await;
    worst[1].note(&parity, "fixed_fake_eval", &eval, ACCUMULATED);
    let train = values(gan.net_g.forward_train(noise).detach()).await;
    worst[1].note(&parity, "fixed_fake_train", &train, ACCUMULATED);
    let [single, accumulated] = worst;
    format!("{}: single passes {single}; after {} steps {accumulated}", case.name, parity.steps)
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

/// A case's numbers and a device to repeat them on.
struct Parity<'a> {
    config: TrainConfig,
    steps: usize,
    expected: BTreeMap<String, HostTensor>,
    device: &'a Device,
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
        Self { config, steps: case.steps, expected, device }
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

    /// Each step's five numbers: the first step's are a single pass.
    fn check_stats(&self, found: &[f32], worst: &mut [Worst; 2]) {
        let expected = &self.expected("stats").values;
        assert_eq!(found.len(), expected.len());
        for (step, (found, expected)) in found.chunks(5).zip(expected.chunks(5)).enumerate() {
            let (slot, bound) = if step == 0 { (0, SINGLE) } else { (1, ACCUMULATED) };
            worst[slot].compare(&format!("stats of step {step}"), found, expected, bound);
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

impl Worst {
    fn note(&mut self, parity: &Parity, key: &str, found: &[f32], bound: f64) {
        self.compare(key, found, &parity.expected(key).values, bound);
    }

    fn compare(&mut self, name: &str, found: &[f32], expected: &[f32], bound: f64) {
        let error = super::error(found, expected);
        let differences = found.iter().zip(expected).map(|(&a, &b)| (f64::from(a) - f64::from(b)).abs());
        let farthest = differences.enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
        let element = farthest.map(|(i, _)| (found[i], expected[i])).unwrap_or_default();
        assert!(error <= bound, "{name}: error {error:.2e} is over {bound:.0e}; worst element {element:?}");
        self.tensors += 1;
        if error >= self.error {
            (self.error, self.tensor, self.element) = (error, name.to_owned(), element);
        }
    }
}

impl std::fmt::Display for Worst {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { error, tensor, element: (ours, theirs), tensors } = self;
        write!(f, "at most {error:.1e} of {tensors} tensors ({tensor}: worst element {ours:e} for {theirs:e})")
    }
}
