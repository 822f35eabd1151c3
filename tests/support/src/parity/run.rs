//! The steps of a parity case on any device.

use std::collections::BTreeMap;

use burn::tensor::{Tensor, TensorData};
use facegan_core::config::{ADAM_EPS, BETA2, Rates, TrainConfig};
use facegan_kernels::Compute;
use facegan_model::{Generator, HostTensor, StateDict, StateTensor, to_host, values};
use facegan_train::{Augmentations, Gan, Numbers, Stream};
use parity_cases::Case;

use super::inputs;

/// Tensors of a case by their keys.
pub type Tensors = BTreeMap<String, HostTensor>;

/// The numbers of a step, in the order of a case's `stats`.
const STATISTICS: [&str; 5] = ["loss_d", "loss_g", "d_x", "d_g_z1", "d_g_z2"];

/// What a run is made of.
pub struct Inputs {
    config: TrainConfig,
    /// The networks' initial states.
    net_g: Vec<HostTensor>,
    net_d: Vec<HostTensor>,
    /// The real images and the noise of every step.
    steps: Vec<[HostTensor; 2]>,
    fixed_noise: HostTensor,
}

/// What a run gives, under the case's keys.
pub struct Results {
    /// By one forward or backward pass.
    pub single: Vec<HostTensor>,
    /// By all steps.
    pub several: Vec<HostTensor>,
}

impl Inputs {
    /// Takes what is fed in out of a case's tensors.
    pub fn take(case: &Case, tensors: &mut Tensors) -> Self {
        let &Case { image_size, nc, nz, ngf, ndf, lr, lr_g, lr_d, beta1, real_label, loss, spectral_norm, .. } = case;
        let batch_size = case.batch;
        let loss = loss.parse().expect("it is one");
        let config =
            TrainConfig { image_size, nc, batch_size, nz, ngf, ndf, lr, lr_g, lr_d, beta1, ..TrainConfig::default() };
        let config = TrainConfig { real_label, loss, spectral_norm, ..config };
        assert_eq!((case.beta2, case.eps), (BETA2, ADAM_EPS), "the tutorial's");
        let [net_g, net_d] = ["init.netG.", "init.netD."].map(|prefix| {
            let state = state(tensors, prefix);
            tensors.retain(|key, _| !key.starts_with(prefix));
            state
        });
        // A case may hold its inputs; else they are computed.
        let mut take = |key: &str, compute: &dyn Fn() -> HostTensor| tensors.remove(key).unwrap_or_else(compute);
        let mut batch = |step| {
            let real = take(&format!("real.{step}"), &|| inputs::real(case, step));
            [real, take(&format!("noise.{step}"), &|| inputs::noise(case, step))]
        };
        let steps = (0..case.steps as u32).map(&mut batch).collect();
        Self { config, net_g, net_d, steps, fixed_noise: take("fixed_noise", &|| inputs::fixed_noise(case)) }
    }

    /// Both networks with PyTorch's initial weights.
    pub fn gan(&self, compute: &Compute) -> Gan {
        let mut gan = Gan::new(&self.config, &mut Stream::Weights.rng(0), compute);
        gan.net_g.load(&self.net_g).expect("the weights are netG's");
        gan.net_d.load(&self.net_d).expect("the weights are netD's");
        gan
    }

    /// What netG makes of the fixed noise, in both modes.
    pub async fn images(&self, mut net_g: Generator, compute: &Compute) -> [HostTensor; 2] {
        let noise = upload(&self.fixed_noise, compute);
        let eval = images("fixed_fake_eval", net_g.forward_eval(noise.clone())).await;
        let train = images("fixed_fake_train", net_g.forward_train(noise).detach()).await;
        [eval, train]
    }
}

/// Makes all steps.
pub async fn run(inputs: &Inputs, compute: &Compute) -> Results {
    let mut gan = inputs.gan(compute);
    let (mut single, mut numbers) = (Vec::new(), Vec::new());
    for (step, batch) in inputs.steps.iter().enumerate() {
        let [real, noise] = batch.each_ref().map(|tensor| upload(tensor, compute));
        let real = compute.kernels.to_precision(real);
        let made = match step {
            0 => first_step(&mut gan, [real, noise], inputs.config.rates(), &mut single).await,
            _ => gan.step(real, noise, Augmentations::default(), inputs.config.rates()),
        };
        numbers.extend(made.read().await.expect("the device answers"));
    }
    single.extend(statistics_of_first(&numbers));
    let mut several = statistics(&numbers);
    several.extend(on_host("final.netG.", gan.net_g.state()).await);
    several.extend(on_host("final.netD.", gan.net_d.state()).await);
    several.extend(inputs.images(gan.net_g, compute).await);
    Results { single, several }
}

/// The first step as [`Gan::step`] makes it, with the gradients in between.
async fn first_step(
    gan: &mut Gan,
    [real, noise]: [Tensor<4>; 2],
    rates: Rates,
    found: &mut Vec<HostTensor>,
) -> Numbers {
    let fake = gan.net_g.forward_train(noise);
    let (of_d, gradients) = gan.backward_d(real, fake.clone().detach());
    found.extend(on_host("grad0.netD.", gan.net_d.gradients(&gradients)).await);
    gan.adam_d.step(&mut gan.net_d, &gradients, rates.of_d());
    let (numbers, gradients) = gan.backward_g(fake, of_d);
    found.extend(on_host("grad0.netG.", gan.net_g.gradients(&gradients)).await);
    gan.adam_g.step(&mut gan.net_g, &gradients, rates.of_g());
    numbers
}

/// The five numbers of every step, as a tensor each over the steps.
pub fn statistics(numbers: &[f32]) -> Vec<HostTensor> {
    let over_steps = |i| numbers.iter().skip(i).step_by(STATISTICS.len()).copied().collect::<Vec<_>>();
    let named = |(i, name)| (format!("stats.{name}"), over_steps(i));
    let tensor = |(key, values): (_, Vec<_>)| HostTensor { key, shape: vec![values.len()], values };
    STATISTICS.into_iter().enumerate().map(named).map(tensor).collect()
}

/// [`statistics`] of the first step alone, which are of single passes.
pub fn statistics_of_first(numbers: &[f32]) -> Vec<HostTensor> {
    let first = statistics(&numbers[..STATISTICS.len()]);
    first.into_iter().map(|tensor| HostTensor { key: format!("{} of the first step", tensor.key), ..tensor }).collect()
}

/// The tensors whose keys begin with `prefix`, without it.
pub fn state(tensors: &Tensors, prefix: &str) -> Vec<HostTensor> {
    let own = |(key, tensor): (&String, &HostTensor)| {
        Some(HostTensor { key: key.strip_prefix(prefix)?.to_owned(), ..tensor.clone() })
    };
    tensors.iter().filter_map(own).collect()
}

fn upload(HostTensor { shape, values, .. }: &HostTensor, compute: &Compute) -> Tensor<4> {
    Tensor::from_data(TensorData::new(values.clone(), shape.clone()), &compute.device)
}

/// Reads images, which are float16 in mixed precision.
async fn images(key: &str, images: Tensor<4>) -> HostTensor {
    let shape = images.dims().to_vec();
    HostTensor { key: key.into(), shape, values: values(images).await.expect("the device answers") }
}

/// Reads tensors, and puts `prefix` before their keys.
async fn on_host(prefix: &str, tensors: Vec<StateTensor>) -> Vec<HostTensor> {
    let tensors = to_host(tensors).await.expect("the device answers");
    tensors.into_iter().map(|tensor| HostTensor { key: format!("{prefix}{}", tensor.key), ..tensor }).collect()
}
