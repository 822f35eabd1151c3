//! Collects file handles from what was dropped or chosen.

use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DataTransfer, File, FileList, FileSystemDirectoryEntry, FileSystemDirectoryReader, FileSystemEntry,
    FileSystemFileEntry,
};

use crate::junk::is_junk;
use crate::protocol::DroppedFile;

/// What was dropped: has to be taken before the drop's event handler returns.
pub struct Dropped(Vec<Item>);

/// One thing that was dropped.
enum Item {
    /// A file or folder, as browsers give what lies on a disk.
    Entry(FileSystemEntry),
    /// A file that lies on no disk: an image dragged out of another page, for one.
    File(File),
}

impl Dropped {
    /// Takes the files and folders of a drop.
    pub fn take(transfer: &DataTransfer) -> Self {
        let items = transfer.items();
        let item = |index| {
            let item = items.get(index)?;
            let entry = item.webkit_get_as_entry().ok().flatten().map(Item::Entry);
            entry.or_else(|| item.get_as_file().ok().flatten().map(Item::File))
        };
        Self((0..items.length()).filter_map(item).collect())
    }

    /// Whether neither file nor folder was dropped.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every file in it, those in sub-folders included, without what operating systems leave there.
    ///
    /// # Errors
    /// The browser's exception for a file or folder that cannot be opened.
    pub async fn files(self) -> Result<Vec<DroppedFile>, JsValue> {
        let mut files = Vec::new();
        let mut open = self.0;
        open.reverse();
        while let Some(item) = open.pop() {
            match item {
                Item::File(file) => files.push(DroppedFile { path: file.name(), file }),
                Item::Entry(entry) if entry.is_directory() => {
                    let mut children = children(entry.unchecked_ref()).await?;
                    children.sort_by_key(|child| std::cmp::Reverse(child.name()));
                    open.extend(children.into_iter().map(Item::Entry));
                }
                Item::Entry(entry) => {
                    let path = entry.full_path().trim_start_matches('/').to_owned();
                    files.push(DroppedFile { path, file: file(entry.unchecked_ref()).await? });
                }
            }
        }
        files.retain(|file| !is_junk(&file.path));
        Ok(files)
    }
}

/// The files of an `<input type=file>`.
pub fn chosen(list: &FileList) -> Vec<DroppedFile> {
    let files = (0..list.length()).filter_map(|index| list.get(index));
    files.map(|file| DroppedFile { path: path(&file), file }).filter(|file| !is_junk(&file.path)).collect()
}

/// A file's path within the chosen folder, or its name.
fn path(file: &File) -> String {
    let relative = Reflect::get(file, &"webkitRelativePath".into()).ok().and_then(|path| path.as_string());
    relative.filter(|path| !path.is_empty()).unwrap_or_else(|| file.name())
}

async fn file(entry: &FileSystemFileEntry) -> Result<File, JsValue> {
    let opened = Promise::new(&mut |resolve, reject| entry.file_with_callback_and_callback(&resolve, &reject));
    Ok(JsFuture::from(opened).await?.unchecked_into())
}

async fn children(folder: &FileSystemDirectoryEntry) -> Result<Vec<FileSystemEntry>, JsValue> {
    let reader = folder.create_reader();
    let mut all = Vec::new();
    // A reader hands out some hundred entries at a time, and none at the end.
    loop {
        let batch = next_batch(&reader).await?;
        if batch.length() == 0 {
            return Ok(all);
        }
        all.extend(batch.iter().map(JsCast::unchecked_into::<FileSystemEntry>));
    }
}

async fn next_batch(reader: &FileSystemDirectoryReader) -> Result<Array, JsValue> {
    let mut refused = None;
    let read = Promise::new(&mut |resolve, reject| {
        refused = reader.read_entries_with_callback_and_callback(&resolve, &reject).err();
    });
    match refused {
        Some(error) => Err(error),
        None => Ok(JsFuture::from(read).await?.unchecked_into()),
    }
}
