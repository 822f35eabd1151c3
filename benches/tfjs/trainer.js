// The tutorial's update of both networks, as one writes it in TF.js.
import * as tf from "@tensorflow/tfjs-core";

const TRAINING = { training: true };

const adam = () => tf.train.adam(2e-4, 0.5, 0.999, 1e-8);
const variables = (net) => net.trainableWeights.map((weight) => weight.val);
// Binary cross entropy of sigmoid(logits) with the same target for all.
const loss = (logits, target) => tf.mean(tf.sub(tf.softplus(logits), tf.mul(logits, target)));
// The mean of D, which outlives the pass that it is taken in.
const certainty = (logits) => tf.keep(tf.mean(tf.sigmoid(logits)));

export class Trainer {
  constructor(netG, netD) {
    Object.assign(this, { netG, netD, adamG: adam(), adamD: adam() });
  }

  // One iteration; returns its five numbers, which are still being computed.
  step(real, latents) {
    return tf.tidy(() => {
      // Without a gradient, as the tutorial's detach(). TF.js keeps no pass to differentiate later, so netG computes
      // these images once more in its own turn.
      const fake = this.netG.apply(latents, TRAINING);
      const [lossD, dX, dGz1] = this.updateD(real, fake);
      const [lossG, dGz2] = this.updateG(latents);
      const numbers = tf.stack([lossD, lossG, dX, dGz1, dGz2]);
      tf.dispose([dX, dGz1, dGz2]);
      return numbers;
    });
  }

  updateD(real, fake) {
    let means;
    const both = () => {
      const [onReal, onFake] = [real, fake].map((images) => this.netD.apply(images, TRAINING));
      means = [certainty(onReal), certainty(onFake)];
      return tf.add(loss(onReal, 1), loss(onFake, 0));
    };
    return [this.adamD.minimize(both, true, variables(this.netD)), ...means];
  }

  updateG(latents) {
    let mean;
    const fooled = () => {
      const logits = this.netD.apply(this.netG.apply(latents, TRAINING), TRAINING);
      mean = certainty(logits);
      return loss(logits, 1);
    };
    return [this.adamG.minimize(fooled, true, variables(this.netG)), mean];
  }
}
