{# The loss of netD's outputs (see `Kernels::gan_loss`), binary cross entropy with PyTorch's rounding. The samples labelled
   real come first. Results: the sum of both mean losses, both mean sigmoids, and the loss's gradient by each logit. The
   metrics are written behind the `earlier` ones. -#}
struct Shape { batch: u32, real_count: u32, earlier_first: u32, earlier_count: u32, real_label: f32 }

@group(0) @binding(0) var<storage, read> logits: array<f32>;
@group(0) @binding(1) var<storage, read> earlier: array<f32>;
@group(0) @binding(2) var<storage, read_write> metrics: array<f32>;
@group(0) @binding(3) var<storage, read_write> logit_gradient: array<f32>;
@group(0) @binding(4) var<uniform> shape: Shape;

var<workgroup> sums: array<vec4<f32>, {{ workgroup }}>;
{# of_real and of_fake: the loss of one sample and its derivative by the logit x, whose sigmoid is p. -#}
{%- match form %}
{%- when Form::Bce %}

fn log_sigmoid(x: f32) -> f32 {
    return min(x, 0.0) - log(1.0 + exp(-abs(x)));
}

fn log_one_minus(x: f32, p: f32) -> f32 {
    let one_minus_p = 1.0 - p;
    let log_rounded = select(log(max(one_minus_p, 1e-12)), -100.0, one_minus_p == 0.0);
    return select(log_sigmoid(-x), log_rounded, p > 0.5);
}

fn clamp_factor(p: f32) -> f32 {
    let variance = p * (1.0 - p);
    return variance / max(variance, 1e-12);
}

fn of_real(x: f32, p: f32) -> vec2<f32> {
    let label = shape.real_label;
    let loss = -(label * max(log_sigmoid(x), -100.0) + (1.0 - label) * log_one_minus(x, p));
    return vec2(loss, (p - label) * clamp_factor(p));
}

fn of_fake(x: f32, p: f32) -> vec2<f32> {
    return vec2(-log_one_minus(x, p), p * clamp_factor(p));
}
{%- when Form::HingeD %}

fn of_real(x: f32, p: f32) -> vec2<f32> {
    return vec2(max(1.0 - x, 0.0), select(0.0, -1.0, x < 1.0));
}

fn of_fake(x: f32, p: f32) -> vec2<f32> {
    return vec2(max(1.0 + x, 0.0), select(0.0, 1.0, x > -1.0));
}
{%- when Form::HingeG %}

fn of_real(x: f32, p: f32) -> vec2<f32> {
    return vec2(-x, -1.0);
}

fn of_fake(x: f32, p: f32) -> vec2<f32> {
    return vec2(0.0);
}
{%- endmatch %}

@compute @workgroup_size({{ workgroup }})
fn main(@builtin(local_invocation_index) local_index: u32) {
    var sum = vec4(0.0);
    for (var i = local_index; i < shape.batch; i += {{ workgroup }}u) {
        let x = logits[i];
        let e = exp(-abs(x));
        let p = select(e, 1.0, x >= 0.0) / (1.0 + e);
        if (i < shape.real_count) {
            let loss = of_real(x, p);
            sum += vec4(loss.x, p, 0.0, 0.0);
            logit_gradient[i] = loss.y / f32(shape.real_count);
        } else {
            let loss = of_fake(x, p);
            sum += vec4(0.0, 0.0, loss.x, p);
            logit_gradient[i] = loss.y / f32(shape.batch - shape.real_count);
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
