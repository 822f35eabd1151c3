// Makes the engine's GPU fail during an iteration: a message on the channel “fault” names what happens
// at one of the next calls: the device is destroyed, everything submitted is dropped without a word (at once, or from the
// next copy of a run's state on), an error of its own is reported, or uploaded numbers become NaN. The engine answers
// each message, since one to its port could overtake it; one that is repeated counts once.
if (self.GPUAdapter && !self.document) {
  let wanted = null;
  let last = null;
  const channel = new BroadcastChannel("fault");
  channel.onmessage = ({ data: { fault, id } }) => {
    if (id === undefined) return;
    if (id !== last) [wanted, last] = [fault, id];
    channel.postMessage({ heard: id });
  };
  const take = (fault) => wanted === fault && !(wanted = null);

  const devices = [];
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function (descriptor) {
    const device = await requestDevice.call(this, descriptor);
    devices.push(device);
    return device;
  };
  const { submit, writeBuffer } = GPUQueue.prototype;
  let drops = false;
  GPUQueue.prototype.submit = function (commands) {
    drops ||= take("drop");
    if (drops) return;
    const result = submit.call(this, commands);
    if (take("destroy")) devices.forEach((device) => device.destroy());
    // A buffer for nothing is a validation error, which no call of the engine's returns.
    if (take("report")) devices.at(-1).createBuffer({ size: 4, usage: 0 });
    return result;
  };
  // A state is read as many tensors at once; nothing else reads so many.
  const STATE = 10;
  const { copyBufferToBuffer } = GPUCommandEncoder.prototype;
  GPUCommandEncoder.prototype.copyBufferToBuffer = function (...copy) {
    const read = copy.find((part) => part instanceof GPUBuffer && part.usage & GPUBufferUsage.MAP_READ);
    this.reads = (this.reads ?? 0) + (read ? 1 : 0);
    drops ||= this.reads >= STATE && take("drop a state");
    return copyBufferToBuffer.apply(this, copy);
  };
  // What an iteration of Tiny uploads beside images: 64 places for Adam's numbers and a stamp, which stay as they are,
  // and then 4 latents of 100 numbers.
  const [BEFORE, UPLOAD] = [4 * 64, 4 * (64 + 4 * 100)];
  GPUQueue.prototype.writeBuffer = function (buffer, at, data, start, size) {
    const bytes = size ?? data.byteLength - (start ?? 0);
    if (bytes === UPLOAD && take("not a number")) {
      const source = ArrayBuffer.isView(data) ? data.buffer : data;
      const offset = (ArrayBuffer.isView(data) ? data.byteOffset : 0) + (start ?? 0);
      const broken = source.slice(offset, offset + bytes);
      new Float32Array(broken, BEFORE).fill(NaN);
      return writeBuffer.call(this, buffer, at, broken, 0, bytes);
    }
    return writeBuffer.call(this, buffer, at, data, start, size);
  };
}
