//! What a built page weighs.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

/// Prints the size of every file under `folder`, as it is and gzipped as web servers send it.
///
/// # Errors
/// When a file cannot be read.
pub fn print(folder: &Path) -> Result<()> {
    let mut files = Vec::new();
    measure(folder, folder, &mut files).with_context(|| format!("could not measure {}", folder.display()))?;
    files.sort_by_key(|file| std::cmp::Reverse(file.bytes));
    println!("{:>12} {:>12}", "bytes", "gzipped");
    for Measured { name, bytes, gzipped } in &files {
        println!("{:>12} {:>12}  {name}", grouped(*bytes), grouped(*gzipped));
    }
    let (bytes, gzipped) = (files.iter().map(|file| file.bytes).sum(), files.iter().map(|file| file.gzipped).sum());
    println!("{:>12} {:>12}  together", grouped(bytes), grouped(gzipped));
    Ok(())
}

/// What the wasm binaries of a built page weigh, gzipped.
pub struct Wasm {
    pub page: u64,
    pub engine: u64,
    pub photos: u64,
}

/// Measures the wasm binaries of the built page in `folder`.
///
/// # Errors
/// When one of them is not there or cannot be read.
pub fn wasm(folder: &Path) -> Result<Wasm> {
    let mut files = Vec::new();
    measure(folder, folder, &mut files).with_context(|| format!("could not measure {}", folder.display()))?;
    let gzipped = |start: &str| {
        let found = files.iter().find(|file| file.name.starts_with(start) && file.name.ends_with("_bg.wasm"));
        let found = found.with_context(|| format!("{} holds no {start}*_bg.wasm", folder.display()))?;
        anyhow::Ok(found.gzipped)
    };
    // The page's name may have a hash in it.
    Ok(Wasm { page: gzipped("page")?, engine: gzipped("engine")?, photos: gzipped("photos")? })
}

struct Measured {
    name: String,
    bytes: u64,
    gzipped: u64,
}

fn measure(root: &Path, folder: &Path, files: &mut Vec<Measured>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            measure(root, &path, files)?;
            continue;
        }
        let mut encoder = GzEncoder::new(Counter(0), Compression::default());
        let bytes = io::copy(&mut File::open(&path)?, &mut encoder)?;
        let name = path.strip_prefix(root).unwrap_or(&path).display().to_string();
        files.push(Measured { name, bytes, gzipped: encoder.finish()?.0 });
    }
    Ok(())
}

/// Counts what is written to it.
struct Counter(u64);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A number with a comma between thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_measured_by_its_path_below_the_folder() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = Vec::new();
        measure(folder, folder, &mut files).unwrap();
        let this = files.iter().find(|file| Path::new(&file.name) == Path::new("src/sizes.rs")).unwrap();
        assert_eq!(this.bytes, fs::metadata(folder.join("src/sizes.rs")).unwrap().len());
        assert!((100..this.bytes).contains(&this.gzipped));
    }

    #[test]
    fn thousands_are_grouped() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (16_777_216, "16,777,216")] {
            assert_eq!(grouped(number), text);
        }
    }
}
