//! Names of files and folders that are skipped.

use super::SkipReason;
use super::run_files::is_grid;

/// In the bins of Windows, Linux desktops, macOS, Synology, QNAP, Samba, digiKam and Xiaomi.
const RECYCLE_BINS: [&str; 11] = [
    "$recycle.bin",
    "recycler",
    ".trash",
    ".trashes",
    "network trash folder",
    "#recycle",
    "@recycle",
    ".recycle",
    ".dtrash",
    ".trashbin",
    ".globaltrash",
];

/// Of Linux desktops and Android, Synology, QNAP, GIMP and Windows.
const THUMBNAILS: [&str; 11] = [
    ".thumbnails",
    ".thumbs",
    "@eadir",
    ".@__thumb",
    "@__thumb",
    ".xvpics",
    "thumbs.db",
    "thumbs.db:encryptable",
    "ehthumbs.db",
    "ehthumbs_vista.db",
    "zbthumbnail.info",
];

/// Of Picasa, ACDSee, gThumb, Bridge; Jupyter, Python, JavaScript, editors; Dropbox, Syncthing, DVC; any program.
const PROGRAMS: [&str; 22] = [
    ".picasaoriginals",
    ".picasa.ini",
    "picasa.ini",
    "[originals]",
    ".comments",
    ".bridgecache",
    ".bridgecachet",
    ".bridgesort",
    ".ipynb_checkpoints",
    "__pycache__",
    ".pytest_cache",
    ".mypy_cache",
    ".venv",
    "site-packages",
    "node_modules",
    ".idea",
    ".vscode",
    ".dropbox.cache",
    ".stversions",
    ".stfolder",
    ".dvc",
    ".cache",
];

const VERSION_CONTROL: [&str; 8] = [".git", ".gitignore", ".gitattributes", ".svn", ".hg", ".bzr", ".jj", "_darcs"];

/// Of macOS, Windows, Linux, Synology, QNAP and Android.
const SYSTEMS: [&str; 25] = [
    ".ds_store",
    "__macosx",
    ".spotlight-v100",
    ".fseventsd",
    ".temporaryitems",
    "temporary items",
    ".documentrevisions-v100",
    ".appledouble",
    ".appledb",
    ".appledesktop",
    ".apdisk",
    ".localized",
    ".volumeicon.icns",
    ".lsoverride",
    "icon\r",
    "desktop.ini",
    "system volume information",
    "lost+found",
    ".directory",
    "@tmp",
    "#snapshot",
    ".snapshot",
    ".snapshots",
    ".@upload_cache",
    ".nomedia",
];

/// Why folders and files of this name are skipped, wherever they lie.
pub fn kind(name: &str) -> Option<SkipReason> {
    let among = |names: &[&str]| names.iter().any(|one| one.eq_ignore_ascii_case(name));
    if among(&RECYCLE_BINS) || is_numbered(name, ".trash-") {
        Some(SkipReason::RecycleBin)
    } else if among(&THUMBNAILS) {
        Some(SkipReason::Thumbnails)
    } else if among(&PROGRAMS) || ends(name, ".lrdata") || ends(name, ".lrcat-data") {
        // The endings are those of Lightroom's previews, and of the data beside its catalogue.
        Some(SkipReason::Program)
    } else if among(&VERSION_CONTROL) {
        Some(SkipReason::VersionControl)
    } else if among(&SYSTEMS) || is_numbered(name, "found.") {
        Some(SkipReason::System)
    } else {
        None
    }
}

/// Why files of this name are skipped; folders of such names may be a person's.
pub fn kind_of_file(name: &str) -> Option<SkipReason> {
    let begins = |start: &str| name.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start));
    if begins("._") {
        return Some(SkipReason::System);
    }
    if begins(".trashed-") {
        return Some(SkipReason::RecycleBin);
    }
    if begins(".thumbdata") {
        return Some(SkipReason::Thumbnails);
    }
    // Grids that were saved from the page.
    let saved = ["fake_images_", "real_and_fake_images_"].into_iter().find_map(|start| name.strip_prefix(start));
    saved.is_some_and(is_grid).then_some(SkipReason::Run)
}

/// Whether a photo program stores copies and caches under this name in a folder of that name: `above` is the program's
/// own folder, which may hold photos too.
pub fn is_cache_within(above: &str, name: &str) -> bool {
    let is = |one: &str| name.eq_ignore_ascii_case(one);
    // Apple's Photos, iPhoto and Aperture.
    if [".photoslibrary", ".photolibrary", ".migratedphotolibrary", ".aplibrary"].iter().any(|end| ends(above, end)) {
        return !(is("originals") || is("masters"));
    }
    let capture_one = [".cocatalog", ".cosessiondb"].iter().any(|end| ends(above, end));
    (capture_one || above.eq_ignore_ascii_case("captureone")) && is("cache")
}

fn ends(name: &str, end: &str) -> bool {
    let (name, end) = (name.as_bytes(), end.as_bytes());
    name.len() >= end.len() && name[name.len() - end.len()..].eq_ignore_ascii_case(end)
}

/// Whether a name is this followed by a number.
fn is_numbered(name: &str, start: &str) -> bool {
    let number = name.split_at_checked(start.len()).filter(|(begin, _)| begin.eq_ignore_ascii_case(start));
    number.is_some_and(|(_, number)| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}
