{# Bytes to [-1, 1], as torchvision's ToTensor and Normalize(0.5, 0.5): a thread turns four pixels, which are three words
   of interleaved red, green and blue, into four values of each channel. -#}
{% if precision.is_half() %}enable f16;
{% endif -%}
struct Shape { length: u32, area: u32 }

@group(0) @binding(0) var<storage, read> words: array<u32>;
@group(0) @binding(1) var<storage, read_write> images: array<vec4<{{ precision }}>>;
@group(0) @binding(2) var<uniform> shape: Shape;

fn value(byte: vec4<u32>) -> vec4<{{ precision }}> {
    return vec4<{{ precision }}>((vec4<f32>(byte & vec4(255u)) / 255.0 - 0.5) / 0.5);
}

@compute @workgroup_size({{ workgroup }})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
{% include "thread_index.wgsl" %}
    if (thread >= shape.length) {
        return;
    }
    let a = words[thread * 3u];
    let b = words[thread * 3u + 1u];
    let c = words[thread * 3u + 2u];
    let at = thread / shape.area * 3u * shape.area + thread % shape.area;
    images[at] = value(vec4(a, a >> 24u, b >> 16u, c >> 8u));
    images[at + shape.area] = value(vec4(a >> 8u, b, b >> 24u, c >> 16u));
    images[at + 2u * shape.area] = value(vec4(a >> 16u, b >> 8u, c, c >> 24u));
}
