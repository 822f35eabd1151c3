//! Photos in a file, so that their number is not bounded by memory.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use facegan_data::records::{Records, StorageError};

/// Records one behind the other in a file without a name, which the system removes when the command ends.
#[derive(Debug)]
pub struct FileRecords(File);

impl FileRecords {
    /// An empty file on the same disk as `folder`.
    ///
    /// # Errors
    /// When it cannot be made there.
    pub fn within(folder: &Path) -> io::Result<Self> {
        tempfile::tempfile_in(folder).map(Self)
    }

    fn at(&self, index: usize, record: usize) -> io::Result<&File> {
        let mut file = &self.0;
        file.seek(SeekFrom::Start(index as u64 * record as u64))?;
        Ok(file)
    }
}

impl Records for FileRecords {
    fn write(&mut self, index: usize, record: &[u8]) -> Result<(), StorageError> {
        let written = self.at(index, record.len()).and_then(|mut file| file.write_all(record));
        written.map_err(|error| match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StorageError::Full(index),
            _ => StorageError::Refused(error.to_string()),
        })
    }

    fn read(&self, index: usize, record: &mut [u8]) -> Result<(), StorageError> {
        let read = self.at(index, record.len()).and_then(|mut file| file.read_exact(record));
        read.map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => StorageError::Missing(index),
            _ => StorageError::Refused(error.to_string()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_read_as_they_were_written_in_any_order() {
        let mut records = FileRecords::within(&std::env::temp_dir()).unwrap();
        for index in 0..5_u8 {
            records.write(index.into(), &[index; 7]).unwrap();
        }
        records.write(1, &[9; 7]).unwrap();
        let mut record = [0; 7];
        for (index, byte) in [(4, 4), (0, 0), (1, 9), (3, 3)] {
            records.read(index, &mut record).unwrap();
            assert_eq!(record, [byte; 7]);
        }
        assert_eq!(records.read(5, &mut record), Err(StorageError::Missing(5)));
    }
}
