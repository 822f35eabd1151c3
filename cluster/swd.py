"""The sliced Wasserstein distance between two sets of images (Karras et al. 2018, https://arxiv.org/abs/1710.10196,
section 5), with the interval that facegan's crates/quality gives it. The same images and seed give facegan's numbers.

Sets are uint8 tensors of shape [n, size, size, 3] and of one n. What is kept at once is the patches of one level, 75 kB
an image, and their projections on a few directions.
"""

import math

import numpy as np
import torch
import torch.nn.functional as F

from chacha import integers, normals, uniforms

# The side of a patch, and how many an image has at each level.
PATCH, PATCHES = 7, 128
CHANNELS, LENGTH = 3, 3 * PATCH * PATCH
# The side of the coarsest level, at least.
COARSEST = 16
# Directions that are computed at once, and that are resampled: a multiple of those.
BLOCK, RESAMPLED = 32, 64
# Replicates of the resampling, the places at which distributions are compared, and patches of an image that tell what
# each channel adds to projections.
REPLICATES, EDGES, PARTS = 128, 64, 16
# What the random numbers are for; a stream's number is one of these and a part, such as the level.
CORNERS, DIRECTIONS, MULTIPLIERS = (purpose << 32 for purpose in (1, 2, 3))
# Images whose pyramids are computed at once.
BATCH = 64
# Standard deviations above its mean up to which a difference may be noise.
LUCK = 2
# Differences that the truth may have, for the upper end of an interval, and what each has of the measured one and of a
# replicate's: luck may hide half of it, and what it seldom exceeds beside that.
TRUTHS, HIDDEN = 16, (2.0, 2.0)
# Standard errors on each side of a 95 % interval.
SIDES = 1.959964


def distances(photos, images, place, seed, count):
    """For each level its side, and the distance there on `count` directions, as `of_level` gives it. `place` says which
    set the images are, for their random numbers; the photos are set 0."""
    sides = levels(photos.shape[1])
    weights = [multipliers(seed, at, len(photos)).to(photos.device) for at in (0, place)]
    measured = []
    for level, side in enumerate(sides):
        sets = []
        for at, images_of_set in ((0, photos), (place, images)):
            corners = integers(seed, CORNERS + 256 * level + at, side - PATCH + 1, len(photos) * PATCHES * 2)
            corners = torch.from_numpy(corners).to(photos.device).view(-1, PATCHES, 2)
            sets.append(normalised(cut_out(images_of_set, corners, level, level + 1 == len(sides))))
        measured.append((side, *of_level(sets, weights, directions(seed, level, count).to(photos.device))))
    return measured


def levels(size):
    """The sides of a pyramid's levels: halves, down to 16 pixels or the last that is not below."""
    sides = [size]
    while sides[-1] % 2 == 0 and sides[-1] // 2 >= COARSEST:
        sides.append(sides[-1] // 2)
    return sides


def directions(seed, level, count):
    """Vectors of length 1, of shape [count, 147]."""
    drawn = normals(seed, DIRECTIONS + level, count * LENGTH).reshape(count, LENGTH)
    return torch.from_numpy(drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).float()


def multipliers(seed, place, count):
    """Mammen's (1993), of shape [count, replicates]: (1 ∓ √5) / 2 with the probabilities (√5 ± 1) / (2 √5), so that
    their mean is 0 and their variance 1."""
    root = math.sqrt(5)
    drawn = uniforms(seed, MULTIPLIERS + place, count * REPLICATES).reshape(count, REPLICATES)
    return torch.from_numpy(np.where(drawn < (root + 1) / (2 * root), 1 - root, 1 + root) / 2)


def cut_out(images, corners, level, is_last):
    """Patches of shape [n · 128, 3, 49] at `corners`, columns and rows, of one level of the Laplacian pyramid."""
    parts = []
    for some, at in zip(images.split(BATCH), corners.split(BATCH)):
        layer = laplacian(some.permute(0, 3, 1, 2).double(), level, is_last)
        windows = layer.unfold(2, PATCH, 1).unfold(3, PATCH, 1)
        image = torch.arange(len(some), device=some.device).view(-1, 1)
        parts.append(windows[image, :, at[..., 1], at[..., 0]].float())
    return torch.cat(parts).view(-1, CHANNELS, PATCH * PATCH)


def laplacian(images, level, is_last):
    """One level (Burt and Adelson 1983): what an image lacks when it is halved and doubled again; of the last, the
    image."""
    for _ in range(level):
        images = along_both(binomial(images)[::2], images)
    if is_last:
        return images
    filters = binomial(images)
    return images - along_both(2 * filters[:, ::2], along_both(filters[::2], images))


def binomial(images):
    """The filter (1 4 6 4 1) / 16 along a line of the images, mirrored about its outermost pixels, as a matrix."""
    side = images.shape[-1]
    mirrored = F.pad(torch.eye(side, dtype=images.dtype, device=images.device).unsqueeze(0), (2, 2), "reflect")[0].T
    return sum(weight / 16 * mirrored[at : at + side] for at, weight in enumerate((1, 4, 6, 4, 1)))


def along_both(matrix, images):
    return matrix @ images @ matrix.T


def normalised(patches):
    """Patches [k, 3, 49] with mean 0 and standard deviation 1 in each channel, over all of them."""
    patches = patches - patches.mean((0, 2), keepdim=True, dtype=torch.float64).float()
    deviation = patches.square().mean((0, 2), keepdim=True, dtype=torch.float64).sqrt()
    return patches / torch.where(deviation > 0, deviation, torch.inf).float()


def of_level(sets, weights, vectors):
    """The mean distance at a level, how much of its variance is due to the choice of directions, the distances of the
    replicates beside each truth, as `resampled` has them, and how much of their variance is due to it.

    With the sorted projections a and b, the distance is 10³ times the mean of |a − b| over places and directions. (The
    factor comes in `summary`.)"""
    moments = [moments_of(patches, weight) for patches, weight in zip(sets, weights)]
    found, curves = [], []
    for at in range(0, len(vectors), BLOCK):
        block = vectors[at : at + BLOCK]
        projected = [block @ patches.flatten(1).T for patches in sets]
        ordered = [projections.sort(1).values for projections in projected]
        found.append((ordered[0] - ordered[1]).abs().mean(1, dtype=torch.float64))
        if at < RESAMPLED:
            edges = places(ordered[0])
            each = zip(sets, projected, moments, weights)
            curves.append((edges, *(curve(edges, block, *of_set) for of_set in each)))
    found = torch.cat(found)
    return found.mean().item(), (found.var() / len(found)).item(), *resampled(curves)


def moments_of(patches, weights):
    """What the resampling adds to the mean of each channel of a set and to the logarithm of its standard deviation:
    [replicates, 3] each."""
    values = patches.view(len(weights), PATCHES, CHANNELS, -1)
    mean = weights.T @ values.mean((1, 3), dtype=torch.float64) / len(weights)
    squares = weights.T @ (values.square().mean((1, 3), dtype=torch.float64) - 1) / len(weights)
    return mean, (1 + squares - mean.square()).clamp(min=1e-300).log() / 2


def places(ordered):
    """Where distributions are compared, [d, 64]: quantiles 3 t² − 2 t³ of the photos' sorted projections [d, k]."""
    t = (torch.arange(EDGES, dtype=torch.float64, device=ordered.device) + 0.5) / EDGES
    at = (t * t * (3 - 2 * t) * ordered.shape[1]).long().clamp(max=ordered.shape[1] - 1)
    return ordered[:, at].contiguous()


def between(values):
    """The differences of each place's neighbours, along the last axis; an outermost place is its own neighbour."""
    return torch.cat([values[..., 1:], values[..., -1:]], -1) - torch.cat([values[..., :1], values[..., :-1]], -1)


def curve(edges, vectors, patches, projections, moments, weights):
    """A set's distribution at the places [d, 64], and how other images would change it [d, replicates, 64].

    With g the multipliers of the n images, C_i the distribution of image i's own projections, F the set's, f its
    density: G*(x) = Σ_i g_i (C_i(x) − F(x)) / n + f(x) Σ_c s_c m*_c + f(x) Σ_c E[p_c | x] ℓ*_c. The set is normalised
    for itself, so other images shift and stretch what each channel adds to a projection, p_c; s_c is the sum of the
    direction's values in the channel, and m* and ℓ* are the moments."""
    count, mean, log_deviation = len(weights), *moments
    own = images_distributions(edges, projections, count)
    distribution = own.mean(1)
    widths = between(edges.double())
    density = between(distribution) / torch.where(widths > 0, widths, torch.inf)
    by_channel = vectors.view(-1, CHANNELS, PATCH * PATCH)
    some = patches.view(count, PATCHES, CHANNELS, -1)[:, :PARTS].flatten(0, 1)
    stretch = density.unsqueeze(-1) * mean_parts(edges, torch.einsum("dcp,kcp->dkc", by_channel, some))
    shift = by_channel.double().sum(2) @ mean.T
    moved = density.unsqueeze(1) * shift.unsqueeze(2) + (stretch @ log_deviation.T).transpose(1, 2)
    return distribution, moved + weights.T @ (own - distribution.unsqueeze(1)) / count


def images_distributions(edges, projections, count):
    """The part of each image's projections that is not above each place: [d, count, 64]."""
    # The bins of every direction and image have numbers of their own.
    bins = torch.searchsorted(edges, projections).view(len(edges) * count, -1)
    bins += (EDGES + 1) * torch.arange(len(bins), device=bins.device).view(-1, 1)
    counts = bins.flatten().bincount(minlength=len(bins) * (EDGES + 1)).view(len(edges), count, EDGES + 1)
    return counts[..., :EDGES].cumsum(-1).double() / bins.shape[1]


def mean_parts(edges, parts):
    """The mean of what each channel adds to projections, `parts` [d, k, 3], between the neighbours of each place:
    [d, 64, 3]."""
    bins = torch.searchsorted(edges, parts.sum(2))
    parts = torch.cat([parts, torch.ones_like(parts[..., :1])], 2).double()
    sums = parts.new_zeros(len(edges), EDGES + 1, CHANNELS + 1)
    sums.scatter_add_(1, bins.unsqueeze(2).expand_as(parts), parts)
    beside = sums[:, :-1] + sums[:, 1:]
    return beside[..., :CHANNELS] / beside[..., CHANNELS:].clamp(min=1)


def resampled(curves):
    """The distances of the replicates beside each truth, [1 + TRUTHS, replicates], and how much of their variance is due
    to the choice of directions, [1 + TRUTHS]. The first is for the lower end of the interval, the others for the upper.

    A replicate is W* = ∫ |T + G* − G'*|, T being a difference of the distributions that the truth may have: the
    multiplier bootstrap (van der Vaart and Wellner 1996, 2.9) of the difference, not of the distance, which has no sign.
    A part of the measured difference D is noise already. For the lower end T = s D without what noise may explain:
    s² = max(0, 1 − (m + 2 σ) / ∫ D²), m and σ being mean and standard deviation of ∫ (G* − G'*)². For the upper end
    T = 2 D + 2 (G* − G'*) with the G* of every eighth replicate: luck may hide any of these differences."""
    edges, photos, images = zip(*curves)
    widths = (between(torch.cat(edges).double()) / 2).unsqueeze(1)
    photos, images = ([torch.cat(blocks) for blocks in zip(*of_set)] for of_set in (photos, images))
    difference, change = (other - photo for other, photo in zip(images, photos))
    noise = (change.square() * widths).sum((0, 2))
    measured = (difference.square() * widths.squeeze(1)).sum()
    chance = noise.mean() + LUCK * noise.std()
    least = (1 - chance / measured).clamp(min=0).sqrt() if measured > 0 else 0.0
    measured_part, beside = HIDDEN
    hidden = measured_part * difference.unsqueeze(1) + beside * change[:, :: REPLICATES // TRUTHS]
    truths = [least * difference, *hidden.unbind(1)]
    beside_each = [replicates_beside(truth.unsqueeze(1), change, widths) for truth in truths]
    distances, rests = (torch.stack(of_truths) for of_truths in zip(*beside_each))
    return distances, rests


def replicates_beside(truth, change, widths):
    """The distances of the replicates beside one truth, the means over the directions: [replicates]. And how much of
    their variance is due to the few directions."""
    replicates = ((truth + change).abs() * widths).sum(2)
    mean = replicates.mean(0)
    return mean, (replicates - mean).var(1).sum() / max(len(replicates) - 1, 1) / len(replicates)


def summary(measured, count):
    """Value and 95 % interval of the mean over the levels, and of each level by its side, from `distances` of so many
    images. The upper end is v exp r to the second power of r, which is 1.96 standard errors by the value v."""
    # What the variance of a sample lacks of the population's.
    correction = count / (count - 1)

    def estimate(value, of_directions, replicates, of_these):
        lower, *upper = ((replicates.var(1) - of_these).clamp(min=0) * correction + of_directions).tolist()
        below, above = (SIDES * math.sqrt(variance) for variance in (lower, sum(upper) / TRUTHS))
        relative = above / value if above < value else 1
        return 1e3 * value, [1e3 * max(value - below, 0), 1e3 * (value + above * (1 + relative / 2))]

    sides, values, of_directions, replicates, of_these = zip(*measured)
    number = len(sides)
    mean = torch.stack(replicates).mean(0)
    all_levels = sum(values) / number, sum(of_directions) / number**2, mean, sum(of_these) / number**2
    return estimate(*all_levels), {side: estimate(*level) for side, *level in measured}
