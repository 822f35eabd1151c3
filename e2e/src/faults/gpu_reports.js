// After some work the GPU reports an error of its own, which no call of the engine's returns.
if (self.GPUAdapter) {
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function (descriptor) {
    const device = await requestDevice.call(this, descriptor);
    const { queue } = device;
    let submits = 300;
    queue.submit = (commands) => {
      GPUQueue.prototype.submit.call(queue, commands);
      // A buffer for nothing is a validation error.
      if (--submits === 0) device.createBuffer({ size: 4, usage: 0 });
    };
    return device;
  };
}
