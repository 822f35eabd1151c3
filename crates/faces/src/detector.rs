//! Finding the faces of a photo.

use image::RgbImage;

use super::detection::{Detection, decode, suppress};
use super::feature_map::FeatureMap;
use super::network::{MULTIPLE, Network};
use super::view::{Edge, View};

/// The photo's longer side when it is searched, in pixels: for small faces, and for those that fill it. The network finds
/// faces of about 12 to 60 pixels.
const SMALL_FACES: usize = 192;
const LARGE_FACES: usize = 96;
/// A face that is wider than this part of the photo's longer side is whom the photo is of: small faces behind it, below an
/// eighth, are not looked for.
const CLOSE_UP: f64 = 1.0 / 3.0;
/// The score from which a face is looked at more closely.
const LEAST_SCORE: f64 = 0.4;
/// The score that it needs in each closer look, and in their mean: of CelebA's faces 1 in 200 has less.
const LEAST_CLOSE_SCORE: f64 = 0.3;
const LEAST_MEAN_SCORE: f64 = 0.55;
/// The side of a closer look, in pixels and in widths of the face.
const CLOSE_SIDE: usize = 96;
const CLOSE_WIDTHS: f64 = 1.8;
/// How large the search has to have seen a face, by its size in a closer look, and how far it may be tilted, as the tangent
/// of the angle, for the search itself to count as a look.
const SEEN_CLOSELY: f64 = 0.7;
const MOST_TILT: f64 = 0.1;
/// How far the face may lie from where it was, and how much smaller or larger it may be, in widths of the face.
const MOST_SHIFT: f64 = 0.4;
const MOST_GROWTH: f64 = 2.0;

/// Finds faces. Making one unpacks the network's weights; it serves any number of photos.
pub struct Detector(Network);

impl Default for Detector {
    fn default() -> Self {
        Self(Network::new())
    }
}

impl Detector {
    /// The faces of a photo, the largest first.
    ///
    /// The photo is searched at two sizes, for faces that fill it and for small ones. Then each face is looked at closely,
    /// turned upright, and once more mirrored: the mean of both places the eyes twice as well, and what is no face is rarely
    /// taken for one in all three looks. A face that the search saw upright and large is only looked at mirrored.
    pub fn find(&self, photo: &RgbImage) -> Vec<Detection> {
        let mut candidates = self.level(photo, LARGE_FACES);
        let longer = f64::from(photo.width().max(photo.height()));
        if candidates.iter().all(|face| face.size[0] < CLOSE_UP * longer) {
            candidates.extend(self.level(photo, SMALL_FACES));
        }
        let candidates = suppress(candidates);
        let close = candidates.iter().filter_map(|face| self.closely(photo, face)).collect();
        largest_first(close)
    }

    /// The faces near a camera, the largest first: quicker than [`find`](Self::find), less exact and without small ones.
    pub fn find_near(&self, picture: &RgbImage) -> Vec<Detection> {
        largest_first(self.level(picture, LARGE_FACES))
    }

    /// Searches the whole photo, scaled so that its longer side has `side` pixels.
    fn level(&self, photo: &RgbImage, side: usize) -> Vec<Detection> {
        let (width, height) = photo.dimensions();
        let scale = f64::from(width.max(height)) / side as f64;
        let scaled = |length: u32| (f64::from(length) / scale).round().max(1.0) as usize;
        let view = View {
            origin: [0.0; 2],
            right: [scale, 0.0],
            down: [0.0, scale],
            width: scaled(width),
            height: scaled(height),
        };
        let found = decode(&self.0.forward(&input(photo, &view)), LEAST_SCORE);
        found.into_iter().map(|face| face.mapped(|point| view.to_photo(point), scale, false)).collect()
    }

    /// The mean of an upright look and a mirrored one; none where either finds no face there.
    fn closely(&self, photo: &RgbImage, face: &Detection) -> Option<Detection> {
        let upright = if is_seen_closely(photo, face) { *face } else { self.look(photo, face, false)? };
        let mirrored = self.look(photo, face, true)?;
        let face = Detection::mean(&[(1.0, upright), (1.0, mirrored)]);
        (face.score >= LEAST_MEAN_SCORE).then_some(face)
    }

    fn look(&self, photo: &RgbImage, face: &Detection, mirrored: bool) -> Option<Detection> {
        let width = face.size[0].max(face.size[1]);
        let scale = width * CLOSE_WIDTHS / CLOSE_SIDE as f64;
        let [dx, dy] = face.between_eyes();
        let distance = (dx * dx + dy * dy).sqrt();
        let [cos, sin] = if distance > 0.0 { [dx / distance, dy / distance] } else { [1.0, 0.0] };
        let right = if mirrored { [-scale * cos, -scale * sin] } else { [scale * cos, scale * sin] };
        let down = [-scale * sin, scale * cos];
        let middle = CLOSE_SIDE as f64 / 2.0;
        let origin = std::array::from_fn(|axis| face.centre[axis] - middle * (right[axis] + down[axis]));
        let view = View { origin, right, down, width: CLOSE_SIDE, height: CLOSE_SIDE };
        let found = suppress(decode(&self.0.forward(&input(photo, &view)), LEAST_CLOSE_SCORE));
        let expected = CLOSE_SIDE as f64 / CLOSE_WIDTHS;
        let is_it = |found: &Detection| {
            let [x, y] = found.centre.map(|at| at - middle);
            let growth = found.size[0] / expected;
            (x * x + y * y).sqrt() < MOST_SHIFT * expected && growth < MOST_GROWTH && growth > MOST_GROWTH.recip()
        };
        let found = found.into_iter().find(is_it)?;
        Some(found.mapped(|point| view.to_photo(point), scale, mirrored))
    }
}

/// Whether the search for large faces saw this one upright and about as large as a closer look shows it.
fn is_seen_closely(photo: &RgbImage, face: &Detection) -> bool {
    let scale = LARGE_FACES as f64 / f64::from(photo.width().max(photo.height()));
    let [across, down] = face.between_eyes();
    face.size[0] * scale > SEEN_CLOSELY * CLOSE_SIDE as f64 / CLOSE_WIDTHS && down.abs() < MOST_TILT * across
}

/// Each face once, the largest first.
fn largest_first(found: Vec<Detection>) -> Vec<Detection> {
    let mut faces = suppress(found);
    faces.sort_by(|one, two| two.size[0].total_cmp(&one.size[0]));
    faces
}

/// A view as the network's input: values from -1 to 1, with black to the right and below up to whole multiples.
fn input(photo: &RgbImage, view: &View) -> FeatureMap {
    let [height, width] = [view.height, view.width].map(|side| side.next_multiple_of(MULTIPLE));
    let mut map = FeatureMap::zeros(height, width, 3);
    map.values.fill(-1.0);
    let mut rows = map.values.chunks_exact_mut(width * 3).flat_map(|row| row[..view.width * 3].chunks_exact_mut(3));
    view.sample(photo, Edge::Black, |pixel| {
        if let Some(values) = rows.next() {
            values.iter_mut().zip(pixel).for_each(|(value, colour)| *value = colour / 127.5 - 1.0);
        }
    });
    map
}
