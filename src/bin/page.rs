//! The page's entry point.

#[cfg(target_arch = "wasm32")]
fn main() {
    facegan::page::mount();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("This is the browser's page: build it for wasm32 and open it with `cargo xtask serve`.");
}
