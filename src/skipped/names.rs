//! Names of what is left out.

use super::Kind;
use super::runs::is_grid;

/// What folders and files of this name are, wherever they lie.
pub fn kind(name: &str) -> Option<Kind> {
    let name = name.to_ascii_lowercase();
    let kind = match name.as_str() {
        // Windows; Linux desktops; macOS; Synology; QNAP; Samba; digiKam; Xiaomi.
        "$recycle.bin"
        | "recycler"
        | "recycled"
        | ".trash"
        | ".trashes"
        | "#recycle"
        | "@recycle"
        | ".recycle"
        | ".dtrash"
        | ".trashbin"
        | ".globaltrash"
        | "network trash folder" => Kind::RecycleBin,
        // Linux desktops and Android; Synology; QNAP; GIMP; Windows.
        ".thumbnails"
        | ".thumbs"
        | "@eadir"
        | ".@__thumb"
        | "@__thumb"
        | ".xvpics"
        | "thumbs.db"
        | "thumbs.db:encryptable"
        | "ehthumbs.db"
        | "ehthumbs_vista.db"
        | "zbthumbnail.info" => Kind::Thumbnails,
        // Picasa; ACDSee; gThumb; Bridge; Jupyter; Python; JavaScript; editors; Dropbox; Syncthing; DVC; any program.
        ".picasaoriginals" | ".picasa.ini" | "picasa.ini" | "[originals]" | ".comments" | ".bridgecache"
        | ".bridgecachet" | ".bridgesort" | ".ipynb_checkpoints" | "__pycache__" | ".pytest_cache" | ".mypy_cache"
        | ".venv" | "site-packages" | "node_modules" | ".idea" | ".vscode" | ".dropbox.cache" | ".stversions"
        | ".stfolder" | ".dvc" | ".cache" => Kind::Program,
        ".git" | ".svn" | ".hg" | ".bzr" | ".jj" | "_darcs" | ".gitignore" | ".gitattributes" => Kind::VersionControl,
        // macOS; Windows; Linux; Synology; QNAP; Android.
        ".ds_store"
        | "__macosx"
        | ".spotlight-v100"
        | ".fseventsd"
        | ".temporaryitems"
        | "temporary items"
        | ".documentrevisions-v100"
        | ".appledouble"
        | ".appledb"
        | ".appledesktop"
        | ".apdisk"
        | ".localized"
        | ".volumeicon.icns"
        | ".lsoverride"
        | "icon\r"
        | "desktop.ini"
        | "system volume information"
        | "lost+found"
        | ".directory"
        | "@tmp"
        | "#snapshot"
        | ".snapshot"
        | ".snapshots"
        | ".@upload_cache"
        | ".nomedia" => Kind::System,
        name if follows(name, ".trash-") => Kind::RecycleBin,
        name if follows(name, "found.") => Kind::System,
        // Lightroom's previews and the data beside its catalogue.
        name if name.ends_with(".lrdata") || name.ends_with(".lrcat-data") => Kind::Program,
        _ => return None,
    };
    Some(kind)
}

/// What files of this name are; folders of such names may be a person's.
pub fn kind_of_file(name: &str) -> Option<Kind> {
    let begins = |start: &str| name.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start));
    if begins("._") {
        return Some(Kind::System);
    }
    if begins(".trashed-") {
        return Some(Kind::RecycleBin);
    }
    if begins(".thumbdata") {
        return Some(Kind::Thumbnails);
    }
    // Grids that were saved from the page.
    let saved = ["fake_images_", "real_and_fake_images_"].into_iter().find_map(|start| name.strip_prefix(start));
    saved.is_some_and(is_grid).then_some(Kind::Run)
}

/// Whether a photo program keeps copies and caches under this name in a folder of that name: `above` is the program's
/// own, but it may hold photos too.
pub fn is_cache_within(above: &str, name: &str) -> bool {
    let is = |one: &str| name.eq_ignore_ascii_case(one);
    let above = above.to_ascii_lowercase();
    // Apple's Photos, iPhoto and Aperture.
    if [".photoslibrary", ".photolibrary", ".migratedphotolibrary", ".aplibrary"].iter().any(|end| above.ends_with(end))
    {
        return !(is("originals") || is("masters"));
    }
    (above == "captureone" || above.ends_with(".cocatalog") || above.ends_with(".cosessiondb")) && is("cache")
}

/// Whether a name is this followed by a number.
fn follows(name: &str, start: &str) -> bool {
    let number = name.strip_prefix(start).unwrap_or_default();
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}
