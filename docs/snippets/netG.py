from safetensors.torch import load_file

netG.load_state_dict(load_file("netG.safetensors"))  # netG as the tutorial makes it
netG.eval()
