//! The browser's private file system of this site: one flat folder.

use js_sys::{IteratorNext, JsString};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DomException, File, FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetFileOptions,
    FileSystemSyncAccessHandle, WorkerNavigator,
};

use super::port::scope;
use crate::exception::describe;

/// Prefix of the names of all files of squares.
const SQUARES_PREFIX: &str = "facegan-records-";
/// Prefix of the names of the lists of which photos these were cut out of.
const LIST_PREFIX: &str = "facegan-photos-";

/// The name of a file of squares that has this number.
pub fn squares_name(number: u64) -> String {
    format!("{SQUARES_PREFIX}{number:x}")
}

/// The name of the list that belongs to a file of squares; nothing for another file.
pub fn list_name(squares: &str) -> Option<String> {
    squares.strip_prefix(SQUARES_PREFIX).map(|number| format!("{LIST_PREFIX}{number}"))
}

/// The name of the file of squares that a file is, or that it is the list of; nothing for another file.
pub fn squares_of(name: &str) -> Option<String> {
    match name.strip_prefix(LIST_PREFIX) {
        Some(number) => Some(format!("{SQUARES_PREFIX}{number}")),
        None => name.starts_with(SQUARES_PREFIX).then(|| name.to_owned()),
    }
}

/// The private folder of this site.
#[derive(Clone)]
pub struct Folder(FileSystemDirectoryHandle);

/// Why the private file system failed, with the browser's message.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub struct Unavailable(String);

impl Unavailable {
    /// A file was deleted.
    pub fn gone() -> Self {
        Self("it was deleted".into())
    }
}

impl From<JsValue> for Unavailable {
    fn from(error: JsValue) -> Self {
        Self(describe(&error))
    }
}

impl Folder {
    /// Opens the folder.
    ///
    /// # Errors
    /// When the browser has no private file system or refuses it, as some do in private windows.
    pub async fn open() -> Result<Self, Unavailable> {
        let navigator: WorkerNavigator = scope().navigator();
        Ok(Self(JsFuture::from(navigator.storage().get_directory()).await?.unchecked_into()))
    }

    /// The names of its files.
    ///
    /// # Errors
    /// The browser's exception.
    pub async fn names(&self) -> Result<Vec<String>, Unavailable> {
        let mut names = Vec::new();
        let entries = self.0.keys();
        loop {
            let next: IteratorNext = JsFuture::from(entries.next()?).await?.unchecked_into();
            if next.done() {
                return Ok(names);
            }
            names.extend(next.value().dyn_into::<JsString>().ok().map(String::from));
        }
    }

    /// Opens a file exclusively; creates it where there is none.
    ///
    /// # Errors
    /// When another worker has it open, or the browser refuses.
    pub async fn access(&self, name: &str) -> Result<FileSystemSyncAccessHandle, Unavailable> {
        let options = FileSystemGetFileOptions::new();
        options.set_create(true);
        let handle = JsFuture::from(self.0.get_file_handle_with_options(name, &options)).await?;
        let handle: FileSystemFileHandle = handle.unchecked_into();
        Ok(JsFuture::from(handle.create_sync_access_handle()).await?.unchecked_into())
    }

    /// A file as it is now, even where a worker has it open. Once the file changes, the returned value can no longer be
    /// read.
    ///
    /// # Errors
    /// When there is no such file, or the browser refuses.
    pub async fn file(&self, name: &str) -> Result<File, Unavailable> {
        let handle: FileSystemFileHandle = JsFuture::from(self.0.get_file_handle(name)).await?.unchecked_into();
        Ok(JsFuture::from(handle.get_file()).await?.unchecked_into())
    }

    /// Deletes a file. A file that does not exist is no error.
    ///
    /// # Errors
    /// When a worker has it open, or the browser refuses.
    pub async fn remove(&self, name: &str) -> Result<(), Unavailable> {
        match JsFuture::from(self.0.remove_entry(name)).await {
            Err(error) if !is(&error, "NotFoundError") => Err(error.into()),
            _ => Ok(()),
        }
    }
}

/// Whether the exception says that the storage quota is used up.
pub fn is_quota(error: &JsValue) -> bool {
    is(error, "QuotaExceededError")
}

fn is(error: &JsValue, name: &str) -> bool {
    error.dyn_ref::<DomException>().is_some_and(|error| error.name() == name)
}
