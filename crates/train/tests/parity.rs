//! The tutorial's numbers, as PyTorch computes them, on the CPU backend.

use std::io::{Write, stderr};

use burn::tensor::Device;
use pollster::block_on;

use test_support::parity::run_all;

#[test]
fn every_case_equals_pytorch() {
    // Past the test's captured output, for the worst errors are worth seeing where all is well, too.
    let print = |line: &str| writeln!(stderr(), "{line}").expect("somebody listens");
    block_on(run_all(&Device::flex().autodiff().into(), print));
}
