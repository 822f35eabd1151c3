//! Collects the file handles of a dropped folder, of dropped files or of chosen ones (`webkitGetAsEntry`).
//!
//! A dropped folder becomes records of a data set in three steps: this file collects it, `page/features/photos` sends
//! it to the engine, and `engine/loader` decodes each file and appends it to the records (`facegan_data::records`).

use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DataTransfer, File, FileList, FileSystemDirectoryEntry, FileSystemDirectoryReader, FileSystemEntry,
    FileSystemFileEntry,
};

use crate::exception::describe;
use crate::page::features::photos::collected::leave_out;
use facegan_core::dataset_report::Refused;
use facegan_core::skipped;
use facegan_protocol::{Collected, DroppedFile};

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

    /// Every file in it, those in sub-folders included. A file or folder that the browser does not open is refused by
    /// name; what is none of the person's photos is counted unopened.
    pub async fn collect(self) -> Collected {
        let mut found = Collected::default();
        let mut open = self.0;
        open.reverse();
        while let Some(item) = open.pop() {
            match item {
                Item::File(file) => found.files.push(DroppedFile { path: file.name(), file }),
                Item::Entry(entry) => open.extend(look_into(&entry, &mut found).await.into_iter().map(Item::Entry)),
            }
        }
        without_others(found)
    }
}

/// Notes a file, or returns what a folder holds, from last to first.
async fn look_into(entry: &FileSystemEntry, found: &mut Collected) -> Vec<FileSystemEntry> {
    let path = entry.full_path().trim_start_matches('/').to_owned();
    let skipped = skipped::find(&path);
    if entry.is_directory() {
        match children(entry.unchecked_ref()).await {
            Ok(mut children) => {
                children.sort_by_key(|child| std::cmp::Reverse(child.name()));
                return children;
            }
            // What is left out need not be readable: only administrators may look into some of it.
            Err(_) if skipped.is_some() => {}
            Err(error) => found.refused.push(Refused { name: path, reason: unopened(&error) }),
        }
    } else if let Some(skipped) = skipped {
        skipped.note(&mut found.skipped);
    } else {
        match file(entry.unchecked_ref()).await {
            Ok(file) => found.files.push(DroppedFile { path, file }),
            Err(error) => found.refused.push(Refused { name: path, reason: unopened(&error) }),
        }
    }
    Vec::new()
}

fn unopened(error: &JsValue) -> String {
    format!("the browser could not open it: {}", describe(error))
}

/// The files of an `<input type=file>`.
pub fn listed(list: &FileList) -> Vec<DroppedFile> {
    let files = (0..list.length()).filter_map(|index| list.get(index));
    files.map(|file| DroppedFile { path: path(&file), file }).collect()
}

/// The photos of an `<input type=file>`.
pub fn chosen(list: &FileList) -> Collected {
    without_others(Collected { files: listed(list), ..Collected::default() })
}

/// Leaves out what is none of the person's photos.
fn without_others(Collected { files, mut skipped, refused }: Collected) -> Collected {
    let files = leave_out(files, |file| file.path.as_str(), &mut skipped);
    Collected { files, skipped, refused }
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
