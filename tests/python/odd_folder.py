"""A folder as people have them: photos in every form, links, an archive, and much that is no photo of theirs."""

import os
import random
import struct
import warnings
import zlib
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import numpy as np
from PIL import Image

# That equal names are written is meant.
warnings.filterwarnings("ignore", "Duplicate name")

SIZE = (48, 40)
# How the stored picture has to be turned so that an orientation brings it back.
BACK = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def picture(number):
    """A picture like no other: smooth, so that all decoders agree, and different in every corner."""
    draw = random.Random(number)
    corners = [[draw.randrange(256) for _ in range(3)] for _ in range(4)]
    small = Image.fromarray(np.array(corners, np.uint8).reshape(2, 2, 3))
    return small.resize(SIZE, Image.Resampling.BILINEAR)


def sixteen_bits(image):
    """16 bits a channel, whose lower ones are noise."""
    values = np.asarray(image).astype(np.uint16) * 256
    return values + np.random.default_rng(1).integers(0, 256, values.shape, np.uint16)


def png16(image, colour_type):
    """A PNG of 16 bits a channel, which Pillow writes for grey alone."""
    values = sixteen_bits(image).astype(">u2")
    rows = b"".join(b"\0" + row.tobytes() for row in values)
    header = struct.pack(">2I5B", *image.size, 16, colour_type, 0, 0, 0)

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def encoded(image, form, **options):
    file = BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def jpeg(number):
    return encoded(picture(number), "JPEG", quality=95, subsampling=0)


def turned(number, orientation, form, **options):
    """A picture that is stored turned, with the orientation that brings it back."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    return encoded(picture(number).transpose(BACK[orientation]), form, exif=exif, **options)


def transparent_palette(number):
    image = picture(number).quantize(16)
    return encoded(image, "PNG", transparency=bytes(range(0, 256, 16)))


def with_alpha(image):
    image.putalpha(Image.linear_gradient("L").resize(SIZE))
    return image


FORMS = {
    "grey16.png": lambda: png16(picture(1).convert("L"), 0),
    "rgb16.png": lambda: png16(picture(2), 2),
    "grey+alpha16.png": lambda: png16(with_alpha(picture(3).convert("L")), 4),
    "rgb+alpha16.png": lambda: png16(with_alpha(picture(4)), 6),
    "grey+alpha.png": lambda: encoded(with_alpha(picture(5).convert("L")), "PNG"),
    "alpha.webp": lambda: encoded(with_alpha(picture(6)), "WEBP", lossless=True, exact=True),
    "palette.png": lambda: transparent_palette(7),
    "two colours.png": lambda: encoded(picture(8).convert("1"), "PNG"),
    "cmyk.jpg": lambda: encoded(picture(9).convert("CMYK"), "JPEG", quality=95, subsampling=0),
    "grey.jpg": lambda: encoded(picture(10).convert("L"), "JPEG", quality=95),
    "progressive.jpg": lambda: encoded(picture(11), "JPEG", quality=95, subsampling=0, progressive=True),
    "picture.TIFF": lambda: encoded(picture(12), "TIFF", compression="tiff_lzw"),
    "grey16.tif": lambda: encoded(Image.fromarray(sixteen_bits(picture(13).convert("L"))), "TIFF"),
    "picture.bmp": lambda: encoded(picture(14), "BMP"),
    "picture.gif": lambda: encoded(picture(15), "GIF"),
    "no extension": lambda: jpeg(16),
    "another extension.jpg": lambda: encoded(picture(17), "PNG"),
    "no image's extension.txt": lambda: encoded(picture(18), "WEBP", lossless=True),
}
TURNED = {f"turned{orientation}.jpg": orientation for orientation in BACK}


def archive():
    """Equal names, Windows' separators, bookkeeping, and much that is refused."""
    file = BytesIO()
    with ZipFile(file, "w") as zip:
        def put(name, content, method=ZIP_DEFLATED):
            info = ZipInfo("placeholder")
            info.filename, info.compress_type = name, method
            zip.writestr(info, content)

        put("folder/", b"")
        put("folder/same.jpg", jpeg(30))
        put("folder/same.jpg", jpeg(31))
        put("windows\\sub\\photo.jpg", jpeg(32), ZIP_STORED)
        put("windows\\", b"")
        put("windows\\Thumbs.db", b"thumbnails")
        put("__MACOSX\\windows\\._photo.jpg", b"bookkeeping")
        put("__MACOSX/folder/._same.jpg", b"bookkeeping")
        put("notes.txt", b"no photo")
        put("run/netG.safetensors", b"weights")
        put("run/settings.json", b"settings")
        put("run/grids/000000.png", jpeg(35))
        put("bzip2.jpg", jpeg(33), ZIP_BZIP2)
        put("within.zip", b"PK\x03\x04 and so on")
        put("empty.jpg", b"")
        put("again.jpg", jpeg(16))
    return file.getvalue()


def make(root):
    """Fills `root`/photos, of which links lead to `root`/elsewhere."""
    photos, elsewhere = (Path(root, name).resolve() for name in ("photos", "elsewhere"))

    def put(path, content):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    for name, content in FORMS.items():
        put(photos / "forms" / name, content())
    for number, (name, orientation) in enumerate(TURNED.items()):
        put(photos / "turned" / name, turned(40 + number, orientation, "JPEG", quality=95, subsampling=0))
    put(photos / "turned/turned6.webp", turned(50, 6, "WEBP", lossless=True))
    put(photos / "turned/turned8.png", turned(51, 8, "PNG"))
    put(photos / "turned/turned5.tiff", turned(52, 5, "TIFF"))

    put(photos / "archive.ZIP", archive())
    put(photos / "also an archive", archive_of_one())
    put(photos / "no archive.zip", b"no archive")
    put(photos / "B.jpg", jpeg(60))
    put(photos / "a.jpg", jpeg(61))
    put(photos / "10.jpg", jpeg(62))
    put(photos / "2.jpg", jpeg(63))
    put(photos / "ä.jpg", jpeg(64))
    put(photos / ".hidden/photo.jpg", jpeg(65))
    put(photos / "again.jpg", jpeg(16))

    for name in (
        ".DS_Store", "THUMBS.DB", "desktop.ini", "forms/._picture.bmp", "@eaDir/a.jpg/SYNOPHOTO_THUMB_XL.jpg",
        "$RECYCLE.BIN/S-1-5/$R1.jpg", ".Trash-1000/files/deleted.jpg", "forms/.thumbnails/normal/x.jpg",
        ".ipynb_checkpoints/a-checkpoint.jpg", ".picasaoriginals/a.jpg", ".git/objects/aa", ".git/HEAD",
        "My.photoslibrary/resources/derivatives/1.jpeg", "CaptureOne/Cache/Thumbnails/a.png",
    ):
        put(photos / name, jpeg(90))
    put(photos / "My.photoslibrary/originals/1.jpg", jpeg(91))
    put(photos / ".trash-can/photo.jpg", jpeg(92))
    for name in ("losses.csv", "log.txt", "real.png", "grids/000500.png"):
        put(photos / "an earlier run" / name, jpeg(93))
    put(photos / "an earlier run/photo.jpg", jpeg(94))

    put(photos / "refused/empty.jpg", b"")
    put(photos / "refused/cut.jpg", jpeg(70)[: len(jpeg(70)) // 2])
    put(photos / "refused/cut.png", encoded(picture(71), "PNG")[:-200])
    put(photos / "refused/notes.md", b"no photo")
    put(photos / "refused/strip.png", encoded(picture(72).resize((2000, 10)), "PNG"))

    put(elsewhere / "linked.jpg", jpeg(80))
    os.symlink(elsewhere, photos / "link to a folder")
    os.symlink(elsewhere / "linked.jpg", photos / "link to a photo.jpg")
    os.symlink(photos, photos / "forms/link back")
    os.symlink(elsewhere / "nothing", photos / "link to nothing.jpg")


def archive_of_one():
    file = BytesIO()
    with ZipFile(file, "w") as zip:
        zip.writestr("one.jpg", jpeg(34))
    return file.getvalue()
