from safetensors.torch import load_file

latent = load_file("latent.safetensors")["latent"]  # [1, nz, 1, 1]
image = netG(latent)  # [1, nc, image_size, image_size] in [-1, 1], with netG in eval mode
