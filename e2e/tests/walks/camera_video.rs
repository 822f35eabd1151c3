//! What a camera shows: a drawn face that sways, as a file that Chromium plays in place of a camera.

use std::f32::consts::TAU;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Result;
use facegan_sample_faces::draw;

const WIDTH: usize = 480;
const HEIGHT: usize = 360;
/// Frames a second, and all of them: Chromium begins anew after the last.
const RATE: usize = 15;
const FRAMES: usize = 90;
/// Side of the drawn face's picture, and how far it sways to each side and up and down.
const SIDE: usize = 300;
const SWAYS: (f32, f32) = (20.0, 8.0);
/// The grey around it.
const WALL: u8 = 200;

/// Writes the video.
pub fn write(path: &Path) -> Result<()> {
    let face = draw(7, 3, SIDE);
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "YUV4MPEG2 W{WIDTH} H{HEIGHT} F{RATE}:1 Ip A1:1 C420")?;
    for frame in 0..FRAMES {
        let turn = TAU * frame as f32 / FRAMES as f32;
        let sway = |middle: usize, far: f32, sway: f32| (middle as f32 + far * sway).round() as usize;
        let left = sway((WIDTH - SIDE) / 2, SWAYS.0, turn.sin());
        let top = sway((HEIGHT - SIDE) / 2, SWAYS.1, (2.0 * turn).sin());
        file.write_all(b"FRAME\n")?;
        file.write_all(&yuv(|x, y| pixel(&face, x.wrapping_sub(left), y.wrapping_sub(top))))?;
    }
    Ok(file.flush()?)
}

/// A pixel of the face's picture, or of the wall beside it.
fn pixel(face: &[u8], x: usize, y: usize) -> [u8; 3] {
    if x >= SIDE || y >= SIDE {
        return [WALL; 3];
    }
    let start = (y * SIDE + x) * 3;
    [face[start], face[start + 1], face[start + 2]]
}

/// A frame as brightness, a byte a pixel, and two planes of colour, a byte for four pixels (BT.601).
fn yuv(pixel: impl Fn(usize, usize) -> [u8; 3]) -> Vec<u8> {
    let plane = |step: usize, base: f32, [red, green, blue]: [f32; 3]| {
        let pixels = (0..HEIGHT).step_by(step).flat_map(move |y| (0..WIDTH).step_by(step).map(move |x| (x, y)));
        let pixel = &pixel;
        pixels.map(move |(x, y)| {
            let [r, g, b] = pixel(x, y).map(f32::from);
            (base + (red * r + green * g + blue * b) / 255.0).round() as u8
        })
    };
    let brightness = plane(1, 16.0, [65.481, 128.553, 24.966]);
    let blueness = plane(2, 128.0, [-37.797, -74.203, 112.0]);
    let redness = plane(2, 128.0, [112.0, -93.786, -18.214]);
    brightness.chain(blueness).chain(redness).collect()
}

#[test]
fn the_video_has_a_frame_of_one_and_a_half_bytes_a_pixel_after_each_header() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("camera.y4m");
    write(&path)?;
    let bytes = std::fs::read(path)?;
    let header = bytes.iter().position(|byte| *byte == b'\n').unwrap_or_default() + 1;
    assert_eq!((bytes.len() - header) / FRAMES, "FRAME\n".len() + WIDTH * HEIGHT * 3 / 2);
    Ok(())
}
