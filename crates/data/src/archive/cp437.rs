//! Code page 437, the character set of names in .zip archives that do not say that they are UTF-8.

/// The characters of the bytes from 128 on.
const UPPER: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀\
                     αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// The text of these bytes.
pub fn decode(bytes: &[u8]) -> String {
    let character = |byte: u8| match byte.checked_sub(128) {
        None => char::from(byte),
        Some(upper) => UPPER.chars().nth(upper.into()).unwrap_or(char::REPLACEMENT_CHARACTER),
    };
    bytes.iter().copied().map(character).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_its_character() {
        assert_eq!(UPPER.chars().count(), 128);
        assert_eq!(decode(b"M\x81ller \x84\x94\x81\xe1.jpg"), "Müller äöüß.jpg");
        // The first, the last, and one on either side of the frames.
        assert_eq!(decode(&[0x80, 0xff, 0xaf, 0xb0, 0xdf, 0xe0]), "Ç\u{a0}»░▀α");
    }
}
