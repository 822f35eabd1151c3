"""What docs/scaling.md shows: the expected scaling of cluster/train_ddp.py, and measured points that check its formula.

    python docs/scaling.py              prints the tables for GPUs
    python docs/scaling.py --measure    measures one, two and three processes on this machine's CPU, beside the formula

needs what cluster/requirements.txt lists
"""

import argparse
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[1] / "cluster/train_ddp.py"
sys.path.insert(0, str(SCRIPT.parent))

import torch
import torch.distributed as dist
from safetensors.torch import load_file, save_file
from torch import nn

from train_ddp import Discriminator, Generator

# Multiplications and additions for an image and iteration at the tutorial's size: see docs/performance.md.
GFLOP_AN_IMAGE = 2.2746
# An assumption, not a measurement: an NVIDIA A100 that reaches a tenth of its peak.
A100_TF32_GFLOPS = 156_000
ASSUMED_SHARE = 0.1


@dataclass
class Device:
    """What one process computes with: an iteration over b images takes fixed + b / rate seconds."""

    rate: float
    fixed: float


@dataclass
class Link:
    """What joins n processes. A collective takes 2 (n - 1) / n · bytes / bandwidth + log2(n) · latency seconds."""

    bandwidth: float
    latency: float

    def seconds(self, processes, size):
        if processes == 1:
            return 0.0
        return 2 * (processes - 1) / processes * size / self.bandwidth + math.log2(processes) * self.latency


@dataclass
class Traffic:
    """What the processes tell each other in one iteration: the bytes of each collective."""

    gradients: list
    norms: list

    @classmethod
    def of(cls, image_size, nz, ngf, ndf, calls):
        """Each normalisation makes `calls` collectives in a pass and as many back: one pass of netG, three of netD."""
        nets = (Generator(image_size, nz, ngf, nn.BatchNorm2d), 1), (Discriminator(image_size, ndf, nn.BatchNorm2d), 3)
        norms = []
        for net, passes in nets:
            widths = [layer.num_features for layer in net.modules() if isinstance(layer, nn.BatchNorm2d)]
            # A mean and a variance of each channel, and back two sums, in however many collectives.
            norms += [4 * 2 * width / calls for width in widths for _ in range(2 * passes * calls)]
        return cls([4 * sum(p.numel() for p in net.parameters()) for net, _ in nets], norms)


def expected(device, link, traffic, processes, images):
    """Seconds of computing, of gradients and of normalisation in an iteration of so many images for each process."""
    told = [[link.seconds(processes, size) for size in sizes] for sizes in (traffic.gradients, traffic.norms)]
    return device.fixed + images / device.rate, *map(sum, told)


def tables(device, near, far, a_machine):
    traffic = Traffic.of(64, 100, 64, 64, calls=1)
    counts = " + ".join(f"{size // 4:,}" for size in traffic.gradients)
    print(f"Gradients: {counts} parameters, {sum(traffic.gradients):,} bytes in {len(traffic.gradients)} all-reduces.")
    print(f"Normalisation: {len(traffic.norms)} collectives of {sum(traffic.norms):,.0f} bytes together.")
    for title, images in (("batch_size 128", lambda n: 128 / n), ("batch_size 128 · n", lambda n: 128)):
        heads = ("GPUs n", "images a GPU", "computing, ms", "gradients, ms", "normalisation, ms", "together, ms")
        print(f"\n{title}:\n\n| {' | '.join((*heads, 'images/s', 'speed-up', 'efficiency, %'))} |\n|{'---:|' * 9}")
        for n in (1, 2, 4, 8, 16, 32, 64):
            parts = expected(device, near if n <= a_machine else far, traffic, n, images(n))
            rate = n * images(n) / sum(parts)
            speedup = rate / (128 / sum(expected(device, near, traffic, 1, 128)))
            milliseconds = " | ".join(f"{1000 * seconds:.2f}" for seconds in (*parts, sum(parts)))
            print(f"| {n} | {images(n):g} | {milliseconds} | {rate:,.0f} | {speedup:.2f} | {100 * speedup / n:.0f} |")


def fresh_run(folder, image_size, batch_size, nz, width, photos):
    """A run that has not begun, over photos of noise."""
    identities = torch.randint(256, (photos, 16), dtype=torch.uint8)
    tensors = {"data.order": identities, "fixed_noise": torch.randn(64, nz, 1, 1)}
    tensors |= {"history.numbers": torch.zeros(0, 5), "history.seconds": torch.zeros(0, dtype=torch.float64)}
    nets = Generator(image_size, nz, width, nn.BatchNorm2d), Discriminator(image_size, width, nn.BatchNorm2d)
    for name, net in zip("GD", nets):
        tensors |= {f"net{name}.{key}": value for key, value in net.state_dict().items()}
        tensors[f"adam{name}.step"] = torch.tensor(0)
    told = {"facegan_checkpoint": "1", "image_size": image_size, "batch_size": batch_size, "nz": nz, "seed": 1}
    told |= {"ngf": width, "ndf": width} | {"num_epochs": 1000, "lr": 0.0002, "beta1": 0.5, "sample_every": 1_000_000}
    told |= {"epoch": 0, "batch": 0, "iterations": 0, "max_iterations": ""}
    save_file(tensors, folder / "checkpoint.safetensors", {key: str(value) for key, value in told.items()})
    images = torch.randint(256, (photos, image_size, image_size, 3), dtype=torch.uint8)
    save_file({"images": images, "identities": identities}, folder / "photos.safetensors")


def start(processes, *command):
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", str(processes)]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    done = subprocess.run([*torchrun, *map(str, command)], env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr)
    return done.stdout


def seconds_an_iteration(processes, batch_size, width, iterations=12):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fresh_run(folder, 64, batch_size, 100, width, 4 * batch_size)
        options = ["--data", folder / "photos.safetensors", "--checkpoint", folder / "checkpoint.safetensors"]
        start(processes, SCRIPT, *options, "--iterations", iterations, "--no-quality")
        seconds = load_file(folder / "checkpoint.safetensors")["history.seconds"].tolist()
        return statistics.median(seconds[2:])


def probe():
    """Prints the seconds of an all-reduce of few bytes, and of many, in as many processes as this is one of."""
    dist.init_process_group("gloo")
    for numbers in (64, 1 << 20):
        values, seconds = torch.ones(numbers), []
        for _ in range(40):
            begun = time.perf_counter()
            dist.all_reduce(values)
            values.fill_(1)
            seconds.append(time.perf_counter() - begun)
        if dist.get_rank() == 0:
            print(statistics.median(seconds))
    dist.destroy_process_group()


def measure(width=32, batch_size=48):
    """One process with all and with a part of the batch gives the device, all-reduces by themselves give the link."""
    cores = len(os.sched_getaffinity(0))
    whole, half = (seconds_an_iteration(1, images, width) for images in (batch_size, batch_size // 2))
    rate = (batch_size - batch_size // 2) / (whole - half)
    device = Device(rate, whole - batch_size / rate)
    traffic = Traffic.of(64, 100, width, width, calls=2)
    print(f"ngf = ndf = {width}, batch_size {batch_size}, {cores} cores, one thread a process; one process computes "
          f"{rate:.1f} images/s and takes {1000 * device.fixed:.0f} ms an iteration beside them\n")
    heads = ("processes", "an all-reduce of 256 B, ms", "of 4 MiB, ms", "expected, ms", "measured, ms")
    print(f"| {' | '.join((*heads, 'measured ÷ expected'))} |\n|{'---:|' * 6}")
    print(f"| 1 | | | | {1000 * whole:.0f} | |")
    for n in (2, 3):
        small, large = map(float, start(n, __file__, "--probe").split())
        link = Link(2 * (n - 1) / n * (1 << 22) / (large - small), small / math.log2(n))
        # More processes than cores take turns.
        shared = Device(device.rate * min(1, cores / n), device.fixed * max(1, n / cores))
        seconds = sum(expected(shared, link, traffic, n, batch_size / n))
        found = seconds_an_iteration(n, batch_size, width)
        figures = f"{1000 * small:.2f} | {1000 * large:.1f} | {1000 * seconds:.0f} | {1000 * found:.0f}"
        print(f"| {n} | {figures} | {found / seconds:.2f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measure", action="store_true", help="measure processes on this machine's CPU")
    parser.add_argument("--probe", action="store_true", help=argparse.SUPPRESS)
    assumed = ASSUMED_SHARE * A100_TF32_GFLOPS / GFLOP_AN_IMAGE
    parser.add_argument("--images", type=float, default=assumed, help="images a second of one GPU")
    parser.add_argument("--fixed", type=float, default=4, help="milliseconds of an iteration beside them")
    parser.add_argument("--near", type=float, nargs=2, default=(200, 10), help="GB/s and µs within a machine")
    parser.add_argument("--far", type=float, nargs=2, default=(20, 15), help="GB/s and µs between machines")
    parser.add_argument("--a-machine", type=int, default=8, help="GPUs in a machine")
    options = parser.parse_args()
    if options.probe:
        return probe()
    if options.measure:
        return measure()
    links = (Link(bandwidth * 1e9, latency * 1e-6) for bandwidth, latency in (options.near, options.far))
    tables(Device(options.images, options.fixed / 1000), *links, options.a_machine)


if __name__ == "__main__":
    main()
