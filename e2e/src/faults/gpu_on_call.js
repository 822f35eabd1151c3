// Lets a walk fail the engine's GPU in the midst of an iteration: a message on the channel “fault” names what happens
// at one of the next calls: the device is destroyed, everything submitted is dropped without a word, an error of
// its own is reported, or uploaded numbers become NaN.
if (self.GPUAdapter) {
  let wanted = null;
  new BroadcastChannel("fault").onmessage = ({ data }) => (wanted = data);
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
  // Of what an iteration uploads, its latents are the only floating-point numbers of this length and more.
  const LATENTS = 256;
  GPUQueue.prototype.writeBuffer = function (buffer, at, data, start, size) {
    const bytes = size ?? data.byteLength - (start ?? 0);
    if (bytes >= LATENTS && take("not a number")) {
      const source = ArrayBuffer.isView(data) ? data.buffer : data;
      const offset = (ArrayBuffer.isView(data) ? data.byteOffset : 0) + (start ?? 0);
      const broken = source.slice(offset, offset + bytes);
      new Float32Array(broken, 0, broken.byteLength >> 2).fill(NaN);
      return writeBuffer.call(this, buffer, at, broken, 0, bytes);
    }
    return writeBuffer.call(this, buffer, at, data, start, size);
  };
}
