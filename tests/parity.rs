//! The tutorial's numbers, as PyTorch computes them, on the CPU backend.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use burn::tensor::Device;
use parity_cases::CASES;
use pollster::block_on;

use common::parity::run;

#[test]
fn every_case_equals_pytorch() {
    for case in CASES {
        println!("{}", block_on(run(case, &Device::flex().autodiff())));
    }
}
