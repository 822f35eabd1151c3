"""JPEG files of any sampling, order of scans and colour: a baseline encoder with the tables that Pillow writes."""

import io
import struct

import numpy as np
from PIL import Image

# The order in which a block's coefficients are stored: along the diagonals, back and forth.
ZIGZAG = sorted(range(64), key=lambda i: (i // 8 + i % 8, (i // 8 if (i // 8 + i % 8) % 2 else i % 8)))
STEP = 2


def segment(marker, body):
    return struct.pack(">BBH", 255, marker, len(body) + 2) + body


def huffman_tables():
    """The segments of the standard tables, and each table's codes: class and number to {symbol: (code, length)}."""
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "JPEG")
    bytes_, at, segments, tables = file.getvalue(), 2, b"", {}
    while bytes_[at + 1] != 0xDA:
        length = struct.unpack_from(">H", bytes_, at + 2)[0]
        body = bytes_[at + 4 : at + 2 + length]
        if bytes_[at + 1] == 0xC4:
            segments += segment(0xC4, body)
            code, symbols = 0, iter(body[17:])
            table = tables.setdefault((body[0] >> 4, body[0] & 15), {})
            for bits, count in enumerate(body[1:17], 1):
                for symbol in (next(symbols) for _ in range(count)):
                    table[symbol] = (code, bits)
                    code += 1
                code <<= 1
        at += 2 + length
    return segments, tables


TABLE_SEGMENTS, CODES = huffman_tables()


class Bits:
    """Bits of an entropy-coded segment."""

    def __init__(self):
        self.text = []

    def put(self, value, count):
        if count:
            self.text.append(format(value, f"0{count}b"))

    def bytes(self):
        text = "".join(self.text)
        text += "1" * (-len(text) % 8)
        return bytes(int(text[i : i + 8], 2) for i in range(0, len(text), 8)).replace(b"\xff", b"\xff\x00")


def number(bits, table, run, value):
    """A coefficient behind a run of zeros: the code of its run and size, then its bits."""
    size = int(abs(value)).bit_length()
    bits.put(*table[run << 4 | size])
    bits.put(value if value > 0 else value + (1 << size) - 1, size)


def block(bits, coefficients, before, kind):
    number(bits, CODES[0, kind], 0, coefficients[0] - before)
    run, table = 0, CODES[1, kind]
    last = max((i for i in range(1, 64) if coefficients[i]), default=0)
    for value in coefficients[1 : last + 1]:
        if value:
            while run > 15:
                bits.put(*table[0xF0])
                run -= 16
            number(bits, table, run, value)
            run = 0
        else:
            run += 1
    if last < 63:
        bits.put(*table[0])


def coefficients(plane):
    """rows × columns × 64 quantised coefficients of a plane whose sides are multiples of 8."""
    k, n = np.mgrid[0:8, 0:8]
    dct = np.cos((2 * n + 1) * k * np.pi / 16) * np.where(k == 0, np.sqrt(1 / 8), 0.5)
    rows, columns = plane.shape[0] // 8, plane.shape[1] // 8
    blocks = plane.reshape(rows, 8, columns, 8).transpose(0, 2, 1, 3) - 128.0
    found = np.rint(dct @ blocks @ dct.T / STEP).astype(int)
    return found.reshape(rows, columns, 64)[:, :, ZIGZAG].tolist()


def sampled(plane, factors, largest, height, width):
    """A component's samples, padded with its last ones to whole MCUs."""
    rows, columns = -(-height // (8 * largest[1])) * 8 * largest[1], -(-width // (8 * largest[0])) * 8 * largest[0]
    plane = np.pad(plane, ((0, rows - height), (0, columns - width)), "edge")
    down, across = largest[1] // factors[1], largest[0] // factors[0]
    return plane.reshape(rows // down, down, columns // across, across).mean(axis=(1, 3))


def scan(ids, kinds, units, restart):
    """A scan of MCUs, each a list of (component, coefficients)."""
    parts = b"".join(bytes([i, 17 * kind]) for i, kind in zip(ids, kinds))
    header = segment(0xDA, bytes([len(ids)]) + parts + b"\0\x3f\0")
    bits, before, data = Bits(), [0] * len(ids), b""
    for at, unit in enumerate(units):
        if restart and at and at % restart == 0:
            data += bits.bytes() + bytes([255, 0xD0 + (at // restart - 1) % 8])
            bits, before = Bits(), [0] * len(ids)
        for component, values in unit:
            block(bits, values, before[component], kinds[component])
            before[component] = values[0]
    return header + data + bits.bytes()


def units(group, grids, factors, largest, height, width):
    """What a scan of these components holds, in its order."""
    if len(group) == 1:
        # Alone in its scan, a component has no more blocks than its own samples need.
        h, v = factors[group[0]]
        rows, columns = -(-(-(-height * v // largest[1])) // 8), -(-(-(-width * h // largest[0])) // 8)
        return [[(0, grids[group[0]][row][column])] for row in range(rows) for column in range(columns)]
    rows, columns = -(-height // (8 * largest[1])), -(-width // (8 * largest[0]))
    return [
        [
            (part, grids[c][row * factors[c][1] + y][column * factors[c][0] + x])
            for part, c in enumerate(group)
            for y in range(factors[c][1])
            for x in range(factors[c][0])
        ]
        for row in range(rows)
        for column in range(columns)
    ]


def encode(planes, factors, scans=None, ids=(1, 2, 3, 4), adobe=None, jfif=True, restart=0, between=b""):
    """A JPEG of planes (height × width each) whose components have these sampling factors (horizontal, vertical).

    `scans` are groups of components, all in one unless given; `adobe` is the transform of Adobe's marker, and `between`
    stands between two scans.
    """
    height, width = planes[0].shape
    largest = tuple(max(f[i] for f in factors) for i in (0, 1))
    grids = [coefficients(sampled(plane, f, largest, height, width)) for plane, f in zip(planes, factors)]
    out = b"\xff\xd8"
    out += segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0") if jfif else b""
    out += segment(0xEE, b"Adobe\0\x64\0\0\0\0" + bytes([adobe])) if adobe is not None else b""
    out += segment(0xDB, b"\0" + bytes([STEP] * 64))
    frame = b"".join(bytes([i, h << 4 | v, 0]) for i, (h, v) in zip(ids, factors))
    out += segment(0xC0, struct.pack(">BHHB", 8, height, width, len(planes)) + frame) + TABLE_SEGMENTS
    out += segment(0xDD, struct.pack(">H", restart)) if restart else b""
    written = []
    for group in scans or [range(len(planes))]:
        content = units(group, grids, factors, largest, height, width)
        written.append(scan([ids[c] for c in group], [min(c, 1) for c in group], content, restart))
    return out + between.join(written) + b"\xff\xd9"


def ycc(rgb):
    """The planes of an RGB image as JFIF has them, unrounded."""
    r, g, b = (rgb[:, :, i].astype(float) for i in range(3))
    y = 0.299 * r + 0.587 * g + 0.114 * b
    return [y, (b - y) / 1.772 + 128, (r - y) / 1.402 + 128]
