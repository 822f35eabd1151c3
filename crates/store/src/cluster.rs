//! A run as a folder that PyTorch continues on any number of processes, with DistributedDataParallel under torchrun.

use safetensors::tensor::SafeTensorError;
use zip::CompressionMethod;

use super::checkpoint::{self, IDENTITY_BYTES, identities};
use super::readme::settings;
use super::tensor_file::{Metadata, Stored, write};
use super::whole_run::{PackError, Package, WholeRun};
use facegan_core::images::{CHANNELS, Images};

/// A file of the folder.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusterFile {
    /// Its name in the folder.
    pub name: &'static str,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl ClusterFile {
    /// Text becomes smaller; weights hardly do.
    fn compression(&self) -> CompressionMethod {
        if self.name.ends_with(".safetensors") { CompressionMethod::Stored } else { CompressionMethod::Deflated }
    }
}

/// Every file of the folder. The checkpoint has the sample grids that the snapshot has.
///
/// # Errors
/// When the checkpoint or the settings cannot be written.
pub fn files(run: &WholeRun) -> Result<Vec<ClusterFile>, PackError> {
    let texts = [
        ("README.md", include_str!("../../../cluster/README.md")),
        ("train_ddp.py", include_str!("../../../cluster/train_ddp.py")),
        ("photos.py", include_str!("../../../cluster/photos.py")),
        ("skipped.py", include_str!("../../../cluster/skipped.py")),
        ("measurements.py", include_str!("../../../cluster/measurements.py")),
        ("quality.py", include_str!("../../../cluster/quality.py")),
        ("swd.py", include_str!("../../../cluster/swd.py")),
        ("chacha.py", include_str!("../../../cluster/chacha.py")),
        ("requirements.txt", include_str!("../../../cluster/requirements.txt")),
    ];
    let made = [
        ("settings.json", settings(run)?.into_bytes()),
        ("checkpoint.safetensors", checkpoint::to_bytes(&run.snapshot)?),
    ];
    let texts = texts.map(|(name, text)| (name, text.as_bytes().to_vec()));
    Ok(texts.into_iter().chain(made).map(|(name, bytes)| ClusterFile { name, bytes }).collect())
}

/// The folder as one .zip.
///
/// # Errors
/// As [`files`], and when the archive cannot be written.
pub fn zip(run: &WholeRun) -> Result<Vec<u8>, PackError> {
    let mut package = Package::default();
    for file in files(run)? {
        package.put(file.name, file.compression(), &file.bytes)?;
    }
    package.finish()
}

/// The file of photos that the script takes instead of a folder: as the run had them, so that it recognises them.
///
/// # Errors
/// When there are not as many identities as images.
pub fn photos(images: &Images, known: &[u128]) -> Result<Vec<u8>, SafeTensorError> {
    let Images { size, rgb } = images;
    let tensors = [
        Stored::u8("images".into(), vec![known.len(), *size, *size, CHANNELS], rgb.clone()),
        Stored::u8("identities".into(), vec![known.len(), IDENTITY_BYTES], identities(known)),
    ];
    write(&tensors, Metadata::new())
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use zip::ZipArchive;

    use super::super::whole_run::tests::run;
    use super::*;
    use crate::tensor_file::TensorFile;
    use facegan_core::skipped::run_folder;

    #[test]
    fn the_archive_has_every_file_and_the_readme_names_them() {
        let run = run();
        let mut archive = ZipArchive::new(Cursor::new(zip(&run).unwrap())).unwrap();
        let files = files(&run).unwrap();
        assert_eq!(archive.len(), files.len());
        let readme = str::from_utf8(&files[0].bytes).unwrap();
        for file in &files {
            let mut bytes = Vec::new();
            archive.by_name(file.name).unwrap().read_to_end(&mut bytes).unwrap();
            assert!(bytes == file.bytes, "{}", file.name);
            assert_eq!(run_folder(file.name), Some(""), "{} is not known for a run's", file.name);
            assert!(file.name == "README.md" || readme.contains(&format!("| `{}` |", file.name)), "{}", file.name);
        }
    }

    #[test]
    fn the_checkpoint_is_the_run_with_its_grids() {
        let run = run();
        let files = files(&run).unwrap();
        let file = files.iter().find(|file| file.name == "checkpoint.safetensors").unwrap();
        let keys = TensorFile::read(&file.bytes).unwrap().keys().join(" ");
        assert!(keys.contains("grid.500") && keys.contains("netD.main.0.weight"), "{keys}");
    }

    #[test]
    fn photos_are_records_beside_their_identities() {
        let images = Images { size: 2, rgb: (0..24).collect() };
        let bytes = photos(&images, &[7, 1 << 120]).unwrap();
        let file = TensorFile::read(&bytes).unwrap();
        assert_eq!(file.u8_rows("images", &[2, 2, 3]).unwrap(), images.rgb);
        let known = file.u8_rows("identities", &[16]).unwrap();
        assert_eq!((known[0], known[31], known.len()), (7, 1, 32));
        photos(&images, &[7]).unwrap_err();
    }
}
