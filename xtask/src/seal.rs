//! `cargo xtask seal`: makes the page that Trunk built ready to be published. What Trunk leaves without a hash of its
//! content in its name gets one, inline scripts become files, the page is put under its content security policy, the notices
//! of third parties are added, and the service worker gets the list of all files.

mod inline;
mod notices;
mod policy;

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

pub use policy::POLICY;

/// Files by their path below the page's folder, with slashes on every system.
type Files = BTreeMap<String, Vec<u8>>;

const PAGE: &str = "index.html";
const SERVICE_WORKER: &str = "sw.js";
/// Loads the engine in its worker.
const LOADER: &str = "engine-loader.js";
/// Loads a photo worker.
const PHOTOS_LOADER: &str = "photos-loader.js";
/// What is named by its content, and the files that mention it: those whose own names are made later.
const NAMED: [(&str, &[&str]); 6] = [
    ("photos_bg.wasm", &[PHOTOS_LOADER]),
    ("photos.js", &[PHOTOS_LOADER]),
    (PHOTOS_LOADER, &[LOADER, PAGE]),
    ("engine_bg.wasm", &[LOADER]),
    ("engine.js", &[LOADER]),
    (LOADER, &[PAGE]),
];
/// How the page of `trunk serve` hears that it was built again.
const RELOADER: &[u8] = b".well-known/trunk/ws";

/// Seals what Trunk has built, which calls this as a hook and says in the environment where it is. The page of
/// `trunk serve` stays as it is, beside the notices: a service worker would show it as it was before the last change.
///
/// # Errors
/// When a file is missing or cannot be read or written.
pub fn seal() -> Result<()> {
    let folder =
        env::var_os("TRUNK_STAGING_DIR").context("Trunk calls this when it has built the page: `trunk build`")?;
    let folder = Path::new(&folder);
    let built = read(folder)?;
    let notices = notices::notices()?;
    if built.get(PAGE).is_some_and(|page| contains(page, RELOADER)) {
        return fs::write(folder.join(notices::NAME), notices).context("could not write the notices");
    }
    let sealed = sealed(built.clone(), notices)?;
    for name in built.keys().filter(|name| !sealed.contains_key(*name)) {
        fs::remove_file(folder.join(name)).with_context(|| format!("could not remove {name}"))?;
    }
    for (name, bytes) in sealed.iter().filter(|(name, bytes)| built.get(*name) != Some(*bytes)) {
        fs::write(folder.join(name), bytes).with_context(|| format!("could not write {name}"))?;
    }
    Ok(())
}

/// The files as they are published, with these notices of third parties.
fn sealed(mut files: Files, notices: String) -> Result<Files> {
    files.insert(notices::NAME.to_owned(), notices.into_bytes());
    for (name, mentioned_in) in NAMED {
        let bytes = files.remove(name).with_context(|| format!("the built page has no {name}"))?;
        let new = with_hash(name, xxh3_64(&bytes));
        for file in mentioned_in {
            replace(&mut files, file, &format!("\"./{name}\""), &format!("\"./{new}\""))?;
        }
        files.insert(new, bytes);
    }
    move_scripts_out(&mut files)?;
    // First of all: it governs what comes after it.
    replace(&mut files, PAGE, "<head>", &format!("<head>\n    {}", policy::element()))?;
    let link = format!("<meta name=\"service-worker\" content=\"./{SERVICE_WORKER}\"></head>");
    replace(&mut files, PAGE, "</head>", &link)?;
    let version = format!("const VERSION = \"{:016x}\";", version(&files));
    let list: Vec<_> = files.keys().filter(|name| *name != SERVICE_WORKER).map(|name| address(name)).collect();
    let list = format!("const FILES = {};", serde_json::to_string(&list)?);
    replace(&mut files, SERVICE_WORKER, "const VERSION = \"\";", &version)?;
    replace(&mut files, SERVICE_WORKER, "const FILES = [];", &list)?;
    replace(&mut files, SERVICE_WORKER, "const POLICY = \"\";", &format!("const POLICY = \"{POLICY}\";"))?;
    Ok(files)
}

/// Makes files of the page's inline scripts, with which Trunk starts it.
fn move_scripts_out(files: &mut Files) -> Result<()> {
    let page = files.remove(PAGE).with_context(|| format!("the built page has no {PAGE}"))?;
    let page = String::from_utf8(page).with_context(|| format!("{PAGE} is not text"))?;
    let name = |script: &str| with_hash("script.js", xxh3_64(script.as_bytes()));
    let (page, scripts) = inline::moved_out(&page, name).with_context(|| format!("{PAGE} cannot be understood"))?;
    files.insert(PAGE.to_owned(), page.into_bytes());
    files.extend(scripts.into_iter().map(|script| (name(&script), script.into_bytes())));
    Ok(())
}

/// `engine_bg.wasm` with its hash before its ending: `engine-0123456789abcdef_bg.wasm`.
fn with_hash(name: &str, hash: u64) -> String {
    let (stem, ending) = name.split_at(name.find(['_', '.']).unwrap_or(name.len()));
    format!("{stem}-{hash:016x}{ending}")
}

/// Where the page finds a file, seen from its own folder; it is itself found at that folder.
fn address(name: &str) -> String {
    if name == PAGE { "./".to_owned() } else { format!("./{name}") }
}

/// Changes with every name and every byte.
fn version(files: &Files) -> u64 {
    let mut hash = Xxh3::new();
    for (name, bytes) in files {
        hash.update(name.as_bytes());
        hash.update(&xxh3_64(bytes).to_le_bytes());
    }
    hash.digest()
}

/// Replaces a text that a file has exactly once.
fn replace(files: &mut Files, name: &str, old: &str, new: &str) -> Result<()> {
    let bytes = files.get_mut(name).with_context(|| format!("the built page has no {name}"))?;
    let text = String::from_utf8(std::mem::take(bytes)).with_context(|| format!("{name} is not text"))?;
    let count = text.matches(old).count();
    ensure!(count == 1, "{name} has {count} times {old}, not once");
    *bytes = text.replace(old, new).into_bytes();
    Ok(())
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Every file below `folder`, by its path from there.
///
/// # Errors
/// When one cannot be read.
pub fn read(folder: &Path) -> Result<Files> {
    let mut files = Files::new();
    let mut open = vec![PathBuf::new()];
    while let Some(below) = open.pop() {
        let path = folder.join(&below);
        for entry in fs::read_dir(&path).with_context(|| format!("could not list {}", path.display()))? {
            let entry = entry?;
            let below = below.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                open.push(below);
                continue;
            }
            let names: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
            let bytes = fs::read(entry.path()).with_context(|| format!("could not read {}", entry.path().display()))?;
            files.insert(names.join("/"), bytes);
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::root;

    /// How Trunk starts the page.
    const START: &str = "<script type=\"module\">\nimport init from './page.js';\nawait init();\n\n</script>";

    const NOTICES: &str = "A licence.";

    /// A built page with the repository's own scripts.
    fn built() -> Files {
        let ours = |path: &str| fs::read(root().join(path)).unwrap();
        let page = String::from_utf8(ours(PAGE)).unwrap().replace("</head>", &format!("{START}</head>"));
        Files::from([
            (PAGE.into(), page.into_bytes()),
            (SERVICE_WORKER.into(), ours("www/sw.js")),
            (LOADER.into(), ours("www/engine-loader.js")),
            (PHOTOS_LOADER.into(), ours("www/photos-loader.js")),
            ("photos.js".into(), b"glue of the photo workers".into()),
            ("photos_bg.wasm".into(), b"wasm of the photo workers".into()),
            ("engine.js".into(), b"glue".into()),
            ("engine_bg.wasm".into(), b"wasm".into()),
            ("icons/icon-192.png".into(), b"png".into()),
        ])
    }

    fn text<'a>(files: &'a Files, name: &str) -> &'a str {
        std::str::from_utf8(&files[name]).unwrap()
    }

    fn named<'a>(files: &'a Files, start: &str, end: &str) -> &'a str {
        files.keys().find(|name| name.starts_with(start) && name.ends_with(end)).unwrap()
    }

    /// The engine's generated script, whose name begins like its loader's.
    fn glue(files: &Files) -> &str {
        let is_glue = |name: &&String| name.starts_with("engine-") && !name.starts_with("engine-loader-");
        files.keys().filter(is_glue).find(|name| name.ends_with(".js")).unwrap()
    }

    #[test]
    fn what_is_renamed_is_mentioned_by_its_new_name() {
        let files = sealed(built(), NOTICES.into()).unwrap();
        let (wasm, glue) = (named(&files, "engine-", "_bg.wasm"), glue(&files));
        let loader = named(&files, "engine-loader-", ".js");
        for name in [wasm, glue] {
            assert!(text(&files, loader).contains(&format!("\"./{name}\"")));
        }
        assert!(text(&files, PAGE).contains(&format!("content=\"./{loader}\"")));
        let photos = named(&files, "photos-loader-", ".js");
        assert!(text(&files, photos).contains(&format!("\"./{}\"", named(&files, "photos-", "_bg.wasm"))));
        for file in [loader, PAGE] {
            assert!(text(&files, file).contains(&format!("\"./{photos}\"")));
        }
        assert!(NAMED.iter().all(|(name, _)| !files.contains_key(*name)));
    }

    #[test]
    fn the_service_worker_lists_every_other_file() {
        let files = sealed(built(), NOTICES.into()).unwrap();
        let script = text(&files, SERVICE_WORKER);
        for name in files.keys() {
            let listed = script.contains(&format!("\"{}\"", address(name)));
            assert_eq!(listed, name != SERVICE_WORKER, "{name}");
        }
        assert_eq!(text(&files, notices::NAME), NOTICES);
        assert!(text(&files, PAGE).contains("<meta name=\"service-worker\" content=\"./sw.js\">"));
    }

    #[test]
    fn the_page_is_under_its_policy_before_anything_else_and_has_no_script_inside() {
        let files = sealed(built(), NOTICES.into()).unwrap();
        let page = text(&files, PAGE);
        let (_, head) = page.split_once("<head>").unwrap();
        assert!(head.trim_start().starts_with(&policy::element()));
        let script = named(&files, "script-", ".js");
        assert_eq!(text(&files, script), "import init from './page.js';\nawait init();");
        assert!(head.contains(&format!("<script type=\"module\" src=\"./{script}\"></script>")));
        assert_eq!(page.matches("<script").count(), 1);
        // Whatever host it lies on, the engine gets the policy from here too.
        assert!(text(&files, SERVICE_WORKER).contains(&format!("const POLICY = \"{POLICY}\";")));
    }

    #[test]
    fn names_and_version_change_with_what_is_in_the_files() {
        let before = sealed(built(), NOTICES.into()).unwrap();
        assert_eq!(before, sealed(built(), NOTICES.into()).unwrap());
        let mut other = built();
        other.insert("engine_bg.wasm".into(), b"another".into());
        let after = sealed(other, NOTICES.into()).unwrap();
        assert_ne!(named(&before, "engine-", "_bg.wasm"), named(&after, "engine-", "_bg.wasm"));
        assert_eq!(glue(&before), glue(&after));
        // Its mention changed.
        assert_ne!(named(&before, "engine-loader-", ".js"), named(&after, "engine-loader-", ".js"));
        let mut other = built();
        other.insert("icons/icon-192.png".into(), b"redrawn".into());
        assert_ne!(before[SERVICE_WORKER], sealed(other, NOTICES.into()).unwrap()[SERVICE_WORKER]);
    }

    #[test]
    fn a_page_that_lacks_something_is_not_sealed() {
        let mut files = built();
        files.remove("engine.js");
        assert_eq!(sealed(files, NOTICES.into()).unwrap_err().to_string(), "the built page has no engine.js");
        let mut files = built();
        files.insert(LOADER.into(), b"nothing".into());
        assert!(sealed(files, NOTICES.into()).unwrap_err().to_string().contains("0 times"));
    }
}
