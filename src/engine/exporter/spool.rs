//! A file that grows outside wasm's memory, which only ever grows and has 4 GB at most.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsValue;
use web_sys::{Blob, BlobPropertyBag};

use crate::exception::describe;

/// Bytes that are held in memory before the browser takes them.
const PART: usize = 4 << 20;

/// A file under way. Clones are the same file.
#[derive(Clone, Default)]
pub struct Spool(Rc<RefCell<Parts>>);

#[derive(Default)]
struct Parts {
    /// What the browser has, which may put it on disk.
    taken: Array,
    held: Vec<u8>,
}

impl Spool {
    /// The file as it is now.
    ///
    /// # Errors
    /// The browser's exception, where it has no space.
    pub fn file(&self, mime: &str) -> Result<Blob, JsValue> {
        let mut parts = self.0.borrow_mut();
        parts.hand_over()?;
        let options = BlobPropertyBag::new();
        options.set_type(mime);
        Blob::new_with_blob_sequence_and_options(&parts.taken, &options)
    }
}

impl Parts {
    fn hand_over(&mut self) -> Result<(), JsValue> {
        let part = Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(self.held.as_slice())))?;
        self.taken.push(&part);
        self.held.clear();
        Ok(())
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut parts = self.0.borrow_mut();
        parts.held.extend_from_slice(bytes);
        if parts.held.len() >= PART {
            parts.hand_over().map_err(|error| io::Error::other(describe(&error)))?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
