import torch
from safetensors.torch import save_file

state = torch.load("netG.pth", map_location="cpu", weights_only=True)
save_file({key: value.contiguous() for key, value in state.items()}, "netG.safetensors")
