//! Enlarged pictures have the pixels of Pillow's bicubic filter.

use std::fs;

use facegan_core::animation::Scale;
use facegan_core::images::Picture;
use facegan_data::enlarge::enlarged;
use tempfile::TempDir;

use test_support::python::python;

/// Writes `picture.rgb`, and what Pillow makes of it at each scale.
const PYTHON: &str = "
from pathlib import Path

from PIL import Image

from pixel_files import HEIGHT, IMAGE, WIDTH

for times in (1, 2, 4):
    large = IMAGE.resize((WIDTH * times, HEIGHT * times), Image.Resampling.BICUBIC)
    Path(f'{times}.rgb').write_bytes(large.tobytes())
print(WIDTH, HEIGHT)
";

#[test]
fn every_pixel_is_pillows() {
    let folder = TempDir::new().unwrap();
    let size = python(PYTHON, folder.path());
    let [width, height]: [usize; 2] =
        size.split_whitespace().map(|side| side.parse().unwrap()).collect::<Vec<_>>().try_into().unwrap();
    let pillows = |times: usize| fs::read(folder.path().join(format!("{times}.rgb"))).unwrap();
    let picture = Picture { width, height, rgb: pillows(1) };
    for scale in Scale::ALL {
        let (large, expected) = (enlarged(&picture, scale).unwrap(), pillows(scale.factor()));
        assert_eq!(large.rgb.len(), expected.len());
        let differing = large.rgb.iter().zip(&expected).filter(|(ours, pillows)| ours != pillows).count();
        assert_eq!(differing, 0, "×{}: of {} values", scale.factor(), expected.len());
    }
}
