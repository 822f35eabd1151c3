//! Animated GIFs, put together one picture at a time.

use std::io::Write;
use std::time::Duration;

use image::codecs::gif::{GifEncoder, Repeat};
use image::{Delay, Frame, ImageError, Rgba, RgbaImage};

use facegan_core::images::{CHANNELS, Picture};

/// How many of the pixels choose the 256 colours of a picture: one in so many. 1 is the slowest.
const SAMPLED: i32 = 10;
/// The unit of a GIF's delays, in seconds.
const TICK: f32 = 0.01;

/// An animated GIF that repeats for ever. Its end is written when it is dropped.
pub struct Gif<W: Write> {
    encoder: GifEncoder<W>,
}

impl<W: Write> Gif<W> {
    /// A GIF without pictures.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new(to: W) -> Result<Self, ImageError> {
        let mut encoder = GifEncoder::new_with_speed(to, SAMPLED);
        encoder.set_repeat(Repeat::Infinite)?;
        Ok(Self { encoder })
    }

    /// Adds a picture, which has the first one's size, for so many seconds.
    ///
    /// # Errors
    /// When it cannot be encoded or written.
    pub fn add(&mut self, picture: &Picture, seconds: f32) -> Result<(), ImageError> {
        let ticks = (seconds / TICK).round().max(1.0);
        let delay = Delay::from_saturating_duration(Duration::from_millis(10 * ticks as u64));
        self.encoder.encode_frame(Frame::from_parts(opaque(picture), 0, 0, delay))
    }
}

fn opaque(picture: &Picture) -> RgbaImage {
    RgbaImage::from_fn(picture.width as u32, picture.height as u32, |x, y| {
        let rgb = &picture.rgb[CHANNELS * (y as usize * picture.width + x as usize)..];
        Rgba([rgb[0], rgb[1], rgb[2], u8::MAX])
    })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::codecs::gif::GifDecoder;
    use image::{AnimationDecoder, ImageDecoder};

    use super::*;

    fn decoded(pictures: &[Picture], seconds: &[f32]) -> Vec<Frame> {
        let mut bytes = Vec::new();
        let mut gif = Gif::new(&mut bytes).unwrap();
        for (picture, &seconds) in pictures.iter().zip(seconds) {
            gif.add(picture, seconds).unwrap();
        }
        drop(gif);
        GifDecoder::new(Cursor::new(bytes)).unwrap().into_frames().collect_frames().unwrap()
    }

    fn plain(side: usize, colour: [u8; 3]) -> Picture {
        Picture { width: side, height: side, rgb: colour.repeat(side * side) }
    }

    #[test]
    fn pictures_and_delays_come_back() {
        let colours = [[255, 0, 0], [0, 255, 0], [10, 20, 30]];
        let frames = decoded(&colours.map(|colour| plain(274, colour)), &[0.2, 0.04, 1.5]);
        let delays: Vec<_> = frames.iter().map(|frame| Duration::from(frame.delay()).as_millis()).collect();
        assert_eq!(delays, [200, 40, 1500]);
        for (frame, [r, g, b]) in frames.iter().zip(colours) {
            assert_eq!(frame.buffer().dimensions(), (274, 274));
            assert_eq!(frame.buffer().get_pixel(100, 100).0, [r, g, b, 255]);
        }
    }

    #[test]
    fn it_repeats_for_ever() {
        let mut bytes = Vec::new();
        Gif::new(&mut bytes).unwrap().add(&plain(300, [1, 2, 3]), 0.1).unwrap();
        let decoder = GifDecoder::new(Cursor::new(&bytes)).unwrap();
        assert_eq!(decoder.dimensions(), (300, 300));
        assert!(bytes.windows(11).any(|window| window == b"NETSCAPE2.0"));
    }
}
