//! Animated GIFs, put together one picture at a time.

use std::io::Write;
use std::time::Duration;

use image::codecs::gif::{GifEncoder, Repeat};
use image::{Delay, Frame, ImageError, Rgba, RgbaImage};

use facegan_core::animation::enlargement;
use facegan_core::config::CHANNELS;
use facegan_core::images::Picture;

/// Pictures narrower than this are enlarged, since viewers show a GIF at its size.
const LEAST_WIDTH: usize = 256;
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
        self.encoder.encode_frame(Frame::from_parts(enlarged(picture), 0, 0, delay))
    }
}

fn enlarged(picture: &Picture) -> RgbaImage {
    let times = enlargement(picture.width, LEAST_WIDTH);
    let (width, height) = (picture.width * times, picture.height * times);
    RgbaImage::from_fn(width as u32, height as u32, |x, y| {
        let pixel = y as usize / times * picture.width + x as usize / times;
        let rgb = &picture.rgb[CHANNELS * pixel..];
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
    fn small_pictures_are_enlarged_pixel_by_pixel() {
        let mut picture = plain(32, [0, 0, 0]);
        picture.rgb[3..6].fill(255);
        let frames = decoded(&[picture], &[0.1]);
        let at = |x| frames[0].buffer().get_pixel(x, 7).0[0];
        assert_eq!(frames[0].buffer().dimensions(), (256, 256));
        assert_eq!([7, 8, 15, 16].map(at), [0, 255, 255, 0]);
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
