//! What the command reads of folders and archives as people have them, and what it says of the rest.

use std::fs;
use std::path::Path;

use facegan_core::images::Picture;
use facegan_train::png;
use tempfile::TempDir;

use super::{SETTINGS, run, stderr, train};
use test_support::python::python;

/// Archives as Python's own module writes them, each of photos that no other holds; those in `a` to `h` are PNGs.
const ARCHIVES: &str = r#"
import io, warnings, zipfile
warnings.simplefilter("ignore")
photos = {name: open(f"{name}.png", "rb").read() for name in "abcdefgh"}

def archive(name, entries, **how):
    with zipfile.ZipFile(f"photos/{name}.zip", "w", **how) as zip:
        for entry, photo in entries:
            zip.writestr(entry, photo)

archive("doubled", [("IMG_1.png", photos["a"]), ("IMG_1.png", photos["b"])])
archive("windows", [("photos\\", b""), ("photos\\c.png", photos["c"]), ("photos\\Thumbs.db", b"thumbnails"),
                    ("__MACOSX\\photos\\._c.png", b"bookkeeping")])
archive("bzip2", [("x.png", photos["a"])], compression=zipfile.ZIP_BZIP2)
archive("lzma", [("y.png", photos["a"])], compression=zipfile.ZIP_LZMA)

class Pipe(io.RawIOBase):
    def __init__(self, file):
        self.file = file
    def writable(self):
        return True
    def write(self, bytes):
        return self.file.write(bytes)

with open("photos/streamed.zip", "wb") as file, zipfile.ZipFile(Pipe(file), "w", zipfile.ZIP_DEFLATED) as zip:
    zip.writestr("d.png", photos["d"])

zipfile.ZipInfo._encodeFilenameFlags = lambda info: (info.filename.encode("cp437"), info.flag_bits)
archive("dos", [("Grüße.png", photos["e"]), ("Grüße.txt", b"no photo")])

# Numbers of more than 32 bits, wherever there can be any.
zipfile.ZIP64_LIMIT = zipfile.ZIP_FILECOUNT_LIMIT = 1
archive("large", [("f.png", photos["f"]), ("g.png", photos["g"]), ("h.png", photos["h"])])
"#;

fn photo(grey: u8) -> Vec<u8> {
    png::encode(&Picture { width: 40, height: 40, rgb: vec![grey; 40 * 40 * 3] }).unwrap()
}

fn put(folder: &Path, name: &str, bytes: &[u8]) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// Trains for a moment on what there is in `{}/data`, into `{}/out`; returns what was said and the report.
fn read(folder: &Path, data: &str, out: &str) -> (String, String) {
    let output = run(
        folder,
        &format!("train --data {{}}{data} --out {{}}/{out} {SETTINGS} --backend cpu --max-iterations 1 --batch-size 2"),
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let report = fs::read_to_string(folder.join(out).join("report.txt")).unwrap();
    (stderr(&output), report.replace(folder.to_str().unwrap(), ""))
}

#[test]
fn every_entry_of_pythons_archives_is_read_or_refused_by_name() {
    let folder = TempDir::new().unwrap();
    for (index, name) in "abcdefgh".chars().enumerate() {
        put(folder.path(), &format!("{name}.png"), &photo(index as u8 * 20));
    }
    fs::create_dir(folder.path().join("photos")).unwrap();
    python(ARCHIVES, folder.path());
    let (_, report) = read(folder.path(), "/photos", "run");
    let way = "the zip archive's entry is packed with";
    let again = "which is not read: pack it again as an ordinary .zip (Deflate)";
    let expected = format!(
        "8 photos, resized to 32 × 32 pixels.\n\
         Folders: 5\n\
         \x20 large.zip: 3\n\
         \x20 doubled.zip: 2\n\
         \x20 dos.zip: 1\n\
         \x20 streamed.zip: 1\n\
         \x20 windows.zip: 1\n\
         Files that could not be used: 3\n\
         \x20 /photos/bzip2.zip/x.png: {way} bzip2, {again}\n\
         \x20 /photos/dos.zip/Grüße.txt: not a photo that can be read here\n\
         \x20 /photos/lzma.zip/y.png: {way} LZMA, {again}\n\
         Files that are none of your photos, and are left out: 2\n\
         \x20 1 file in /photos/windows.zip/__MACOSX (the operating system's own)\n\
         \x20 1 file in /photos/windows.zip/photos (thumbnails)\n"
    );
    assert_eq!(report, expected);
}

#[test]
fn every_refused_file_is_in_the_report_and_the_first_are_on_the_terminal() {
    let folder = TempDir::new().unwrap();
    for index in 0..30 {
        put(folder.path(), &format!("album/{index:02}.txt"), b"no photo");
    }
    for (name, grey) in [("1.png", 1), ("2.png", 2), ("again.png", 2)] {
        put(folder.path(), &format!("album/{name}"), &photo(grey));
    }
    put(folder.path(), "album/$RECYCLE.BIN/S-1-5/$R1.png", &photo(3));
    let (told, report) = read(folder.path(), "/album", "run");
    let named =
        |text: &str| text.lines().filter(|line| line.ends_with(".txt: not a photo that can be read here")).count();
    assert_eq!((named(&told), named(&report)), (20, 30), "{told}\n{report}");
    for part in ["\n  and 10 more\n", "1 file in ", "All of them are named in ", "/run/report.txt.\n"] {
        assert!(told.contains(part), "{part:?} is not in\n{told}");
    }
    assert!(report.contains("left out: 1\n  /album/again.png\n"), "{report}");
    assert!(report.contains("left out: 1\n  1 file in /album/$RECYCLE.BIN (recycle bin)\n"), "{report}");
}

#[test]
fn a_run_within_its_own_photos_trains_on_no_runs_pictures() {
    let folder = TempDir::new().unwrap();
    train(folder.path(), "run1", 1);
    for grey in 1..4 {
        put(folder.path(), &format!("{grey}.png"), &photo(grey));
    }
    let (_, report) = read(folder.path(), "", "run2");
    let files = fs::read_dir(folder.path().join("run1")).unwrap().count();
    let grids = fs::read_dir(folder.path().join("run1/grids")).unwrap().count();
    let expected = format!(
        "3 photos, resized to 32 × 32 pixels.\nFiles that are none of your photos, and are left out: {}\n  \
         {1} files in /run1 (made by a run of facegan)\n  1 file in /run2 (made by a run of facegan)\n",
        files + grids,
        files - 1 + grids
    );
    assert_eq!(report, expected);
}

#[test]
fn where_no_photo_is_found_the_report_says_what_was_there() {
    let folder = TempDir::new().unwrap();
    put(folder.path(), "album/@eaDir/1.png/THUMB.png", &photo(1));
    let output = run(folder.path(), &format!("train --data {{}}/album --out {{}}/run {SETTINGS} --backend cpu"));
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(stderr(&output).contains("1 file in ") && stderr(&output).contains("no photo was found"));
    assert!(fs::read_to_string(folder.path().join("run/report.txt")).unwrap().contains("@eaDir (thumbnails)"));
}
