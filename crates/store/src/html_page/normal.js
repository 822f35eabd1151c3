// Values from N(0, 1), as the Rust crate rand_distr draws them: the ziggurat method (Marsaglia and Tsang 2000, with 256
// boxes as in Doornik 2005), one value from 64 bits most of the time.

// Where the tail begins.
const TAIL = 3.654152885361008796;
// The area of each box, and of the lowest one with the tail: TAIL · density(TAIL) + √(π/2) · erfc(TAIL/√2).
const BOX_AREA = 0.004928673233974658;

function density(x) {
  return Math.exp((-x * x) / 2);
}

// The boxes' right ends and the density there, 257 each.
const ZIGGURAT = (() => {
  const ends = [BOX_AREA / density(TAIL), TAIL];
  while (ends.length < 256) {
    const last = ends.at(-1);
    ends.push(Math.sqrt(-2 * Math.log(BOX_AREA / last + density(last))));
  }
  ends.push(0);
  return { ends, densities: ends.map(density) };
})();

// One value, in float32.
function normal(random) {
  const { ends, densities } = ZIGGURAT;
  for (;;) {
    const [low, high] = [random.next(), random.next()];
    const box = low & 255;
    // The upper 52 bits, in [-1, 1).
    const share = (high * 2 ** 20 + (low >>> 12)) * 2 ** -51 - 1;
    const value = share * ends[box];
    if (Math.abs(value) < ends[box + 1]) return Math.fround(value);
    if (box === 0) return Math.fround(Math.sign(share) * beyondTheBoxes(random));
    const [lower, upper] = [densities[box], densities[box + 1]];
    if (upper + (lower - upper) * uniform(random) < density(value)) return Math.fround(value);
  }
}

// A value of the tail (Marsaglia 1964).
function beyondTheBoxes(random) {
  for (;;) {
    const beyond = -Math.log(openUniform(random)) / TAIL;
    if (-2 * Math.log(openUniform(random)) >= beyond * beyond) return TAIL + beyond;
  }
}

// A value from [0, 1).
function uniform(random) {
  const [low, high] = [random.next(), random.next()];
  return (high * 2 ** 21 + (low >>> 11)) * 2 ** -53;
}

// A value from (0, 1).
function openUniform(random) {
  const [low, high] = [random.next(), random.next()];
  return (high * 2 ** 20 + (low >>> 12)) * 2 ** -52 + 2 ** -53;
}
