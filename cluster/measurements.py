"""How good a run's netG is at moments of its training: when it is measured, and what is written of it.

As `facegan train` does: at the beginning, then for less than 3 % of the time, and at the end. Nothing of the run is
changed by it. One process measures, and the others wait for it.
"""

import json
import math
import os
import time

import numpy as np
import torch

from chacha import normals
from quality import SHARES, Comparison, Options, needed

# Images that are drawn for each measurement, and at most so many photos of the run.
IMAGES, MOST_PHOTOS = 256, 10_000
WHILE_TRAINING = Options(at_most=IMAGES, directions=128)
# The seed of the latents and their stream, which are those of facegan; images that are drawn at once.
SEED, FAKES, BATCH = 1, 7, 32
# The least seconds to the second measurement; they double until they are so many.
FIRST_INTERVAL, INTERVAL = 1, 10
# Training time between two measurements, in times of the last one's.
SHARE = 40
DISTANCES = ("swd", *(f"swd_{side}" for side in (128, 64, 32, 16)))


def begin(run, folder):
    """The measurements of a run, which are written into this folder; None if it has too few photos, which is said."""
    members = spread(np.unique(run.photos.members))
    fewest = needed("copies")[1]
    if len(members) < fewest:
        there = f"it takes {fewest} photos, and there are {len(members)}"
        print(f"How good netG is cannot be measured while it trains: {there}.", flush=True)
        return None
    photos, held_out = (run.photos.read(of, run.nc) for of in (members, spread(run.photos.held_out)))
    return Measurements(run, photos, held_out if run.holds_out else None, folder)


def spread(places):
    """At most MOST_PHOTOS of the places."""
    return places[:: max(-(-len(places) // MOST_PHOTOS), 1)]


class Measurements:
    """The measurements of a run, those that its checkpoint has and new ones, against photos [n, size, size, 3] that it
    trains on, and such that it holds out where it has a holdout."""

    def __init__(self, run, photos, held_out, folder):
        self.run, self.photos, self.held_out, self.folder = run, photos, held_out, folder
        stored = run.tensors.get("measurements")
        self.known = [] if stored is None else json.loads(stored.numpy().tobytes())
        self.comparison = None
        self.least, self.due = FIRST_INTERVAL, -math.inf

    def advance(self):
        """Measures netG if it is time."""
        if time.monotonic() >= self.due:
            self.measure()

    def measure(self):
        """Measures netG, unless this moment is measured already."""
        run = self.run
        if self.known and self.known[-1]["iterations"] == run.done:
            return
        began = time.monotonic()
        if self.comparison is None:
            self.comparison = Comparison(self.photos, IMAGES, WHILE_TRAINING, run.device, self.held_out)
        measurement = {"iterations": run.done, "net_g": self.quality(run.netG.state_dict())}
        if run.average:
            measurement["average"] = self.quality(run.averaged())
        is_best = is_better_than_all(measurement, self.known) and is_finite(run)
        self.known.append(measurement)
        stored = json.dumps(self.known).encode()
        run.tensors["measurements"] = torch.frombuffer(bytearray(stored), dtype=torch.uint8)
        write(self.folder / "quality.csv", csv(self.known))
        best = self.folder / "best.safetensors"
        if is_best:
            run.save(best)
        print(sentence(measurement) + (f"; the best so far, kept in {best}." if is_best else "."), flush=True)
        ended = time.monotonic()
        self.due = ended + max(self.least, SHARE * (ended - began))
        self.least = min(2 * self.least, INTERVAL)

    def quality(self, state):
        """How good netG is with a state dict."""
        latents = normals(SEED, FAKES, IMAGES * self.run.nz).astype(np.float32)
        latents = torch.from_numpy(latents).view(IMAGES, self.run.nz, 1, 1)
        return self.comparison.quality(torch.cat([self.run.images(state, some) for some in latents.split(BATCH)]))


def networks(measurement):
    """The networks that were measured, by their names."""
    average = measurement.get("average")
    return {"netG": measurement["net_g"]} | ({"netG_ema": average} if average else {})


def scores(quality):
    """What was found, by the names that files have for the numbers."""
    found = {}
    for figure in quality["figures"]:
        metric = figure["metric"]
        name = f"swd_{metric['DistanceAt']}" if isinstance(metric, dict) else metric.lower().replace("distance", "swd")
        found[name] = figure["result"].get("Ok")
    return {name: score for name, score in found.items() if score}


def is_better_than_all(measurement, others):
    """Whether its distance is smaller than all others, by the upper ends of their intervals: luck does not count. Of a
    netG and its moving average the better one counts."""

    def bound(measurement):
        found = [scores(quality).get("swd") for quality in networks(measurement).values()]
        intervals = [score["generated"]["interval"] for score in found if score]
        return min((interval[1] for interval in intervals if interval), default=math.inf)

    return bound(measurement) < min(map(bound, others), default=math.inf)


def is_finite(run):
    states = (value for net in (run.netG, run.netD) for value in net.state_dict().values())
    return all(value.isfinite().all() for value in states)


def sentence(measurement):
    """What was found, in a line."""
    told = []
    for name, quality in networks(measurement).items():
        found, parts = scores(quality), []
        if "swd" in found:
            generated, photos = (found["swd"][of] for of in ("generated", "real"))
            value, low, high, floor = map(digits, (generated["value"], *generated["interval"], photos["value"]))
            parts.append(f"sliced Wasserstein distance {value} ({low} to {high}; photos {floor})")
        for share in ("coverage", "copies"):
            if share in found:
                parts.append(f"{share} {digits(100 * found[share]['generated']['value'])} %")
        told.append(f"{name}: {', '.join(parts)}")
    return f"After {measurement['iterations']} iterations: {'; '.join(told)}"


def digits(value):
    """A number to three digits."""
    return f"{float(f'{value:.3g}'):g}"


def csv(measurements):
    """A header, and a line for each network of each measurement; what was not measured is empty."""
    columns = [metric + end for metric in DISTANCES for end in ("", "_low", "_high", "_photos")]
    columns += [metric + end for metric in (*SHARES, "copies") for end in ("", "_photos")]
    rows = [["iterations", "network", "images", "photos", *columns]]
    for measurement in measurements:
        for name, quality in networks(measurement).items():
            cells = {}
            for metric, score in scores(quality).items():
                generated = score["generated"]
                cells |= {metric: generated["value"], f"{metric}_photos": score["real"]["value"]}
                cells |= zip((f"{metric}_low", f"{metric}_high"), generated["interval"] or ())
            named = [measurement["iterations"], name, quality["generated"], quality["photos"]]
            rows.append([*map(str, named), *(text(cells[column]) if column in cells else "" for column in columns)])
    return "".join(",".join(row) + "\n" for row in rows)


def text(value):
    """A number without an exponent, as facegan writes it."""
    return np.format_float_positional(value, trim="-")


def write(path, text):
    """Writes a file; one that is there is replaced only by a whole one."""
    part = path.with_name(f"{path.name}.part")
    part.write_text(text)
    os.replace(part, path)
