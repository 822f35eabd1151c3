"""Files that lie beside photos and are not photos. facegan's crates/core/src/skipped has the same names."""

import re

RECYCLE_BIN, THUMBNAILS, PROGRAM = "recycle bin", "thumbnails", "another program's copies and caches"
VERSION_CONTROL, SYSTEM, RUN = "version control", "the operating system's own", "made by a run of facegan"

# Names of folders and files, in lower case.
NAMES = {
    RECYCLE_BIN: [
        "$recycle.bin", "recycler", ".trash", ".trashes", "network trash folder", "#recycle", "@recycle", ".recycle",
        ".dtrash", ".trashbin", ".globaltrash",
    ],
    THUMBNAILS: [
        ".thumbnails", ".thumbs", "@eadir", ".@__thumb", "@__thumb", ".xvpics", "thumbs.db", "thumbs.db:encryptable",
        "ehthumbs.db", "ehthumbs_vista.db", "zbthumbnail.info",
    ],
    PROGRAM: [
        ".picasaoriginals", ".picasa.ini", "picasa.ini", "[originals]", ".comments", ".bridgecache", ".bridgecachet",
        ".bridgesort", ".ipynb_checkpoints", "__pycache__", ".pytest_cache", ".mypy_cache", ".venv", "site-packages",
        "node_modules", ".idea", ".vscode", ".dropbox.cache", ".stversions", ".stfolder", ".dvc", ".cache",
    ],
    VERSION_CONTROL: [".git", ".svn", ".hg", ".bzr", ".jj", "_darcs", ".gitignore", ".gitattributes"],
    SYSTEM: [
        ".ds_store", "__macosx", ".spotlight-v100", ".fseventsd", ".temporaryitems", "temporary items",
        ".documentrevisions-v100", ".appledouble", ".appledb", ".appledesktop", ".apdisk", ".localized",
        ".volumeicon.icns", ".lsoverride", "icon\r", "desktop.ini", "system volume information", "lost+found",
        ".directory", "@tmp", "#snapshot", ".snapshot", ".snapshots", ".@upload_cache", ".nomedia",
    ],
}
KINDS = {name: kind for kind, names in NAMES.items() for name in names}
# Patterns of such names, and of names of files alone: folders of such names may be a person's.
PATTERNS = [(r"\.trash-[0-9]+", RECYCLE_BIN), (r"found\.[0-9]+", SYSTEM), (r".*\.(lrdata|lrcat-data)", PROGRAM)]
OF_FILES = [(r"\._.*", SYSTEM), (r"\.trashed-.*", RECYCLE_BIN), (r"\.thumbdata.*", THUMBNAILS)]
# A photo program's own folders, and which of the folders in them have its copies and caches.
PLACES = [
    (r".*\.(photoslibrary|photolibrary|migratedphotolibrary|aplibrary)", r"(?!(originals|masters)$).*"),
    (r"captureone|.*\.cocatalog|.*\.cosessiondb", r"cache"),
]

# Names that only files of a facegan run have, and names of its other files, which other files may have too.
TELLING = {
    ".facegan", "checkpoint.safetensors", "best.safetensors", "netG.safetensors", "netG_ema.safetensors",
    "netG_best.safetensors",
    "netD.safetensors", "netG.onnx", "losses.csv", "train_ddp.py",
}
OTHERS = {
    "README.md", "chacha.py", "faces.csv", "faces.html", "faces_best.html", "faces_ema.html", "log.txt", "measurements.py",
    "photos.py", "quality.csv", "quality.py", "real.png", "real_images.png", "report.txt", "requirements.txt",
    "settings.json", "skipped.py", "swd.py",
}
# Names of its sample grids, and of those that were saved from the page.
GRID = r"[0-9]{6,}\.png"
SAVED_GRID = r"(real_and_)?fake_images_" + GRID


def find(path):
    """The folder of a file that is left out for its name or that of a folder it lies in, and what it is, or None."""
    *folders, _ = parts = path.split("/")
    for at, part in enumerate(parts):
        is_file = at == len(folders)
        kind = of_place(parts[at - 1], part) if at else None
        kind = kind or of_name(part) or (is_file and of_file(part))
        if kind:
            return "/".join(parts[: at if is_file else at + 1]), kind
    return None


def of_name(name):
    return KINDS.get(lower(name)) or matching(PATTERNS, name)


def of_file(name):
    return matching(OF_FILES, name) or (RUN if re.fullmatch(SAVED_GRID, name) else None)


def of_place(above, name):
    return PROGRAM if any(matches(place, above) and matches(within, name) for place, within in PLACES) else None


def matching(patterns, name):
    return next((kind for pattern, kind in patterns if matches(pattern, name)), None)


def matches(pattern, name):
    return re.fullmatch(pattern, lower(name), re.DOTALL) is not None


def lower(name):
    return "".join(letter.lower() if letter.isascii() else letter for letter in name)


def run_folder(path):
    """The folder of the run that this file is of, if there is a run in it; None for a name that no run gives."""
    folder, _, name = path.rpartition("/")
    if name in TELLING or name in OTHERS:
        return folder
    run, _, last = folder.rpartition("/")
    return run if last == "grids" and re.fullmatch(GRID, name) else None


def is_run(holds):
    """Whether a folder is a run's, by whether it `holds` files of these names."""
    telling = sum(map(holds, TELLING))
    return telling > 1 or telling == 1 and (any(map(holds, OTHERS)) or holds("grids/000000.png"))


def runs(paths):
    """Of files of which only the paths are known, those of runs, with the folder of each."""
    known = set(paths)
    found = {}
    for path in known:
        folder = run_folder(path)
        if folder is not None and is_run(lambda name: f"{folder}/{name}".lstrip("/") in known):
            found[path] = (folder, RUN)
    return found
