//! How good a run's netG was, as lines of JSON.

use facegan_core::quality::Measurement;

/// The measurements of a file, up to the first line that cannot be read: the last one may be torn.
pub fn measurements(lines: &[u8]) -> Vec<Measurement> {
    lines.split(|&byte| byte == b'\n').map_while(|line| serde_json::from_slice(line).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run_store::to_line;
    use facegan_core::quality::Quality;

    #[test]
    fn a_torn_line_is_left_out() {
        let net_g =
            Quality { image_size: 64, generated: 256, photos: 300, held_out: None, seed: 1, figures: Vec::new() };
        let measured = [7, 90].map(|iterations| Measurement { iterations, net_g: net_g.clone(), average: None });
        let lines: Vec<u8> = measured.iter().flat_map(|measurement| to_line(measurement).unwrap()).collect();
        assert_eq!(measurements(&lines), measured);
        assert_eq!(measurements(&lines[..lines.len() - 9]), measured[..1]);
        assert_eq!(measurements(b""), []);
    }
}
