"""The networks of the PyTorch DCGAN faces tutorial, for any size, and its optimisers."""

import torch
from torch import nn


class Generator(nn.Module):
    def __init__(self, image_size, nz, ngf, nc=3):
        super().__init__()
        channels = [nz] + [ngf * width for width in widths(image_size)]
        layers = []
        for i, (before, after) in enumerate(zip(channels, channels[1:])):
            stride, padding = (1, 0) if i == 0 else (2, 1)
            layers += [nn.ConvTranspose2d(before, after, 4, stride, padding, bias=False)]
            layers += [nn.BatchNorm2d(after), nn.ReLU(True)]
        self.main = nn.Sequential(*layers, nn.ConvTranspose2d(ngf, nc, 4, 2, 1, bias=False), nn.Tanh())

    def forward(self, x):
        return self.main(x)


class Discriminator(nn.Module):
    def __init__(self, image_size, ndf, nc=3):
        super().__init__()
        channels = [ndf * width for width in reversed(widths(image_size))]
        layers = [nn.Conv2d(nc, ndf, 4, 2, 1, bias=False), nn.LeakyReLU(0.2, True)]
        for before, after in zip(channels, channels[1:]):
            layers += [nn.Conv2d(before, after, 4, 2, 1, bias=False), nn.BatchNorm2d(after), nn.LeakyReLU(0.2, True)]
        self.main = nn.Sequential(*layers, nn.Conv2d(channels[-1], 1, 4, 1, 0, bias=False), nn.Sigmoid())

    def forward(self, x):
        return self.main(x)


def widths(image_size):
    """Channels at the sides 4, 8, ... image_size / 2, in units of ngf or ndf: for 64 pixels 8, 4, 2, 1."""
    return [1 << i for i in reversed(range(image_size.bit_length() - 3))]


def optimizer(net, lr=0.0002, beta1=0.5):
    return torch.optim.Adam(net.parameters(), lr=lr, betas=(beta1, 0.999))


def step(netG, netD, optimizerG, optimizerD, real, noise):
    """One iteration of the tutorial."""
    criterion = nn.BCELoss()
    netD.zero_grad()
    output = netD(real).view(-1)
    criterion(output, torch.ones_like(output)).backward()
    fake = netG(noise)
    output = netD(fake.detach()).view(-1)
    criterion(output, torch.zeros_like(output)).backward()
    optimizerD.step()
    netG.zero_grad()
    output = netD(fake).view(-1)
    criterion(output, torch.ones_like(output)).backward()
    optimizerG.step()
