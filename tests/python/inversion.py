"""The losses that a photo's latent is searched for by, from their definition."""

import torch.nn.functional as F


def losses(images, latents, photo):
    """One for each image: squared differences at three sizes, and how far the latent is from the shell of radius 1."""
    total = 0.01 * (latents.flatten(1).pow(2).mean(1) - 1) ** 2
    for side in (1, 2, 4):
        difference = F.avg_pool2d(images, side) - F.avg_pool2d(photo, side)
        total = total + difference.pow(2).flatten(1).mean(1)
    return total
