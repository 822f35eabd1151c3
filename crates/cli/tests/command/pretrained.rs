//! The netG and the film that the page brings along, and the document that says how they are made.

use std::fs;
use std::process::Command;

use facegan_core::opened::Remark;
use facegan_model::Network;
use facegan_store::weights;
use tempfile::TempDir;

use super::stderr;
use test_support::python::python;
use test_support::repository;

const DOCUMENT: &str = include_str!("../../../../docs/pretrained.md");
const SHIPPED: &[u8] = include_bytes!("../../../../www/pretrained/netG.safetensors");

/// What the document's command is given instead, to be done within seconds.
const BRIEF: [(&str, &str); 5] =
    [("--samples", "64"), ("--ngf", "2"), ("--ndf", "2"), ("--batch-size", "4"), ("--max-iterations", "2")];

/// The words of the document's command in brief.
fn words() -> Vec<&'static str> {
    let line = DOCUMENT.lines().find_map(|line| line.strip_prefix("cargo facegan ")).expect("there is a command");
    let mut words: Vec<_> = line.split_whitespace().collect();
    for (name, value) in BRIEF {
        let place = words.iter().position(|word| *word == name).expect("the command has it");
        words[place + 1] = value;
    }
    words
}

#[test]
fn the_document_makes_weights_and_a_film() {
    let folder = TempDir::new().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_facegan")).args(words()).current_dir(folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let line = DOCUMENT.lines().find_map(|line| line.strip_prefix("python docs/")).expect("there is a script");
    let (script, run) = line.split_once(' ').expect("the script has an argument");
    let program = format!(
        "import runpy, sys\n\
         sys.argv = [{script:?}, {run:?}, '--out', 'made']\n\
         runpy.run_path({:?}, run_name='__main__')",
        repository().join("docs").join(script)
    );
    let said = python(&program, folder.path());
    assert!(said.contains("diversity of 64 sample faces: 0."), "{said}");
    for made in ["pretrained/netG.safetensors", "film/film.gif", "film/still.png"] {
        assert!(said.contains(made.split_once('/').unwrap().1), "{made} is missing: {said}");
        assert!(fs::metadata(folder.path().join("made").join(made)).unwrap().len() > 0, "{made}");
    }
}

#[test]
fn the_shipped_net_g_is_what_the_document_says_and_loads_strictly() {
    let read = weights::read(SHIPPED).unwrap();
    assert_eq!(read.network, Network::Generator { image_size: 32, nc: 3, nz: 100, ngf: 32 });
    assert!(read.state.iter().flat_map(|tensor| &tensor.values).all(|value| value.is_finite()));
    let is_float16 = |remark: &Remark| matches!(remark, Remark::Converted { types, .. } if types == &["float16"]);
    assert!(read.remarks.iter().all(is_float16), "{:?}", read.remarks);

    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("netG.safetensors"), SHIPPED).unwrap();
    let snippet = include_str!("../../../../docs/snippets/netG.py");
    let load = format!(
        "from tutorial import *\nnetG = Generator(32, 100, 32)\n{snippet}\n\
         print({{value.dtype for value in netG.parameters()}})\n"
    );
    assert_eq!(python(&load, folder.path()), "{torch.float32}\n");
}
