from safetensors.torch import load_file

netD.load_state_dict(load_file("netD.safetensors"))  # netD as the tutorial makes it
netD.eval()
