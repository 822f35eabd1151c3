"""Makes www/pretrained and www/film of the run that docs/pretrained.md describes.

    python docs/pretrained.py RUN           writes the weights and the film, and prints what docs/pretrained.md says
    python docs/pretrained.py RUN --out DIR writes them into another folder than www

needs what cluster/requirements.txt lists
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import nn

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY / "cluster"))

from train_ddp import Generator

SEED = 999
FACES = 64
# Of 64 latents each, to measure the statistics of netG's activations.
BATCHES = 64
ROW = 8
# Of grids/*.png and real.png, as torchvision's make_grid has them.
FAKE_PADDING, REAL_PADDING = 2, 5
# The film is over within 5 seconds, after which WCAG 2.2.2 would ask for a button that pauses it.
FRAMES, MILLISECONDS = 30, 150
FILM_COLUMNS, FILM_ROWS = 6, 2
COLOURS = 64


def faces(grid, padding):
    """The images of a grid, [64, size, size, 3] in bytes."""
    pixels = np.asarray(Image.open(grid).convert("RGB"))
    step = (pixels.shape[1] - padding) // ROW
    cells = [(row, column) for row in range(pixels.shape[0] // step) for column in range(ROW)]
    size = step - padding
    corners = [(row * step + padding, column * step + padding) for row, column in cells]
    return np.stack([pixels[top : top + size, left : left + size] for top, left in corners])


def diversity(images):
    """What facegan calls a grid's diversity: see crates/train/src/diversity.rs."""
    count, size = images.shape[:2]
    blocks = images.reshape(count, 16, size // 16, 16, size // 16, 3).mean((2, 4)) / 127.5 - 1
    differences = blocks[:, None] - blocks[None]
    distances = np.sqrt((differences**2).mean((2, 3, 4)))
    return distances.sum() / (count * (count - 1))


def generator(metadata, state):
    """The tutorial's netG with a state dict in any precision."""
    net_g = Generator(*(int(metadata[name]) for name in ("image_size", "nz", "ngf")), nn.BatchNorm2d)
    net_g.load_state_dict({key: value.float() for key, value in state.items()}, strict=True)
    return net_g


def latents(count, nz, seed):
    return torch.randn(count, nz, 1, 1, generator=torch.Generator().manual_seed(seed))


@torch.no_grad()
def measure_statistics(net_g, nz):
    """Sets the running statistics to those of netG's own activations, as torch.optim.swa_utils.update_bn does.

    The averages of the run's statistics are those of weights that differ from iteration to iteration: averaged weights
    have smaller activations, so that faces would come out pale.
    """
    norms = [layer for layer in net_g.modules() if isinstance(layer, nn.BatchNorm2d)]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None
    net_g.train()
    for batch in range(BATCHES):
        net_g(latents(FACES, nz, batch))


def write_weights(run, path):
    """Writes the averaged netG in float16: half the size, and no difference that can be seen."""
    source = run / "netG_ema.safetensors"
    with safe_open(source, "pt") as file:
        metadata = file.metadata()
    net_g = generator(metadata, load_file(source))
    measure_statistics(net_g, int(metadata["nz"]))
    state = net_g.state_dict()
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({key: value.half() if value.is_floating_point() else value for key, value in state.items()}, path, metadata)
    return metadata


@torch.no_grad()
def draw(path, metadata):
    """Faces of the written netG in eval mode, [64, size, size, 3] in bytes."""
    net_g = generator(metadata, load_file(path)).eval()
    images = net_g(latents(FACES, int(metadata["nz"]), SEED))
    return ((images + 1) * 127.5).round().byte().permute(0, 2, 3, 1).numpy()


def mosaic(images, columns):
    """Images side by side, `columns` in a row."""
    rows = [np.concatenate(images[start : start + columns], 1) for start in range(0, len(images), columns)]
    return Image.fromarray(np.concatenate(rows))


def chosen(grids):
    """Grids at moments that are spaced about logarithmically, the first and the last among them."""
    # Faces form early: equal steps would show noise in one frame and finished faces in the next.
    places = np.geomspace(4, len(grids) + 3, FRAMES).round().astype(int) - 4
    for i in range(1, FRAMES):
        places[i] = max(places[i], places[i - 1] + 1)
    return [grids[place] for place in np.minimum(places, len(grids) - 1)]


def write_film(run, folder):
    """The film of the first faces of the fixed grid, played once, and its last frame."""
    numbers = [row * ROW + column for row in range(FILM_ROWS) for column in range(FILM_COLUMNS)]
    grids = sorted((run / "grids").glob("*.png"))
    frames = [mosaic(faces(grid, FAKE_PADDING)[numbers], FILM_COLUMNS) for grid in chosen(grids)]
    # One palette for all frames, so that no colour flickers. It is the faces': noise looks like noise in any colours.
    strip = mosaic(np.stack([np.asarray(frame) for frame in frames[FRAMES // 2 :]]), 1)
    palette = strip.quantize(COLOURS)
    indexed = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]
    folder.mkdir(parents=True, exist_ok=True)
    indexed[0].save(
        folder / "film.gif", save_all=True, append_images=indexed[1:], duration=MILLISECONDS, optimize=False
    )
    frames[-1].save(folder / "still.png", optimize=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--out", type=Path, default=REPOSITORY / "www")
    arguments = parser.parse_args()
    weights, film = arguments.out / "pretrained/netG.safetensors", arguments.out / "film"
    metadata = write_weights(arguments.run, weights)
    drawn = draw(weights, metadata)
    write_film(arguments.run, film)
    for path in (weights, film / "film.gif", film / "still.png"):
        print(f"{path.name}: {path.stat().st_size:,} bytes")
    print(f"diversity of {FACES} faces, seed {SEED}: {diversity(drawn):.3f}")
    print(f"diversity of {FACES} sample faces: {diversity(faces(arguments.run / 'real.png', REAL_PADDING)):.3f}")


if __name__ == "__main__":
    main()
