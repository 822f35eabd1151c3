"""DiffAugment from its definitions (Zhao et al. 2020), with the random numbers as inputs: a row for each image."""

import torch
import torch.nn.functional as F


def color(x, numbers):
    """Brightness, saturation and contrast, whose numbers are in [-0.5, 0.5), [0, 2) and [0.5, 1.5)."""
    brightness, saturation, contrast = (column.view(-1, 1, 1, 1) for column in numbers.unbind(1))
    x = x + brightness
    mean = x.mean(dim=1, keepdim=True)
    x = (x - mean) * saturation + mean
    mean = x.mean(dim=(1, 2, 3), keepdim=True)
    return (x - mean) * contrast + mean


def translation(x, numbers):
    """What is seen at a place lies so many rows further down and columns further right; zeros lie around an image."""
    size = x.size(2)
    around = F.pad(x, (size,) * 4)
    starts = (numbers.long() + size).tolist()
    return torch.stack([image[:, row : row + size, column : column + size] for image, (row, column) in zip(around, starts)])


def cutout(x, numbers):
    """A hole around each centre; what of it lies outside is clamped to the image's edge, as in the reference."""
    size = x.size(2)
    hole = int(size * 0.5 + 0.5)
    mask = torch.ones(len(x), 1, size, size)
    for image, centre in zip(mask, numbers.long().tolist()):
        rows, columns = ((torch.arange(hole) + place - hole // 2).clamp(0, size - 1) for place in centre)
        image[0, rows[:, None], columns[None, :]] = 0
    return x * mask


def diffaugment(x, policy, numbers):
    for transform in (color, translation, cutout):
        if transform.__name__ in policy.split(","):
            x = transform(x, numbers[transform.__name__])
    return x
