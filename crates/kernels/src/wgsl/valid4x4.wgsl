{# conv2d of a 4×4 image without padding: each output is the dot product of a whole image and a whole kernel. One
   workgroup computes one output. -#}
{% if images.is_half() %}enable f16;
{% endif -%}
struct Shape { length: u32, outputs: u32 }

@group(0) @binding(0) var<storage, read> images: array<vec4<{{ images }}>>;
@group(0) @binding(1) var<storage, read> weight: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> output: array<f32>;
@group(0) @binding(3) var<uniform> shape: Shape;

var<workgroup> sums: array<f32, {{ workgroup }}>;

@compute @workgroup_size({{ workgroup }})
fn main(@builtin(workgroup_id) workgroup_id: vec3<u32>, @builtin(local_invocation_index) local_index: u32) {
    let sample = workgroup_id.y;
    var sum = 0.0;
    for (var i = local_index; i < shape.length; i += {{ workgroup }}u) {
        sum += dot(vec4<f32>(images[sample * shape.length + i]), weight[workgroup_id.x * shape.length + i]);
    }
    sums[local_index] = sum;
    for (var stride = {{ workgroup / 2 }}u; stride > 0u; stride /= 2u) {
        workgroupBarrier();
        if (local_index < stride) {
            sums[local_index] += sums[local_index + stride];
        }
    }
    if (local_index == 0u) {
        output[sample * shape.outputs + workgroup_id.x] = sums[0];
    }
}
