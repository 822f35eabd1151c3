"""Reads the HTML page that draws faces, and computes with PyTorch what it has to draw."""

import base64
import hashlib
from html.parser import HTMLParser

import numpy
import torch
from PIL import Image
from safetensors.torch import load, load_file
from tutorial import Generator

# Elements that have no end tag.
VOID = {"input", "link", "meta"}


class Page(HTMLParser):
    """The elements of a page, and the text of each that has an id or stands alone. Refuses one that is not well formed."""

    def __init__(self, path):
        super().__init__()
        self.elements, self.texts, self.under = [], {}, []
        with open(path, encoding="utf-8") as file:
            self.feed(file.read())
        self.close()
        assert not self.under, f"not closed: {self.under}"

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        if tag not in VOID:
            self.under.append((tag, attributes.get("id") or attributes.get("type") or tag))

    def handle_endtag(self, tag):
        assert self.under and self.under[-1][0] == tag, f"</{tag}> in {self.under}"
        self.under.pop()

    def handle_data(self, data):
        if self.under:
            name = self.under[-1][1]
            self.texts[name] = self.texts.get(name, "") + data

    def policy(self):
        """The sources of each directive."""
        found = [a["content"] for tag, a in self.elements if a.get("http-equiv") == "Content-Security-Policy"]
        (policy,) = found
        return {name: sources for name, *sources in (directive.split() for directive in policy.split(";"))}

    def state(self):
        """netG's state dict."""
        return load(base64.b64decode(self.texts["net-g"], validate=True))


def source(text):
    """A text as a policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def generator(state):
    """The tutorial's netG in eval mode with this state dict."""
    layer = lambda key: int(key.split(".")[1])
    weights = [state[key] for key in sorted(state, key=layer) if state[key].dim() == 4]
    nz, (ngf, nc) = weights[0].shape[0], weights[-1].shape[:2]
    net_g = Generator(4 << (len(weights) - 1), nz, ngf, nc)
    net_g.load_state_dict(state)
    return net_g.eval()


def images(weights, latents):
    """What the netG of a file draws from the float32 numbers of another, of shape [count, nc, side, side]."""
    net_g = generator(load_file(weights))
    nz = net_g.main[0].in_channels
    values = torch.from_numpy(numpy.fromfile(latents, numpy.float32)).view(-1, nz, 1, 1)
    with torch.no_grad():
        return net_g(values).numpy()


def grid(values):
    """torchvision's make_grid(normalize=True) with 2 pixels of padding, as bytes of shape [height, width, 3]."""
    low, high = values.min(), values.max()
    count, _, side, _ = values.shape
    columns = min(8, count)
    picture = numpy.zeros((-(-count // columns) * (side + 2) + 2, columns * (side + 2) + 2, 3))
    for at, image in enumerate((values - low) / (high - low)):
        row, column = divmod(at, columns)
        top, left = row * (side + 2) + 2, column * (side + 2) + 2
        picture[top : top + side, left : left + side] = image.transpose(1, 2, 0)
    return numpy.floor(picture * 255 + 0.5)


def single(image):
    """An image by itself, -1 as black and 1 as white, as bytes of shape [side, side, 3]."""
    return numpy.floor((image.transpose(1, 2, 0) + 1) / 2 * 255 + 0.5)


def difference(png, bytes):
    """The largest difference between a file and these bytes."""
    return int(abs(numpy.asarray(Image.open(png).convert("RGB"), float) - bytes).max())
