//! Whether a face is a copy of a photo.

/// Share of the usual distance between a photo and its nearest other photo below which a face is a copy. A face that is a
/// blend of all photos, as early ones are, is nearer to each of them than most are to each other, by up to the root of two.
const COPIED: f32 = 0.5;

/// What a face's nearest photos say of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Verdict {
    /// It is far nearer to a photo than other photos are.
    Copied {
        /// Place of the photo among the nearest.
        nearest: usize,
    },
    /// It is nearer to a photo than other photos are, as a blend of photos is.
    Resembles {
        /// Place of the photo among the nearest.
        nearest: usize,
    },
    /// Other photos are nearer to each of its nearest photos.
    New,
}

impl Verdict {
    /// Of a face's distances from its nearest photos, and of each photo's distance from its own nearest other photo, or
    /// from what is usual among them if that is more: a burst's photos are all but the same. [`None`] where there is no
    /// other photo.
    pub fn of(distances: &[f32], among_themselves: &[f32]) -> Option<Self> {
        let mut sorted = among_themselves.to_vec();
        sorted.sort_by(f32::total_cmp);
        let usual = *sorted.get(sorted.len() / 2)?;
        let ratios = distances.iter().zip(among_themselves).map(|(face, photo)| face / photo.max(usual));
        let (nearest, ratio) = ratios.enumerate().min_by(|(_, a), (_, b)| a.total_cmp(b))?;
        Some(match ratio {
            ratio if ratio < COPIED => Self::Copied { nearest },
            ratio if ratio < 1.0 => Self::Resembles { nearest },
            _ => Self::New,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_face_is_compared_with_what_lies_between_photos() {
        assert_eq!(Verdict::of(&[0.05, 0.4], &[0.3, 0.3]), Some(Verdict::Copied { nearest: 0 }));
        assert_eq!(Verdict::of(&[0.28, 0.29], &[0.2, 0.3]), Some(Verdict::Resembles { nearest: 1 }));
        assert_eq!(Verdict::of(&[0.5, 0.6], &[0.3, 0.4]), Some(Verdict::New));
        assert_eq!(Verdict::of(&[0.5], &[]), None, "a single photo");
    }

    #[test]
    fn noise_is_new_however_near_it_is() {
        // Smooth photos of which the distances are large, and noise around their mean, which is nearer to each.
        assert_ne!(Verdict::of(&[0.4; 8], &[0.5; 8]), Some(Verdict::Copied { nearest: 0 }));
    }

    #[test]
    fn a_photo_of_a_burst_can_be_copied() {
        assert_eq!(Verdict::of(&[0.05, 0.06, 0.5], &[0.01, 0.4, 0.4]), Some(Verdict::Copied { nearest: 0 }));
    }
}
