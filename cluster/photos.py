"""Reads photos as facegan does: the same files in the same order, and of each the same pixels but for rounding.

Whatever is not used is told by name, with the reason: see Report.
"""

import hashlib
import io
import os
import stat
import sys
import warnings
import zipfile
from collections import Counter, deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import compress

import numpy as np
from PIL import ExifTags, Image, ImageFile, UnidentifiedImageError
from safetensors.numpy import save_file

import skipped

# Pillow's warnings about files that it reads all the same.
warnings.filterwarnings("ignore", module="PIL")
# The limits here are facegan's.
Image.MAX_IMAGE_PIXELS = None
ImageFile.LOAD_TRUNCATED_IMAGES = False

# Formats that facegan reads, by a file's content; its name does not matter.
FORMATS = ("BMP", "GIF", "JPEG", "PNG", "TIFF", "WEBP")
# Most bytes of one file, most pixels of one image, and its longest side over the shorter one.
MOST_BYTES = 256 << 20
MOST_PIXELS = 120_000_000
MOST_ASPECT = 32
# The first bytes of a .zip archive: an entry's header, or the end of an empty archive.
ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06")
# Most entries of an archive, and most bytes that it may unpack to: for each of its own, or however small it is.
MOST_ENTRIES = 500_000
MOST_EXPANSION = 100
LEAST_ALLOWANCE = 1 << 30
# The number of the way in which entries with a password are packed.
AES = 99
# Folders that an error names at most.
MOST_NAMED = 20
# What photos beside the folders count to.
NO_FOLDER = "(no folder)"


class Refusal(Exception):
    """Why a file is not used, to be read behind its name."""


@dataclass
class Report:
    """The report on all files that were found: their names, and why some were not used."""

    taken: list = field(default_factory=list)
    # Pairs of name and reason.
    refused: list = field(default_factory=list)
    duplicates: list = field(default_factory=list)
    # How many were left out, by folder and kind.
    skipped: Counter = field(default_factory=Counter)
    # Whether any that was taken has other sides than its record.
    has_other_sizes: bool = False
    # How many photos each folder has, and the folders that are left out.
    folders: Counter = field(default_factory=Counter)
    folders_left_out: frozenset = frozenset()

    def tell(self):
        if len(self.folders) > 1 or self.folders_left_out:
            print(f"Folders: {len(self.folders)}")
            for folder, photos in sorted(self.folders.items(), key=lambda item: (-item[1], item[0])):
                print(f"  {folder}: {photos}" + (", left out" if folder in self.folders_left_out else ""))
        if self.skipped:
            print(f"Files that are none of your photos, and are left out: {self.skipped.total()}")
            for (folder, kind), files in sorted(self.skipped.items()):
                print(f"  {files} in {folder or '.'} ({kind})")
        if self.duplicates:
            print(f"Files that equal an earlier one, and are left out: {len(self.duplicates)}")
            print(*(f"  {name}" for name in self.duplicates), sep="\n")
        if self.refused:
            print(f"Files that could not be used: {len(self.refused)}")
            print(*(f"  {name}: {reason}" for name, reason in self.refused), sep="\n", flush=True)


def prepare(paths, target, size, crop="centre", folders=()):
    """Turns folders, archives and files of photos into a file of records, as train_ddp.py takes them; with names of
    folders, their photos alone.

    Faces are not looked for here: for a run on faces, the photos have to be the faces that facegan cut out.
    """
    records, report = read(paths, size, folders)
    report.tell()
    if crop == "faces" and report.has_other_sizes:
        sys.exit(
            "This run trains on faces that were cut out of photos, which this script does not do. Cut them out first:\n"
            f"  facegan faces --data {' '.join(paths)} --out crops --image-size {size}\n"
            "and give the script --data crops."
        )
    if not records:
        sys.exit(f"{' '.join(paths)}: no photo was found there that can be read.")
    images = np.stack(records)
    save_file({"images": images} | identities(images), f"{target}.part")
    os.replace(f"{target}.part", target)
    print(f"{len(images)} photos are prepared in {target}.", flush=True)


def identities(images):
    """The identity by which a checkpoint recognises a photo; None without the package xxhash."""
    try:
        import xxhash
    except ImportError:
        return {}
    digests = [xxhash.xxh3_128(image.tobytes()).intdigest().to_bytes(16, "little") for image in images]
    return {"identities": np.frombuffer(b"".join(digests), np.uint8).reshape(-1, 16)}


def read(paths, size, folders=()):
    """Reads all photos of these paths, and takes those of these folders, or of all; returns their records, arrays of
    size × size × 3 bytes, and the report."""
    report, records, seen, other_sizes = Report(), [], set(), []
    with ThreadPoolExecutor() as pool:
        files = (file for path in paths for file in files_at(os.fspath(path), report))
        for name, digest, outcome, has_other_size in ahead(pool, lambda file: process(*file, size), files):
            if digest in seen:
                report.duplicates.append(name)
            elif isinstance(outcome, Exception):
                report.refused.append((name, str(outcome)))
            else:
                report.taken.append(name)
                records.append(outcome)
                seen.add(digest)
                other_sizes.append(has_other_size)
    labels = folder_labels(report.taken)
    report.folders = Counter(labels)
    asked = chosen(folders, report.folders)
    report.folders_left_out = frozenset(report.folders) - asked
    keep = [label in asked for label in labels]
    report.taken, records = list(compress(report.taken, keep)), list(compress(records, keep))
    report.has_other_sizes = any(compress(other_sizes, keep))
    return records, report


def folder_labels(names):
    """The first folder in which the paths of all photos differ, for each of them, as facegan's command lists them."""
    folders = []
    for name in names:
        *folder, _ = (part for part in name.replace(os.sep, "/").split("/") if part not in ("", "."))
        folders.append((*folder, NO_FOLDER))
    if len(set(folders)) == 1:
        return [folders[0][max(len(folders[0]) - 2, 0)]] * len(names)
    common = len(os.path.commonprefix(folders))
    return [folder[common] for folder in folders]


def chosen(asked, there):
    """The folders that were asked for, or all. A name with commas that no folder has is several names."""
    if not there:
        return set()
    names = {name for text in asked for name in ([text] if text in there else text.split(","))}
    if absent := names - set(there):
        listed = [name for name, _ in there.most_common()]
        more = [f"and {len(listed) - MOST_NAMED} more"] if len(listed) > MOST_NAMED else []
        listed = ", ".join(listed[:MOST_NAMED] + more)
        sys.exit(f"No folder of these photos is called “{min(absent)}”; there are: {listed}.")
    return names or set(there)


def ahead(pool, function, items):
    """The function's results in the order of the items, a few of which are under way at any time."""
    waiting = deque()
    for item in items:
        waiting.append(pool.submit(function, item))
        if len(waiting) > 2 * (os.cpu_count() or 1):
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def process(name, content, size):
    """A file's name, what its bytes are known by, its record or why there is none, and whether that is resized."""
    if isinstance(content, Exception):
        return name, None, content, False
    has_other_size = False
    try:
        image = decode(content)
        has_other_size = image.size != (size, size)
        outcome = square(image, size)
    except Refusal as why:
        outcome = why
    return name, hashlib.sha256(content).digest(), outcome, has_other_size


# Finding files.


def files_at(path, report):
    """Every file at this path and below it: its name, and its bytes or why they cannot be read."""
    above, name = os.path.split(path.rstrip("/") or path)
    # Whether a file is a person's is judged by its path from the folder above on, if that has a name.
    named = name not in ("", ".", "..")
    return Finder(above if named else path, report).find(name if named else "")


class Finder:
    """Walks through folders, links and archives in the order of names."""

    def __init__(self, root, report):
        self.root, self.report, self.runs = root, report, {}

    def find(self, below, above=()):
        """Every file at this path `below` the root, and in it, as files_at; its folders are `above`."""
        path = os.path.join(self.root, below) if below else self.root
        try:
            status = os.stat(path)
            if stat.S_ISDIR(status.st_mode):
                yield from self.folder(path, below, (status.st_dev, status.st_ino), above)
            elif not self.skips(below):
                yield from self.file(path, status)
        except (OSError, Refusal) as why:
            # Skipped folders need not be readable: only administrators may read some of them.
            if not self.skips(below):
                yield shown(path), unread(path, why)

    def folder(self, path, below, here, above):
        if here in above:
            raise Refusal("a link back to a folder that it lies in, which is not followed")
        for name in sorted(os.listdir(path), key=os.fsencode):
            yield from self.find(f"{below}/{name}" if below else name, (*above, here))

    def skips(self, below):
        """Whether a file is left out, which is then counted."""
        found = skipped.find(below) or self.of_run(below)
        if found:
            folder, kind = found
            self.report.skipped[shown(os.path.join(self.root, folder) if folder else self.root), kind] += 1
        return found is not None

    def of_run(self, below):
        folder = skipped.run_folder(below)
        if folder is None:
            return None
        if folder not in self.runs:
            path = os.path.join(self.root, folder)
            self.runs[folder] = skipped.is_run(lambda name: os.path.exists(os.path.join(path, name)))
        return (folder, skipped.RUN) if self.runs[folder] else None

    def file(self, path, status):
        if not stat.S_ISREG(status.st_mode):
            raise Refusal("neither a file nor a folder")
        with open(path, "rb") as file:
            start = file.read(4)
            if start in ARCHIVES or path.lower().endswith(".zip"):
                yield from self.archive(path, status.st_size)
                return
            if status.st_size > MOST_BYTES:
                raise Refusal(f"the file has {status.st_size} bytes, more than the {MOST_BYTES} that are read")
            content = start + file.read()
        yield shown(path), content

    def archive(self, path, length):
        try:
            archive = zipfile.ZipFile(path)
        except Exception as why:  # A damaged directory may raise anything in the reader.
            raise Refusal(f"the zip archive cannot be read: {why}") from why
        with archive:
            entries = archive.infolist()
            if len(entries) > MOST_ENTRIES:
                raise Refusal(f"the zip archive has {len(entries)} entries, more than the {MOST_ENTRIES} that are read")
            yield from self.entries(shown(path), archive, entries, max(length * MOST_EXPANSION, LEAST_ALLOWANCE))

    def entries(self, path, archive, entries, allowance):
        # Some programs write Windows' own separator.
        names = [entry.filename.replace("\\", "/").lstrip("/") for entry in entries]
        runs = skipped.runs(names)
        for name, entry in zip(names, entries):
            if is_folder(name, entry):
                continue
            if found := skipped.find(name) or runs.get(name):
                folder, kind = found
                self.report.skipped[f"{path}/{folder}" if folder else path, kind] += 1
                continue
            try:
                content = unpack(archive, entry, allowance)
                allowance -= len(content)
            except Refusal as why:
                content = why
                allowance -= min(allowance, entry.file_size)
            yield f"{path}/{name}", content


def is_folder(name, entry):
    """Whether an archive's entry is a folder, by its name or its attributes. An entry with bytes never is."""
    return entry.file_size == 0 and (name.endswith("/") or stat.S_ISDIR(unix(entry)) or entry.external_attr & 0x10)


def unix(entry):
    """Unix's mode of an archive's entry, where Unix made it."""
    return entry.external_attr >> 16 if entry.create_system == 3 else 0


def unpack(archive, entry, allowance):
    """The bytes of an archive's entry; entries may overlap, so that all of them may unpack to no more than this."""
    if entry.flag_bits & 1 or entry.compress_type == AES:
        raise Refusal("the zip archive's entry is protected by a password: pack it again without")
    if stat.S_ISLNK(unix(entry)):
        raise Refusal("the zip archive's entry is a link to a file, not the file: pack the file itself")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        method = zipfile.compressor_names.get(entry.compress_type, f"method {entry.compress_type}")
        again = "pack it again as an ordinary .zip (Deflate)"
        raise Refusal(f"the zip archive's entry is packed with {method}, which is not read: {again}")
    if entry.file_size > MOST_BYTES:
        raise Refusal(f"the zip archive's entry unpacks to more than the {MOST_BYTES} bytes that are read")
    if entry.file_size > allowance:
        times = f"more than {MOST_EXPANSION} times its own size"
        raise Refusal(f"the zip archive unpacks to {times}, so the rest of it is not read")
    try:
        # No more is unpacked than the directory says, whatever there is.
        content = archive.read(entry)
    except Exception as why:  # Damaged bytes may raise anything in the reader.
        raise Refusal(f"the zip archive's entry is damaged: {why}") from why
    if content[:4] in ARCHIVES:
        raise Refusal("an archive within an archive is not opened: give it by itself")
    return content


def unread(path, why):
    if isinstance(why, FileNotFoundError) and os.path.islink(path):
        return Refusal("a link to something that is not there")
    return why if isinstance(why, Refusal) else Refusal(f"it could not be read: {why.strerror or why}")


def shown(path):
    """A path as text that can be printed, whatever bytes it is made of."""
    return os.fsencode(path).decode("utf-8", "replace")


# Decoding.


def decode(content):
    """An image file's first frame, upright, as RGB: grey becomes three equal channels, and alpha is dropped."""
    if not content:
        raise Refusal("the file is empty")
    try:
        image = Image.open(io.BytesIO(content), formats=FORMATS)
        width, height = image.size
        if width * height > MOST_PIXELS:
            raise Refusal(f"{width}×{height} pixels are more than the {MOST_PIXELS} that fit in memory")
        image.load()
        return upright(image, eight_bits(image).convert("RGB"))
    except UnidentifiedImageError as why:
        raise Refusal("not a photo that can be read here") from why
    except Refusal:
        raise
    except Exception as why:  # Damaged bytes may raise anything in a decoder.
        raise Refusal(f"the photo is damaged or of an unusual kind: {why}") from why


def eight_bits(image):
    """Grey of 16 bits, scaled to 8: Pillow would clip all but the darkest values to white."""
    if image.mode.startswith("I;16") or (image.mode, image.format) == ("I", "PNG"):
        grey = (np.asarray(image).astype(np.uint32) + 128) // 257
        return Image.fromarray(grey.astype(np.uint8))
    if image.mode in ("I", "F"):
        raise Refusal("the photo is of an unusual kind: its grey has 32 bits, or is signed or real numbers")
    return image


TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def upright(image, pixels):
    """The pixels of an image, turned as ImageOps.exif_transpose turns it, whatever else its EXIF holds."""
    try:
        turn = TURNS.get(image.getexif().get(ExifTags.Base.Orientation))
    except Exception:  # EXIF that cannot be read says nothing of the picture.
        turn = None
    return pixels if turn is None else pixels.transpose(turn)


def square(image, size):
    """As torchvision's Resize and CenterCrop do it."""
    width, height = image.size
    if min(width, height) == 0 or max(width, height) // min(width, height) > MOST_ASPECT:
        raise Refusal(f"{width}×{height} pixels are too narrow to cut a square from")
    shape = (size, int(size * height / width)) if width <= height else (int(size * width / height), size)
    image = image.resize(shape, Image.Resampling.BILINEAR)
    left, top = (round((side - size) / 2.0) for side in image.size)
    return np.asarray(image.crop((left, top, left + size, top + size)))
