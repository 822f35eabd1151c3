//! A Vulkan driver for the native tests of the GPU kernels and for Firefox's WebGPU; one in software will do.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::system::{System, install_packages};

/// Variables that name drivers for Vulkan's loader.
const NAMED: [&str; 2] = ["VK_DRIVER_FILES", "VK_ICD_FILENAMES"];
/// Where the loader looks for them.
const FOLDERS: [&str; 3] = ["/usr/share/vulkan/icd.d", "/usr/local/share/vulkan/icd.d", "/etc/vulkan/icd.d"];
/// With drivers of real GPUs as well as Mesa's in software.
const PACKAGES: [&str; 2] = ["libvulkan1", "mesa-vulkan-drivers"];
const ADVICE: &str = "Install a Vulkan driver, then run this command again. Debian and Ubuntu: `sudo apt-get install \
                      mesa-vulkan-drivers`. Fedora: `sudo dnf install mesa-vulkan-drivers`. Arch: `sudo pacman -S \
                      vulkan-swrast`.";

/// Sees to a driver on Linux, and installs one where that can be done without asking anyone. Other systems have GPU
/// drivers of their own.
///
/// # Errors
/// Says what to install where there is none.
pub fn ensure() -> Result<()> {
    if !cfg!(target_os = "linux") || is_there() {
        return Ok(());
    }
    match System::here() {
        System::Debian | System::Ubuntu => install_packages(&PACKAGES).with_context(|| wanted(ADVICE)),
        System::Other => bail!(wanted(ADVICE)),
    }
}

fn wanted(advice: &str) -> String {
    format!("the tests of the GPU kernels and Firefox need a Vulkan driver. {advice}")
}

fn is_there() -> bool {
    let named = NAMED.iter().any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()));
    named || FOLDERS.iter().any(|folder| has_driver(Path::new(folder)))
}

/// Whether a folder lists a driver.
fn has_driver(folder: &Path) -> bool {
    let is_list = |path: &Path| path.extension() == Some(OsStr::new("json"));
    fs::read_dir(folder).is_ok_and(|entries| entries.flatten().any(|entry| is_list(&entry.path())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_driver_is_a_json_file_in_the_folder() {
        let folder = env::temp_dir().join(format!("facegan-vulkan-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        assert!(!has_driver(&folder));
        fs::write(folder.join("lvp_icd.x86_64.json"), "{}").unwrap();
        assert!(has_driver(&folder));
        fs::remove_dir_all(&folder).unwrap();
        assert!(!has_driver(&folder));
    }
}
