"""PNG, TIFF, GIF and WebP files of kinds that Pillow reads but does not write."""

import struct
import zlib

import numpy as np

ADAM7 = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def packed(samples, depth):
    """Rows of samples as bytes: samples are height × width × channels."""
    rows = samples.reshape(samples.shape[0], -1)
    if depth == 16:
        return [row.astype(">u2").tobytes() for row in rows]
    if depth == 8:
        return [row.astype(np.uint8).tobytes() for row in rows]
    bits = ((rows[:, :, None] >> np.arange(depth)[::-1]) & 1).reshape(rows.shape[0], -1)
    return [np.packbits(row.astype(np.uint8)).tobytes() for row in bits]


def png(samples, colour, depth, interlaced=False, before=b"", after=b""):
    """A PNG of samples height × width × channels; `before` and `after` are chunks around its data."""
    height, width = samples.shape[:2]
    passes = [samples[y::down, x::across] for y, x, down, across in ADAM7] if interlaced else [samples]
    rows = [row for part in passes if part.size for row in packed(part, depth)]
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    data = zlib.compress(b"".join(b"\0" + row for row in rows))
    middle = len(data) // 2
    return b"".join([
        b"\x89PNG\r\n\x1a\n",
        chunk(b"IHDR", header),
        before,
        chunk(b"IDAT", data[:middle]),
        chunk(b"IDAT", data[middle:]),
        after,
        chunk(b"IEND", b""),
    ])


def ifd(entries, order, at):
    """A directory of {tag: (type, values)} that lies `at` bytes into the file, with its values behind it."""
    formats = {1: "B", 3: "H", 4: "I", 6: "b", 7: "B", 8: "h", 9: "i", 11: "f"}
    table, values = b"", b""
    behind = at + 2 + 12 * len(entries) + 4
    for tag, (kind, numbers) in sorted(entries.items()):
        body = struct.pack(f"{order}{len(numbers)}{formats[kind]}", *numbers)
        if len(body) > 4:
            where = struct.pack(order + "I", behind + len(values))
            values += body + b"\0" * (len(body) % 2)
        else:
            where = body.ljust(4, b"\0")
        table += struct.pack(order + "HHI", tag, kind, len(numbers)) + where
    return struct.pack(order + "H", len(entries)) + table + b"\0\0\0\0" + values


def exif(orientation, order="<", kind=3, more=()):
    """A TIFF header and a directory with an orientation, stored as SHORT (3), LONG (4) or another type."""
    entries = {**dict(more), **({274: (kind, [orientation])} if orientation else {})}
    return {"<": b"II*\0", ">": b"MM\0*"}[order] + struct.pack(order + "I", 8) + ifd(entries, order, 8)


def tiff(samples, depth, photometric, order="<", planar=False, tile=None, extra=None, sample_format=None, more=()):
    """An uncompressed TIFF of samples height × width × channels, in one strip a plane or in square tiles."""
    height, width, channels = samples.shape
    kind = {8: "u1", 16: order + "u2", 32: order + "f4"}.get(depth)

    def body(part):
        return part.astype(kind).tobytes() if kind else b"".join(packed(part, depth))

    planes = [samples[:, :, i : i + 1] for i in range(channels)] if planar else [samples]
    if tile:
        rows, columns = -(-height // tile) * tile, -(-width // tile) * tile
        padding = ((0, rows - height), (0, columns - width), (0, 0))
        places = [(y, x) for y in range(0, rows, tile) for x in range(0, columns, tile)]
        planes = [np.pad(plane, padding) for plane in planes]
        parts = [body(plane[y : y + tile, x : x + tile]) for plane in planes for y, x in places]
    else:
        parts = [body(plane) for plane in planes]
    data, offsets = b"", []
    for part in parts:
        offsets.append(8 + len(data))
        data += part + b"\0" * (len(part) % 2)
    sizes = [len(part) for part in parts]
    entries = {
        256: (3, [width]), 257: (3, [height]), 258: (3, [depth] * channels), 259: (3, [1]), 262: (3, [photometric]),
        277: (3, [channels]), 284: (3, [2 if planar else 1]),
    }
    entries |= {322: (3, [tile]), 323: (3, [tile]), 324: (4, offsets), 325: (4, sizes)} if tile else {
        273: (4, offsets), 278: (3, [height]), 279: (4, sizes),
    }
    entries |= {338: (3, [extra])} if extra is not None else {}
    entries |= {339: (3, [sample_format] * channels)} if sample_format else {}
    entries |= dict(more)
    at = 8 + len(data)
    return {"<": b"II*\0", ">": b"MM\0*"}[order] + struct.pack(order + "I", at) + data + ifd(entries, order, at)


def gif(indices, colours, screen, at, transparent=None, local=False, interlaced=False):
    """A GIF whose one frame of indices (height × width, fewer than 128) lies at (left, top) of a logical screen."""
    height, width = indices.shape
    palette = np.zeros((128, 3), np.uint8)
    palette[: len(colours)] = colours
    control = b"!\xf9\x04\x01\0\0" + bytes([transparent]) + b"\0" if transparent is not None else b""
    if interlaced:
        order = [*range(0, height, 8), *range(4, height, 8), *range(2, height, 4), *range(1, height, 2)]
        indices = indices[order]
    # Codes of 8 bits: a clear code ahead of so few colours that the codes never grow.
    codes, flat = [], indices.reshape(-1).tolist()
    for i in range(0, len(flat), 100):
        codes += [128, *flat[i : i + 100]]
    data = bytes(codes + [129])
    blocks = b"".join(bytes([len(data[i : i + 255])]) + data[i : i + 255] for i in range(0, len(data), 255))
    header = b"GIF89a" + struct.pack("<HHBBB", *screen, 0x70 if local else 0xF6, 0, 0)
    frame = b"," + struct.pack("<HHHHB", *at, width, height, (0x86 if local else 0) | (0x40 if interlaced else 0))
    tables = (b"", palette.tobytes()) if local else (palette.tobytes(), b"")
    return header + tables[0] + control + frame + tables[1] + b"\x07" + blocks + b"\0;"


def riff_chunk(kind, body):
    return kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def riff(flags, size, chunks):
    """A WebP with an extended header and these chunks."""
    canvas = b"".join((side - 1).to_bytes(3, "little") for side in size)
    chunks = riff_chunk(b"VP8X", bytes([flags, 0, 0, 0]) + canvas) + chunks
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks


def webp(whole, size, exif=None, xmp=None, flags=None):
    """A WebP, of which Pillow wrote the pixels, with these chunks, and flags that say so unless others are given."""
    said = (8 if exif else 0) | (4 if xmp else 0) if flags is None else flags
    chunks = [(b"EXIF", exif), (b"XMP ", xmp)]
    # What follows the RIFF header is one chunk of pixels.
    return riff(said, size, whole[12:] + b"".join(riff_chunk(kind, body) for kind, body in chunks if body))


def animation(whole, size, place, frame, flags):
    """A lossless WebP of one frame at an even place of the canvas, with flags (2: no blending, 1: disposal)."""
    numbers = [place[0] // 2, place[1] // 2, frame[0] - 1, frame[1] - 1, 100]
    header = b"".join(number.to_bytes(3, "little") for number in numbers) + bytes([flags])
    body = riff_chunk(b"VP8L", whole[whole.index(b"VP8L") + 8 :])
    return riff(0x12, size, riff_chunk(b"ANIM", b"\x20\x40\x80\xff\0\0") + riff_chunk(b"ANMF", header + body))
