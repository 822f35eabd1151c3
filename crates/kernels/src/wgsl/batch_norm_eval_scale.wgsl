{# The channel of a thread's four values, and what they are scaled by. -#}
{% include "thread_index.wgsl" %}
    if (thread >= shape.length) {
        return;
    }
    let channel = (thread >> shape.area_bits) % shape.channels;
    let scale = weight[channel] / sqrt(running_var[channel] + {{ EPSILON }});
