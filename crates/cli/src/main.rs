//! The command's entry point.

fn main() -> std::process::ExitCode {
    facegan_cli::main()
}
