// The random numbers that facegan draws latents from: those of the Rust crate rand_chacha, from a seed and a stream.

// ChaCha with 8 rounds (Bernstein 2008), the stream as its nonce. Numbers have 32 bits.
class ChaCha8 {
  #begin;
  #block = new Uint32Array(16);
  #at = 16;

  // `stream` is its lower and its upper half, of 32 bits each.
  constructor(seed, [low, high]) {
    this.#begin = Uint32Array.of(0x61707865, 0x3320646e, 0x79622d32, 0x6b206574, ...key(seed), 0, 0, low, high);
  }

  next() {
    if (this.#at === 16) {
      this.#fill();
      this.#at = 0;
    }
    return this.#block[this.#at++];
  }

  #fill() {
    const block = this.#block;
    block.set(this.#begin);
    for (let round = 0; round < 8; round += 2) {
      for (let column = 0; column < 4; column++) quarter(block, column, 4 + column, 8 + column, 12 + column);
      for (let from = 0; from < 4; from++) {
        quarter(block, from, 4 + ((from + 1) & 3), 8 + ((from + 2) & 3), 12 + ((from + 3) & 3));
      }
    }
    for (let word = 0; word < 16; word++) block[word] += this.#begin[word];
    // Nobody draws as many as 2³² blocks.
    this.#begin[12] += 1;
  }
}

function quarter(block, a, b, c, d) {
  const add = (to, other, turned, bits) => {
    block[to] += block[other];
    const mixed = block[turned] ^ block[to];
    block[turned] = (mixed << bits) | (mixed >>> (32 - bits));
  };
  add(a, b, d, 16);
  add(c, d, b, 12);
  add(a, b, d, 8);
  add(c, d, b, 7);
}

// The key of a seed: eight words of PCG32 (O'Neill 2014), as rand_core's `seed_from_u64`.
function key(seed) {
  let state = BigInt(seed);
  return Uint32Array.from({ length: 8 }, () => {
    state = BigInt.asUintN(64, state * 0x5851f42d4c957f2dn + 0xa17654e46fbe17f3n);
    const mixed = Number(BigInt.asUintN(32, ((state >> 18n) ^ state) >> 27n));
    const turn = Number(state >> 59n);
    return (mixed >>> turn) | (mixed << (32 - turn));
  });
}
