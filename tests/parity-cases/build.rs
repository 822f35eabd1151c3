//! Lists the folder of parity cases: tests/fixtures/parity, or the one that FACEGAN_PARITY_DIR names.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

fn main() {
    println!("cargo::rerun-if-env-changed=FACEGAN_PARITY_DIR");
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("Cargo names the package's folder"));
    let root = here.join("../..");
    let named = env::var_os("FACEGAN_PARITY_DIR").filter(|name| !name.is_empty());
    let folder = root.join(named.unwrap_or_else(|| "tests/fixtures/parity".into()));
    println!("cargo::rerun-if-changed={}", folder.display());
    let cases: String = folders_in(&folder).iter().map(|case| entry(case)).collect();
    let code = format!("/// Every case there is.\npub const CASES: &[Case] = &[{cases}];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("Cargo names the output folder"));
    fs::write(out.join("cases.rs"), code).expect("the output folder can be written");
}

/// Every case in `folder`, sorted; what other folders there may be, such as Python's caches, are none.
fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("could not list {}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.expect("the folder can be read").path());
    // One half of a case is not left out, but missed when it is read.
    let is_case = |path: &PathBuf| ["meta.json", "case.safetensors"].iter().any(|name| path.join(name).is_file());
    let mut folders: Vec<_> = paths.filter(is_case).collect();
    folders.sort();
    assert!(!folders.is_empty(), "{} holds no case", folder.display());
    folders
}

/// The case as a struct literal.
fn entry(case: &Path) -> String {
    let case = case.canonicalize().expect("the case exists");
    let name = case.file_name().unwrap_or_default();
    let meta = read(&case.join("meta.json"));
    let get = |name: &str| meta.get(name).unwrap_or_else(|| panic!("{} has no {name}", case.display()));
    let sizes = ["image_size", "nz", "ngf", "ndf", "batch", "steps", "nc", "seed"]
        .map(|name| format!("{name}: {}, ", get(name)));
    let rates = ["lr", "beta1", "beta2", "eps"].map(|name| format!("{name}: {:?}, ", number(get(name))));
    // Cases of the tutorial itself name none of these.
    let optional = |name: &str| meta.get(name).and_then(Value::as_f64);
    let mut own = ["lr_g", "lr_d"].map(|name| format!("{name}: {:?}, ", optional(name))).concat();
    own += &format!("real_label: {:?}, ", optional("real_label").unwrap_or(1.0));
    own += &format!("loss: {:?}, ", meta.get("loss").and_then(Value::as_str).unwrap_or("bce"));
    own += &format!("spectral_norm: {}, ", meta.get("spectral_norm").and_then(Value::as_bool).unwrap_or(false));
    let settings = sizes.concat() + &rates.concat() + &own;
    let tensors = case.join("case.safetensors");
    format!("Case {{ name: {name:?}, {settings} tensors: include_bytes!({tensors:?}) }},")
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} should be a number"))
}

fn read(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("could not read {}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
