{# Binary cross entropy after a sigmoid with PyTorch's rounding (see `Kernels::judge`), of samples labelled real, which come
   first, and of those labelled fake: the sum of both mean losses, both mean sigmoids, and the loss's slope by each
   logit. The numbers come behind those of an earlier judgement. -#}
struct Shape { batch: u32, reals: u32, before: u32 }

@group(0) @binding(0) var<storage, read> logits: array<f32>;
@group(0) @binding(1) var<storage, read> before: array<f32>;
@group(0) @binding(2) var<storage, read_write> numbers: array<f32>;
@group(0) @binding(3) var<storage, read_write> slopes: array<f32>;
@group(0) @binding(4) var<uniform> shape: Shape;

var<workgroup> sums: array<vec4<f32>, {{ workgroup }}>;

fn log_sigmoid(x: f32) -> f32 {
    return min(x, 0.0) - log(1.0 + exp(-abs(x)));
}

@compute @workgroup_size({{ workgroup }})
fn main(@builtin(local_invocation_index) lane: u32) {
    var sum = vec4(0.0);
    for (var i = lane; i < shape.batch; i += {{ workgroup }}u) {
        let x = logits[i];
        let e = exp(-abs(x));
        let p = select(e, 1.0, x >= 0.0) / (1.0 + e);
        let rest = 1.0 - p;
        let variance = p * rest;
        let fading = variance / max(variance, 1e-12);
        if (i < shape.reals) {
            sum += vec4(-max(log_sigmoid(x), -100.0), p, 0.0, 0.0);
            slopes[i] = (p - 1.0) * fading / f32(shape.reals);
        } else {
            let of_rounded = select(log(max(rest, 1e-12)), -100.0, rest == 0.0);
            sum += vec4(0.0, 0.0, -select(log_sigmoid(-x), of_rounded, p > 0.5), p);
            slopes[i] = p * fading / f32(shape.batch - shape.reals);
        }
    }
    sums[lane] = sum;
    for (var reach = {{ workgroup / 2 }}u; reach > 0u; reach /= 2u) {
        workgroupBarrier();
        if (lane < reach) {
            sums[lane] += sums[lane + reach];
        }
    }
    if (lane < shape.before) {
        numbers[lane] = before[lane];
    }
    if (lane == 0u) {
        let means = sums[0] / vec2(f32(shape.reals), max(f32(shape.batch - shape.reals), 1.0)).xxyy;
        numbers[shape.before] = means.x + means.z;
        numbers[shape.before + 1u] = means.y;
        numbers[shape.before + 2u] = means.w;
    }
}
