// How a transposed convolution with a 4×4 kernel becomes plain products of matrices: output pixels of one phase, those
// whose row and column leave the same rest when divided by the stride, all take the same weights of the kernel.

// The phases of a layer. `row` and `column` are the first output pixel's; `taps` are the weights that it takes, each with
// the input pixel that it is for, relative to the output pixel's own.
function phasesOf(isFirst) {
  // The first layer, without padding, makes 4×4 pixels of one.
  const [step, phase] = isFirst ? [KERNEL, (at) => [[at, 0]]] : [2, (at) => STRIDE_2[at]];
  const phases = [];
  for (let row = 0; row < step; row++) {
    for (let column = 0; column < step; column++) {
      const tap = ([y, down]) => phase(column).map(([x, right]) => ({ weight: y * KERNEL + x, down, right }));
      phases.push({ row, column, taps: phase(row).flatMap(tap) });
    }
  }
  return { step, phases };
}

// With stride 2 and padding 1, output 2i takes weight 1 for input i and weight 3 for input i − 1; output 2i + 1 takes
// weight 2 for input i and weight 0 for input i + 1.
const STRIDE_2 = [
  [[1, 0], [3, -1]],
  [[2, 0], [0, 1]],
];
