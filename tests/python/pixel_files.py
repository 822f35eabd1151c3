"""A picture, and files of it, each beside the pixels that Pillow reads from it, upright and as RGB."""

import io
import struct
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

WIDTH, HEIGHT = 45, 37


def picture(width=WIDTH, height=HEIGHT):
    """Gradients, an ellipse with an edge, and a little noise; no two corners look alike."""
    y, x = np.mgrid[0:height, 0:width]
    rgb = np.stack([x * 200 / width + 20, y * 180 / height + 30, (x + y) * 160 / (width + height) + 40], axis=2)
    inside = ((x - width * 0.4) / (width * 0.25)) ** 2 + ((y - height * 0.55) / (height * 0.3)) ** 2 < 1
    rgb[inside] = [225, 170, 140]
    rgb[: height // 5, : width // 6] = [30, 60, 200]
    return (rgb + np.random.default_rng(1).integers(-6, 7, rgb.shape)).clip(0, 255).astype(np.uint8)


RGB = picture()
GREY = np.asarray(Image.fromarray(RGB).convert("L"))
ALPHA = np.linspace(0, 255, WIDTH * HEIGHT).astype(np.uint8).reshape(HEIGHT, WIDTH)
IMAGE = Image.fromarray(RGB)


def write(name, data):
    Path(name).write_bytes(data)


def expect(name, rgb):
    """Puts what is to be read from a file beside it: width, height, and the pixels."""
    write(f"{name}.rgb", struct.pack("<II", rgb.shape[1], rgb.shape[0]) + np.ascontiguousarray(rgb, np.uint8).tobytes())


def add(name, data, rgb=None):
    """A file, and Pillow's pixels of it, or `rgb` where Pillow is known to read this kind wrongly."""
    write(name, data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expect(name, np.asarray(ImageOps.exif_transpose(Image.open(name)).convert("RGB")) if rgb is None else rgb)


def saved(image, format, **options):
    file = io.BytesIO()
    image.save(file, format, **options)
    return file.getvalue()
