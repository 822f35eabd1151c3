"""Image files of every kind, each beside the pixels that Pillow reads from it, upright and as RGB."""

from pixel_formats import bmps, gifs, pngs, tiffs, webps
from pixel_jpegs import coloured_jpegs, jpegs, odd_jpegs, sampled_jpegs
from pixel_orientations import in_exif, in_odd_ways, in_texts


def write_all():
    """Writes every file and its pixels into the working folder."""
    jpegs_of = (jpegs, sampled_jpegs, coloured_jpegs, odd_jpegs)
    for make in (*jpegs_of, in_exif, in_texts, in_odd_ways, pngs, tiffs, gifs, bmps, webps):
        make()
