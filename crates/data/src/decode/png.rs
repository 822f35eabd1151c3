//! The chunks of a PNG beside its pixels.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::ZlibDecoder;

use super::metadata::Metadata;

/// Most bytes of a text once it is unpacked, as in Pillow.
const MOST_TEXT: u64 = 1 << 20;

/// What the chunks ahead of the pixels and behind them say.
pub fn metadata(bytes: &[u8]) -> Metadata<'_> {
    let mut rest = bytes.get(8..).unwrap_or_default();
    let (mut exif, mut profile, mut xmp) = (None, None, None);
    while let Some((kind, body, behind)) = chunk(rest) {
        match kind {
            b"IEND" => break,
            b"eXIf" => exif = Some(Cow::from(body)),
            b"tEXt" | b"zTXt" | b"iTXt" => match text(kind, body) {
                Some((b"Raw profile type exif", text)) => profile = unpack_profile(&text).map(Cow::from).or(profile),
                Some((b"XML:com.adobe.xmp", text)) => xmp = Some(text),
                _ => {}
            },
            _ => {}
        }
        rest = behind;
    }
    Metadata { exif: exif.or(profile), xmp }
}

/// A chunk's kind and body, and what lies behind it.
fn chunk(bytes: &[u8]) -> Option<(&[u8; 4], &[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    let (kind, rest) = rest.split_first_chunk()?;
    let (body, rest) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
    // A checksum follows: the decoder has seen to that.
    Some((kind, body, rest.get(4..)?))
}

/// A text's name and the text, unpacked.
fn text<'a>(kind: &[u8; 4], body: &'a [u8]) -> Option<(&'a [u8], Cow<'a, [u8]>)> {
    let (name, rest) = split_at_zero(body)?;
    let (packed, text) = match kind {
        b"tEXt" => (false, rest),
        b"zTXt" => (true, rest.get(1..)?),
        _ => {
            let (&[packed, _], rest) = rest.split_first_chunk()?;
            // A language, and the name in that language.
            (packed != 0, split_at_zero(split_at_zero(rest)?.1)?.1)
        }
    };
    let text = if packed { inflated(text)?.into() } else { text.into() };
    Some((name, text))
}

fn inflated(text: &[u8]) -> Option<Vec<u8>> {
    let mut inflated = Vec::new();
    ZlibDecoder::new(text).take(MOST_TEXT + 1).read_to_end(&mut inflated).ok()?;
    (inflated.len() as u64 <= MOST_TEXT).then_some(inflated)
}

fn split_at_zero(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|&byte| byte == 0)?;
    Some((&bytes[..end], &bytes[end + 1..]))
}

/// ImageMagick's way to store a profile: an empty line, its name, its length and then hexadecimal digits.
fn unpack_profile(text: &[u8]) -> Option<Vec<u8>> {
    let lines = text.split(|&byte| byte == b'\n').skip(3).flatten();
    let digits: Vec<u8> = lines.filter(|byte| !byte.is_ascii_whitespace()).copied().collect();
    let digit = |byte: u8| char::from(byte).to_digit(16);
    digits.chunks(2).map(|pair| Some((digit(pair[0])? << 4 | digit(*pair.get(1)?)?) as u8)).collect()
}
