// The tutorial's networks for images of 64 × 64 pixels, in TF.js's own layers and order of axes.
import { initializers, layers, sequential } from "@tensorflow/tfjs-layers";

const KERNEL = 4;
const COLOURS = 3;
const SIDE = 64;
// PyTorch's momentum of 0.1 is 0.9 here: TF.js weights the old statistics with it.
const NORM = { momentum: 0.9, epsilon: 1e-5 };

const normal = (mean) => initializers.randomNormal({ mean, stddev: 0.02 });

const convolution = (filters, more) => ({
  filters,
  kernelSize: KERNEL,
  strides: 2,
  padding: "same",
  useBias: false,
  kernelInitializer: normal(0),
  ...more,
});

const norm = () => layers.batchNormalization({ ...NORM, gammaInitializer: normal(1) });

// netG: from latents of shape [batch, 1, 1, nz] to images.
export function generator(nz, ngf) {
  const net = sequential();
  const up = (filters, more) => net.add(layers.conv2dTranspose(convolution(filters, more)));
  up(ngf * 8, { inputShape: [1, 1, nz], strides: 1, padding: "valid" });
  for (const filters of [ngf * 4, ngf * 2, ngf, COLOURS]) {
    net.add(norm());
    net.add(layers.reLU());
    up(filters);
  }
  net.add(layers.activation({ activation: "tanh" }));
  return net;
}

// netD: from images to logits; the sigmoid is the loss's.
export function discriminator(ndf) {
  const net = sequential();
  const down = (filters, more) => net.add(layers.conv2d(convolution(filters, more)));
  const leak = () => net.add(layers.leakyReLU({ alpha: 0.2 }));
  down(ndf, { inputShape: [SIDE, SIDE, COLOURS] });
  leak();
  for (const filters of [ndf * 2, ndf * 4, ndf * 8]) {
    down(filters);
    net.add(norm());
    leak();
  }
  down(1, { strides: 1, padding: "valid" });
  return net;
}
