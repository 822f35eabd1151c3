"""PyTorch's side of `cargo xtask bench --native`.

python3 pytorch.py about                                   prints what PyTorch would compute on
python3 pytorch.py train PRECISION NGF BATCH ITERATIONS    prints the seconds of each of the tutorial's iterations

PRECISION is `usual`, as PyTorch comes (TF32 in cuDNN's convolutions), or `float32`. Both print one JSON value. PYTHONPATH
names tests/python.
"""

import json
import sys
import time

import torch
from cluster_runs import step
from tutorial import Discriminator, Generator, optimizer

SIDE, NZ = 64, 100
CUDA = torch.cuda.is_available()
DEVICE = torch.device("cuda" if CUDA else "cpu")


def about():
    name = torch.cuda.get_device_name() if CUDA else "the processor"
    return {"version": torch.__version__, "device": name, "cuda": CUDA, "threads": torch.get_num_threads()}


def train(precision, features, batch, iterations):
    if precision == "float32":
        torch.backends.cudnn.allow_tf32 = False
        torch.backends.cuda.matmul.allow_tf32 = False
    torch.set_default_device(DEVICE)
    torch.manual_seed(0)
    netG, netD = Generator(SIDE, NZ, features), Discriminator(SIDE, features)
    optimizers = [optimizer(netG), optimizer(netD)]
    photos = torch.rand(batch, 3, SIDE, SIDE, device="cpu") * 2 - 1
    seconds = []
    for _ in range(iterations):
        start = time.perf_counter()
        step(netG, netD, *optimizers, photos.to(DEVICE), torch.randn(batch, NZ, 1, 1), told={})
        # The iteration's numbers were read, and netG's update may still run.
        if CUDA:
            torch.cuda.synchronize()
        seconds.append(time.perf_counter() - start)
    return seconds


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["about"]:
            print(json.dumps(about()))
        case ["train", precision, features, batch, iterations]:
            print(json.dumps(train(precision, int(features), int(batch), int(iterations))))
