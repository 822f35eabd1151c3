"""The numbers of crates/quality, computed from the papers with NumPy: the sliced Wasserstein distance (Karras et al. 2018,
arXiv:1710.10196), precision and recall (Kynkäänniemi et al. 2019, arXiv:1904.06991), density and coverage (Naeem et al.
2020, arXiv:2002.09797)."""

import numpy

PATCH = 7
KERNEL = numpy.outer([1, 4, 6, 4, 1], [1, 4, 6, 4, 1]) / 256


def blurred(images, kernel):
    """Images of shape [n, c, h, w] under a 5×5 kernel, mirrored without their outermost pixel."""
    padded = numpy.pad(images, ((0, 0), (0, 0), (2, 2), (2, 2)), mode="reflect")
    height, width = images.shape[2:]
    rows = range(5)
    return sum(kernel[i, j] * padded[:, :, i : i + height, j : j + width] for i in rows for j in rows)


def laplacian_pyramid(images):
    """Levels from the images' side down to 16, the last one not subtracted from."""
    levels = [images.astype(numpy.float64)]
    while levels[-1].shape[2] // 2 >= 16:
        fine = levels[-1]
        coarse = blurred(fine, KERNEL)[:, :, ::2, ::2]
        spread = numpy.zeros_like(fine)
        spread[:, :, ::2, ::2] = coarse
        levels[-1] = fine - blurred(spread, 4 * KERNEL)
        levels.append(coarse)
    return levels


def descriptors(level, corners):
    """Patches at corners [n, patches, (x, y)], each channel normalised over all of them."""
    patches = numpy.stack([
        level[image, :, y : y + PATCH, x : x + PATCH] for image in range(len(corners)) for x, y in corners[image]
    ])
    mean = patches.mean(axis=(0, 2, 3), keepdims=True)
    patches = (patches - mean) / patches.std(axis=(0, 2, 3), keepdims=True)
    return patches.reshape(len(patches), -1)


def distance(one, two, directions):
    """10³ times the mean difference of sorted projections on directions [directions, 147]."""
    sorted_projections = [numpy.sort(patches @ directions.T, axis=0) for patches in (one, two)]
    return 1e3 * numpy.abs(sorted_projections[0] - sorted_projections[1]).mean()


def swd(one, two, draws):
    """Distances per level; `draws(level, side)` gives the corners of both sets and the directions."""
    distances = []
    for index, (a, b) in enumerate(zip(laplacian_pyramid(one), laplacian_pyramid(two))):
        corners_a, corners_b, directions = draws(index, a.shape[2])
        distances.append(distance(descriptors(a, corners_a), descriptors(b, corners_b), directions))
    return distances


def own_draws(seed, images):
    """Draws as in the paper, by NumPy's generator."""
    generator = numpy.random.default_rng(seed)

    def draws(level, side):
        corners = [generator.integers(0, side - PATCH + 1, (images, 128, 2)) for _ in range(2)]
        directions = generator.standard_normal((512, 3 * PATCH * PATCH))
        return *corners, directions / numpy.linalg.norm(directions, axis=1, keepdims=True)

    return draws


def prdc(photos, images):
    """Precision, recall, density and coverage of features [n, d]."""

    def distances(a, b):
        return numpy.sqrt(((a[:, None, :] - b[None, :, :]) ** 2).sum(axis=2))

    def radii(features, k):
        return numpy.sort(distances(features, features), axis=1)[:, k]  # the first is the image itself

    between = distances(photos, images)
    within_photos = between <= radii(photos, 3)[:, None]
    within_images = between <= radii(images, 3)[None, :]
    dense = between <= radii(photos, 5)[:, None]
    return [
        within_photos.any(axis=0).mean(),
        within_images.any(axis=1).mean(),
        dense.sum() / (5 * len(images)),
        dense.any(axis=1).mean(),
    ]
