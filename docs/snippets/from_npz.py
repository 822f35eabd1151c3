import numpy
from safetensors.numpy import save_file

save_file(dict(numpy.load("netG.npz")), "netG.safetensors")
