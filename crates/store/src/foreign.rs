//! Recognises files that are not .safetensors by their bytes, and says what to do about them.

use std::io::Cursor;

use image::guess_format;
use serde::de::IgnoredAny;
use zip::ZipArchive;

/// What people choose by mistake; each reads behind “it is”.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Foreign {
    #[error("one of PyTorch's own .pth or .pt files, which can run programs when they are opened")]
    Pickle,
    #[error("one of PyTorch's own .pt files, a program in TorchScript")]
    TorchScript,
    #[error("an .npz archive of NumPy's")]
    Npz,
    #[error("a single array of NumPy's, as .npy")]
    Npy,
    #[error("an ONNX model")]
    Onnx,
    #[error("an HDF5 file, as Keras writes them")]
    Hdf5,
    #[error("a GGUF model")]
    Gguf,
    /// The .safetensors files in it, some of them.
    #[error("a .zip archive")]
    Zip(Vec<String>),
    #[error("a .zip archive, and damaged or cut short")]
    BrokenZip,
    /// By the usual ending of its name.
    #[error("a .{0} archive")]
    Packed(&'static str),
    /// By its MIME type.
    #[error("a picture or video ({0})")]
    Picture(&'static str),
    #[error("a PDF document")]
    Pdf,
    #[error("a web page")]
    WebPage,
    #[error("a pointer of Git LFS to a file that was not fetched")]
    Pointer,
    #[error("JSON")]
    Json,
    #[error("text")]
    Text,
    #[error("nothing but zeros")]
    Zeros,
}

/// The first bytes of some formats, and where they stand.
static SIGNATURES: [(usize, &[u8], Foreign); 13] = [
    (0, b"\x93NUMPY", Foreign::Npy),
    (0, b"\x89HDF\r\n\x1a\n", Foreign::Hdf5),
    (0, b"GGUF", Foreign::Gguf),
    (0, b"%PDF-", Foreign::Pdf),
    (0, b"\x1f\x8b", Foreign::Packed("gz")),
    (0, b"BZh", Foreign::Packed("bz2")),
    (0, b"\xfd7zXZ\0", Foreign::Packed("xz")),
    (0, b"\x28\xb5\x2f\xfd", Foreign::Packed("zst")),
    (0, b"7z\xbc\xaf\x27\x1c", Foreign::Packed("7z")),
    (0, b"Rar!\x1a\x07", Foreign::Packed("rar")),
    (257, b"ustar", Foreign::Packed("tar")),
    // But for AVIF, which is known before.
    (4, b"ftyp", Foreign::Picture("video/mp4 or image/heic")),
    (0, b"\x1a\x45\xdf\xa3", Foreign::Picture("video/webm")),
];

/// Files that are named where an archive holds several that could have been chosen.
const NAMED: usize = 5;

impl Foreign {
    /// What these bytes are, where that can be recognised.
    pub fn told(bytes: &[u8]) -> Option<Self> {
        // The length before a table of contents is not text: it is less than 2^32, so that half of its bytes are zeros.
        if let Some(text) = as_text(bytes) {
            return Some(Self::of_text(text));
        }
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            return Some(Self::of_zip(bytes));
        }
        if is_pickle(bytes) {
            return Some(Self::Pickle);
        }
        if let Ok(format) = guess_format(bytes) {
            return Some(Self::Picture(format.to_mime_type()));
        }
        let stands = |(at, signature, _): &&(usize, &[u8], Self)| {
            bytes.get(*at..).is_some_and(|rest| rest.starts_with(signature))
        };
        if let Some((_, _, foreign)) = SIGNATURES.iter().find(stands) {
            return Some(foreign.clone());
        }
        if is_onnx(bytes) {
            return Some(Self::Onnx);
        }
        (!bytes.is_empty() && bytes.iter().all(|&byte| byte == 0)).then_some(Self::Zeros)
    }

    fn of_text(text: &str) -> Self {
        let start = text.trim_start_matches('\u{feff}').trim_start();
        let tag = start.get(..14).unwrap_or(start).to_lowercase();
        if start.starts_with("version https://git-lfs") {
            Self::Pointer
        } else if ["<!doctype html", "<html", "<head", "<body"].iter().any(|begin| tag.starts_with(begin)) {
            Self::WebPage
        } else if start.starts_with(['{', '[']) && serde_json::from_str::<IgnoredAny>(start).is_ok() {
            Self::Json
        } else {
            Self::Text
        }
    }

    fn of_zip(bytes: &[u8]) -> Self {
        let archive = ZipArchive::new(Cursor::new(bytes)).ok();
        let names: Vec<String> = match &archive {
            Some(archive) => archive.file_names().filter_map(Result::ok).map(Into::into).collect(),
            // PyTorch and NumPy are recognised by their first entry, too.
            None => first_entry(bytes).into_iter().collect(),
        };
        let has = |file: &str| names.iter().any(|name| name.rsplit('/').next() == Some(file));
        if has("data.pkl") {
            return if has("constants.pkl") { Self::TorchScript } else { Self::Pickle };
        }
        if !names.is_empty() && names.iter().all(|name| name.ends_with(".npy")) {
            return Self::Npz;
        }
        if archive.is_none() {
            return Self::BrokenZip;
        }
        Self::Zip(names.into_iter().filter(|name| name.ends_with(".safetensors")).take(NAMED).collect())
    }

    /// What a person can do about it.
    pub fn advice(&self) -> String {
        const OURS: &str = "Choose a checkpoint of facegan, or netG or netD as .safetensors.";
        const AGAIN: &str = "The download or copy may have been interrupted: fetch it again.";
        match self {
            Self::Pickle => {
                let take = "Where the file holds more than netG's state dict, take that out of `state` first.";
                format!("{} {take}", convert(include_str!("../../../docs/snippets/from_pth.py")))
            }
            Self::TorchScript => convert(include_str!("../../../docs/snippets/from_script.py")),
            Self::Npz => convert(include_str!("../../../docs/snippets/from_npz.py")),
            Self::Zip(files) if !files.is_empty() => {
                format!("Unpack it and choose what is in it: {}.", files.join(", "))
            }
            Self::Zip(_) | Self::Packed(_) => format!("Unpack it first. {OURS}"),
            Self::BrokenZip | Self::Zeros => AGAIN.into(),
            Self::Onnx => {
                "Choose the weights that it was made from: netG as .safetensors, or the checkpoint of the run.".into()
            }
            Self::WebPage => "Its address shows a page about the file: use the page's download button.".into(),
            Self::Pointer => "Fetch the file itself: `git lfs pull` in its repository, or download it there.".into(),
            Self::Npy | Self::Hdf5 | Self::Gguf | Self::Picture(_) | Self::Pdf | Self::Json | Self::Text => OURS.into(),
        }
    }
}

/// Lines of Python in words.
fn convert(python: &str) -> String {
    let lines: Vec<_> = python.lines().filter(|line| !line.is_empty()).map(|line| format!("`{line}`")).collect();
    format!("Convert it in Python: {}.", lines.join(", "))
}

/// All of a file that is text, or the beginning of a long one.
fn as_text(bytes: &[u8]) -> Option<&str> {
    const MOST: usize = 1 << 20;
    let start = &bytes[..bytes.len().min(MOST)];
    let text = match str::from_utf8(start) {
        Ok(text) => text,
        // A character that is cut at the end, and no other fault.
        Err(error) if start.len() < bytes.len() && error.error_len().is_none() => {
            str::from_utf8(&start[..error.valid_up_to()]).ok()?
        }
        Err(_) => return None,
    };
    let odd = |character: char| character.is_control() && !matches!(character, '\t' | '\n' | '\r' | '\u{c}');
    (!text.is_empty() && !text.contains(odd)).then_some(text)
}

/// A pickle of protocol 2 and later says so first; `torch.save` begins with one of protocol 2 where it writes no .zip.
fn is_pickle(bytes: &[u8]) -> bool {
    matches!(bytes, [0x80, 2..=5, ..])
}

/// Messages of protobuf have their fields in order: first ONNX's small `ir_version`, then another field of a model.
fn is_onnx(bytes: &[u8]) -> bool {
    const MOST_VERSION: u8 = 64;
    // Names of producer and domain, versions, documentation, graph, operators, metadata.
    matches!(bytes, [0x08, 1..=MOST_VERSION, 0x12 | 0x1a | 0x22 | 0x28 | 0x32 | 0x3a | 0x42 | 0x72, ..])
}

/// The name that stands before a .zip archive's first entry.
fn first_entry(bytes: &[u8]) -> Option<String> {
    const HEADER: usize = 30;
    let length = u16::from_le_bytes(*bytes.get(26..)?.first_chunk()?);
    let name = bytes.get(HEADER..HEADER + usize::from(length))?;
    str::from_utf8(name).ok().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn zip(names: &[&str]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for name in names {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(b"something").unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn archives_are_recognised_by_their_entries() {
        let torch = zip(&["netG/data.pkl", "netG/data/0", "netG/version"]);
        let script = zip(&["netG/data.pkl", "netG/code/__torch__.py", "netG/constants.pkl"]);
        let run = zip(&["README.md", "run/netG.safetensors", "run/checkpoint.safetensors"]);
        for (bytes, expected) in [
            (&torch[..], Foreign::Pickle),
            (&torch[..60], Foreign::Pickle),
            (&script, Foreign::TorchScript),
            (&zip(&["main.0.weight.npy", "main.1.bias.npy"]), Foreign::Npz),
            (&run, Foreign::Zip(vec!["run/netG.safetensors".into(), "run/checkpoint.safetensors".into()])),
            (&run[..60], Foreign::BrokenZip),
            (&zip(&["face.jpg"]), Foreign::Zip(vec![])),
            (&zip(&[]), Foreign::Zip(vec![])),
        ] {
            assert_eq!(Foreign::told(bytes), Some(expected));
        }
    }

    #[test]
    fn kinds_of_text_are_recognised() {
        let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 587112\n";
        for (text, expected) in [
            (pointer, Foreign::Pointer),
            ("\u{feff}\n<!DOCTYPE html>\n<title>404</title>", Foreign::WebPage),
            ("<HTML lang=en>", Foreign::WebPage),
            ("{\"weight_map\": {}}", Foreign::Json),
            ("{not quite", Foreign::Text),
            ("iteration,epoch\n0,0\n", Foreign::Text),
            ("Gesichter – überall", Foreign::Text),
        ] {
            assert_eq!(Foreign::told(text.as_bytes()), Some(expected), "{text}");
        }
        // A long one that is cut within a character is text, too.
        assert_eq!(Foreign::told("ü".repeat(1 << 20).as_bytes()), Some(Foreign::Text));
    }

    #[test]
    fn unknown_files_get_no_kind() {
        assert_eq!(Foreign::told(&[]), None);
        assert_eq!(Foreign::told(&[0x58, 0x1f, 0, 0, 0, 0, 0]), None);
        assert_eq!(Foreign::told(b"\xf1\xf2\xf3\xf4"), None);
    }
}
