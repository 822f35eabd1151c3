"""PNG, TIFF, GIF, BMP and WebP of every colour type and depth."""

import struct
from itertools import product

import numpy as np
from PIL import Image

from pixel_files import ALPHA, GREY, HEIGHT, IMAGE, RGB, WIDTH, add, picture, saved
from raw_files import animation, chunk, gif, png, tiff


def wide(samples):
    """16-bit samples whose nearest 8-bit ones these are."""
    return (samples.astype(int) * 257 + np.random.default_rng(2).integers(-128, 129, samples.shape)).clip(0, 65535)


def pngs():
    palette = IMAGE.quantize(15)
    colours, indices = np.array(palette.getpalette()[:45], np.uint8), np.asarray(palette)[:, :, None]
    for interlaced in (False, True):
        tag = "interlaced" if interlaced else "plain"
        for depth in (1, 2, 4, 8, 16):
            grey = (wide(GREY) >> (16 - depth))[:, :, None]
            # Pillow cuts 16 bits of grey off at 255.
            share = np.repeat(GREY[:, :, None], 3, axis=2) if depth == 16 else None
            add(f"grey{depth}-{tag}.png", png(grey, 0, depth, interlaced), share)
            key = chunk(b"tRNS", struct.pack(">H", int(grey[3, 3, 0])))
            add(f"grey{depth}-{tag}-key.png", png(grey, 0, depth, interlaced, before=key), share)
            if depth < 16:
                few = np.minimum(indices, 2**depth - 1)
                table = chunk(b"PLTE", colours[: 3 * 2 ** min(depth, 4)].tobytes())
                add(f"palette{depth}-{tag}.png", png(few, 3, depth, interlaced, before=table))
                transparent = table + chunk(b"tRNS", b"\0\x80")
                add(f"palette{depth}-{tag}-alpha.png", png(few, 3, depth, interlaced, before=transparent))
        for depth in (8, 16):
            deep = wide if depth == 16 else np.asarray
            add(f"rgb{depth}-{tag}.png", png(deep(RGB), 2, depth, interlaced))
            key = chunk(b"tRNS", struct.pack(">HHH", *deep(RGB)[3, 3].tolist()))
            add(f"rgb{depth}-{tag}-key.png", png(deep(RGB), 2, depth, interlaced, before=key))
            add(f"grey-alpha{depth}-{tag}.png", png(deep(np.dstack([GREY, ALPHA])), 4, depth, interlaced))
            add(f"rgba{depth}-{tag}.png", png(deep(np.dstack([RGB, ALPHA])), 6, depth, interlaced))
    add("gamma.png", png(RGB, 2, 8, before=chunk(b"gAMA", struct.pack(">I", 100_000))))
    add("srgb.png", png(RGB, 2, 8, before=chunk(b"sRGB", b"\0")))
    add("animated.png", saved(IMAGE, "PNG", save_all=True, append_images=[IMAGE.rotate(90)]))
    add("apart.png", saved(IMAGE, "PNG", save_all=True, default_image=True, append_images=[IMAGE.rotate(90)] * 2))


def tiffs():
    for compression in ("raw", "tiff_lzw", "tiff_adobe_deflate", "packbits"):
        for mode in ("1", "L", "RGB", "RGBA", "CMYK"):
            add(f"{mode}-{compression}.tif", saved(IMAGE.convert(mode), "TIFF", compression=compression))
    for order, planar, tile in product("<>", (False, True), (None, 16)):
        tag = f"{'ii' if order == '<' else 'mm'}-{'planar' if planar else 'chunky'}-{'tiles' if tile else 'strips'}"
        for depth in (8, 16):
            deep = wide if depth == 16 else np.asarray
            # Pillow has no 16-bit planes, and cuts 16 bits of grey off at 255.
            add(f"rgb{depth}-{tag}.tif", tiff(deep(RGB), depth, 2, order, planar, tile), RGB if depth == 16 else None)
            three = np.repeat(GREY[:, :, None], 3, axis=2)
            add(f"grey{depth}-{tag}.tif", tiff(deep(GREY[:, :, None]), depth, 1, order, planar, tile), three)
    inverted = 255 - GREY[:, :, None]
    add("white-is-zero.tif", tiff(inverted, 8, 0))
    add("white-is-zero16.tif", tiff(wide(inverted), 16, 0), np.repeat(GREY[:, :, None], 3, axis=2))
    add("rgba-unassociated.tif", tiff(np.dstack([RGB, ALPHA]), 8, 2, extra=2))
    add("rgb-and-more.tif", tiff(np.dstack([RGB, ALPHA]), 8, 2, extra=0))
    add("rgba-associated.tif", tiff(np.dstack([RGB // 2, np.full_like(GREY, 128)]), 8, 2, extra=1))
    add("grey-alpha.tif", tiff(np.dstack([GREY, ALPHA]), 8, 1, extra=2))
    add("palette.tif", saved(IMAGE.quantize(60), "TIFF"))
    add("ycc-jpeg.tif", saved(IMAGE.convert("YCbCr"), "TIFF", compression="jpeg", quality=95))
    add("rgb-jpeg.tif", saved(IMAGE, "TIFF", compression="jpeg", quality=95))
    add("ycc.tif", saved(IMAGE.convert("YCbCr"), "TIFF"))
    add("lab.tif", saved(Image.fromarray(RGB, "LAB"), "TIFF"), RGB)
    for depth in (1, 2, 4):
        add(f"grey{depth}.tif", tiff((GREY >> (8 - depth))[:, :, None], depth, 1))
    add("white-is-zero1.tif", tiff((GREY >> 7)[:, :, None], 1, 0))
    for compression in ("group3", "group4"):
        add(f"{compression}.tif", saved(IMAGE.convert("1"), "TIFF", compression=compression))
    share = np.repeat(GREY[:, :, None], 3, axis=2)
    add("float-grey.tif", tiff(GREY[:, :, None] / 255, 32, 1, sample_format=3), share)
    add("float-rgb.tif", tiff(RGB / 255, 32, 2, sample_format=3), RGB)
    add("pages.tif", saved(IMAGE, "TIFF", save_all=True, append_images=[IMAGE.rotate(90)]))
    add("fill-order.tif", tiff(wide(GREY[:, :, None]), 16, 1, more={266: (3, [2])}), share)
    add("big.tif", saved(IMAGE, "TIFF", big_tiff=True, tiffinfo={274: 6}))


def gifs():
    palette = IMAGE.quantize(100)
    colours, indices = np.array(palette.getpalette(), np.uint8).reshape(-1, 3), np.asarray(palette)
    colours, indices = colours[:100], np.minimum(indices, 99)
    for interlaced, local, transparent in product((False, True), (False, True), (None, 0, 7)):
        tag = f"{'interlaced' if interlaced else 'plain'}-{'local' if local else 'global'}-{transparent}"
        size = (WIDTH, HEIGHT)
        for name, screen, at in [
            ("whole", size, (0, 0)),
            ("inside", (WIDTH + 9, HEIGHT + 7), (5, 3)),
            ("full-width", (WIDTH, HEIGHT + 7), (0, 3)),
            ("beyond", (WIDTH - 9, HEIGHT - 7), (5, 3)),
            ("beside", (20, 10), (30, 15)),
            ("no-screen", (0, 0), (0, 0)),
        ]:
            add(f"{name}-{tag}.gif", gif(indices, colours, screen, at, transparent, local, interlaced))
    add("saved.gif", saved(IMAGE, "GIF"))
    add("animated.gif", saved(IMAGE, "GIF", save_all=True, append_images=[IMAGE.rotate(90)]))
    add("grey.gif", saved(IMAGE.convert("L"), "GIF"))
    add("one-bit.gif", saved(IMAGE.convert("1"), "GIF"))


def bmp(header, body, table=b"", bits=24, height=HEIGHT):
    """A BMP whose header goes on with `header` behind its plane and bit counts."""
    info = struct.pack("<IiiHH", 16 + len(header), WIDTH, height, 1, bits) + header
    start = 14 + len(info) + len(table)
    return b"BM" + struct.pack("<IHHI", start + len(body), 0, 0, start) + info + table + body


def bmps():
    for mode in ("1", "L", "P", "RGB", "RGBA"):
        image = IMAGE.quantize(60) if mode == "P" else IMAGE.convert(mode)
        add(f"{mode}.bmp", saved(image, "BMP"))
    r, g, b = (RGB[:, :, i].astype(int) for i in range(3))
    padding = b"\0" * (WIDTH * 2 % 4)

    def rows(pixels):
        return b"".join(row.astype("<u2").tobytes() + padding for row in pixels)

    plain = struct.pack("<IIiiII", 0, 0, 0, 0, 0, 0)
    fields = struct.pack("<IIiiII", 3, 0, 0, 0, 0, 0)
    five, six = (r >> 3) << 10 | (g >> 3) << 5 | b >> 3, (r >> 3) << 11 | (g >> 2) << 5 | b >> 3
    add("555.bmp", bmp(plain, rows(five[::-1]), bits=16))
    add("565.bmp", bmp(fields, rows(six[::-1]), struct.pack("<III", 0xF800, 0x7E0, 0x1F), bits=16))
    add("top-down.bmp", bmp(plain, rows(five), bits=16, height=-HEIGHT))
    four = np.dstack([b, g, r, ALPHA]).astype(np.uint8)[::-1].tobytes()
    add("32.bmp", bmp(plain, four, bits=32))
    add("32-fields.bmp", bmp(fields, four, struct.pack("<III", 0xFF0000, 0xFF00, 0xFF), bits=32))
    palette = IMAGE.quantize(16)
    colours = np.array(palette.getpalette()[:48], np.uint8).reshape(-1, 3)
    table = b"".join(bytes([*colour[::-1].tolist(), 0]) for colour in colours)
    indices = np.asarray(palette)[::-1]
    runs = b"".join(b"".join(bytes([1, i]) for i in row.tolist()) + b"\0\0" for row in indices) + b"\0\1"
    add("rle8.bmp", bmp(struct.pack("<IIiiII", 1, len(runs), 0, 0, 16, 0), runs, table, bits=8))
    pairs = np.pad(indices, ((0, 0), (0, 48 - WIDTH)))
    # A header that says that the pixels begin where the colours do.
    early = bmp(struct.pack("<IIiiII", 0, 0, 0, 0, 16, 0), bytes(48 * HEIGHT), table, bits=8)
    add("early.bmp", early[:10] + struct.pack("<I", 54) + early[14:])
    nibbles = b"".join((row[0::2] << 4 | row[1::2]).astype(np.uint8).tobytes() for row in pairs)
    add("4.bmp", bmp(struct.pack("<IIiiII", 0, 0, 0, 0, 16, 0), nibbles, table, bits=4))


def webps():
    translucent = Image.fromarray(np.dstack([RGB, ALPHA]))
    for name, image in [("rgb", IMAGE), ("rgba", translucent), ("grey", IMAGE.convert("L"))]:
        add(f"{name}-lossless.webp", saved(image, "WEBP", lossless=True))
        add(f"{name}-exact.webp", saved(image, "WEBP", lossless=True, exact=True))
        for quality in (30, 90):
            add(f"{name}-{quality}.webp", saved(image, "WEBP", quality=quality))
        frames = {"save_all": True, "append_images": [image.rotate(90)]}
        add(f"{name}-animated.webp", saved(image, "WEBP", lossless=True, **frames))
        for flags, place in product(range(4), ((0, 0), (4, 6))):
            frame = saved(image.crop((0, 0, 30, 20)), "WEBP", lossless=True, exact=True)
            name_of_frame = f"{name}-frame{flags}-at{place[0]}-animated.webp"
            add(name_of_frame, animation(frame, (WIDTH, HEIGHT), place, (30, 20), flags))
    for width, height in [(1, 1), (7, 9), (17, 33)]:
        add(f"{width}x{height}.webp", saved(Image.fromarray(picture(width, height)), "WEBP", quality=90))
