// Trains for as long as the address says: ?ngf=8&batch=4&seconds=10&least=2
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops";
import "@tensorflow/tfjs-backend-webgpu";

import { discriminator, generator } from "./networks.js";
import { Trainer } from "./trainer.js";

const NZ = 100;
const IMAGES = 256;
const IMAGE = [64, 64, 3];
const FLOATS = 64 * 64 * 3;

// Random images in place of photos: their contents make no difference to the time.
const photos = (count) => Float32Array.from({ length: count * FLOATS }, () => Math.random() * 2 - 1);

async function train({ ngf, batch, seconds, least }) {
  if (!(await tf.setBackend("webgpu"))) throw new Error("TF.js found no WebGPU that it can use");
  await tf.ready();
  const trainer = new Trainer(generator(NZ, ngf), discriminator(ngf));
  const data = photos(IMAGES);

  const begin = (iteration) => {
    const first = (iteration * batch) % (IMAGES - batch + 1);
    const real = tf.tensor4d(data.subarray(first * FLOATS, (first + batch) * FLOATS), [batch, ...IMAGE]);
    const latents = tf.randomNormal([batch, 1, 1, NZ]);
    const numbers = trainer.step(real, latents);
    tf.dispose([real, latents]);
    return numbers.data().finally(() => numbers.dispose());
  };

  // As facegan does, the next iteration is queued before the numbers of the one before it are waited for.
  let until = Infinity;
  let underway = begin(0);
  for (let iteration = 0; underway; iteration++) {
    const goesOn = iteration < least || performance.now() < until;
    const next = goesOn ? begin(iteration + 1) : null;
    const numbers = await underway;
    if (!numbers.every(Number.isFinite)) throw new Error(`iteration ${iteration} gave ${numbers}`);
    gpuCount.record(iteration);
    if (iteration === 0) until = performance.now() + seconds * 1000;
    underway = next;
  }
  gpuCount.end();
}

const asked = Object.fromEntries(new URLSearchParams(location.search));
for (const name in asked) asked[name] = Number(asked[name]);
train(asked).catch(gpuCount.fail);
