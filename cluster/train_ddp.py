"""Continues a facegan run on any number of processes, with PyTorch's DistributedDataParallel.

    torchrun --nproc-per-node 4 train_ddp.py --data photos/

reads checkpoint.safetensors and settings.json beside this file, trains on, and writes the checkpoint back in the same
format: the facegan page, its command and this script open it again. Photos are read by photos.py, beside it too. Every
iteration computes what one process would compute on the same batch: a batch is split among the processes, batch
normalisation sees all of it, and gradients are averaged over all of it. What is random is drawn from the seed and the
iteration, so that it is the same for any number of processes. README.md, beside this file, says more.
"""

import argparse
import json
import math
import os
import signal
import struct
import sys
import time
import warnings
import zlib
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
import torch.nn.functional as F
from safetensors import safe_open
from safetensors.torch import save_file
from torch import nn
from torch.nn.parallel import DistributedDataParallel
from torch.nn.utils.parametrizations import spectral_norm

import measurements

# PyTorch 2.15 has another name for it, which older ones do not know.
warnings.filterwarnings("ignore", "`broadcast_buffers` is deprecated")

HERE = Path(__file__).resolve().parent
# The version of the checkpoint's format.
FORMAT = "1"
NUMBERS = ("loss_d", "loss_g", "d_x", "d_g_z1", "d_g_z2")
# The settings that a run may change on its way; all others are the checkpoint's.
CHANGEABLE = ("num_epochs", "max_iterations", "sample_every", "lr", "beta1", "lr_g", "lr_d", "real_label")
# What random numbers are drawn for. Each has a stream of its own, so that drawing more of one changes no other.
ORDER, LATENTS, FLIP, AUGMENT = range(4)


# The networks of the PyTorch DCGAN faces tutorial, for any size. netD gives its logits, always in full precision: the
# sigmoid of half of it cannot tell 0.998 from 1.


class Generator(nn.Module):
    def __init__(self, image_size, nz, ngf, norm, nc=3):
        super().__init__()
        channels = [nz] + [ngf * width for width in widths(image_size)]
        layers = []
        for i, (before, after) in enumerate(zip(channels, channels[1:])):
            stride, padding = (1, 0) if i == 0 else (2, 1)
            layers += [nn.ConvTranspose2d(before, after, 4, stride, padding, bias=False), norm(after), nn.ReLU(True)]
        self.main = nn.Sequential(*layers, nn.ConvTranspose2d(ngf, nc, 4, 2, 1, bias=False), nn.Tanh())

    def forward(self, latents):
        return self.main(latents)


class Discriminator(nn.Module):
    def __init__(self, image_size, ndf, norm, nc=3, normalizes_spectrally=False):
        super().__init__()
        channels = [ndf * width for width in reversed(widths(image_size))]
        layers = [nn.Conv2d(nc, ndf, 4, 2, 1, bias=False), nn.LeakyReLU(0.2, True)]
        for before, after in zip(channels, channels[1:]):
            layers += [nn.Conv2d(before, after, 4, 2, 1, bias=False), norm(after), nn.LeakyReLU(0.2, True)]
        self.main = nn.Sequential(*layers, nn.Conv2d(channels[-1], 1, 4, 1, 0, bias=False), nn.Sigmoid())
        for conv in (module for module in self.main if normalizes_spectrally and isinstance(module, nn.Conv2d)):
            spectral_norm(conv)

    def forward(self, images):
        """The logits: the loss takes the sigmoid."""
        # A normalisation tells the type: to look at a weight that is spectrally normalised moves its vectors.
        return self.main[:-1](images).view(-1).to(self.main[3].weight.dtype)


def widths(image_size):
    """Channels at the sides 4, 8, ... image_size / 2, in units of ngf or ndf: for 64 pixels 8, 4, 2, 1."""
    return [1 << i for i in reversed(range(image_size.bit_length() - 3))]


class Sum(torch.autograd.Function):
    """The sum over all processes; so is its gradient."""

    @staticmethod
    def forward(ctx, values):
        return summed(values.clone())

    @staticmethod
    def backward(ctx, gradient):
        return summed(gradient.clone(memory_format=torch.contiguous_format))


def summed(values):
    dist.all_reduce(values)
    return values


class SyncBatchNormOnCpu(nn.BatchNorm2d):
    """torch.nn.SyncBatchNorm in train mode, which PyTorch has for GPUs only: normalises the images of all processes as
    one batch. A process may have none of them."""

    def forward(self, images):
        values = images.to(self.weight.dtype)
        count = values.new_tensor([values.numel() / values.shape[1]])
        totals = Sum.apply(torch.cat([values.sum((0, 2, 3)), count]))
        count = totals[-1].detach()
        mean = totals[:-1] / count
        centred = values - mean.view(1, -1, 1, 1)
        variance = Sum.apply(centred.square().sum((0, 2, 3))) / count
        with torch.no_grad():
            self.running_mean.lerp_(mean, self.momentum)
            self.running_var.lerp_(variance * count / (count - 1), self.momentum)
            self.num_batches_tracked += 1
        scale = self.weight * (variance + self.eps).rsqrt()
        return (centred * scale.view(1, -1, 1, 1) + self.bias.view(1, -1, 1, 1)).to(images.dtype)


def losses(loss, real_label):
    """netD's loss of the logits of real images and of fakes, and netG's, summed over the images."""
    if loss == "hinge":
        return lambda x: F.relu(1 - x).sum(), lambda x: F.relu(1 + x).sum(), lambda x: -x.sum()

    def bce(label):
        return lambda x: F.binary_cross_entropy(torch.sigmoid(x), torch.full_like(x, label), reduction="sum")

    return bce(real_label), bce(0.0), bce(1.0)


# DiffAugment (Zhao et al. 2020), with the random numbers as inputs: a row for each image.


def draw_augmentation(policy, count, size, random):
    """The numbers of each transformation that the policy names."""
    farthest, hole = (size + 4) // 8, (size + 1) // 2
    draws = {
        "color": lambda: random.random((count, 3)) * [1, 2, 1] + [-0.5, 0, 0.5],
        "translation": lambda: random.integers(-farthest, farthest + 1, (count, 2)),
        "cutout": lambda: random.integers(0, size + 1 - hole % 2, (count, 2)),
    }
    return {name: torch.from_numpy(draw()) for name, draw in draws.items() if name in policy.split(",")}


def augment(images, draws):
    transforms = {"color": color, "translation": translation, "cutout": cutout}
    for name, numbers in draws.items():
        images = transforms[name](images, numbers.to(images.device))
    return images


def color(images, numbers):
    brightness, saturation, contrast = (column.view(-1, 1, 1, 1) for column in numbers.to(images.dtype).unbind(1))
    images = images + brightness
    mean = images.mean(1, keepdim=True)
    images = (images - mean) * saturation + mean
    mean = images.mean((1, 2, 3), keepdim=True)
    return (images - mean) * contrast + mean


def translation(images, shift):
    """What is seen at a place lies so many rows further down and columns further right; zeros lie around an image."""
    count, channels, size, _ = images.shape
    farthest = (size + 4) // 8
    places = torch.arange(size, device=images.device) + farthest
    rows, columns = (places + shift[:, axis, None] for axis in (0, 1))
    image = torch.arange(count, device=images.device).view(-1, 1, 1, 1)
    channel = torch.arange(channels, device=images.device).view(1, -1, 1, 1)
    return F.pad(images, (farthest,) * 4)[image, channel, rows.view(count, 1, size, 1), columns.view(count, 1, 1, size)]


def cutout(images, centre):
    size = images.shape[2]
    hole = (size + 1) // 2
    places = torch.arange(size, device=images.device) + hole // 2 - centre[:, :, None]
    rows, columns = ((places >= 0) & (places < hole)).unbind(1)
    return images * ~(rows[:, None, :, None] & columns[:, None, None, :])


# The photos: a file of records of equal size, which every process maps into its memory.


class Photos:
    """Records of the run's photos, the order in which its epochs visit them, and the places of the held-out ones."""

    def __init__(self, path, size, run_order, run_held_out):
        with safe_open(path, "pt") as file:
            self.images = file.get_tensor("images")
            self.identities = file.get_tensor("identities") if "identities" in file.keys() else None
        if self.images.dtype != torch.uint8 or self.images.shape[1:] != (size, size, 3):
            shape = list(self.images.shape)
            sys.exit(f"{path} has images of the shape {shape}, but the run's are of {size} pixels: prepare them anew.")
        known = () if self.identities is None else self.identities.numpy()
        places = {bytes(identity): place for place, identity in enumerate(known)}
        found = [places.get(bytes(identity)) for identity in run_order.numpy()]
        self.are_found = None not in found
        known_held_out = [places[bytes(identity)] for identity in run_held_out.numpy() if bytes(identity) in places]
        # If some of the run's photos are not there, an epoch takes as many of these, each about equally often, but none
        # that is held out. Where none of those is known either, as many of the rest are held out.
        others = np.setdiff1d(np.arange(len(self.images)), known_held_out)
        members = found if self.are_found else np.resize(others, len(found))
        rest = [] if self.are_found else np.setdiff1d(others, members)[: len(run_held_out)]
        self.held_out = np.array(known_held_out or rest, dtype=np.int64)
        self.members = np.sort(members)
        self.first_order = np.array(members)

    def read(self, places, nc):
        """The records at these places, [n, size, size, 3], as networks of nc channels see them: for one channel grey, with
        each pixel's luminance, as Pillow's convert("L") rounds it, in all three."""
        images = self.images[torch.from_numpy(places)]
        if nc == 1:
            weights = torch.tensor([19595, 38470, 7471], dtype=torch.int32)
            luminance = ((images.int() * weights).sum(3, keepdim=True) + 0x8000) >> 16
            images = luminance.to(torch.uint8).expand_as(images)
        return images

    def order(self, epoch, seed):
        return np.random.default_rng((seed, ORDER, epoch)).permutation(self.members)


# Sample grids, as torchvision's make_grid(images, padding=2, normalize=True), and as PNG.


def picture(images):
    low, high = images.min(), images.max()
    images = images.expand(-1, 3, -1, -1)
    images = F.pad((images - low) / (high - low).clamp(min=1e-5), (2, 0, 2, 0))
    count, channels, height, width = images.shape
    columns = 8
    grid = images.view(count // columns, columns, channels, height, width).permute(2, 0, 3, 1, 4)
    grid = F.pad(grid.reshape(channels, -1, columns * width), (0, 2, 0, 2))
    return (grid * 255 + 0.5).clamp(0, 255).to(torch.uint8).permute(1, 2, 0).contiguous().cpu().numpy()


def png(rgb):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    height, width, _ = rgb.shape
    rows = b"".join(b"\0" + row.tobytes() for row in rgb)
    header = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class Run:
    """A run: both networks and their optimisers, its place and its history."""

    def __init__(self, checkpoint, settings, data, device, amp=None, double=False):
        with safe_open(checkpoint, "pt") as file:
            self.metadata = file.metadata() or {}
            self.tensors = {key: file.get_tensor(key) for key in file.keys()}
        if self.metadata.get("facegan_checkpoint") != FORMAT:
            sys.exit(f"{checkpoint} is no checkpoint of facegan's format {FORMAT}.")
        changed = {key: "" if settings[key] is None else str(settings[key]) for key in CHANGEABLE if key in settings}
        self.metadata |= changed
        told = self.metadata.get
        self.size, self.batch_size, self.nz, self.ngf, ndf, self.seed, self.num_epochs, self.sample_every = (
            int(told(key))
            for key in ("image_size", "batch_size", "nz", "ngf", "ndf", "seed", "num_epochs", "sample_every")
        )
        # Files of colour images do not name it.
        self.nc = int(told("nc", 3))
        self.real_label, self.loss = float(told("real_label", 1)), told("loss", "bce")
        self.flips, self.policy, self.decay = told("flip") == "1", told("diffaugment", ""), float(told("ema_decay", 0))
        self.epoch, self.batch, self.done = (int(told(key)) for key in ("epoch", "batch", "iterations"))
        held_out = self.tensors.get("data.held_out", torch.empty(0, 16, dtype=torch.uint8))
        self.holds_out = float(told("holdout", 0)) > 0
        self.photos = Photos(data(self.size, told("crop", "centre")), self.size, self.tensors["data.order"], held_out)
        self.order = self.photos.first_order if self.photos.are_found else self.photos.order(self.epoch, self.seed)
        self.per_epoch = math.ceil(len(self.order) / self.batch_size)
        self.end = min(self.num_epochs * self.per_epoch, int(told("max_iterations") or sys.maxsize))
        self.device, self.dtype = device, torch.float64 if double else torch.float32
        self.amp = {None: None, "bf16": torch.bfloat16, "fp16": torch.float16}[amp]
        # A scale that is too large costs the first steps: the usual one begins 64 times as high.
        self.scaler = torch.amp.GradScaler(device.type, init_scale=1024.0, enabled=amp == "fp16")
        norm = nn.SyncBatchNorm if device.type == "cuda" else SyncBatchNormOnCpu
        self.netG, self.adamG = self.load("G", Generator(self.size, self.nz, self.ngf, norm, self.nc))
        normalizes = told("spectral_norm") == "1"
        self.netD, self.adamD = self.load("D", Discriminator(self.size, ndf, norm, self.nc, normalizes))
        averaged = [key for key, value in self.netG.state_dict().items() if value.is_floating_point() and self.decay]
        self.average = {key: self.tensors[f"netG_ema.{key}"].to(device, self.dtype, copy=True) for key in averaged}
        self.numbers, self.seconds = (self.tensors[f"history.{name}"].tolist() for name in ("numbers", "seconds"))
        self.fixed_noise = self.tensors["fixed_noise"].to(device, self.dtype)
        parallel = {"device_ids": [device.index]} if device.type == "cuda" else {}
        # Running statistics are the same everywhere, since batch normalisation is.
        self.parallelG, self.parallelD = (
            DistributedDataParallel(net, broadcast_buffers=False, **parallel) for net in (self.netG, self.netD)
        )

    def load(self, name, net):
        """A network and its Adam with their state, which is PyTorch's own."""
        net.load_state_dict({key: self.tensors[f"net{name}.{key}"] for key in net.state_dict()})
        net.to(self.device, self.dtype)
        # A network without a learning rate of its own has the shared one.
        lr = float(self.metadata.get(f"lr_{name.lower()}") or self.metadata["lr"])
        beta1 = float(self.metadata["beta1"])
        adam = torch.optim.Adam(net.parameters(), lr=lr, betas=(beta1, 0.999))
        steps = self.tensors[f"adam{name}.step"].float()
        if steps > 0:
            entries = [
                {entry: self.tensors[f"adam{name}.{key}.{entry}"].clone() for entry in ("exp_avg", "exp_avg_sq")}
                for key, _ in net.named_parameters()
            ]
            state = {i: {"step": steps.clone(), **entry} for i, entry in enumerate(entries)}
            adam.load_state_dict({"state": state, "param_groups": adam.state_dict()["param_groups"]})
        return net, adam

    def random(self, what):
        return np.random.default_rng((self.seed, what, self.done))

    def next_batch(self):
        """This process's share of the next batch's images, the latents for as many, how netD sees the real and the two
        fake ones, and how many images the whole batch has. All is drawn for the whole batch."""
        if self.batch == self.per_epoch:
            self.epoch, self.batch = self.epoch + 1, 0
            self.order = self.photos.order(self.epoch, self.seed)
        chosen = self.order[self.batch * self.batch_size :][: self.batch_size]
        count = len(chosen)
        mine = share(count)
        images = self.photos.read(chosen[mine], self.nc).to(self.device).permute(0, 3, 1, 2)[:, : self.nc]
        if self.flips:
            turned = torch.from_numpy(self.random(FLIP).random(count)[mine] < 0.5).to(self.device)
            images = torch.where(turned.view(-1, 1, 1, 1), images.flip(3), images)
        real = (images.to(self.dtype) / 255 - 0.5) / 0.5
        latents = self.random(LATENTS).standard_normal((count, self.nz, 1, 1), np.float32)
        latents = torch.from_numpy(latents[mine])
        random = self.random(AUGMENT)
        draws = [draw_augmentation(self.policy, count, self.size, random) for _ in range(3)]
        views = [{name: numbers[mine] for name, numbers in draw.items()} for draw in draws]
        return real, latents.to(self.device, self.dtype), views, count

    def step(self, real, latents, views, count):
        """One iteration of the tutorial; returns the sums of its numbers over this process's images, by the batch's."""
        precision = torch.autocast(self.device.type, self.amp) if self.amp else nullcontext()
        world = dist.get_world_size()

        def part(net, images, loss_of):
            """This process's part of the mean loss, the loss to differentiate, and its part of the mean of D."""
            # DistributedDataParallel takes the mean over processes: times their number it is the sum, and with that the
            # mean over all images, however many of them each process has.
            with precision:
                logits = net(images)
            loss = loss_of(logits) / count
            return loss, loss * world, torch.sigmoid(logits.detach()).sum() / count

        of_real, of_fake, of_g = losses(self.loss, self.real_label)

        self.adamD.zero_grad()
        with self.parallelD.no_sync():
            real_loss, loss, d_x = part(self.parallelD, augment(real, views[0]), of_real)
            self.scaler.scale(loss).backward()
        with precision:
            fake = self.parallelG(latents)
        fake_loss, loss, d_g_z1 = part(self.parallelD, augment(fake.detach(), views[1]), of_fake)
        self.scaler.scale(loss).backward()
        self.scaler.step(self.adamD)

        self.adamG.zero_grad()
        self.netD.requires_grad_(False)
        loss_g, loss, d_g_z2 = part(self.netD, augment(fake, views[2]), of_g)
        self.scaler.scale(loss).backward()
        self.netD.requires_grad_(True)
        self.scaler.step(self.adamG)
        self.scaler.update()
        return torch.stack([real_loss + fake_loss, loss_g, d_x, d_g_z1, d_g_z2]).detach().double()

    def follow(self):
        """Updates the moving average of netG's state dict."""
        state = self.netG.state_dict()
        for key, average in self.average.items():
            average.mul_(self.decay).add_(state[key], alpha=1 - self.decay)

    @torch.no_grad()
    def sample(self):
        """netG(fixed_noise) as in the tutorial: in train mode, so that it moves netG's running statistics."""
        mine = share(len(self.fixed_noise))
        images = self.fixed_noise.new_zeros(len(self.fixed_noise), self.nc, self.size, self.size)
        images[mine] = self.netG(self.fixed_noise[mine])
        return summed(images)

    @torch.no_grad()
    def images(self, state, latents):
        """What netG draws in eval mode with a state dict, as bytes [n, size, size, 3]: -1 is 0 and 1 is 255. The run's
        own netG stays as it is."""
        with torch.device("meta"):
            net = Generator(self.size, self.nz, self.ngf, nn.BatchNorm2d, self.nc).eval()
        net.load_state_dict(state, assign=True)
        images = net(latents.to(self.device, self.dtype)).expand(-1, 3, -1, -1).permute(0, 2, 3, 1)
        return ((images + 1) / 2 * 255 + 0.5).clamp(0, 255).to(torch.uint8)

    def advance(self, asked_to_stop):
        """Runs one iteration; returns whether any process was asked to stop."""
        begun = time.perf_counter()
        numbers = self.step(*self.next_batch())
        self.follow()
        *numbers, stop = summed(torch.cat([numbers, numbers.new_tensor([asked_to_stop])])).tolist()
        if not all(map(math.isfinite, numbers)):
            sys.exit(f"Iteration {self.done} has a number that is not finite. The last checkpoint is left as it was.")
        if self.batch % 50 == 0:
            losses = "Loss_D: %.4f\tLoss_G: %.4f\tD(x): %.4f\tD(G(z)): %.4f / %.4f" % tuple(numbers)
            say(f"[{self.epoch}/{self.num_epochs}][{self.batch}/{self.per_epoch}]\t{losses}")
        if self.done % self.sample_every == 0 or self.done + 1 >= self.end:
            grid = picture(self.sample())
            self.tensors[f"grid.{self.done}"] = torch.frombuffer(bytearray(png(grid)), dtype=torch.uint8)
        self.batch, self.done = self.batch + 1, self.done + 1
        self.numbers.append(numbers)
        self.seconds.append(time.perf_counter() - begun)
        return stop > 0

    def save(self, path):
        """Writes the checkpoint, without a checksum; a file that is there is replaced only by a whole one."""
        if dist.get_rank() > 0:
            return
        tensors = dict(self.tensors)
        for name, net, adam in (("G", self.netG, self.adamG), ("D", self.netD, self.adamD)):
            tensors |= {f"net{name}.{key}": narrowed(value) for key, value in net.state_dict().items()}
            # A step that float16's scaling left out counts as well, so that steps and iterations are one number.
            tensors[f"adam{name}.step"] = torch.tensor(self.done)
            for (key, _), state in zip(net.named_parameters(), adam.state_dict()["state"].values()):
                tensors |= {f"adam{name}.{key}.{kind}": narrowed(state[kind]) for kind in ("exp_avg", "exp_avg_sq")}
        if self.average:
            tensors |= {f"netG_ema.{key}": narrowed(value) for key, value in self.averaged().items()}
        if self.photos.are_found:
            tensors["data.order"] = self.photos.identities[torch.from_numpy(self.order)]
        tensors["history.numbers"] = torch.tensor(self.numbers).view(-1, len(NUMBERS))
        tensors["history.seconds"] = torch.tensor(self.seconds, dtype=torch.float64)
        told = {"iterations": self.done, "epoch": self.epoch, "batch": self.batch}
        told |= dict(zip(NUMBERS, self.numbers[-1])) if self.numbers else {}
        metadata = self.metadata | {key: str(value) for key, value in told.items()}
        metadata.pop("checksum", None)
        save_file(tensors, f"{path}.part", metadata)
        os.replace(f"{path}.part", path)

    def averaged(self):
        """The average's state dict, whose counts are netG's."""
        counts = {key: value for key, value in self.netG.state_dict().items() if not value.is_floating_point()}
        return self.average | counts


def narrowed(value):
    """As a checkpoint has it: numbers in float32."""
    return value.detach().to("cpu", torch.float32 if value.is_floating_point() else value.dtype, copy=True).contiguous()


def share(count):
    """This process's part of so many things; sizes differ by one at most."""
    rank, world = dist.get_rank(), dist.get_world_size()
    return slice(count * rank // world, count * (rank + 1) // world)


def say(text):
    if dist.get_rank() == 0:
        print(text, flush=True)


def join():
    """Joins the processes that torchrun started, or runs alone; returns this process's device."""
    how = {} if "RANK" in os.environ else {"store": dist.HashStore(), "rank": 0, "world_size": 1}
    # Preparing many photos takes a while, and the other processes wait for it.
    how["timeout"] = timedelta(hours=2)
    if not torch.cuda.is_available():
        dist.init_process_group("gloo", **how)
        return torch.device("cpu")
    local = int(os.environ.get("LOCAL_RANK", 0))
    if local >= torch.cuda.device_count():
        sys.exit(f"This machine has {torch.cuda.device_count()} GPUs: give --nproc-per-node no more than that.")
    device = torch.device("cuda", local)
    torch.cuda.set_device(device)
    dist.init_process_group("nccl", device_id=device, **how)
    return device


def arguments():
    parser = argparse.ArgumentParser(description="Continues a facegan run on any number of processes.")
    data = "the run's photos: folders, .zip archives and photos, or a file of prepared ones"
    parser.add_argument("--data", required=True, nargs="+", metavar="PATH", help=data)
    folders = "take only the photos of these folders, with commas between: the names that are listed as photos are read"
    parser.add_argument("--folders", nargs="+", default=[], metavar="NAME", help=folders)
    parser.add_argument("--checkpoint", default=HERE / "checkpoint.safetensors", help="the run to continue")
    changeable = ", ".join(CHANGEABLE)
    parser.add_argument("--settings", default=HERE / "settings.json", help=f"may be changed in there: {changeable}")
    parser.add_argument("--out", help="where checkpoints are written; else over the one that was read")
    parser.add_argument("--iterations", type=int, help="how many more; to the run's end, unless told otherwise")
    parser.add_argument("--save-every", type=int, default=1000, help="iterations between two checkpoints")
    quality = "do not measure how good netG is; that takes less than 3 % of a long run's time and changes nothing of it"
    parser.add_argument("--no-quality", action="store_true", help=quality)
    parser.add_argument("--amp", choices=["bf16", "fp16"], help="compute layers in half precision")
    parser.add_argument("--double", action="store_true", help="compute in float64, to compare numbers")
    return parser.parse_args()


def main():
    options = arguments()
    for path in (options.checkpoint, *options.data):
        if not Path(path).exists():
            sys.exit(f"There is no {path}.")
    device = join()
    asked = []
    for kind in (signal.SIGINT, signal.SIGTERM):
        signal.signal(kind, lambda *_: asked.append(True))
    settings = json.loads(Path(options.settings).read_text()) if Path(options.settings).exists() else {}

    def data(size, crop):
        """The file of prepared photos, which is made once."""
        if len(options.data) == 1 and options.data[0].endswith(".safetensors"):
            return options.data[0]
        file = HERE / f"{'faces' if crop == 'faces' else 'photos'}_{size}.safetensors"
        if file.exists():
            say(f"{file}, prepared before, is used: delete it if the photos or the --folders have changed.")
        elif dist.get_rank() == 0:
            # Prepared photos need no Pillow.
            from photos import prepare

            prepare(options.data, file, size, crop, options.folders)
        dist.barrier()
        return file

    run = Run(options.checkpoint, settings.get("settings", {}), data, device, options.amp, options.double)
    out = options.out or options.checkpoint
    end = run.end if options.iterations is None else min(run.end, run.done + options.iterations)
    say(f"{dist.get_world_size()} processes continue after {run.done} iterations, to {end} of {run.end}.")
    if not run.photos.are_found:
        photos = len(run.photos.images)
        say(f"The photos are not known again: an epoch takes {len(run.order)} of {photos} in a new order.")
    # One process measures. The others wait for it where numbers are summed, as they do while it saves.
    measures = not options.no_quality and dist.get_rank() == 0
    measured = measurements.begin(run, Path(out).resolve().parent) if measures else None
    start, stop = run.done, False
    while run.done < end and not stop:
        if measured:
            measured.advance()
        stop = run.advance(bool(asked))
        if run.done % options.save_every == 0:
            run.save(out)
    if measured and not stop:
        measured.measure()
    run.save(out)
    seconds = sum(run.seconds[start:]) / max(run.done - start, 1)
    rate = run.batch_size / seconds if seconds else 0
    say(f"{out} is saved after {run.done} iterations; they took {seconds:.3f} s each, {rate:.0f} images a second.")
    dist.barrier()
    if device.type == "cuda":
        return dist.destroy_process_group()
    # Sometimes gloo's threads abort a process that destroys its group. Everything is saved and printed by then.
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
