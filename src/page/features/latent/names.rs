//! What faces are called.

use super::truncation::truncation_text;
use facegan_core::latent::{Latent, LatentSpec};

/// What a face is called: `Face 3 of seed 7`, counted from 1.
pub fn face_name(face: &LatentSpec) -> String {
    let name = format!("Face {} of seed {}", face.index + 1, face.seed);
    match face.truncation {
        Some(most) => format!("{name}, {}", truncation_text(Some(most))),
        None => name,
    }
}

/// What a face is called, wherever it comes from.
pub fn latent_name(face: &Latent) -> String {
    match face {
        Latent::Drawn(face) => face_name(face),
        Latent::Found(found) => format!("Face found for {}", found.photo),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use facegan_core::latent::FoundLatent;

    #[test]
    fn a_drawn_face_is_called_after_its_seed() {
        let face = LatentSpec { seed: 7, index: 2, truncation: None };
        assert_eq!(latent_name(&face.into()), "Face 3 of seed 7");
        assert_eq!(face_name(&LatentSpec { truncation: Some(0.7), ..face }), "Face 3 of seed 7, up to 0.7");
    }

    #[test]
    fn a_found_face_is_called_after_its_photo() {
        let found = FoundLatent { photo: "anna.jpg".into(), values: vec![0.5] };
        assert_eq!(latent_name(&Latent::Found(found)), "Face found for anna.jpg");
    }
}
