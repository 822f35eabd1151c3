"""Runs of the exported cluster folder, and the same iterations as the tutorial writes them, on one process."""

import os
import subprocess
import sys

import numpy as np
import torch
from PIL import Image
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn.utils.parametrizations import spectral_norm
from tutorial import Discriminator, Generator, optimizer


def launch(processes, out, *options, script="train_ddp.py"):
    """Continues the checkpoint in the working folder; returns what the script printed."""
    torchrun = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", str(processes)]
    start = torchrun if processes > 1 else []
    data = [] if "--data" in options else ["--data", "photos.safetensors"]
    command = [sys.executable, *start, script, *data, "--out", out, *options]
    # PyTorch would start as many threads as there are cores, for every process.
    done = subprocess.run(command, env=os.environ | {"OMP_NUM_THREADS": "1"}, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stdout + done.stderr)
    return done.stdout


def forget_identities(photos, out):
    save_file({"images": load_file(photos)["images"]}, out)


def plain(iterations, out):
    """The same iterations in float64, without any of the script: the tutorial's loop, with the script's draws."""
    with safe_open("checkpoint.safetensors", "pt") as file:
        told = file.metadata()
    tensors, photos = load_file("checkpoint.safetensors"), load_file("photos.safetensors")
    number = {key: int(told[key]) for key in ("image_size", "nz", "ngf", "ndf", "batch_size", "sample_every", "seed")}
    nc = int(told.get("nc", 3))
    netG = Generator(number["image_size"], number["nz"], number["ngf"], nc)
    netD = Discriminator(number["image_size"], number["ndf"], nc)
    for conv in (module for module in netD.main if told.get("spectral_norm") == "1" and isinstance(module, nn.Conv2d)):
        spectral_norm(conv)
    optimizers = []
    for name, net in (("G", netG), ("D", netD)):
        net.load_state_dict({key: tensors[f"net{name}.{key}"] for key in net.state_dict()})
        net.double()
        optimizers.append(optimizer(net, lr=float(told.get(f"lr_{name.lower()}") or told["lr"])))
        kinds, steps = ("exp_avg", "exp_avg_sq"), tensors[f"adam{name}.step"].float()
        averages = [{kind: tensors[f"adam{name}.{key}.{kind}"] for kind in kinds} for key, _ in net.named_parameters()]
        state = {i: {"step": steps.clone(), **average} for i, average in enumerate(averages)}
        optimizers[-1].load_state_dict({"state": state, "param_groups": optimizers[-1].state_dict()["param_groups"]})
    places = {bytes(identity): place for place, identity in enumerate(photos["identities"].numpy())}
    order = np.array([places[bytes(identity)] for identity in tensors["data.order"].numpy()])
    epoch, batch, done = (int(told[key]) for key in ("epoch", "batch", "iterations"))
    losses = []
    for iteration in range(done, done + iterations):
        if batch * number["batch_size"] >= len(order):
            epoch, batch = epoch + 1, 0
            order = np.random.default_rng((number["seed"], 0, epoch)).permutation(np.arange(len(order)))
        chosen = order[batch * number["batch_size"] :][: number["batch_size"]]
        images = photos["images"][torch.from_numpy(chosen)]
        real = ((grey(images) if nc == 1 else images).permute(0, 3, 1, 2).double() / 255 - 0.5) / 0.5
        normal = np.random.default_rng((number["seed"], 1, iteration)).standard_normal
        noise = torch.from_numpy(normal((len(chosen), number["nz"], 1, 1), np.float32)).double()
        losses.append(step(netG, netD, *optimizers, real, noise, told))
        batch += 1
        if iteration % number["sample_every"] == 0:
            netG(tensors["fixed_noise"].double())
    states = {f"netG.{key}": value for key, value in netG.state_dict().items()}
    states |= {f"netD.{key}": value for key, value in netD.state_dict().items()}
    numbers = {key: value.float() for key, value in states.items() if value.is_floating_point()}
    save_file(numbers | {"numbers": torch.tensor(losses)}, out)


def grey(images):
    """Images [n, size, size, 3] as Pillow makes them grey, [n, size, size, 1]."""
    return torch.stack([torch.from_numpy(np.array(Image.fromarray(x.numpy()).convert("L"))) for x in images])[..., None]


def criteria(told):
    """What the settings say netD's loss of real images and of fakes is, and netG's, by PyTorch's own functions."""
    if told.get("loss") == "hinge":
        hinge = nn.HingeEmbeddingLoss()
        margin = [lambda logits, sign=sign: hinge(sign * logits, -torch.ones_like(logits)) for sign in (1, -1)]
        return *margin, lambda logits: -logits.mean()
    targets = (float(told.get("real_label", 1)), 0.0, 1.0)
    return [lambda x, target=target: nn.BCELoss()(x.sigmoid(), torch.full_like(x, target)) for target in targets]


def step(netG, netD, optimizerG, optimizerD, real, noise, told):
    """The tutorial's iteration with the settings' losses; returns Loss_D, Loss_G, D(x) and D(G(z)) before and after netD's update."""
    of_real, of_fake, of_g = criteria(told)
    netD.zero_grad()
    logits = netD.main[:-1](real).view(-1)
    errD_real = of_real(logits)
    errD_real.backward()
    D_x = logits.sigmoid().mean().item()
    fake = netG(noise)
    logits = netD.main[:-1](fake.detach()).view(-1)
    errD_fake = of_fake(logits)
    errD_fake.backward()
    D_G_z1 = logits.sigmoid().mean().item()
    optimizerD.step()
    netG.zero_grad()
    logits = netD.main[:-1](fake).view(-1)
    errG = of_g(logits)
    errG.backward()
    optimizerG.step()
    return [(errD_real + errD_fake).item(), errG.item(), D_x, D_G_z1, logits.sigmoid().mean().item()]
