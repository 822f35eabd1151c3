//! What a run ends in, by its iterations.

// Seen in the sample grids of the run on sample faces that `docs/pretrained.md` describes (32 pixels, ngf 32, batches of
// 32): rough for other photos and sizes.

/// Iterations until a grid shows shapes like faces.
pub const SHAPES: u64 = 300;
/// Iterations until it shows faces, still soft.
pub const SOFT_FACES: u64 = 1_000;
/// Iterations until it shows faces.
pub const FACES: u64 = 4_000;

/// What a run's last sample grid shows; the later, the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Coloured noise.
    Noise,
    /// Shapes like faces.
    Shapes,
    /// Faces without details.
    SoftFaces,
    /// Faces.
    Faces,
}

impl Outcome {
    /// What so many iterations end in.
    pub fn after(iterations: u64) -> Self {
        match iterations {
            FACES.. => Self::Faces,
            SOFT_FACES..FACES => Self::SoftFaces,
            SHAPES..SOFT_FACES => Self::Shapes,
            ..SHAPES => Self::Noise,
        }
    }

    /// What it looks like, in a few words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Noise => "coloured noise, no faces yet",
            Self::Shapes => "shapes like faces",
            Self::SoftFaces => "faces, still soft",
            Self::Faces => "faces",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_outcome_begins_at_its_number_of_iterations() {
        let outcomes = [0, SHAPES - 1, SHAPES, SOFT_FACES - 1, SOFT_FACES, FACES - 1, FACES].map(Outcome::after);
        use Outcome::{Faces, Noise, Shapes, SoftFaces};
        assert_eq!(outcomes, [Noise, Noise, Shapes, Shapes, SoftFaces, SoftFaces, Faces]);
        assert!(outcomes.is_sorted());
    }
}
