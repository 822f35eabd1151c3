import numpy, onnxruntime

session = onnxruntime.InferenceSession("netG.onnx")
nz = session.get_inputs()[0].shape[1]
latent = numpy.random.default_rng(0).standard_normal((16, nz, 1, 1), dtype=numpy.float32)
(images,) = session.run(["image"], {"latent": latent})  # [16, nc, image_size, image_size] in [-1, 1]
