//! A JPEG decoder that refuses incomplete files.
//!
//! Pixels are those of libjpeg, and so of Pillow and torchvision, to the last bit. Decoders that are made to show as
//! much of a file as they can fill in grey what is missing; this one refuses a file that ends, or goes on with
//! something else, before every block of every component was there.

mod bits;
mod blocks;
mod colour;
mod frame;
mod huffman;
mod idct;
mod picture;
mod progressive;
mod scan;
mod segments;
mod standard;
mod upsample;

use std::borrow::Cow;

use image::RgbImage;

use self::bits::Bits;
use self::blocks::ZIGZAG;
use self::colour::{Colours, Hints};
use self::frame::Frame;
use self::picture::Picture;
use self::scan::{Scan, Tables};
use self::segments::{
    APPLICATION, END_OF_IMAGE, HUFFMAN, QUANTISATION, RESTART_INTERVAL, START_OF_SCAN, Segment, Segments,
};
use super::error::DecodeError;
use super::metadata::Metadata;

/// Most scans: beyond any encoder's, and few enough that none takes long to read.
const MOST_SCANS: usize = 100;

/// Decodes the first picture of a file; others, or anything else, may lie behind it.
///
/// # Errors
/// When it is cut short, damaged, too large, or of a kind that is not read.
pub fn decode(bytes: &[u8]) -> Result<RgbImage, DecodeError> {
    let mut segments = Segments::new(bytes);
    let mut decoder = Decoder::default();
    decoder.tables.define(&standard::TABLES)?;
    let mut scans = 0;
    loop {
        let segment = segments.next()?;
        match segment.marker {
            END_OF_IMAGE => break,
            START_OF_SCAN => {
                scans += 1;
                if scans > MOST_SCANS {
                    return Err(DecodeError::DamagedJpeg("it has too many scans"));
                }
                segments.at = decoder.scan(segment.body, Bits::new(bytes, segments.at))?;
            }
            _ => decoder.segment(segment)?,
        }
    }
    let (frame, picture) = decoder.frame.zip(decoder.picture).ok_or(EMPTY)?;
    let ids: Vec<u8> = frame.components.iter().map(|component| component.id).collect();
    picture.finish(&frame, Colours::new(&ids, decoder.hints))
}

/// Width and height, as the start of the frame says.
///
/// # Errors
/// When there is none, or the image is too large or of a kind that is not read.
pub fn dimensions(bytes: &[u8]) -> Result<(u32, u32), DecodeError> {
    let mut segments = Segments::new(bytes);
    loop {
        let segment = segments.next()?;
        if let Some(frame) = Frame::read(segment)? {
            return Ok((frame.width as u32, frame.height as u32));
        }
        if matches!(segment.marker, START_OF_SCAN | END_OF_IMAGE) {
            return Err(EMPTY);
        }
    }
}

/// What the segments ahead of the pixels say beside them.
pub fn metadata(bytes: &[u8]) -> Metadata<'_> {
    let mut exif: Option<Vec<u8>> = None;
    let mut xmp = None;
    let mut segments = Segments::new(bytes);
    while let Ok(Segment { marker, body }) = segments.next() {
        match marker {
            START_OF_SCAN | END_OF_IMAGE => break,
            _ if marker != APPLICATION + 1 => {}
            // What does not fit into one segment continues in the next.
            _ if let Some(part) = body.strip_prefix(b"Exif\0\0") => exif.get_or_insert_default().extend(part),
            _ => xmp = body.strip_prefix(b"http://ns.adobe.com/xap/1.0/\0").or(xmp),
        }
    }
    Metadata { exif: exif.map(Cow::from), xmp: xmp.map(Cow::from) }
}

/// What the segments read so far have said.
#[derive(Default)]
struct Decoder {
    frame: Option<Frame>,
    picture: Option<Picture>,
    /// Steps of quantisation, row by row.
    quantisation: [Option<[u16; 64]>; 4],
    tables: Tables,
    /// Units between two restart markers; none where it is 0.
    restart: usize,
    hints: Hints,
}

impl Decoder {
    fn segment(&mut self, segment: Segment) -> Result<(), DecodeError> {
        let Segment { marker, body } = segment;
        match marker {
            HUFFMAN => self.tables.define(body)?,
            QUANTISATION => self.quantise(body)?,
            RESTART_INTERVAL => {
                let interval = body.first_chunk().ok_or(DecodeError::DamagedJpeg("a segment is too short"))?;
                self.restart = u16::from_be_bytes(*interval).into();
            }
            _ if marker == APPLICATION && body.len() >= 14 && body.starts_with(b"JFIF\0") => self.hints.jfif = true,
            _ if marker == APPLICATION + 14 && body.starts_with(b"Adobe") => {
                self.hints.adobe = body.get(11).copied().or(self.hints.adobe);
            }
            _ => {
                if let Some(frame) = Frame::read(segment)? {
                    if self.frame.is_some() {
                        return Err(DecodeError::DamagedJpeg("it has a second frame"));
                    }
                    self.frame = Some(frame);
                }
            }
        }
        Ok(())
    }

    fn quantise(&mut self, mut body: &[u8]) -> Result<(), DecodeError> {
        const DAMAGED: DecodeError = DecodeError::DamagedJpeg("its tables of quantisation make no sense");
        while let Some((&kind, rest)) = body.split_first() {
            let size = if kind >> 4 == 0 { 1 } else { 2 };
            let (steps, rest) = rest.split_at_checked(64 * size).ok_or(DAMAGED)?;
            let table = self.quantisation.get_mut(usize::from(kind & 15)).ok_or(DAMAGED)?.insert([0; 64]);
            for (&place, step) in ZIGZAG.iter().zip(steps.chunks_exact(size)) {
                table[place] = step.iter().fold(0, |step, &byte| step << 8 | u16::from(byte));
            }
            body = rest;
        }
        Ok(())
    }

    /// Reads a scan; returns where the next marker begins.
    fn scan(&mut self, header: &[u8], bits: Bits) -> Result<usize, DecodeError> {
        let frame = self.frame.as_ref().ok_or(EMPTY)?;
        let scan = Scan::read(header, frame, self.restart)?;
        let picture = match &mut self.picture {
            Some(picture) => picture,
            none => none.insert(Picture::new(frame)?),
        };
        picture.quantise(frame, &scan, &self.quantisation)?;
        picture.read(frame, &scan, &self.tables, bits)
    }
}

const EMPTY: DecodeError = DecodeError::DamagedJpeg("it holds no picture");
