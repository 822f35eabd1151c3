// Counts what a page or a worker asks of WebGPU, and for how long it asks. Runs before everything else in it.
// Each `record` tells the counts so far, and each `fail` and `end` how it went, to the page's collect.js.
const gpuCount = (() => {
  const channel = new BroadcastChannel("facegan-bench");
  const tell = (what) => channel.postMessage({ from: performance.timeOrigin, ...what });
  const counts = {
    dispatches: 0,
    submits: 0,
    writes: 0,
    newBuffers: 0,
    newBytes: 0,
    bindGroups: 0,
    maps: 0,
    pipelines: 0,
    shaders: 0,
    encodeMs: 0,
  };

  // Bytes of the buffers that were not destroyed, of all devices and of each.
  let live = 0;
  let peak = 0;
  const bytesOf = new WeakMap();
  const deviceOf = new WeakMap();

  const created = (device, buffer, bytes) => {
    counts.newBuffers++;
    counts.newBytes += bytes;
    live += bytes;
    peak = Math.max(peak, live);
    deviceOf.set(buffer, device);
    bytesOf.set(buffer, bytes);
    bytesOf.set(device, (bytesOf.get(device) ?? 0) + bytes);
  };

  // A buffer, or a device with all its buffers.
  const destroyed = (thing) => {
    const bytes = bytesOf.get(thing) ?? 0;
    const device = deviceOf.get(thing);
    bytesOf.delete(thing);
    if (device && !bytesOf.has(device)) return; // went with its device
    if (device) bytesOf.set(device, bytesOf.get(device) - bytes);
    live -= bytes;
  };

  // Host time: from a task's first call to its end, which a microtask queued at that call sees. Only what dispatches
  // something is encoding; the rest is reading results back.
  let started = null;
  const enter = () => {
    if (started !== null) return;
    started = performance.now();
    const { dispatches } = counts;
    queueMicrotask(() => {
      if (counts.dispatches > dispatches) counts.encodeMs += performance.now() - started;
      started = null;
    });
  };

  const wrap = (owner, name, note) => {
    const original = owner.prototype[name];
    owner.prototype[name] = function (...given) {
      enter();
      const result = original.apply(this, given);
      note(this, given, result);
      return result;
    };
  };

  const count = (key) => () => counts[key]++;
  wrap(GPUComputePassEncoder, "dispatchWorkgroups", count("dispatches"));
  wrap(GPUComputePassEncoder, "dispatchWorkgroupsIndirect", count("dispatches"));
  wrap(GPUQueue, "submit", count("submits"));
  wrap(GPUQueue, "writeBuffer", count("writes"));
  wrap(GPUBuffer, "mapAsync", count("maps"));
  wrap(GPUDevice, "createBindGroup", count("bindGroups"));
  wrap(GPUDevice, "createComputePipeline", count("pipelines"));
  wrap(GPUDevice, "createComputePipelineAsync", count("pipelines"));
  wrap(GPUDevice, "createShaderModule", count("shaders"));
  wrap(GPUDevice, "createBuffer", (device, [{ size }], buffer) => created(device, buffer, size));
  wrap(GPUBuffer, "destroy", (buffer) => destroyed(buffer));
  wrap(GPUDevice, "destroy", (device) => destroyed(device));

  return {
    // Notes where the counts stand as an iteration's numbers arrive; the peak is the one since the last time.
    record(iteration) {
      const atMs = performance.timeOrigin + performance.now();
      tell({ record: { iteration, atMs, calls: { ...counts }, liveBytes: live, peakBytes: peak } });
      peak = live;
    },
    fail(reason) {
      tell({ failed: String(reason) });
    },
    end() {
      tell({ ended: true });
    },
  };
})();
