//! An image's metadata (EXIF, XMP) and the orientation in it.

use std::borrow::Cow;

use image::metadata::Orientation;

use super::directory::Directory;

/// The number of the orientation in EXIF and TIFF.
const ORIENTATION: u16 = 274;

/// The parts of a file in which its orientation may stand.
#[derive(Debug, Default, PartialEq)]
pub struct Metadata<'a> {
    pub exif: Option<Cow<'a, [u8]>>,
    pub xmp: Option<Cow<'a, [u8]>>,
}

impl Metadata<'_> {
    /// The orientation, as Pillow finds it: what XMP says counts only where EXIF says nothing.
    pub fn orientation(&self) -> Orientation {
        let exif = self.exif.as_deref().and_then(in_exif);
        let number = exif.unwrap_or_else(|| self.xmp.as_deref().and_then(in_xmp));
        let number = number.and_then(|number| u8::try_from(number).ok());
        number.and_then(Orientation::from_exif).unwrap_or(Orientation::NoTransforms)
    }
}

/// Whether there is an orientation, and its number where it is one.
fn in_exif(exif: &[u8]) -> Option<Option<usize>> {
    // A prefix belongs to JPEG alone, but other files have it too, and some twice.
    const PREFIX: &[u8] = b"Exif\0\0";
    let exif = exif.strip_prefix(PREFIX).unwrap_or(exif);
    let exif = exif.strip_prefix(PREFIX).unwrap_or(exif);
    let directory = Directory::first(exif)?;
    directory.bytes(ORIENTATION)?;
    Some(directory.integers(ORIENTATION).and_then(|numbers| numbers.first().copied()))
}

/// The digit behind the property's name, be it an attribute or an element.
fn in_xmp(xmp: &[u8]) -> Option<usize> {
    const NAME: &[u8] = b"tiff:Orientation";
    (0..xmp.len()).find_map(|at| {
        let value = xmp[at..].strip_prefix(NAME)?;
        let digit = value.strip_prefix(b"=\"").or(value.strip_prefix(b">"))?.first()?;
        digit.is_ascii_digit().then(|| usize::from(digit - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_property_is_found_where_a_number_stands_behind_its_name() {
        assert_eq!(in_xmp(b"<a tiff:Orientation='6' tiff:Orientation=\"8\"/>"), Some(8));
        assert_eq!(in_xmp(b"<tiff:Orientation>3"), Some(3));
        assert_eq!(in_xmp(b"<tiff:Orientation>x</tiff:Orientation>"), None);
        assert_eq!(in_xmp(b""), None);
    }

    #[test]
    fn damaged_exif_says_nothing() {
        let exif = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0";
        assert_eq!(in_exif(exif), Some(Some(6)));
        for end in 0..exif.len() - 2 {
            assert_eq!(in_exif(&exif[..end]), None, "{end} bytes");
        }
        assert_eq!(in_exif(b"MM\0*\xff\xff\xff\xff"), None);
    }
}
