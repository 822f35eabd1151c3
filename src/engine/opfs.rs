//! Records and tapes in the browser's private file system.

use wasm_bindgen::prelude::*;
use web_sys::{FileSystemReadWriteOptions, FileSystemSyncAccessHandle};

use super::folder::{Folder, Unavailable, is_quota};
use crate::exception::describe;
use facegan_data::records::{Records, StorageError};
use facegan_store::run_store::{AppendError, AppendFile};

/// A file of records that this worker alone has open until this value ends.
pub struct OpfsRecords {
    file: FileSystemSyncAccessHandle,
}

impl OpfsRecords {
    /// Opens the file of this name; a new, empty one where there is none.
    ///
    /// # Errors
    /// When another worker has it open, or the browser refuses.
    pub async fn open(folder: &Folder, name: &str) -> Result<Self, Unavailable> {
        Ok(Self { file: folder.access(name).await? })
    }
}

impl Drop for OpfsRecords {
    fn drop(&mut self) {
        self.file.close();
    }
}

fn at(byte: f64) -> FileSystemReadWriteOptions {
    let options = FileSystemReadWriteOptions::new();
    options.set_at(byte);
    options
}

fn at_record(index: usize, record: &[u8]) -> FileSystemReadWriteOptions {
    at(index as f64 * record.len() as f64)
}

fn refused(error: &JsValue) -> StorageError {
    StorageError::Refused(describe(error))
}

impl Records for OpfsRecords {
    fn write(&mut self, index: usize, record: &[u8]) -> Result<(), StorageError> {
        let written = self.file.write_with_u8_array_and_options(record, &at_record(index, record));
        match written {
            Ok(bytes) if bytes == record.len() as f64 => Ok(()),
            Ok(_) => Err(StorageError::Full(index)),
            Err(error) if is_quota(&error) => Err(StorageError::Full(index)),
            Err(error) => Err(refused(&error)),
        }
    }

    fn read(&self, index: usize, record: &mut [u8]) -> Result<(), StorageError> {
        let options = at_record(index, record);
        let length = record.len() as f64;
        let read = self.file.read_with_u8_array_and_options(record, &options).map_err(|error| refused(&error))?;
        if read == length { Ok(()) } else { Err(StorageError::Missing(index)) }
    }
}

/// A file that this worker alone has open until this value ends.
pub struct OpfsAppendFile {
    file: FileSystemSyncAccessHandle,
    length: u64,
}

impl OpfsAppendFile {
    /// Opens the file of this name; a new, empty one where there is none.
    ///
    /// # Errors
    /// When another worker has it open, or the browser refuses.
    pub async fn open(folder: &Folder, name: &str) -> Result<Self, Unavailable> {
        let file = folder.access(name).await?;
        let length = file.get_size()? as u64;
        Ok(Self { file, length })
    }
}

impl Drop for OpfsAppendFile {
    fn drop(&mut self) {
        self.file.close();
    }
}

impl AppendFile for OpfsAppendFile {
    fn length(&self) -> u64 {
        self.length
    }

    fn append(&mut self, bytes: &[u8]) -> Result<(), AppendError> {
        match self.file.write_with_u8_array_and_options(bytes, &at(self.length as f64)) {
            Ok(written) if written == bytes.len() as f64 => {
                self.length += bytes.len() as u64;
                Ok(())
            }
            Ok(_) => Err(AppendError::Full),
            Err(error) if is_quota(&error) => Err(AppendError::Full),
            Err(error) => Err(unkept(&error)),
        }
    }

    fn truncate(&mut self, length: u64) -> Result<(), AppendError> {
        self.file.truncate_with_f64(length as f64).map_err(|error| unkept(&error))?;
        self.length = length;
        Ok(())
    }

    fn flush(&mut self) -> Result<(), AppendError> {
        self.file.flush().map_err(|error| unkept(&error))
    }

    fn read(&self, byte: u64, length: usize) -> Result<Vec<u8>, AppendError> {
        let mut bytes = vec![0; length];
        let read = self.file.read_with_u8_array_and_options(&mut bytes, &at(byte as f64));
        let read = read.map_err(|error| unkept(&error))?;
        if read == length as f64 { Ok(bytes) } else { Err(AppendError::Missing) }
    }
}

fn unkept(error: &JsValue) -> AppendError {
    AppendError::Refused(describe(error))
}
