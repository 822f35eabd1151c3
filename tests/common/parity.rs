//! Parity cases on any device, against PyTorch's numbers.
//!
//! An error is ‖ours − theirs‖ / ‖theirs‖ of a whole tensor, in double precision. Each of the five statistics is a tensor
//! of its own, over the steps, so that its error is relative to its own size.

mod run;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use facegan::kernels::{Compute, Kernels, Storage};
use facegan::model::{HostTensor, StateDict};
use facegan::store::tensor_file::TensorFile;
use parity_cases::{CASES, Case};

use run::{Inputs, Tensors, run, state, statistics, statistics_of_first};

/// For what one forward or backward pass gives.
const SINGLE: f64 = 1e-4;
/// For what several steps accumulate: Adam makes full steps of gradients that are almost zero.
const ACCUMULATED: f64 = 1e-3;
/// In mixed precision, where every layer's output is rounded to eleven bits: many activations fall to the other side of
/// ReLU's kink. PyTorch, when its outputs are rounded like that, is off by up to 0.22 in the cases here.
const MIXED: f64 = 4e-1;

/// How often a run is repeated at most, see [`Parity::allow`].
const REPEATS: u32 = 16;
/// How many times as far as the farthest repeat a tensor may be.
const MARGIN: f64 = 1.5;
/// How far a tensor may be at most, whatever the repeats say, so that they can never hide a bug.
const CAP: f64 = 2e-2;

/// What a number comes out of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Passes {
    /// One forward or backward pass.
    Single,
    /// All steps.
    Several,
}

/// How far a case's numbers are from PyTorch's.
struct Outcome {
    /// A line on the worst errors.
    summary: String,
    /// Everything that is over its bound, not a number, or was not compared.
    faults: Vec<String>,
}

/// Runs every case, and has a line on the worst errors of each printed.
///
/// # Panics
/// After the last case, with everything that is farther from PyTorch's than its bound, is not a number, or was not
/// compared.
pub async fn run_all(compute: &Compute, print: impl Fn(&str)) {
    let mut faults = Vec::new();
    for case in CASES {
        let outcome = examine(case, compute).await;
        print(&outcome.summary);
        faults.extend(outcome.faults.into_iter().map(|fault| format!("{}: {fault}", case.name)));
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

async fn examine(case: &Case, compute: &Compute) -> Outcome {
    let mut parity = Parity::new(case, compute);
    let results = run(&parity.inputs, compute).await;
    for tensor in &results.single {
        parity.check(tensor, Passes::Single);
    }
    parity.check_images().await;
    parity.allow(&results.several).await;
    for tensor in &results.several {
        parity.check(tensor, Passes::Several);
    }
    parity.outcome(case)
}

/// A case's numbers, a device to repeat them on, and how far that was off.
struct Parity<'a> {
    compute: &'a Compute,
    inputs: Inputs,
    /// PyTorch's results.
    expected: Tensors,
    /// Keys of those that were compared.
    used: BTreeSet<String>,
    /// For results that are over [`ACCUMULATED`].
    allowances: BTreeMap<String, Allowance>,
    worst: [Worst; 2],
    faults: Vec<String>,
}

impl<'a> Parity<'a> {
    fn new(case: &Case, compute: &'a Compute) -> Self {
        let file = TensorFile::read(case.tensors).expect("case.safetensors is whole");
        let tensor = |key: &str| (key.to_owned(), file.f32(key).expect("every tensor is float32"));
        let mut expected: Tensors = file.keys().into_iter().map(tensor).collect();
        let inputs = Inputs::take(case, &mut expected);
        let stats = expected.remove("stats").expect("the case has stats").values;
        let stats = statistics_of_first(&stats).into_iter().chain(statistics(&stats));
        expected.extend(stats.map(|tensor| (tensor.key.clone(), tensor)));
        let (used, allowances, worst, faults) = Default::default();
        Self { compute, inputs, expected, used, allowances, worst, faults }
    }

    /// Checks what netG makes of the fixed noise with PyTorch's own final weights, for that takes single passes.
    async fn check_images(&mut self) {
        let mut net_g = self.inputs.gan(self.compute).net_g;
        if let Err(error) = net_g.load(&state(&self.expected, "final.netG.")) {
            return self.faults.push(format!("final.netG is not netG's state: {error}"));
        }
        for images in self.inputs.images(net_g, self.compute).await {
            self.check(&images, Passes::Single);
        }
    }

    /// Gives more room to tensors of which the last bit of the inputs decides more than [`ACCUMULATED`].
    ///
    /// Now and then an activation lies within a rounding error of ReLU's kink. The order of summation then decides on
    /// which side it falls, and since Adam makes full steps of gradients that are almost zero, the weights move visibly.
    /// How far is measured where a tensor is over its bound: the run is repeated on the same device with every number that
    /// is fed in moved to the next float up or down, or left alone. No implementation can be held to what such a change
    /// decides, so the tensor may be [`MARGIN`] times as far from PyTorch's as a repeat is from the first run, but never
    /// farther than [`CAP`].
    ///
    /// Only our own kernels get this, and only for float32: the CPU keeps to [`ACCUMULATED`].
    async fn allow(&mut self, found: &[HostTensor]) {
        let kernels = self.compute.kernels;
        if kernels == Kernels::Stock || kernels.storage() == Storage::Half {
            return;
        }
        let over = found.iter().filter_map(|tensor| Some((tensor.key.clone(), self.excess(tensor)?)));
        self.allowances = over.collect();
        for seed in 0..REPEATS {
            if self.allowances.values().all(Allowance::suffices) {
                break;
            }
            let repeated = run(&self.inputs.nudged(seed), self.compute).await.several;
            for (first, again) in found.iter().zip(&repeated) {
                if let Some(allowance) = self.allowances.get_mut(&first.key) {
                    allowance.widen(super::error(&again.values, &first.values));
                }
            }
        }
    }

    /// A tensor's error with [`ACCUMULATED`] as its room, where that does not suffice.
    fn excess(&self, found: &HostTensor) -> Option<Allowance> {
        let expected = self.expected.get(&found.key).filter(|expected| expected.shape == found.shape)?;
        let allowance = Allowance { error: super::error(&found.values, &expected.values), bound: ACCUMULATED };
        Some(allowance).filter(|allowance| !allowance.suffices())
    }

    fn check(&mut self, found: &HostTensor, passes: Passes) {
        let key = &found.key;
        self.used.insert(key.clone());
        match self.expected.get(key) {
            Some(expected) if expected.shape == found.shape => self.compare(found, &expected.clone(), passes),
            Some(expected) => self.faults.push(format!("{key}: shape {:?} for {:?}", found.shape, expected.shape)),
            None => self.faults.push(format!("the case has no {key}")),
        }
    }

    /// Compares two tensors of one shape.
    fn compare(&mut self, found: &HostTensor, expected: &HostTensor, passes: Passes) {
        let key = &found.key;
        let (error, bound) = (super::error(&found.values, &expected.values), self.bound(key, passes));
        let element = Element::farthest(found, expected);
        let within = error <= bound;
        if !within {
            self.faults.push(format!("{key}: error {error:.2e} is over {bound:.1e}; worst element {element}"));
        }
        let worst = &mut self.worst[passes as usize];
        worst.tensors += 1;
        if error >= worst.error {
            (worst.error, worst.tensor, worst.element) = (error, key.clone(), element);
        }
    }

    fn bound(&self, key: &str, passes: Passes) -> f64 {
        match passes {
            _ if self.compute.kernels.storage() == Storage::Half => MIXED,
            Passes::Single => SINGLE,
            Passes::Several => self.allowances.get(key).map_or(ACCUMULATED, |allowance| allowance.bound),
        }
    }

    /// The end: what the case has and nobody looked at is a fault, such as the gradient of a parameter without one.
    fn outcome(mut self, case: &Case) -> Outcome {
        let unused = self.expected.keys().filter(|key| !self.used.contains(*key));
        self.faults.extend(unused.map(|key| format!("{key} was not compared")));
        let [single, several] = &self.worst;
        let mut summary = format!("{}: single passes {single}; after {} steps {several}", case.name, case.steps);
        for (key, Allowance { error, bound }) in &self.allowances {
            summary += &format!("; {key} is off by {error:.1e}, allowed {bound:.1e} by the inputs' last bit");
        }
        Outcome { summary, faults: self.faults }
    }
}

/// How far a tensor is off, and how far it may be.
struct Allowance {
    error: f64,
    bound: f64,
}

impl Allowance {
    fn suffices(&self) -> bool {
        self.error <= self.bound
    }

    /// Makes room for a repeat so far from the first run; one that is no number allows nothing.
    fn widen(&mut self, distance: f64) {
        if distance.is_finite() {
            self.bound = self.bound.max((MARGIN * distance).min(CAP));
        }
    }
}

/// The largest error so far.
#[derive(Default)]
struct Worst {
    error: f64,
    tensor: String,
    element: Element,
    tensors: usize,
}

impl fmt::Display for Worst {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { error, tensor, element, tensors } = self;
        write!(f, "at most {error:.1e} of {tensors} tensors ({tensor}: worst element {element})")
    }
}

/// The element of a tensor that is farthest off.
#[derive(Default)]
struct Element {
    index: Vec<usize>,
    ours: f32,
    theirs: f32,
}

impl Element {
    /// Of tensors of one shape; what is no number is farther than any.
    fn farthest(HostTensor { values: found, .. }: &HostTensor, HostTensor { shape, values, .. }: &HostTensor) -> Self {
        let differences = found.iter().zip(values).map(|(&a, &b)| (f64::from(a) - f64::from(b)).abs());
        let farthest = differences.enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
        let element = |(i, _)| Self { index: place(i, shape), ours: found[i], theirs: values[i] };
        farthest.map(element).unwrap_or_default()
    }
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { index, ours, theirs } = self;
        write!(f, "{index:?}: {ours:e} for {theirs:e}")
    }
}

/// Where the element lies that is the `index`-th in row-major order.
fn place(mut index: usize, shape: &[usize]) -> Vec<usize> {
    let mut place = vec![0; shape.len()];
    for (at, &size) in place.iter_mut().zip(shape).rev() {
        (*at, index) = (index % size, index / size);
    }
    place
}
