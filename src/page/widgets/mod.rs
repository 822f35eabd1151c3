//! Parts of a view that several features use.

pub mod clipboard;
pub mod dialog;
pub mod focus;
pub mod save_canvas;
pub mod theme;
pub mod width;
