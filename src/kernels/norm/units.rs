//! For a real GPU: two kernels there and two back, the first of which sums up chunks of the samples, a workgroup each.

use askama::Template;
use burn_cubecl::tensor::CubeTensor;

use super::{EPSILON, Gradients, MOMENTUM, Sizes, State};
use crate::kernels::launch::{Buffer, Workgroups, empty, launch};
use crate::kernels::{Activation, Storage};

/// Threads that add up a sum together.
const WORKGROUP: usize = 64;
/// Workgroups that keep a large GPU busy.
const BUSY: usize = 1024;

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "norm_sums.wgsl", escape = "none")]
struct Sums {
    workgroup: usize,
    storage: Storage,
}

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "norm.wgsl", escape = "none")]
struct Norm {
    workgroup: usize,
    /// Of what comes in.
    storage: Storage,
    result: Storage,
    after: Activation,
}

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "norm_gradient_sums.wgsl", escape = "none")]
struct GradientSums {
    workgroup: usize,
    storage: Storage,
    after: Activation,
}

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "norm_gradient.wgsl", escape = "none")]
struct Gradient {
    workgroup: usize,
    storage: Storage,
    after: Activation,
}

pub fn forward(
    x: &CubeTensor,
    state: &State,
    [result, statistics]: [&CubeTensor; 2],
    sizes: Sizes,
    after: Activation,
    storage_of_result: Storage,
) {
    let (workgroup, storage) = (WORKGROUP, Storage::of(x));
    let sums = sums(sizes, statistics);
    let buffers = [Buffer::Read(x), Buffer::Write(&sums)];
    launch(Sums { workgroup, storage }, workgroups(sizes), &buffers, &words(sizes));
    let buffers = [
        Buffer::Read(x),
        Buffer::Read(&sums),
        Buffer::Read(&state.weight),
        Buffer::Read(&state.bias),
        Buffer::Write(&state.running_mean),
        Buffer::Write(&state.running_var),
        Buffer::Write(result),
        Buffer::Write(statistics),
    ];
    let kernel = Norm { workgroup, storage, result: storage_of_result, after };
    launch(kernel, workgroups(sizes), &buffers, &words(sizes));
}

pub fn backward(
    x: &CubeTensor,
    gradient: &CubeTensor,
    statistics: &CubeTensor,
    result: &Gradients,
    sizes: Sizes,
    after: Activation,
) {
    let (workgroup, storage) = (WORKGROUP, Storage::of(x));
    let sums = sums(sizes, statistics);
    let buffers = [Buffer::Read(x), Buffer::Read(gradient), Buffer::Read(statistics), Buffer::Write(&sums)];
    launch(GradientSums { workgroup, storage, after }, workgroups(sizes), &buffers, &words(sizes));
    let buffers = [
        Buffer::Read(x),
        Buffer::Read(gradient),
        Buffer::Read(statistics),
        Buffer::Read(&sums),
        Buffer::Write(&result.x),
        Buffer::Write(&result.weight),
        Buffer::Write(&result.bias),
    ];
    launch(Gradient { workgroup, storage, after }, workgroups(sizes), &buffers, &words(sizes));
}

/// Parts that the samples of a group and channel are summed up in.
fn chunks(sizes: Sizes) -> usize {
    BUSY.div_ceil(sizes.channels * sizes.groups).clamp(1, sizes.samples)
}

fn sums(sizes: Sizes, beside: &CubeTensor) -> CubeTensor {
    empty(beside, [chunks(sizes), sizes.groups, sizes.channels, 2])
}

fn workgroups(sizes: Sizes) -> Workgroups {
    Workgroups::Row(sizes.channels * sizes.groups * chunks(sizes))
}

fn words(sizes: Sizes) -> [u32; 5] {
    let Sizes { samples, channels, groups, area_bits } = sizes;
    [samples, channels, groups, chunks(sizes), area_bits].map(|size| size as u32)
}
