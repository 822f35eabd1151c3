import torch
from safetensors.torch import save_file

state = torch.jit.load("netG.pt", map_location="cpu").state_dict()
save_file({key: value.contiguous() for key, value in state.items()}, "netG.safetensors")
