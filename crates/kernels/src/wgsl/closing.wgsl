{# Convolution of a 4×4 image without padding: each output is the product of a whole image and a whole kernel. One
   workgroup an output. -#}
{% if images.is_half() %}enable f16;
{% endif -%}
struct Shape { length: u32, outputs: u32 }

@group(0) @binding(0) var<storage, read> images: array<vec4<{{ images }}>>;
@group(0) @binding(1) var<storage, read> weight: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> output: array<f32>;
@group(0) @binding(3) var<uniform> shape: Shape;

var<workgroup> sums: array<f32, {{ workgroup }}>;

@compute @workgroup_size({{ workgroup }})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let sample = group.y;
    var sum = 0.0;
    for (var i = lane; i < shape.length; i += {{ workgroup }}u) {
        sum += dot(vec4<f32>(images[sample * shape.length + i]), weight[group.x * shape.length + i]);
    }
    sums[lane] = sum;
    for (var reach = {{ workgroup / 2 }}u; reach > 0u; reach /= 2u) {
        workgroupBarrier();
        if (lane < reach) {
            sums[lane] += sums[lane + reach];
        }
    }
    if (lane == 0u) {
        output[sample * shape.outputs + group.x] = sums[0];
    }
}
