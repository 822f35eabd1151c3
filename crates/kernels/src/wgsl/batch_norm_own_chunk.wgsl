{# The chunk of this invocation, where a group may consist of several. -#}
{% include "batch_norm_index.wgsl" %}
    let channel = index % shape.channels;
    let group = index / shape.channels % shape.groups;
    let part = index / (shape.channels * shape.groups);
    if (part >= shape.chunks) {
        return;
    }
    let each = (shape.samples + shape.chunks - 1u) / shape.chunks;
    let begin = min(part * each, shape.samples);
    let end = min(begin + each, shape.samples);
    let chunk = Chunk(channel, group, group * shape.samples + begin, (end - begin) << shape.area_bits);
