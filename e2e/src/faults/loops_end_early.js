// A GPU whose driver ends the loops of facegan's normalisation kernels early and says nothing, as Mesa's software GPU does
// after 65,535 iterations.
if (self.GPUDevice) {
  const { createShaderModule } = GPUDevice.prototype;
  GPUDevice.prototype.createShaderModule = function (descriptor) {
    const code = descriptor.code.replaceAll("i < chunk.length;", "i < min(chunk.length, 4u);");
    return createShaderModule.call(this, { ...descriptor, code });
  };
}
