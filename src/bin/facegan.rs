//! The command's entry point.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    facegan::cli::main()
}

#[cfg(target_arch = "wasm32")]
fn main() {}
