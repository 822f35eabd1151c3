//! A file in the browser's private file system (OPFS).

use wasm_bindgen::prelude::*;
use web_sys::{FileSystemReadWriteOptions, FileSystemSyncAccessHandle};

use super::folder::{Folder, Unavailable, is_quota};
use facegan_data::storage::{Storage, StorageError};

/// A file that is open exclusively until this value is dropped.
pub struct OpfsFile {
    file: FileSystemSyncAccessHandle,
    length: u64,
}

impl OpfsFile {
    /// Opens the file of this name; creates it, empty, where there is none.
    ///
    /// # Errors
    /// When another worker has it open, or the browser refuses.
    pub async fn open(folder: &Folder, name: &str) -> Result<Self, Unavailable> {
        let file = folder.access(name).await?;
        let length = file.get_size()? as u64;
        Ok(Self { file, length })
    }
}

impl Drop for OpfsFile {
    fn drop(&mut self) {
        self.file.close();
    }
}

impl Storage for OpfsFile {
    fn length(&self) -> u64 {
        self.length
    }

    fn write_at(&mut self, at: u64, bytes: &[u8]) -> Result<(), StorageError> {
        match self.file.write_with_u8_array_and_options(bytes, &options(at)) {
            Ok(written) if written == bytes.len() as f64 => {
                self.length = self.length.max(at + bytes.len() as u64);
                Ok(())
            }
            Ok(_) => Err(StorageError::Full),
            Err(error) if is_quota(&error) => Err(StorageError::Full),
            Err(error) => Err(refused(error)),
        }
    }

    fn read_at(&self, at: u64, bytes: &mut [u8]) -> Result<(), StorageError> {
        let length = bytes.len() as f64;
        let read = self.file.read_with_u8_array_and_options(bytes, &options(at)).map_err(refused)?;
        if read == length { Ok(()) } else { Err(StorageError::Missing) }
    }

    fn truncate(&mut self, length: u64) -> Result<(), StorageError> {
        self.file.truncate_with_f64(length as f64).map_err(refused)?;
        self.length = length;
        Ok(())
    }

    fn flush(&mut self) -> Result<(), StorageError> {
        self.file.flush().map_err(refused)
    }
}

fn options(at: u64) -> FileSystemReadWriteOptions {
    let options = FileSystemReadWriteOptions::new();
    options.set_at(at as f64);
    options
}

fn refused(error: JsValue) -> StorageError {
    StorageError::refused(Unavailable::from(error))
}
