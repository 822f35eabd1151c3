{# Binary cross entropy of the sigmoid with PyTorch's rounding (see `Kernels::bce_loss`). The samples labelled real come
   first. Results: the sum of both mean losses, both mean sigmoids, and the loss's gradient by each logit. The metrics
   are written behind the `earlier` ones. -#}
struct Shape { batch: u32, real_count: u32, earlier_first: u32, earlier_count: u32, real_label: f32 }

@group(0) @binding(0) var<storage, read> logits: array<f32>;
@group(0) @binding(1) var<storage, read> earlier: array<f32>;
@group(0) @binding(2) var<storage, read_write> metrics: array<f32>;
@group(0) @binding(3) var<storage, read_write> logit_gradient: array<f32>;
@group(0) @binding(4) var<uniform> shape: Shape;

var<workgroup> sums: array<vec4<f32>, {{ workgroup }}>;

fn log_sigmoid(x: f32) -> f32 {
    return min(x, 0.0) - log(1.0 + exp(-abs(x)));
}

@compute @workgroup_size({{ workgroup }})
fn main(@builtin(local_invocation_index) local_index: u32) {
    var sum = vec4(0.0);
    for (var i = local_index; i < shape.batch; i += {{ workgroup }}u) {
        let x = logits[i];
        let e = exp(-abs(x));
        let p = select(e, 1.0, x >= 0.0) / (1.0 + e);
        let one_minus_p = 1.0 - p;
        let variance = p * one_minus_p;
        let clamp_factor = variance / max(variance, 1e-12);
        let log_rounded = select(log(max(one_minus_p, 1e-12)), -100.0, one_minus_p == 0.0);
        let log_one_minus_p = select(log_sigmoid(-x), log_rounded, p > 0.5);
        if (i < shape.real_count) {
            let label = shape.real_label;
            let loss = -(label * max(log_sigmoid(x), -100.0) + (1.0 - label) * log_one_minus_p);
            sum += vec4(loss, p, 0.0, 0.0);
            logit_gradient[i] = (p - label) * clamp_factor / f32(shape.real_count);
        } else {
            sum += vec4(0.0, 0.0, -log_one_minus_p, p);
            logit_gradient[i] = p * clamp_factor / f32(shape.batch - shape.real_count);
        }
    }
    sums[local_index] = sum;
    for (var stride = {{ workgroup / 2 }}u; stride > 0u; stride /= 2u) {
        workgroupBarrier();
        if (local_index < stride) {
            sums[local_index] += sums[local_index + stride];
        }
    }
    if (local_index < shape.earlier_count) {
        metrics[local_index] = earlier[shape.earlier_first + local_index];
    }
    if (local_index == 0u) {
        let means = sums[0] / vec2(f32(shape.real_count), max(f32(shape.batch - shape.real_count), 1.0)).xxyy;
        metrics[shape.earlier_count] = means.x + means.z;
        metrics[shape.earlier_count + 1u] = means.y;
        metrics[shape.earlier_count + 2u] = means.w;
    }
}
