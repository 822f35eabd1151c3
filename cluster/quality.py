"""How good generated images are, as numbers: those of facegan's crates/quality, for PyTorch on any device.

With the same images and seed, the photos that are compared, the network of the features, patches, directions and
multipliers are facegan's own. So every number is facegan's up to rounding, and so are the intervals; a share may differ
by an image where two distances are equal up to rounding.
"""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

import swd
from chacha import normals, permutation

# What the random numbers are for, beside those of swd.py.
CHOICE, WEIGHTS = 0 << 32, 4 << 32
# Photos, generated images, and photos in the place of these: the sets by their places.
GENERATED, OTHERS = 1, 2
# The fewest images that all numbers can be had from.
FEWEST = 100
SHARES = ("precision", "recall", "density", "coverage")
# Channels of the network's layers; later ones have as many as the last here. Filters are drawn in groups.
WIDTHS, GROUP = (16, 32, 64, 128), 16
SLOPE = 0.2
# The neighbours whose distance is the radius: for precision and recall, and for density and coverage.
NEAR, FAR = 3, 5
# Copies: the side of the reduced images, the neighbour that the nearest photo is held against, and the part of its
# distance.
REDUCED, NEIGHBOUR, MUCH_NEARER = 16, 6, 0.4
# Images that are compared with all photos at once.
BATCH = 64


@dataclass(frozen=True)
class Options:
    """What is computed."""

    # What all that is random is drawn from.
    seed: int = 1
    # Images of each set, at most; copies are looked for among all.
    at_most: int = 1000
    # Directions of the distance at each level.
    directions: int = 512


class Comparison:
    """Compares `count` generated images at a time with photos, uint8 of shape [n, size, size, 3].

    The photos are split at random. Figures compare generated images with the first half; beside them stands the same of
    the other half in their place. It keeps copies of both halves, and 6 kB of each photo.

    Where a run holds photos out of its training, these are split, and copies are those of photos that it trains on.
    Fewer held-out ones than copies take photos are not split: all other numbers lack photos then."""

    def __init__(self, photos, count, options, device, held_out=None):
        self.photos, self.count, self.options = photos, count, options
        self.held_out = None if held_out is None else len(held_out)
        is_split = held_out is not None and len(held_out) >= needed("copies")[1]
        halved = held_out if is_split else photos
        self.used = min(count, len(halved) // 2, max(options.at_most, FEWEST))
        order = permutation(options.seed, CHOICE, len(halved))
        others = torch.from_numpy(order[self.used : 2 * self.used])
        # Held-out photos are none of those that copies are looked for among.
        self.places = None if is_split else others
        self.half, others = halved[order[: self.used]].to(device), halved[others].to(device)
        self.reduced = reduced(photos).to(device)
        self.weights = [weight.to(device) for weight in network(photos.shape[1], options.seed)]
        self.real = self.scores(others, OTHERS)

    def quality(self, images):
        """The numbers of generated images [count, size, size, 3], as facegan stores them: its Quality as JSON."""
        scores = self.scores(images.to(self.half.device), GENERATED)
        sides = swd.levels(self.photos.shape[1])
        metrics = ["swd", *(f"swd_{side}" for side in sides), *SHARES, "copies"]
        return {
            "image_size": self.photos.shape[1],
            "generated": self.count,
            "photos": len(self.photos),
            **({} if self.held_out is None else {"held_out": self.held_out}),
            "seed": self.options.seed,
            "figures": [self.figure(metric, scores) for metric in metrics],
        }

    def figure(self, metric, scores):
        """One number, or why there is none: a Figure as JSON."""
        few = self.too_few(metric)
        result = {"Err": few} if few else {"Ok": {"generated": scores[metric], "real": self.real[metric]}}
        name, _, side = metric.partition("_")
        name = "Distance" if name == "swd" else name.capitalize()
        generated, photos = (self.count, len(self.photos)) if metric == "copies" else (self.used, self.used)
        metric = {"DistanceAt": int(side)} if side else name
        return {"metric": metric, "generated": generated, "photos": photos, "result": result}

    def too_few(self, metric):
        """What of the images there is too little of for a number, if anything."""
        generated, photos = needed(metric)
        if self.count < generated:
            return {"Generated": {"have": self.count, "needed": generated}}
        have = len(self.photos) if metric == "copies" or self.held_out is None else self.held_out
        if have < photos:
            return {"Photos": {"have": have, "needed": photos}}
        return None

    @torch.no_grad()
    def scores(self, images, place):
        """Every number that there are enough images for, of the set at this place."""
        scores = {}
        if not self.too_few("copies"):
            own = self.places.to(images.device) if place == OTHERS and self.places is not None else None
            scores["copies"] = value(copies(reduced(images), self.reduced, own))
        if not self.too_few("swd"):
            images = images[: self.used]
            both = [features(images_of_set, self.weights) for images_of_set in (self.half, images)]
            scores |= {name: value(found) for name, found in zip(SHARES, neighbourhoods(*normalised(*both)))}
            measured = swd.distances(self.half, images, place, self.options.seed, self.options.directions)
            mean, levels = swd.summary(measured, self.used)
            scores |= {"swd": value(*mean)} | {f"swd_{side}": value(*level) for side, level in levels.items()}
        return scores


def needed(metric):
    """How many generated images and photos a number takes: twice as many where one half is compared with the other."""
    return (FEWEST // 2, FEWEST // 2) if metric == "copies" else (FEWEST, 2 * FEWEST)


def value(number, interval=None):
    """A value and, where it is known, its interval, to nine digits, so that JSON brings them back as they were."""
    number, *ends = (float(f"{one:.8e}") for one in (number, *(interval or ())))
    return {"value": number, "interval": ends or None}


# The features: means over the quarters of each layer of a network with random weights (Saxe et al. 2011, “On random
# weights and unsupervised feature learning”). They are not Inception's, and no number from them is FID.


def network(size, seed):
    """Weights of 4×4 convolutions of stride 2, until a map has a side of 4 to 7, each [outputs, inputs, 4, 4]: from
    N(0, 2 / ((1 + 0.2²) · 16 · inputs)) (He et al. 2015, https://arxiv.org/abs/1502.01852)."""
    layers, inputs = [], 3
    while size >> (len(layers) + 1) >= 4:
        outputs = WIDTHS[min(len(layers), len(WIDTHS) - 1)]
        deviation = np.sqrt(np.float32(2) / np.float32((1 + SLOPE**2) * 16 * inputs))
        drawn = normals(seed, WEIGHTS + len(layers), outputs * inputs * 16).astype(np.float32) * deviation
        drawn = drawn.reshape(outputs // GROUP, 4, 4, inputs, GROUP).transpose(0, 4, 3, 1, 2)
        layers.append(torch.from_numpy(drawn.reshape(outputs, inputs, 4, 4)).double())
        inputs = outputs
    return layers


def features(images, weights):
    """Features of images [n, size, size, 3], in float64, which no GPU computes with fewer bits: [n, features]."""
    of_images = []
    for some in images.split(BATCH):
        maps, parts = some.permute(0, 3, 1, 2).double() / 127.5 - 1, []
        for weight in weights:
            maps = F.leaky_relu(F.conv2d(maps, weight, stride=2, padding=1), SLOPE)
            parts.append(F.adaptive_avg_pool2d(maps, 2).flatten(1))
        of_images.append(torch.cat(parts, 1))
    return torch.cat(of_images)


def normalised(photos, images):
    """Both sets, each feature with mean 0 and standard deviation 1 over the photos."""
    deviation = photos.std(0)
    scale = torch.where(deviation > 0, deviation, torch.inf)
    return [(features_of_set - photos.mean(0)) / scale for features_of_set in (photos, images)]


def neighbourhoods(photos, images):
    """Precision and recall (Kynkäänniemi et al. 2019, https://arxiv.org/abs/1904.06991), density and coverage (Naeem et
    al. 2020, https://arxiv.org/abs/2002.09797) of features [n, d].

    With r_k the distance to the k-th nearest neighbour in the own set: the share of images within r₃ of a photo, the
    share of photos within r₃ of an image, the pairs within r₅ of the photo by 5 n, and the share of photos in such a
    pair."""
    (near, far), (own, _) = (radii(features_of_set) for features_of_set in (photos, images))
    distances = torch.cdist(photos, images)
    dense = distances <= far
    precise, recalled, covered = (distances <= near).any(0), (distances <= own.T).any(1), dense.any(1)
    precision, recall, coverage = (flags.double().mean().item() for flags in (precise, recalled, covered))
    return precision, recall, dense.sum().item() / (FAR * len(images)), coverage


def radii(of_set):
    """The distances of each to its third and to its fifth neighbour: [n, 1] each."""
    nearest = torch.cdist(of_set, of_set).fill_diagonal_(torch.inf).topk(FAR, largest=False).values
    return nearest[:, NEAR - 1 : NEAR], nearest[:, FAR - 1 :]


def reduced(images):
    """Images as means over a 16×16 grid, freed of brightness and contrast: [n, 768]."""
    parts = []
    for some in images.split(BATCH):
        means = F.adaptive_avg_pool2d(some.permute(0, 3, 1, 2).double(), REDUCED).flatten(1)
        deviation = means.std(1, correction=0, keepdim=True)
        parts.append((means - means.mean(1, keepdim=True)) / torch.where(deviation > 0, deviation, torch.inf))
    return torch.cat(parts)


def copies(images, photos, own=None):
    """The share of reduced images whose nearest photo has less than 0.4 times the distance of the sixth nearest. `own`
    has the place of each among the photos, where they are photos, with which it is not compared."""
    found = 0
    for at, some in enumerate(images.split(BATCH)):
        distances = torch.cdist(some, photos)
        if own is not None:
            distances.scatter_(1, own[at * BATCH :][: len(some), None], torch.inf)
        nearest = distances.topk(NEIGHBOUR, largest=False).values
        found += (nearest[:, 0] < MUCH_NEARER * nearest[:, -1]).sum().item()
    return found / len(images)
