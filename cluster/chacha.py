"""The random numbers that facegan draws to measure netG: those of the Rust crates rand_chacha, rand and rand_distr.

A stream is a seed (32 bits) and its number (64 bits), and is always drawn from its beginning. So the same patches,
directions, weights, photos and latents are compared as on the page and in the command, value for value.
"""

import math

import numpy as np

# Where the ziggurat's tail begins, as Doornik 2005 has it for 256 boxes.
TAIL = 3.654152885361008796


def words(seed, stream, count):
    """Numbers of 32 bits, of shape [count]: ChaCha with 8 rounds (Bernstein 2008), the stream as its nonce."""
    blocks = np.arange(-(-count // 16), dtype=np.uint64)
    halves = blocks, blocks >> np.uint64(32), stream & 0xFFFF_FFFF, stream >> 32
    head = [*np.frombuffer(b"expand 32-byte k", np.uint32), *key(seed)]
    begin = np.stack([np.full(len(blocks), half).astype(np.uint32) for half in (*head, *halves)])
    state = begin.copy()

    def turn(values, bits):
        return values << np.uint32(bits) | values >> np.uint32(32 - bits)

    columns = np.arange(16).reshape(4, 4)
    diagonals = np.stack([np.roll(row, -at) for at, row in enumerate(columns)])
    for a, b, c, d in 4 * [columns, diagonals]:
        for to, add, turned, bits in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
            state[to] += state[add]
            state[turned] = turn(state[turned] ^ state[to], bits)
    return (begin + state).T.reshape(-1)[:count]


def key(seed):
    """The key of a seed: eight words of PCG32 (O'Neill 2014), as rand_core's `seed_from_u64`."""
    for _ in range(8):
        seed = (seed * 0x5851_F42D_4C95_7F2D + 0xA176_54E4_6FBE_17F3) % (1 << 64)
        mixed, turn = (seed >> 18 ^ seed) >> 27 & 0xFFFF_FFFF, seed >> 59
        yield (mixed >> turn | mixed << (32 - turn)) & 0xFFFF_FFFF


def pairs(seed, stream, count):
    """Numbers of 64 bits, of shape [count]: two words each, the lower one first."""
    return words(seed, stream, 2 * count).view(np.dtype("<u8"))


def uniforms(seed, stream, count):
    """Values from [0, 1), of shape [count]."""
    return unit(pairs(seed, stream, count))


def unit(bits):
    return (bits >> np.uint64(11)) * 2.0**-53


def below(drawn, at, end):
    """A number below `end` from the words at place `at`, and the place behind them (Canon's method)."""
    value, low = divmod(int(drawn[at]) * end, 1 << 32)
    if low <= (1 << 32) - end:
        return value, at + 1
    return value + (low + (int(drawn[at + 1]) * end >> 32) >> 32), at + 2


def integers(seed, stream, end, count):
    """Numbers below `end`, which is far below 2³², of shape [count]."""
    # A number of 10⁸ or so takes two words.
    drawn = words(seed, stream, count + 64)
    products = drawn[:count].astype(np.uint64) * np.uint64(end)
    values = (products >> np.uint64(32)).astype(np.int64)
    if (products.astype(np.uint32) <= (1 << 32) - end).all():
        return values
    at = 0
    for place in range(count):
        values[place], at = below(drawn, at, end)
    return values


def permutation(seed, stream, count):
    """The numbers below `count` in the order of rand's `shuffle`, of shape [count]: Durstenfeld's, from the left, in
    which one number below 2³² serves for as many places as it can."""
    order, at = list(range(count)), 0
    drawn = words(seed, stream, 2 * count)
    chunk, left = 0, 1
    for place in range(count):
        if left == 0:
            bound, left = place + 1, 1
            while bound * (place + 1 + left) < 1 << 32:
                bound, left = bound * (place + 1 + left), left + 1
            chunk, at = below(drawn, at, bound)
        left -= 1
        other = chunk if left == 0 else chunk % (place + 1)
        chunk //= place + 1
        order[place], order[other] = order[other], order[place]
    return np.array(order, np.int64)


def ziggurat():
    """The boxes' right ends and the density there, 257 each: all boxes and the tail have one area."""

    def density(x):
        return math.exp(-x * x / 2)

    area = TAIL * density(TAIL) + math.sqrt(math.pi / 2) * math.erfc(TAIL / math.sqrt(2))
    ends = [area / density(TAIL), TAIL]
    while len(ends) < 256:
        ends.append(math.sqrt(-2 * math.log(area / ends[-1] + density(ends[-1]))))
    ends = np.array([*ends, 0.0])
    return ends, np.exp(-ends * ends / 2)


def normals(seed, stream, count):
    """Values from N(0, 1), of shape [count], in float64: the ziggurat method (Marsaglia and Tsang 2000, Doornik 2005).

    Of 100 values 99 take one number of 64 bits and are computed at once; the others are walked through one by one."""
    # A value takes 1.03 numbers on average, and never nearly as many as these for all.
    bits = pairs(seed, stream, count + count // 8 + 64)
    ends, density = ziggurat()
    box = (bits & np.uint64(255)).astype(np.int64)
    share = (bits >> np.uint64(12)) * 2.0**-51 - 1
    values = share * ends[box]
    parts, begin = [], 0
    for at in np.flatnonzero(np.abs(values) >= ends[box + 1]):
        if at < begin:
            # An earlier value took this number.
            continue
        parts.append(values[begin:at])
        if box[at] == 0:
            value, begin = of_tail(bits, at + 1)
            parts.append([math.copysign(value, share[at])])
            continue
        begin = at + 2
        low, high = density[box[at]], density[box[at] + 1]
        if high + (low - high) * unit(bits[at + 1]) < math.exp(-values[at] ** 2 / 2):
            parts.append(values[at : at + 1])
    return np.concatenate([*parts, values[begin:]])[:count]


def of_tail(bits, at):
    """A value beyond the boxes, and the place behind the numbers that it took (Marsaglia 1964)."""
    while True:
        one, two = ((bits[at : at + 2] >> np.uint64(12)) * 2.0**-52 + 2.0**-53).tolist()
        beyond, at = -math.log(one) / TAIL, at + 2
        if -2 * math.log(two) >= beyond * beyond:
            return TAIL + beyond, at
