"""JPEGs of every colour, sampling and order of scans."""

from itertools import product

from PIL import Image

from jpeg_files import TABLE_SEGMENTS, encode, segment, ycc
from pixel_files import ALPHA, IMAGE, RGB, add, expect, picture, saved, write

# Sampling factors of the three components, across and down.
SAMPLINGS = {
    "444": [(1, 1)] * 3,
    "422": [(2, 1), (1, 1), (1, 1)],
    "420": [(2, 2), (1, 1), (1, 1)],
    "440": [(1, 2), (1, 1), (1, 1)],
    "411": [(4, 1), (1, 1), (1, 1)],
    "410": [(4, 2), (1, 1), (1, 1)],
    "441": [(1, 4), (1, 1), (1, 1)],
    "311": [(3, 1), (1, 1), (1, 1)],
    "double": [(2, 1), (2, 1), (2, 1)],
    "422-of-double": [(2, 2), (1, 2), (1, 2)],
    "440-of-double": [(2, 2), (2, 1), (2, 1)],
    "uneven": [(2, 2), (2, 1), (1, 1)],
    "coarse-luma": [(1, 1), (2, 2), (2, 2)],
}
ONE_BY_ONE = [[0], [1], [2]]
ORDERS = {
    "interleaved": [[0, 1, 2]],
    "one-by-one": ONE_BY_ONE,
    "two-scans": [[0], [1, 2]],
    "last-first": [[2], [0, 1]],
}
PLANES = ycc(RGB)


def jpegs():
    images = {"rgb": IMAGE, "grey": IMAGE.convert("L"), "cmyk": IMAGE.convert("CMYK")}
    for (kind, image), sampling, progressive in product(images.items(), (0, 1, 2), (False, True)):
        options = {"quality": 92, "subsampling": sampling, "progressive": progressive}
        name = f"{kind}-sampling{sampling}-{'progressive' if progressive else 'baseline'}"
        add(f"{name}.jpg", saved(image, "JPEG", **options))
        add(f"{name}-restart.jpg", saved(image, "JPEG", restart_marker_blocks=2, optimize=True, **options))
    for quality, sampling in product((10, 60, 100), (0, 1, 2)):
        add(f"quality{quality}-sampling{sampling}.jpg", saved(IMAGE, "JPEG", quality=quality, subsampling=sampling))
    # A video's frame may come without the standard tables.
    add("no-tables.jpg", saved(IMAGE, "JPEG", quality=92).replace(TABLE_SEGMENTS, b""))
    add("kept-rgb.jpg", saved(IMAGE, "JPEG", quality=92, keep_rgb=True))
    add("kept-rgb-progressive.jpg", saved(IMAGE, "JPEG", quality=92, keep_rgb=True, progressive=True))
    for width, height in [(1, 1), (3, 5), (4, 4), (7, 9), (8, 8), (16, 16), (17, 33), (64, 8)]:
        for progressive in (False, True):
            small = Image.fromarray(picture(width, height))
            name = f"{width}x{height}-{'progressive' if progressive else 'baseline'}.jpg"
            add(name, saved(small, "JPEG", quality=92, progressive=progressive))
    flat = Image.new("RGB", (200, 160), (90, 120, 30))
    add("flat.jpg", saved(flat, "JPEG", optimize=True))
    add("flat-progressive.jpg", saved(flat, "JPEG", optimize=True, progressive=True))


def sampled_jpegs():
    """Samplings and orders of scans that Pillow does not write."""
    for (name, factors), (order, scans) in product(SAMPLINGS.items(), ORDERS.items()):
        add(f"{name}-{order}.jpg", encode(PLANES, factors, scans))
        add(f"{name}-{order}-restart.jpg", encode(PLANES, factors, scans, restart=3))
    comment = segment(0xFE, b"between\xff\xd9scans")
    add("comments-between-scans.jpg", encode(PLANES, SAMPLINGS["420"], ONE_BY_ONE, between=comment))
    add("grey-of-two-by-two.jpg", encode(PLANES[:1], [(2, 2)]))


def coloured_jpegs():
    """What says, or does not, which colours the components are."""
    add("no-marker.jpg", encode(PLANES, SAMPLINGS["420"], jfif=False))
    add("ids-from-0.jpg", encode(PLANES, SAMPLINGS["420"], ids=(0, 1, 2), jfif=False))
    add("other-ids.jpg", encode(PLANES, SAMPLINGS["420"], ids=(34, 35, 36), jfif=False))
    rgb = [RGB[:, :, i].astype(float) for i in range(3)]
    add("ids-rgb.jpg", encode(rgb, SAMPLINGS["444"], ids=tuple(b"RGB"), jfif=False))
    add("adobe-rgb.jpg", encode(rgb, SAMPLINGS["444"], adobe=0, jfif=False))
    add("jfif-and-adobe.jpg", encode(PLANES, SAMPLINGS["444"], adobe=0))
    add("ids-rgb-adobe-ycc.jpg", encode(PLANES, SAMPLINGS["420"], adobe=1, ids=tuple(b"RGB"), jfif=False))
    add("adobe-ycc.jpg", encode(PLANES, SAMPLINGS["420"], adobe=1, jfif=False))
    four = [*PLANES, 255.0 - ALPHA // 2]
    for name, adobe in [("cmyk", 0), ("ycck", 2), ("unmarked", None)]:
        add(f"{name}-four.jpg", encode(four, [(1, 1)] * 4, adobe=adobe, jfif=False))
        add(f"{name}-four-420.jpg", encode(four, [(2, 2), (1, 1), (1, 1), (2, 2)], adobe=adobe, jfif=False))


def odd_jpegs():
    """Parts that are missing, and more than a picture."""
    # Neither of these is a picture that Pillow shows as it was.
    write("two-components.jpg", encode(PLANES[:2], [(1, 1)] * 2))
    expect("two-components.jpg", RGB)
    progressive = saved(IMAGE, "JPEG", quality=92, progressive=True)
    write("some-scans.jpg", progressive[: progressive.rindex(b"\xff\xda")] + b"\xff\xd9")
    expect("some-scans.jpg", RGB)
    whole = saved(IMAGE, "JPEG", quality=92)
    # A second picture, a video or nothing at all may lie behind the first.
    add("picture-behind.jpg", whole + saved(IMAGE.rotate(90), "JPEG"))
    add("zeros-behind.jpg", whole + bytes(1000))
    add("fill-bytes.jpg", whole.replace(b"\xff\xda", b"\xff\xff\xff\xda").replace(b"\xff\xd9", b"\xff\xff\xd9"))
