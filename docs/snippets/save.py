from safetensors.torch import save_file

save_file(netG.state_dict(), "netG.safetensors")  # and netD as netD.safetensors
