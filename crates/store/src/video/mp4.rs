//! MP4 (ISO/IEC 14496-12 and 14496-15): boxes, each a size, a name and what it holds.

use super::Video;

/// Units in the time that a frame is shown. Times count in so many times the frames a second.
const FRAME_UNITS: u32 = 1000;
/// No rotation and no scaling, as 3 × 3 fixed-point numbers.
const UNITY: [u32; 9] = [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000];

/// The file's bytes. `configuration` is the decoder's, as in `avcC`.
pub fn bytes(video: &Video, configuration: &[u8]) -> Vec<u8> {
    let kinds = [&b"isom"[..], &512_u32.to_be_bytes(), b"isomiso2avc1mp41"].concat();
    let kind = container(b"ftyp", &[kinds]);
    // Where the frames begin depends on how long the index is, and that does not depend on where they begin.
    let before = kind.len() + index(video, configuration, 0).len() + 8;
    let frames = video.frames.iter().map(|frame| frame.bytes.clone()).collect::<Vec<_>>();
    [kind, index(video, configuration, before), container(b"mdat", &frames)].concat()
}

/// Everything but the frames, which begin at the file's byte `place`.
fn index(video: &Video, configuration: &[u8], place: usize) -> Vec<u8> {
    let (timescale, duration) = (video.fps * FRAME_UNITS, video.frames.len() as u32 * FRAME_UNITS);
    let movie = [&[0, 0, timescale, duration, 0x1_0000, 0x100_0000, 0, 0][..], &UNITY, &[0; 6], &[2]].concat();
    let size = [video.width, video.height].map(|side| (side as u32) << 16);
    // The four numbers before the matrix are reserved, layer, volume and reserved.
    let track = [&[0, 0, 1, 0, duration, 0, 0, 0, 0][..], &UNITY, &size].concat();
    let media = [
        full(b"mdhd", 0, &[numbers(&[0, 0, timescale, duration]), vec![0x55, 0xC4, 0, 0]].concat()),
        full(b"hdlr", 0, &[&[0; 4][..], b"vide", &[0; 12], b"facegan\0"].concat()),
        container(b"minf", &[full(b"vmhd", 1, &[0; 8]), data(), samples(video, configuration, place)]),
    ];
    let track = [full(b"tkhd", 3, &numbers(&track)), container(b"mdia", &media)];
    container(b"moov", &[full(b"mvhd", 0, &numbers(&movie)), container(b"trak", &track)])
}

/// Says that the frames are in this file.
fn data() -> Vec<u8> {
    let here = [numbers(&[1]), full(b"url ", 1, &[])].concat();
    container(b"dinf", &[full(b"dref", 0, &here)])
}

fn samples(video: &Video, configuration: &[u8], place: usize) -> Vec<u8> {
    let count = video.frames.len() as u32;
    let keys = (1..).zip(&video.frames).filter(|(_, frame)| frame.is_key).map(|(number, _)| number);
    let keys: Vec<u32> = keys.collect();
    let sizes = video.frames.iter().map(|frame| frame.bytes.len() as u32);
    container(
        b"stbl",
        &[
            full(b"stsd", 0, &[numbers(&[1]), format(video, configuration)].concat()),
            full(b"stts", 0, &numbers(&[1, count, FRAME_UNITS])),
            full(b"stss", 0, &numbers(&[&[keys.len() as u32][..], &keys].concat())),
            // All frames in one chunk.
            full(b"stsc", 0, &numbers(&[1, 1, count, 1])),
            full(b"stsz", 0, &numbers(&[0, count].into_iter().chain(sizes).collect::<Vec<_>>())),
            full(b"stco", 0, &numbers(&[1, place as u32])),
        ],
    )
}

/// How frames are compressed, with their size and colours.
fn format(video: &Video, configuration: &[u8]) -> Vec<u8> {
    let sides = [video.width, video.height].map(|side| (side as u16).to_be_bytes()).concat();
    // 72 pixels an inch, one frame a sample, no compressor's name, 24 bits.
    let picture = [&[0; 6][..], &[0, 1], &[0; 16], &sides, &[0, 0x48, 0, 0, 0, 0x48, 0, 0], &[0; 4], &[0, 1], &[0; 32]];
    // Primaries, transfer and matrix of BT.709, limited range.
    let colours = [&b"nclx"[..], &[0, 1, 0, 1, 0, 1, 0]].concat();
    let boxes = [container(b"avcC", &[configuration.to_vec()]), container(b"colr", &[colours])];
    container(b"avc1", &[picture.concat(), vec![0, 24, 0xFF, 0xFF], boxes.concat()])
}

fn numbers(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

/// A box of version 0 with flags.
fn full(name: &[u8; 4], flags: u32, content: &[u8]) -> Vec<u8> {
    container(name, &[numbers(&[flags]), content.to_vec()])
}

fn container(name: &[u8; 4], parts: &[Vec<u8>]) -> Vec<u8> {
    let size = 8 + parts.iter().map(Vec::len).sum::<usize>();
    let head = [&(size as u32).to_be_bytes()[..], name].concat();
    head.into_iter().chain(parts.iter().flatten().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::video::{Codec, EncodedFrame};

    /// What the box at this path holds.
    fn within<'a>(bytes: &'a [u8], path: &[&[u8; 4]]) -> &'a [u8] {
        let Some((name, below)) = path.split_first() else { return bytes };
        let mut rest = bytes;
        loop {
            let size = u32::from_be_bytes(rest[..4].try_into().unwrap()) as usize;
            if rest[4..8] == **name {
                return within(&rest[8..size], below);
            }
            rest = &rest[size..];
        }
    }

    #[test]
    fn frames_come_back_by_the_index() {
        let frame =
            |place: u8| EncodedFrame { bytes: vec![place; 3 + usize::from(place)], is_key: place.is_multiple_of(4) };
        let frames: Vec<_> = (0..6).map(frame).collect();
        let codec = Codec::H264(vec![1, 2, 3]);
        let video = Video { codec, width: 64, height: 48, fps: 25, frames };
        let file = video.to_bytes();
        assert_eq!(file[4..12], *b"ftypisom");
        let movie = within(&file, &[b"moov", b"mvhd"]);
        assert_eq!(movie[12..20], numbers(&[25_000, 6_000]));
        let samples = within(&file, &[b"moov", b"trak", b"mdia", b"minf", b"stbl"]);
        assert_eq!(within(samples, &[b"stts"])[4..], numbers(&[1, 6, 1000]));
        assert_eq!(within(samples, &[b"stss"])[4..], numbers(&[2, 1, 5]));
        let sizes =
            within(samples, &[b"stsz"])[12..].chunks(4).map(|size| u32::from_be_bytes(size.try_into().unwrap()));
        let mut place = u32::from_be_bytes(within(samples, &[b"stco"])[8..].try_into().unwrap()) as usize;
        for (size, frame) in sizes.zip(&video.frames) {
            assert_eq!(file[place..place + size as usize], frame.bytes);
            place += size as usize;
        }
        assert_eq!(place, file.len());
        // The sample's description is behind its count, and its boxes behind the 78 bytes of a picture's format.
        let format = within(&within(samples, &[b"stsd"])[8..], &[b"avc1"]);
        assert_eq!((&format[24..28], within(&format[78..], &[b"avcC"])), (&[0, 64, 0, 48][..], &[1, 2, 3][..]));
    }
}
