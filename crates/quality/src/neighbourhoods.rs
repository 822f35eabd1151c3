//! Precision, recall, density and coverage: where the images lie among the photos, and the photos among the images.

use crate::error::QualityError;
use crate::features::Features;
use crate::neighbours::{Smallest, squared_distances};

/// The neighbour whose distance is the radius for precision and recall, as in Kynkäänniemi et al. 2019.
const NEAR: usize = 3;
/// The same for density and coverage, as in Naeem et al. 2020.
const FAR: usize = 5;
/// Values of features that are compared in one step.
const STEP: usize = 1 << 26;

/// The four numbers of one set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scores {
    /// The share of the images that look like a photo.
    pub precision: f64,
    /// The share of the photos that look like an image.
    pub recall: f64,
    /// How many photos an image looks like, of as many as photos have for neighbours.
    pub density: f64,
    /// The share of the photos that have an image near them.
    pub coverage: f64,
}

/// Compares photos with other sets of images by their features, in steps.
///
/// With `r_k(a)` the distance of `a` to its `k`-th nearest neighbour within its own set, itself left out, for photos `p`
/// and images `g`:
///
/// - precision: the share of the `g` with `|g − p| ≤ r₃(p)` for some `p`; recall: the share of the `p` with
///   `|g − p| ≤ r₃(g)` for some `g` (Kynkäänniemi et al. 2019, <https://arxiv.org/abs/1904.06991>)
/// - density: the number of pairs with `|g − p| ≤ r₅(p)`, divided by 5 and the number of images; coverage: the share of the
///   `p` with `|g − p| ≤ r₅(p)` for some `g` (Naeem et al. 2020, <https://arxiv.org/abs/2002.09797>)
///
/// For `n` photos and as many images of `d` features each set costs about `6 d n²` operations beside `3 d n²` for the
/// photos. Memory is the features' and 32 bytes an image.
#[derive(Debug)]
pub struct Neighbourhoods {
    /// The photos, then the others.
    sets: Vec<Features>,
    /// Radii of the images of each set, those of the last as far as they are known.
    radii: Vec<Vec<Radii>>,
    /// The counts of each set but the photos, the last under way.
    counts: Vec<Counts>,
}

/// Squared distances of an image to its neighbours.
#[derive(Debug, Clone, Copy)]
struct Radii {
    near: f32,
    far: f32,
}

#[derive(Debug, Clone)]
struct Counts {
    /// Images that were compared so far.
    done: usize,
    /// Images within the near radius of a photo.
    precise: usize,
    /// Pairs within the photo's far radius.
    dense: usize,
    /// Which photos lie within the near radius of an image.
    recalled: Vec<bool>,
    /// Which photos have an image within their far radius.
    covered: Vec<bool>,
}

impl Neighbourhoods {
    /// Compares `others` with `photos`.
    ///
    /// # Errors
    /// When features have different lengths, or a set has no more images than neighbours are looked for.
    pub fn new(photos: Features, others: Vec<Features>) -> Result<Self, QualityError> {
        let sets: Vec<Features> = std::iter::once(photos).chain(others).collect();
        let length = sets[0].length;
        if length == 0 || sets.iter().any(|set| set.length != length || !set.values.len().is_multiple_of(length)) {
            return Err(QualityError::Features);
        }
        if sets.len() < 2 || sets.iter().any(|set| set.count() <= FAR) {
            return Err(QualityError::Empty);
        }
        Ok(Self { sets, radii: Vec::new(), counts: Vec::new() })
    }

    /// Compares the next images; returns whether any are left.
    pub fn advance(&mut self) -> bool {
        match (self.next_radii(), self.next_comparison()) {
            (Some(set), _) => self.add_radii(set),
            (None, Some(set)) => self.compare(set),
            (None, None) => {}
        }
        self.next_radii().is_some() || self.next_comparison().is_some()
    }

    /// How much of the work is done, from 0 to 1.
    pub fn progress(&self) -> f64 {
        let images: usize = self.sets.iter().map(Features::count).sum();
        let radii: usize = self.radii.iter().map(Vec::len).sum();
        let compared: usize = self.counts.iter().map(|counts| counts.done).sum();
        (radii + compared) as f64 / (2 * images - self.sets[0].count()) as f64
    }

    /// The numbers of each of the others, in their order; none before the work is done.
    pub fn finish(self) -> Option<Vec<Scores>> {
        if self.next_radii().is_some() || self.next_comparison().is_some() {
            return None;
        }
        let share = |flags: &[bool]| flags.iter().filter(|flag| **flag).count() as f64 / flags.len() as f64;
        let scores = |counts: &Counts| Scores {
            precision: counts.precise as f64 / counts.done as f64,
            recall: share(&counts.recalled),
            density: counts.dense as f64 / (FAR * counts.done) as f64,
            coverage: share(&counts.covered),
        };
        Some(self.counts.iter().map(scores).collect())
    }

    /// The set that still lacks radii.
    fn next_radii(&self) -> Option<usize> {
        let known = |set: usize| self.radii.get(set).map_or(0, Vec::len);
        (0..self.sets.len()).find(|set| known(*set) < self.sets[*set].count())
    }

    /// The set that is still to be compared with the photos.
    fn next_comparison(&self) -> Option<usize> {
        let done = |set: usize| self.counts.get(set - 1).map_or(0, |counts| counts.done);
        (1..self.sets.len()).find(|set| done(*set) < self.sets[*set].count())
    }

    fn add_radii(&mut self, set: usize) {
        self.radii.resize(self.radii.len().max(set + 1), Vec::new());
        let (features, radii) = (&self.sets[set], &mut self.radii[set]);
        let mut distances = Vec::new();
        for image in radii.len()..features.count().min(radii.len() + step(features)) {
            squared_distances(features.image(image), &features.values, &mut distances);
            let mut smallest = Smallest::<FAR>::new();
            let others = distances.iter().enumerate().filter(|(other, _)| *other != image);
            others.for_each(|(_, distance)| smallest.add(*distance));
            radii.push(Radii { near: smallest.0[NEAR - 1], far: smallest.0[FAR - 1] });
        }
    }

    fn compare(&mut self, set: usize) {
        let [photos, images] = [&self.sets[0], &self.sets[set]];
        if self.counts.len() < set {
            let flags = vec![false; photos.count()];
            self.counts.push(Counts { done: 0, precise: 0, dense: 0, recalled: flags.clone(), covered: flags });
        }
        let counts = &mut self.counts[set - 1];
        let mut distances = Vec::new();
        for image in counts.done..images.count().min(counts.done + step(photos)) {
            squared_distances(images.image(image), &photos.values, &mut distances);
            counts.add(&distances, &self.radii[0], self.radii[set][image]);
        }
    }
}

impl Counts {
    /// Takes in an image's distances to the photos.
    fn add(&mut self, distances: &[f32], photos: &[Radii], own: Radii) {
        let mut precise = false;
        for (photo, (distance, radii)) in distances.iter().zip(photos).enumerate() {
            precise |= *distance <= radii.near;
            self.recalled[photo] |= *distance <= own.near;
            let inside = *distance <= radii.far;
            self.covered[photo] |= inside;
            self.dense += usize::from(inside);
        }
        self.precise += usize::from(precise);
        self.done += 1;
    }
}

/// Images of a step that are compared with this set.
fn step(features: &Features) -> usize {
    (STEP / features.values.len()).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(photos: &[f32], images: &[f32]) -> Scores {
        let line = |values: &[f32]| Features { length: 1, values: values.to_vec() };
        let mut work = Neighbourhoods::new(line(photos), vec![line(images)]).unwrap();
        while work.advance() {}
        assert_eq!(work.progress(), 1.0);
        work.finish().unwrap().remove(0)
    }

    #[test]
    fn numbers_on_a_line_are_those_by_hand() {
        // Photos at 0 to 5: r₃ is 3 2 2 2 2 3, r₅ is 5 4 3 3 4 5. Images: r₃ is 20 20 20 1 1 1 (from 10, 11, 12, 13).
        let photos = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0];
        let images = [-9.0, -4.0, 8.0, 10.5, 11.0, 30.0];
        // r₃ of the images: −9: 19.5 (to 10.5), −4: 14.5, 8: 12 (to −4), 10.5: 14.5, 11: 15, 30: 22.
        // Within r₃ of a photo: 8 is (5 + 3). Photos within an image's r₃: −9 reaches all.
        // Within r₅: −4 of 0 (4 ≤ 5) and no other (1 + 4 = 5 > 4); 8 of 4 (4 ≤ 4) and 5; 10.5 and the others of none.
        let found = scores(&photos, &images);
        assert_eq!(found.precision, 1.0 / 6.0);
        assert_eq!(found.recall, 1.0);
        assert_eq!(found.density, 3.0 / 30.0);
        assert_eq!(found.coverage, 3.0 / 6.0);
    }

    #[test]
    fn far_images_have_nothing_in_common() {
        let photos = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0];
        let far = photos.map(|at| at + 100.0);
        let found = scores(&photos, &far);
        assert_eq!(found, Scores { precision: 0.0, recall: 0.0, density: 0.0, coverage: 0.0 });
    }

    #[test]
    fn equal_sets_have_all_in_common() {
        let photos = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0];
        let found = scores(&photos, &photos);
        assert_eq!((found.precision, found.recall, found.coverage), (1.0, 1.0, 1.0));
    }

    #[test]
    fn features_that_do_not_fit_are_refused() {
        let features = |length: usize, count: usize| Features { length, values: vec![0.0; length * count] };
        let refused = |photos, images| Neighbourhoods::new(photos, vec![images]).unwrap_err();
        assert_eq!(refused(features(2, 9), features(3, 9)), QualityError::Features);
        assert_eq!(refused(features(0, 9), features(0, 9)), QualityError::Features);
        assert_eq!(refused(features(2, 9), features(2, 5)), QualityError::Empty);
    }
}
