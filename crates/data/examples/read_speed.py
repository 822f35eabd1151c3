"""How long Pillow takes for what read_speed.rs measures: python read_speed.py FILES"""

import io
import sys
import time
from pathlib import Path

from PIL import Image

RUNS = 5
SIZE = 64

for path in sys.argv[1:]:
    data = Path(path).read_bytes()
    decoding, resizing = [], []
    for _ in range(RUNS):
        start = time.perf_counter()
        image = Image.open(io.BytesIO(data)).convert("RGB")
        image.load()
        decoded = time.perf_counter()
        # torchvision's Resize
        short = min(image.size)
        image.resize([SIZE * side // short for side in image.size], Image.Resampling.BILINEAR)
        decoding.append(decoded - start)
        resizing.append(time.perf_counter() - decoded)
    print(f"{path}: decode {min(decoding) * 1e3:.1f} ms, resize {min(resizing) * 1e3:.1f} ms")
