"""Files of every container that says which way up a photo is, and of every way to say it."""

import struct
import zlib
from itertools import product

from jpeg_files import segment
from pixel_files import IMAGE, RGB, add, saved
from raw_files import chunk, exif, png, tiff, webp

JPEG = saved(IMAGE, "JPEG", quality=92)
WEBP = saved(IMAGE, "WEBP", lossless=True)
PREFIX = b"Exif\0\0"
# How XMP may say it.
XMP = {"attribute": b'<x tiff:Orientation="%d"/>', "element": b"<tiff:Orientation>%d</tiff:Orientation>"}


def jpeg(*segments):
    """A JPEG with these bodies of its application segment 1."""
    return JPEG[:2] + b"".join(segment(0xE1, body) for body in segments) + JPEG[2:]


def xmp_of_jpeg(packet):
    return b"http://ns.adobe.com/xap/1.0/\0" + packet


def in_exif():
    """EXIF in either byte order and two types, with numbers that are no orientation too."""
    for orientation, order, kind in product(range(0, 10), "<>", (3, 4)):
        tag = f"{orientation}-{'ii' if order == '<' else 'mm'}-{kind}"
        body = exif(orientation, order, kind)
        add(f"{tag}.jpg", jpeg(PREFIX + body))
        add(f"{tag}.webp", webp(WEBP, IMAGE.size, body))
        add(f"{tag}-prefixed.webp", webp(WEBP, IMAGE.size, PREFIX + body))
        add(f"{tag}.png", png(RGB, 2, 8, before=chunk(b"eXIf", body)))
        add(f"{tag}-behind.png", png(RGB, 2, 8, after=chunk(b"eXIf", body)))
        add(f"{tag}.tif", tiff(RGB, 8, 2, order, more={274: (kind, [orientation])}))
    for orientation in (2, 5, 7):
        options = {"quality": 92, "exif": PREFIX + exif(orientation)}
        add(f"{orientation}-grey.jpg", saved(IMAGE.convert("L"), "JPEG", **options))
        add(f"{orientation}-progressive.jpg", saved(IMAGE, "JPEG", progressive=True, **options))


def in_texts():
    """XMP, and EXIF as a text of PNG."""
    for orientation in range(1, 9):
        profile = PREFIX + exif(orientation)
        text = b"\nexif\n%8d\n%s\n%s\n" % (len(profile), profile[:36].hex().encode(), profile[36:].hex().encode())
        key = b"Raw profile type exif\0"
        add(f"{orientation}-profile.png", png(RGB, 2, 8, before=chunk(b"tEXt", key + text)))
        packed = key + b"\0" + zlib.compress(text)
        add(f"{orientation}-packed-profile.png", png(RGB, 2, 8, before=chunk(b"zTXt", packed)))
        for style, xmp in XMP.items():
            packet = xmp % orientation
            plain = b"XML:com.adobe.xmp\0\0\0\0\0" + packet
            packed = b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(packet)
            add(f"{orientation}-{style}.png", png(RGB, 2, 8, before=chunk(b"iTXt", plain)))
            add(f"{orientation}-packed-{style}.png", png(RGB, 2, 8, after=chunk(b"iTXt", packed)))
            add(f"{orientation}-{style}.webp", webp(WEBP, IMAGE.size, xmp=packet))
            add(f"{orientation}-{style}.tif", tiff(RGB, 8, 2, more={700: (1, packet)}))
            add(f"{orientation}-{style}.jpg", jpeg(xmp_of_jpeg(packet)))


def in_odd_ways():
    for kind in (1, 6, 7, 8, 9):
        add(f"type-{kind}.jpg", jpeg(PREFIX + exif(6, kind=kind)))
    add("two-values.jpg", jpeg(PREFIX + exif(None, more={274: (3, [6, 6])})))
    add("other-entries.jpg", jpeg(PREFIX + exif(8, ">", more={271: (7, b"a camera"), 282: (4, [1])})))
    packet = xmp_of_jpeg(XMP["attribute"] % 3)
    add("exif-behind-xmp.jpg", jpeg(packet, PREFIX + exif(6)))
    add("exif-of-1-and-xmp.jpg", jpeg(packet, PREFIX + exif(1)))
    add("exif-of-nothing.jpg", jpeg(PREFIX + exif(None), packet))
    add("exif-twice.jpg", jpeg(PREFIX + exif(6), PREFIX + exif(3)))
    add("two-prefixes.webp", webp(WEBP, IMAGE.size, PREFIX * 2 + exif(8)))
    add("without-flags.webp", webp(WEBP, IMAGE.size, exif(8), flags=0))
    # The directory lies beyond 64 KB, and so in the second of two segments.
    long = b"II*\0" + struct.pack("<I", 70_000) + bytes(69_992) + exif(6)[8:]
    add("exif-in-two-segments.jpg", jpeg(PREFIX + long[:65_000], PREFIX + long[65_000:]))
