"""Pillow's side of `cargo xtask bench photos`.

python3 photos.py make SCENE.png FOLDER COUNT   saves COUNT JPEGs of the picture, each of other bytes
python3 photos.py read PROCESSES SIZE FILE...   prints the seconds that decoding and torchvision's Resize take
"""

import sys
import time
from multiprocessing import Pool
from pathlib import Path

from PIL import Image


def make(scene, folder, count):
    picture = Image.open(scene).convert("RGB")
    for index in range(count):
        picture.putpixel((index % picture.width, index // picture.width % picture.height), (index % 251, 0, 0))
        picture.save(Path(folder) / f"{index:05}.jpg", quality=90, subsampling="4:2:0")


def read(job):
    path, size = job
    image = Image.open(path).convert("RGB")
    short = min(image.size)
    image.resize([size * side // short for side in image.size], Image.Resampling.BILINEAR)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["make", scene, folder, count]:
            make(scene, folder, int(count))
        case ["read", processes, size, *paths]:
            with Pool(int(processes)) as pool:
                # Starts the processes.
                pool.map(abs, range(int(processes)))
                start = time.perf_counter()
                pool.map(read, [(path, int(size)) for path in paths], chunksize=1)
                print(time.perf_counter() - start)
