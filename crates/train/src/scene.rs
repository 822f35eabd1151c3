//! The latents of a scene, on the host, so that they are the same on every backend.

use rand_distr::{Distribution, StandardNormal};

use super::noise::{Stream, latents, redraws};
use facegan_core::latent::{FoundLatent, Latent, LatentSpec, Scene};

/// The least truncation: below, most draws would be rejected.
const LEAST_TRUNCATION: f32 = 0.01;
/// From this cosine on, vectors count as parallel or opposite: between them no great circle is well defined.
const PARALLEL: f64 = 0.9995;

/// Why a scene has no latents.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SceneError {
    /// A walk has no stops.
    #[error("no face was chosen to walk between")]
    NoStops,
    /// A latent was found for a netG of another `nz`.
    #[error("the face found for {photo} has a latent of {found} numbers, and this netG takes {nz}")]
    OtherLength {
        /// The name of the photo that it was found for.
        photo: String,
        /// Its components.
        found: usize,
        /// The components of a latent of this netG.
        nz: usize,
    },
}

/// The latents that a scene is drawn from: `nz` values for each of its images.
///
/// # Errors
/// For a walk without stops, and for a latent that was found for a netG of another `nz`.
pub fn scene_latents(scene: &Scene, nz: usize) -> Result<Vec<f32>, SceneError> {
    Ok(match scene {
        Scene::Faces { seed, count, truncation } => rows(*seed, 0, *count, *truncation, nz),
        Scene::Walk { stops, at } => walk(stops, *at, nz)?,
        Scene::Pad { around, directions, x, y } => pad(&latent(around, nz)?, *directions, *x, *y),
    })
}

fn latent(face: &Latent, nz: usize) -> Result<Vec<f32>, SceneError> {
    match face {
        Latent::Drawn(LatentSpec { seed, index, truncation }) => Ok(rows(*seed, *index, 1, *truncation, nz)),
        Latent::Found(FoundLatent { values, .. }) if values.len() == nz => Ok(values.clone()),
        Latent::Found(FoundLatent { photo, values }) => {
            Err(SceneError::OtherLength { photo: photo.clone(), found: values.len(), nz })
        }
    }
}

/// `count` latents from the `first` on, of those that a run of this seed has as its fixed noise.
///
/// Each component beyond the truncation is drawn again until it is within, from a random stream of its own: all others
/// stay what they are without truncation, and so do those redrawn for a larger one that is not exceeded.
fn rows(seed: u32, first: usize, count: usize, truncation: Option<f32>, nz: usize) -> Vec<f32> {
    let drawn = latents(first + count, nz, &mut Stream::FixedNoise.rng(seed));
    let Some(most) = truncation.map(|most| most.max(LEAST_TRUNCATION)) else {
        return drawn[first * nz..].to_vec();
    };
    let within = |value: &f32| value.abs() <= most;
    let truncated = |(component, value): (usize, &f32)| {
        let again = || StandardNormal.sample_iter(redraws(seed, component)).find(within);
        Some(*value).filter(within).or_else(again)
    };
    drawn.iter().enumerate().skip(first * nz).filter_map(truncated).collect()
}

/// The latent on the way through `stops`.
fn walk(stops: &[Latent], at: f32, nz: usize) -> Result<Vec<f32>, SceneError> {
    let last = stops.len().checked_sub(1).ok_or(SceneError::NoStops)?;
    // In this order, NaN becomes the first stop.
    let at = at.max(0.0).min(last as f32);
    let from = at as usize;
    let start = latent(&stops[from], nz)?;
    Ok(match stops.get(from + 1) {
        Some(next) => slerp(&start, &latent(next, nz)?, f64::from(at.fract())),
        None => start,
    })
}

/// Spherical linear interpolation (Shoemake 1985, <https://doi.org/10.1145/325165.325242>), which keeps latents at the
/// distance from the origin that netG knows (White 2016, <https://arxiv.org/abs/1609.04468>): the direction turns
/// evenly, the norm changes evenly. Between vectors that are nearly parallel, or nearly opposite, it is linear.
fn slerp(from: &[f32], to: &[f32], t: f64) -> Vec<f32> {
    let (a, b) = (norm(from), norm(to));
    let cosine = dot(from, to) / (a * b);
    let (s, t) = if cosine.abs() < PARALLEL {
        let angle = cosine.acos();
        let length = a + (b - a) * t;
        let share = |t: f64| (t * angle).sin() / angle.sin() * length;
        (share(1.0 - t) / a, share(t) / b)
    } else {
        (1.0 - t, t)
    };
    combined(&[(from, s), (to, t)])
}

/// The latent at `x` and `y` quarter turns from `centre` along two directions at right angles to it and to each other:
/// the sphere's exponential map, so that all of the pad has the centre's norm.
fn pad(centre: &[f32], seed: u32, x: f32, y: f32) -> Vec<f32> {
    let [first, second] = directions(centre, seed);
    let tangent = combined(&[(&first, f64::from(x)), (&second, f64::from(y))]);
    let turns = norm(&tangent);
    if turns == 0.0 {
        return centre.to_vec();
    }
    let angle = turns * std::f64::consts::FRAC_PI_2;
    combined(&[(centre, angle.cos()), (&tangent, angle.sin() / turns * norm(centre))])
}

/// Two random unit vectors, made orthogonal to `centre` and to each other (Gram and Schmidt). Where too few dimensions
/// leave no such direction, it is 0.
fn directions(centre: &[f32], seed: u32) -> [Vec<f32>; 2] {
    let nz = centre.len();
    let mut drawn = latents(2, nz, &mut Stream::Directions.rng(seed));
    let second = drawn.split_off(nz);
    let centre = unit(centre.to_vec());
    let first = beside(drawn, &[&centre]);
    let second = beside(second, &[&centre, &first]);
    [first, second]
}

/// The part of a vector that is orthogonal to all of these unit vectors, at length 1.
fn beside(vector: Vec<f32>, others: &[&[f32]]) -> Vec<f32> {
    let before = norm(&vector);
    let rest = others.iter().fold(vector, |rest, other| combined(&[(&rest, 1.0), (other, -dot(&rest, other))]));
    // A remainder of rounding alone is not a direction.
    if norm(&rest) < 1e-4 * before { vec![0.0; rest.len()] } else { unit(rest) }
}

fn unit(vector: Vec<f32>) -> Vec<f32> {
    match norm(&vector) {
        0.0 => vector,
        norm => combined(&[(&vector, 1.0 / norm)]),
    }
}

/// The sum of vectors of one length, each times its factor.
fn combined(terms: &[(&[f32], f64)]) -> Vec<f32> {
    let length = terms.first().map_or(0, |(vector, _)| vector.len());
    let component = |i: usize| terms.iter().map(|(vector, factor)| f64::from(vector[i]) * factor).sum::<f64>() as f32;
    (0..length).map(component).collect()
}

fn dot(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
}

fn norm(vector: &[f32]) -> f64 {
    dot(vector, vector).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use facegan_core::animation::{Ending, Pace, Path};

    const NZ: usize = 100;

    fn face(seed: u32, index: usize) -> Latent {
        LatentSpec { seed, index, truncation: None }.into()
    }

    fn drawn(face: &Latent) -> Vec<f32> {
        latent(face, NZ).unwrap()
    }

    fn close(a: &[f32], b: &[f32]) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1e-5)
    }

    #[test]
    fn faces_are_a_runs_fixed_noise_and_each_can_be_had_alone() {
        let all = scene_latents(&Scene::Faces { seed: 999, count: 64, truncation: None }, NZ).unwrap();
        assert_eq!(all, latents(64, NZ, &mut Stream::FixedNoise.rng(999)));
        for truncation in [None, Some(0.7)] {
            let all = scene_latents(&Scene::Faces { seed: 5, count: 8, truncation }, NZ).unwrap();
            for (index, row) in all.chunks(NZ).enumerate() {
                assert_eq!(drawn(&LatentSpec { seed: 5, index, truncation }.into()), row);
            }
        }
    }

    #[test]
    fn truncation_redraws_only_components_beyond_it() {
        let plain = rows(3, 0, 20, None, NZ);
        let mut changed = Vec::new();
        for most in [3.0, 1.0, 0.3] {
            let truncated = rows(3, 0, 20, Some(most), NZ);
            assert_eq!(truncated, rows(3, 0, 20, Some(most), NZ));
            for (plain, truncated) in plain.iter().zip(&truncated) {
                assert!(truncated.abs() <= most, "{truncated} is beyond {most}");
                assert_eq!(plain == truncated, plain.abs() <= most);
            }
            changed.push(plain.iter().zip(&truncated).filter(|(plain, truncated)| plain != truncated).count());
        }
        assert!(changed.is_sorted() && changed[2] > 20 * NZ / 2, "{changed:?}");
        assert_eq!(rows(3, 0, 20, Some(100.0), NZ), plain);
        assert!(rows(3, 0, 1, Some(0.0), NZ).iter().all(|value| value.abs() <= LEAST_TRUNCATION));
    }

    #[test]
    fn a_walk_is_at_its_stops_and_turns_evenly_between_them() {
        let stops = [face(1, 0), face(1, 1), face(2, 5)];
        let at = |at| walk(&stops, at, NZ).unwrap();
        for (place, stop) in stops.iter().enumerate() {
            assert!(close(&at(place as f32), &drawn(stop)));
        }
        assert_eq!((at(-1.0), at(9.0), at(f32::NAN)), (at(0.0), at(2.0), at(0.0)));
        let (from, to) = (at(0.0), at(1.0));
        let angle = |a: &[f32], b: &[f32]| (dot(a, b) / norm(a) / norm(b)).acos();
        for t in [0.1, 0.25, 0.5, 0.9] {
            let between = at(t);
            let t = f64::from(t);
            assert!((norm(&between) - (norm(&from) + (norm(&to) - norm(&from)) * t)).abs() < 1e-5);
            assert!((angle(&from, &between) - t * angle(&from, &to)).abs() < 1e-5);
        }
        assert_eq!(walk(&[], 0.5, NZ), Err(SceneError::NoStops));
    }

    #[test]
    fn a_films_frames_are_at_its_stops_and_equally_far_apart_between_them() {
        let stops = [face(1, 0), face(1, 1), face(2, 5)];
        let latents = |ending, pace, frames| {
            let path = Path { stops: stops.to_vec(), ending, pace };
            path.scenes(frames).iter().map(|scene| scene_latents(scene, NZ).unwrap()).collect::<Vec<_>>()
        };
        let angle = |a: &[f32], b: &[f32]| (dot(a, b) / norm(a) / norm(b)).acos();
        let film = latents(Ending::Loop, Pace::Even, 12);
        for (leg, stop) in stops.iter().enumerate() {
            assert!(close(&film[4 * leg], &drawn(stop)));
            let share = angle(&drawn(stop), &drawn(&stops[(leg + 1) % 3])) / 4.0;
            // The last frame leads to the first.
            for frame in 4 * leg..4 * leg + 4 {
                assert!((angle(&film[frame], &film[(frame + 1) % 12]) - share).abs() < 1e-4, "frame {frame}");
            }
        }
        let film = latents(Ending::LastStop, Pace::Eased, 9);
        for (leg, stop) in stops.iter().enumerate() {
            assert!(close(&film[4 * leg], &drawn(stop)));
        }
        assert!(angle(&film[0], &film[1]) < angle(&film[1], &film[2]), "it begins slowly");
    }

    #[test]
    fn a_found_latent_is_taken_as_it_is_by_a_net_g_of_its_length() {
        let found = Latent::Found(FoundLatent { photo: "anna.jpg".into(), values: vec![1.0, 2.0] });
        let walk = Scene::Walk { stops: vec![face(1, 0), found.clone()], at: 1.0 };
        assert_eq!(scene_latents(&walk, 2), Ok(vec![1.0, 2.0]));
        let around = Scene::Pad { around: found, directions: 1, x: 0.0, y: 0.0 };
        assert_eq!(scene_latents(&around, 2), Ok(vec![1.0, 2.0]));
        let refused = Err(SceneError::OtherLength { photo: "anna.jpg".into(), found: 2, nz: 3 });
        assert_eq!((scene_latents(&walk, 3), scene_latents(&around, 3)), (refused.clone(), refused));
    }

    #[test]
    fn between_parallel_and_opposite_vectors_interpolation_is_linear() {
        assert_eq!(slerp(&[1.0, 0.0], &[3.0, 0.0], 0.5), [2.0, 0.0]);
        assert_eq!(slerp(&[1.0, 0.0], &[-1.0, 0.0], 0.25), [0.5, 0.0]);
        assert!(slerp(&[0.0, 0.0], &[1.0, 0.0], 0.5).iter().all(|value| value.is_finite()));
    }

    #[test]
    fn a_pad_keeps_the_norm_and_its_directions_stand_at_right_angles() {
        let centre = drawn(&face(7, 3));
        let [first, second] = directions(&centre, 11);
        for (a, b) in [(&centre, &first), (&centre, &second), (&first, &second)] {
            assert!((dot(a, b) / norm(a) / norm(b)).abs() < 1e-6);
        }
        for (x, y) in [(0.3, 0.0), (-1.0, 1.0), (0.2, -0.7)] {
            assert!((norm(&pad(&centre, 11, x, y)) - norm(&centre)).abs() < 1e-4);
        }
        assert_eq!(pad(&centre, 11, 0.0, 0.0), centre);
        let quarter = combined(&[(&first, norm(&centre))]);
        assert!(close(&pad(&centre, 11, 1.0, 0.0), &quarter));
        assert_ne!(pad(&centre, 11, 0.5, 0.0), pad(&centre, 12, 0.5, 0.0));
    }

    #[test]
    fn a_pad_stays_finite_where_there_is_no_room_for_directions() {
        assert_eq!(pad(&[2.0], 1, 0.5, 0.5), [2.0]);
        let moved = pad(&[3.0, 4.0], 1, 0.5, 0.5);
        assert!((norm(&moved) - 5.0).abs() < 1e-5, "{moved:?}");
        assert_eq!(pad(&[0.0, 0.0], 1, 0.5, 0.5), [0.0, 0.0]);
    }
}
