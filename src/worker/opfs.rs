//! Records in the browser's private file system, read and written at random.

use std::fmt::{self, Display};

use js_sys::JsString;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetFileOptions, FileSystemReadWriteOptions,
    FileSystemSyncAccessHandle, WorkerNavigator,
};

use super::port::scope;
use crate::data::records::{Records, StorageError};
use crate::exception::describe;

/// What the name of every file of records starts with.
const PREFIX: &str = "facegan-records-";

/// A file of records that this worker alone has open; it is deleted by the next worker that finds it closed.
pub struct OpfsRecords {
    file: FileSystemSyncAccessHandle,
}

/// Why the private file system cannot be used: the browser's own words.
#[derive(Debug)]
pub struct Unavailable(String);

impl Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<JsValue> for Unavailable {
    fn from(error: JsValue) -> Self {
        Self(describe(&error))
    }
}

impl OpfsRecords {
    /// Opens a new, empty file.
    ///
    /// # Errors
    /// When the browser has no private file system or refuses it, as some do in private windows.
    pub async fn open() -> Result<Self, Unavailable> {
        let navigator: WorkerNavigator = scope().navigator();
        let root: FileSystemDirectoryHandle =
            JsFuture::from(navigator.storage().get_directory()).await?.unchecked_into();
        remove_abandoned(&root).await?;
        let name = format!("{PREFIX}{:x}", js_sys::Math::random().to_bits());
        let options = FileSystemGetFileOptions::new();
        options.set_create(true);
        let handle = JsFuture::from(root.get_file_handle_with_options(&name, &options)).await?;
        let handle: FileSystemFileHandle = handle.unchecked_into();
        let file = JsFuture::from(handle.create_sync_access_handle()).await?;
        Ok(Self { file: file.unchecked_into() })
    }
}

/// Deletes the files of workers that are gone; the browser keeps those that another tab has open.
async fn remove_abandoned(root: &FileSystemDirectoryHandle) -> Result<(), JsValue> {
    let mut names = Vec::new();
    let entries = root.keys();
    loop {
        let next = JsFuture::from(entries.next()?).await?;
        let next: js_sys::IteratorNext = next.unchecked_into();
        if next.done() {
            break;
        }
        names.extend(next.value().dyn_into::<JsString>().ok().map(String::from));
    }
    for name in names.iter().filter(|name| name.starts_with(PREFIX)) {
        // Refused for a file that is still open, which is just what should happen.
        let _ = JsFuture::from(root.remove_entry(name)).await;
    }
    Ok(())
}

fn at(index: usize, record: &[u8]) -> FileSystemReadWriteOptions {
    let options = FileSystemReadWriteOptions::new();
    options.set_at(index as f64 * record.len() as f64);
    options
}

fn refused(error: &JsValue) -> StorageError {
    StorageError::Refused(describe(error))
}

impl Records for OpfsRecords {
    fn write(&mut self, index: usize, record: &[u8]) -> Result<(), StorageError> {
        let written = self.file.write_with_u8_array_and_options(record, &at(index, record));
        match written {
            Ok(bytes) if bytes == record.len() as f64 => Ok(()),
            Ok(_) => Err(StorageError::Full(index)),
            Err(error) if is_quota(&error) => Err(StorageError::Full(index)),
            Err(error) => Err(refused(&error)),
        }
    }

    fn read(&self, index: usize, record: &mut [u8]) -> Result<(), StorageError> {
        let options = at(index, record);
        let length = record.len() as f64;
        let read = self.file.read_with_u8_array_and_options(record, &options).map_err(|error| refused(&error))?;
        if read == length { Ok(()) } else { Err(StorageError::Missing(index)) }
    }

    fn clear(&mut self) -> Result<(), StorageError> {
        self.file.truncate_with_f64(0.0).map_err(|error| refused(&error))
    }
}

fn is_quota(error: &JsValue) -> bool {
    error.dyn_ref::<web_sys::DomException>().is_some_and(|error| error.name() == "QuotaExceededError")
}
