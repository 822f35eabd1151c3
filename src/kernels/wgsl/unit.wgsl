{# A unit is a chunk of the samples of a group, in one channel: a workgroup's work. #}
    let unit = place.x + place.y * groups.x;
    let channel = unit % shape.channels;
    let group = unit / shape.channels % shape.groups;
    let chunk = unit / (shape.channels * shape.groups);
    if (chunk >= shape.chunks) {
        return;
    }
    let each = (shape.samples + shape.chunks - 1u) / shape.chunks;
    let first = group * shape.samples + min(chunk * each, shape.samples);
    let last = group * shape.samples + min((chunk + 1u) * each, shape.samples);
    let area = 1u << shape.area_bits;
    let end = (last - first) << shape.area_bits;
