//! WebM (<https://www.webmproject.org/docs/container/>): elements of EBML (RFC 8794), each an id, a size and what it
//! holds.

use super::{EncodedFrame, Video};

/// Nanoseconds in the unit of times: milliseconds.
const TIMESTAMP_SCALE: u64 = 1_000_000;
/// Most milliseconds in a cluster: within one, times have 16 bits.
const LONGEST_CLUSTER: u64 = 30_000;

// Ids.
const EBML: u32 = 0x1A45_DFA3;
const SEGMENT: u32 = 0x1853_8067;
const INFO: u32 = 0x1549_A966;
const TRACKS: u32 = 0x1654_AE6B;
const CUES: u32 = 0x1C53_BB6B;
const CLUSTER: u32 = 0x1F43_B675;

/// A part of the video that begins with a key frame and can be decoded by itself.
struct Cluster {
    /// When it begins, in milliseconds.
    time: u64,
    bytes: Vec<u8>,
}

/// The file's bytes. `codec` is the codec's name in Matroska.
pub fn bytes(video: &Video, codec: &str) -> Vec<u8> {
    let (info, tracks) = (info(video), tracks(video, codec));
    let clusters = clusters(video);
    // Where clusters begin depends on how long the cues are, and that does not depend on where clusters begin.
    let before = info.len() + tracks.len() + cues(&clusters, 0).len();
    let cues = cues(&clusters, before);
    let segment = [info, tracks, cues].concat().into_iter().chain(clusters.into_iter().flat_map(|it| it.bytes));
    [header(), element(SEGMENT, &segment.collect::<Vec<_>>())].concat()
}

fn header() -> Vec<u8> {
    let values = [(0x4286, 1), (0x42F7, 1), (0x42F2, 4), (0x42F3, 8)].map(|(id, value)| unsigned(id, value));
    let kind = [element(0x4282, b"webm"), unsigned(0x4287, 4), unsigned(0x4285, 2)];
    element(EBML, &[values.concat(), kind.concat()].concat())
}

fn info(video: &Video) -> Vec<u8> {
    let milliseconds = video.frames.len() as f64 * 1000.0 / f64::from(video.fps);
    let duration = element(0x4489, &milliseconds.to_be_bytes());
    let apps = [element(0x4D80, b"facegan"), element(0x5741, b"facegan")];
    element(INFO, &[unsigned(0x2A_D7B1, TIMESTAMP_SCALE), duration, apps.concat()].concat())
}

fn tracks(video: &Video, codec: &str) -> Vec<u8> {
    // Matrix and transfer of BT.709, limited range, primaries of BT.709.
    let colour = [(0x55B1, 1), (0x55BA, 1), (0x55B9, 1), (0x55BB, 1)].map(|(id, value)| unsigned(id, value));
    let picture =
        [unsigned(0xB0, video.width as u64), unsigned(0xBA, video.height as u64), element(0x55B0, &colour.concat())];
    // Number, UID and kind (video), no lacing.
    let track = [(0xD7, 1), (0x73C5, 1), (0x83, 1), (0x9C, 0)].map(|(id, value)| unsigned(id, value));
    let length = unsigned(0x23_E383, 1_000_000_000 / u64::from(video.fps));
    let entry = [track.concat(), length, element(0x86, codec.as_bytes()), element(0xE0, &picture.concat())];
    element(TRACKS, &element(0xAE, &entry.concat()))
}

fn clusters(video: &Video) -> Vec<Cluster> {
    let time = |frame: usize| (frame as u64 * 1000 + u64::from(video.fps) / 2) / u64::from(video.fps);
    let mut all: Vec<(u64, Vec<u8>)> = Vec::new();
    for (place, EncodedFrame { bytes, is_key }) in video.frames.iter().enumerate() {
        let now = time(place);
        let goes_on = all.last().filter(|(begin, _)| !is_key && now - begin <= LONGEST_CLUSTER);
        if goes_on.is_none() {
            all.push((now, unsigned(0xE7, now)));
        }
        if let Some((begin, cluster)) = all.last_mut() {
            // Of track 1.
            let [high, low] = ((now - *begin) as u16).to_be_bytes();
            let head = [0x81, high, low, if *is_key { 0x80 } else { 0 }];
            cluster.extend(element(0xA3, &[&head[..], bytes].concat()));
        }
    }
    all.into_iter().map(|(time, bytes)| Cluster { time, bytes: element(CLUSTER, &bytes) }).collect()
}

/// Where each cluster begins, in the segment; the first is so far behind the segment's beginning.
fn cues(clusters: &[Cluster], first: usize) -> Vec<u8> {
    let mut place = first as u64;
    let mut points = Vec::new();
    for cluster in clusters {
        // With eight bytes, whatever the place.
        let position = [unsigned(0xF7, 1), element(0xF1, &place.to_be_bytes())].concat();
        points.extend(element(0xBB, &[unsigned(0xB3, cluster.time), element(0xB7, &position)].concat()));
        place += cluster.bytes.len() as u64;
    }
    element(CUES, &points)
}

/// An element; its size has eight bytes.
fn element(id: u32, content: &[u8]) -> Vec<u8> {
    let id = id.to_be_bytes().into_iter().skip_while(|byte| *byte == 0);
    let size = ((1 << 56) | content.len() as u64).to_be_bytes();
    id.chain(size).chain(content.iter().copied()).collect()
}

fn unsigned(id: u32, value: u64) -> Vec<u8> {
    let bytes = value.to_be_bytes();
    let first = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len() - 1);
    element(id, &bytes[first..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::video::Codec;

    /// The elements in some bytes: their ids and what they hold.
    fn elements(mut bytes: &[u8]) -> Vec<(u32, &[u8])> {
        let mut found = Vec::new();
        while let Some(first) = bytes.first() {
            let (id, rest) = bytes.split_at(first.leading_zeros() as usize + 1);
            let id = id.iter().fold(0, |id, byte| id << 8 | u32::from(*byte));
            let (size, rest) = rest.split_at(rest[0].leading_zeros() as usize + 1);
            let marker = 1_u64 << (7 * size.len());
            let size = size.iter().fold(0, |size, byte| size << 8 | u64::from(*byte)) - marker;
            let (content, rest) = rest.split_at(size as usize);
            found.push((id, content));
            bytes = rest;
        }
        found
    }

    fn within<'a>(bytes: &'a [u8], path: &[u32]) -> &'a [u8] {
        path.iter().fold(bytes, |bytes, id| elements(bytes).into_iter().find(|(other, _)| other == id).unwrap().1)
    }

    #[test]
    fn frames_come_back_with_their_times_and_cues_lead_to_clusters() {
        let frame =
            |place: u8| EncodedFrame { bytes: vec![place; 3 + usize::from(place)], is_key: place.is_multiple_of(4) };
        let frames: Vec<_> = (0..10).map(frame).collect();
        let video = Video { codec: Codec::Vp9, width: 64, height: 48, fps: 25, frames };
        let file = bytes(&video, "V_VP9");
        assert_eq!(elements(&file).iter().map(|(id, _)| *id).collect::<Vec<_>>(), [EBML, SEGMENT]);
        let segment = within(&file, &[SEGMENT]);
        assert_eq!(within(segment, &[INFO, 0x4489]), 400.0_f64.to_be_bytes());
        assert_eq!(within(segment, &[TRACKS, 0xAE, 0x86]), b"V_VP9");
        assert_eq!(within(segment, &[TRACKS, 0xAE, 0xE0, 0xB0]), [64]);
        let points = elements(within(segment, &[CUES]));
        assert_eq!(points.len(), 3);
        let mut read = Vec::new();
        for (_, point) in points {
            let place = u64::from_be_bytes(within(point, &[0xB7, 0xF1]).try_into().unwrap()) as usize;
            let (id, cluster) = elements(&segment[place..])[0];
            assert_eq!(id, CLUSTER);
            assert_eq!(within(cluster, &[0xE7]), within(point, &[0xB3]));
            let begin = within(cluster, &[0xE7]).iter().fold(0, |time, byte| time << 8 | u64::from(*byte));
            for (_, block) in elements(cluster).iter().filter(|(id, _)| *id == 0xA3) {
                let time = begin + u64::from(u16::from_be_bytes([block[1], block[2]]));
                read.push((time, block[3] & 0x80 != 0, block[4..].to_vec()));
            }
        }
        let expected = (0..).zip(video.frames).map(|(place, frame)| (place * 40, frame.is_key, frame.bytes));
        assert_eq!(read, expected.collect::<Vec<_>>());
    }

    #[test]
    fn a_long_time_without_a_key_frame_is_cut() {
        let frame = |place| EncodedFrame { bytes: vec![1], is_key: place == 0 };
        let frames = (0..50).map(frame).collect();
        let video = Video { codec: Codec::Vp8, width: 2, height: 2, fps: 1, frames };
        let file = bytes(&video, "V_VP8");
        let segment = within(&file, &[SEGMENT]);
        assert_eq!(elements(segment).iter().filter(|(id, _)| *id == CLUSTER).count(), 2);
    }
}
