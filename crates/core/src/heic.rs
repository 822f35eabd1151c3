//! HEIC photos, which phones make and most browsers cannot read.

use crate::problem::Problem;

/// What the names of HEIC photos end in.
const ENDINGS: [&str; 3] = [".heic", ".heif", ".hif"];
/// The major brands of HEIC files (ISO/IEC 23008-12). AVIF, which has the same container, names others.
const BRANDS: [&[u8; 4]; 10] =
    [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"];

/// Whether a file is a HEIC photo by its name.
pub fn is_named(path: &str) -> bool {
    let path = path.to_lowercase();
    ENDINGS.iter().any(|ending| path.ends_with(ending))
}

/// Whether a file is a HEIC photo by its first bytes: a `ftyp` box with one of HEIC's brands.
pub fn is_heic(bytes: &[u8]) -> bool {
    bytes.get(4..8) == Some(b"ftyp") && BRANDS.iter().any(|brand| bytes.get(8..12) == Some(*brand))
}

/// What a person is told where the browser cannot decode HEIC.
pub fn not_read() -> Problem {
    Problem {
        what: "This browser cannot read HEIC photos, as iPhones make them.".into(),
        advice: "Save them as JPEG and add those: Preview on a Mac and Photos on Windows export them. For new photos, \
                 choose Settings > Camera > Formats > Most Compatible on the iPhone. Safari reads HEIC as it is."
            .into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heic_is_recognised_by_name_and_by_content() {
        assert!(["IMG_1.HEIC", "album/a.heif", "b.hif"].into_iter().all(is_named));
        assert!(!["heic", "a.heic.jpg", "a.avif"].into_iter().any(is_named));
        assert!(is_heic(b"\0\0\0\x24ftypheic\0\0\0\0") && is_heic(b"\0\0\0\x24ftypmif1\0\0\0\0"));
        assert!(!is_heic(b"\0\0\0\x24ftypavif\0\0\0\0"), "AVIF");
        assert!(!is_heic(b"\0\0\0\x24ftypmp42\0\0\0\0"), "a video");
        assert!(!is_heic(b"") && !is_heic(b"\xff\xd8\xff"));
    }
}
