from safetensors.torch import load_file

netG.load_state_dict(load_file("netG_ema.safetensors"))  # netG as the tutorial makes it
netG.eval()
