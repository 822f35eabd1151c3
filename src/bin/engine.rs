//! The engine's entry point in its dedicated worker.

#[cfg(target_arch = "wasm32")]
fn main() {
    facegan::engine::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("This is the browser's engine: build it for wasm32 and open the page with `cargo xtask serve`.");
}
