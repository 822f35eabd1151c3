//! A file on the disk as a [`Storage`].

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use facegan_data::storage::{Storage, StorageError};

/// A file that only this value reads and writes.
#[derive(Debug)]
pub struct FileStorage {
    file: File,
    length: u64,
}

impl FileStorage {
    /// An empty file without a name on the same disk as `folder`, which the system removes when the command ends.
    ///
    /// # Errors
    /// When it cannot be made there.
    pub fn unnamed_in(folder: &Path) -> io::Result<Self> {
        Ok(Self { file: tempfile::tempfile_in(folder)?, length: 0 })
    }

    fn at_byte(&self, at: u64) -> io::Result<&File> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(at))?;
        Ok(file)
    }
}

impl Storage for FileStorage {
    fn length(&self) -> u64 {
        self.length
    }

    fn write_at(&mut self, at: u64, bytes: &[u8]) -> Result<(), StorageError> {
        self.at_byte(at)?.write_all(bytes)?;
        self.length = self.length.max(at + bytes.len() as u64);
        Ok(())
    }

    fn read_at(&self, at: u64, bytes: &mut [u8]) -> Result<(), StorageError> {
        Ok(self.at_byte(at)?.read_exact(bytes)?)
    }

    fn truncate(&mut self, length: u64) -> Result<(), StorageError> {
        self.file.set_len(length)?;
        self.length = length;
        Ok(())
    }

    fn flush(&mut self) -> Result<(), StorageError> {
        Ok(self.file.sync_data()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use facegan_data::records::Records;

    #[test]
    fn records_are_read_as_they_were_written_in_any_order() {
        let storage = FileStorage::unnamed_in(&std::env::temp_dir()).unwrap();
        let mut records = Records::new(Box::new(storage), 7);
        for index in 0..5_u8 {
            records.write(index.into(), &[index; 7]).unwrap();
        }
        records.write(1, &[9; 7]).unwrap();
        let mut record = [0; 7];
        for (index, byte) in [(4, 4), (0, 0), (1, 9), (3, 3)] {
            records.read(index, &mut record).unwrap();
            assert_eq!(record, [byte; 7]);
        }
        assert_eq!(records.read(5, &mut record), Err(StorageError::Missing.of_photo(5)));
    }

    #[test]
    fn a_file_is_cut_and_grows_again() {
        let mut storage = FileStorage::unnamed_in(&std::env::temp_dir()).unwrap();
        storage.rewrite(&[b"abc", b"def"]).unwrap();
        storage.truncate(2).unwrap();
        storage.append(b"-").unwrap();
        assert_eq!((storage.read(0, 3).unwrap().as_slice(), storage.length()), (b"ab-".as_slice(), 3));
        assert_eq!(storage.read(1, 3), Err(StorageError::Missing));
    }
}
