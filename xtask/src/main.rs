//! `cargo xtask …`: every command that works on this repository.
//!
//! Each command first sets up what it needs and the machine lacks ([`tools`], [`browser`], [`python`], [`vulkan`]).
//! Programs come from package registries only: as source through `cargo install`, as Python packages, or as packages of
//! the distribution.

mod axe;
mod bench;
mod browser;
mod check;
mod dependencies;
mod facegan;
mod fences;
mod metadata;
mod native;
mod page;
mod programs;
mod python;
mod screenshots;
mod seal;
mod setup;
mod shell;
mod sizes;
mod steps;
mod system;
mod test;
mod tools;
mod vulkan;
mod workflows;

use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::page::Port;
use crate::test::Part;

const HELP: &str = "\
Usage: cargo xtask COMMAND

  serve [--port N]   build the page, serve it on this machine and rebuild it as files change
  build              build the page for publishing into dist/
  test               run setup, what of check compiles nothing, and every test; --native, --browser or --e2e runs one
                     part of the tests alone
  bench              measure speed and memory beside other implementations; bench --help has its options
  screenshots        photograph the page as it trains for docs/, and measure how smoothly it runs
  check              check formatting, lints, documentation, which crate may use which, and the dependencies
  facegan ARGUMENT…  build and run the native command; `cargo facegan` is short for it
  example NAME …     build and run an example of examples/
  seal               make what Trunk built ready to be published; Trunk's own hook, after every build
  setup              set up what the other commands need, and nothing else
  help               print this

Every command sets up what it needs and this machine lacks.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<ExitCode> {
    match arguments {
        ["facegan", words @ ..] => facegan::command(words),
        ["example", name, words @ ..] => facegan::example(name, words),
        _ => work(arguments).map(|()| ExitCode::SUCCESS),
    }
}

fn work(arguments: &[&str]) -> Result<()> {
    match arguments {
        ["serve"] => page::serve(Port::Preferred(8080)),
        ["serve", "--port", port] => {
            page::serve(Port::Exactly(port.parse().with_context(|| format!("“{port}” is not a port number"))?))
        }
        ["build"] => page::publish(),
        ["test"] => test::test(&Part::ALL),
        ["test", "--native"] => test::test(&[Part::Native]),
        ["test", "--browser"] => test::test(&[Part::Browser]),
        ["test", "--e2e"] => test::test(&[Part::EndToEnd]),
        ["bench", words @ ..] => bench::bench(words),
        ["screenshots", words @ ..] => screenshots::screenshots(words),
        ["check"] => check::check(),
        ["seal"] => seal::seal(),
        ["setup"] => setup::setup(),
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        unknown => bail!("“{}” is not a command\n\n{HELP}", unknown.join(" ")),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::shell::root;

    #[test]
    fn every_command_that_a_document_names_exists() {
        let mut named = 0;
        let documents = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "ARCHITECTURE.md", "docs/performance.md"];
        for document in documents.into_iter().chain([".github/workflows/pages.yml"]) {
            let text = fs::read_to_string(root().join(document)).unwrap();
            for (_, words) in text.match_indices("cargo xtask").map(|(at, found)| text.split_at(at + found.len())) {
                let is_word = |c: char| c.is_ascii_lowercase() || c == '-' || c == ' ';
                let words = words.split(|c| !is_word(c)).next().unwrap_or_default();
                let Some(command) = words.strip_prefix(' ').and_then(|words| words.split(' ').next()) else { continue };
                assert!(HELP.contains(&format!("\n  {command}")), "{document} names `cargo xtask {command}`");
                let help = if command == "bench" { bench::HELP } else { HELP };
                for option in words.split(' ').filter(|word| word.starts_with("--")) {
                    assert!(help.contains(option), "{document} names `cargo xtask {command} {option}`");
                }
                named += usize::from(!command.is_empty());
            }
        }
        assert!(named > 10, "{named} commands were found");
    }
}
