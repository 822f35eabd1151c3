//! The photo workers' entry point.

#[cfg(target_arch = "wasm32")]
fn main() {
    facegan::photos::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("This is the browser's photo worker: build it for wasm32 and open the page with `cargo xtask serve`.");
}
