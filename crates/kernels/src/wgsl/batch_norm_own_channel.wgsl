{# The channel of this invocation, where a reducer works on a whole one. -#}
{% include "batch_norm_index.wgsl" %}
    let channel = index;
    if (channel >= shape.channels) {
        return;
    }
