//! For a GPU that a CPU plays: one kernel there and one back, with a thread a channel.

use askama::Template;
use burn_cubecl::tensor::CubeTensor;

use super::{EPSILON, Gradients, MOMENTUM, Sizes, State};
use crate::kernels::Activation;
use crate::kernels::launch::{Buffer, Workgroups, launch};

/// Few, so that few channels keep more than one core busy.
const WORKGROUP: usize = 4;

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "norm_whole.wgsl", escape = "none")]
struct Whole {
    workgroup: usize,
    after: Activation,
}

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "norm_whole_gradient.wgsl", escape = "none")]
struct WholeGradient {
    workgroup: usize,
    after: Activation,
}

pub fn forward(x: &CubeTensor, state: &State, [result, statistics]: [&CubeTensor; 2], sizes: Sizes, after: Activation) {
    let buffers = [
        Buffer::Read(x),
        Buffer::Read(&state.weight),
        Buffer::Read(&state.bias),
        Buffer::Write(&state.running_mean),
        Buffer::Write(&state.running_var),
        Buffer::Write(result),
        Buffer::Write(statistics),
    ];
    launch(Whole { workgroup: WORKGROUP, after }, workgroups(sizes), &buffers, &words(sizes));
}

pub fn backward(
    x: &CubeTensor,
    gradient: &CubeTensor,
    statistics: &CubeTensor,
    result: &Gradients,
    sizes: Sizes,
    after: Activation,
) {
    let buffers = [
        Buffer::Read(x),
        Buffer::Read(gradient),
        Buffer::Read(statistics),
        Buffer::Write(&result.x),
        Buffer::Write(&result.weight),
        Buffer::Write(&result.bias),
    ];
    launch(WholeGradient { workgroup: WORKGROUP, after }, workgroups(sizes), &buffers, &words(sizes));
}

fn workgroups(sizes: Sizes) -> Workgroups {
    Workgroups::Threads { count: sizes.channels, workgroup: WORKGROUP }
}

fn words(Sizes { samples, channels, groups, area_bits }: Sizes) -> [u32; 4] {
    [samples, channels, groups, area_bits].map(|size| size as u32)
}
