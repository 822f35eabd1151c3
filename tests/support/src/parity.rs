//! Parity cases on any device, against PyTorch's numbers.
//!
//! An error is ‖ours − theirs‖ / ‖theirs‖ of a whole tensor, in double precision. Each of the five statistics is a tensor
//! of its own, over the steps, so that its error is relative to its own size.
//!
//! Several steps prove only as much as PyTorch itself reproduces when the last bits of its inputs change. The cases'
//! seeds are chosen so that it does, to a fifth of [`ACCUMULATED`] (`make_case.py`), so that no allowances are needed.

mod inputs;
mod run;

use std::collections::BTreeSet;
use std::fmt;

use facegan_kernels::{Compute, Precision};
use facegan_model::{HostTensor, StateDict};
use facegan_store::tensor_file::TensorFile;
use parity_cases::{CASES, Case};

use run::{Inputs, Tensors, run, state, statistics, statistics_of_first};

/// For what one forward or backward pass gives.
const SINGLE: f64 = 1e-4;
/// For what several steps accumulate: Adam makes full steps of gradients that are almost zero.
const ACCUMULATED: f64 = 1e-3;
/// In mixed precision, where every layer's output is rounded to eleven bits: many activations fall to the other side of
/// ReLU's kink. PyTorch, when its outputs are rounded like that, is off by up to 0.22 in the cases here.
const MIXED: f64 = 4e-1;

/// Which values of a picture a case holds where it does not hold them all: every so many, in row-major order.
const EVERY: usize = 61;

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
    for tensor in &results.several {
        parity.check(tensor, Passes::Several);
    }
    parity.outcome(case)
}

/// A case with what was found on a device so far.
struct Parity<'a> {
    compute: &'a Compute,
    inputs: Inputs,
    /// PyTorch's results.
    expected: Tensors,
    /// Keys of those that were compared.
    used: BTreeSet<String>,
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
        let (used, worst, faults) = Default::default();
        Self { compute, inputs, expected, used, worst, faults }
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

    fn check(&mut self, found: &HostTensor, passes: Passes) {
        let key = &found.key;
        self.used.insert(key.clone());
        match self.expected.get(key) {
            Some(expected) if expected.shape.len() == 1 && found.shape.len() == 4 => {
                let values: Vec<_> = found.values.iter().step_by(EVERY).copied().collect();
                let some = HostTensor { key: key.clone(), shape: vec![values.len()], values };
                self.compare(&some, &expected.clone(), passes);
            }
            Some(expected) => self.compare(found, &expected.clone(), passes),
            None => self.faults.push(format!("the case has no {key}")),
        }
    }

    fn compare(&mut self, found: &HostTensor, expected: &HostTensor, passes: Passes) {
        let key = &found.key;
        if found.shape != expected.shape {
            return self.faults.push(format!("{key}: shape {:?} for {:?}", found.shape, expected.shape));
        }
        let (error, bound) = (super::error(&found.values, &expected.values), self.bound(passes));
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

    fn bound(&self, passes: Passes) -> f64 {
        match passes {
            _ if self.compute.kernels.precision() == Precision::F16 => MIXED,
            Passes::Single => SINGLE,
            Passes::Several => ACCUMULATED,
        }
    }

    /// The end: what the case has and nobody looked at is a fault, such as the gradient of a parameter without one.
    fn outcome(mut self, case: &Case) -> Outcome {
        let unused = self.expected.keys().filter(|key| !self.used.contains(*key));
        self.faults.extend(unused.map(|key| format!("{key} was not compared")));
        let [single, several] = &self.worst;
        let summary = format!("{}: single passes {single}; after {} steps {several}", case.name, case.steps);
        Outcome { summary, faults: self.faults }
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
