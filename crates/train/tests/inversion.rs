//! Searching for the latent of an image on the CPU backend.

use burn::tensor::Device;
use facegan_core::config::TrainConfig;
use facegan_core::images::Images;
use facegan_core::inversion::{NearFace, Verdict};
use facegan_core::latent::{FoundLatent, Latent, LatentSpec, Scene};
use facegan_model::Generator;
use facegan_train::{Inversion, InversionError, Session, draw, scene_latents};
use pollster::block_on;

use test_support::{faces, tiny};

/// A run of some iterations, after which the running statistics are the data's own.
fn trained(iterations: usize) -> Session {
    let data = faces(10, 32);
    // With this lr, netG draws faces that differ after few iterations.
    let config = TrainConfig { nz: 16, lr: 0.002, ..tiny() };
    let mut session = Session::new(config, data.identities().to_vec(), data.taken(), Device::flex().autodiff());
    train(&mut session, iterations);
    session
}

fn train(session: &mut Session, iterations: usize) {
    let data = faces(10, 32);
    for _ in 0..iterations {
        let batch = session.next_batch(&data).unwrap();
        block_on(session.train(batch)).unwrap();
    }
}

fn net_g(session: &Session) -> &Generator {
    &session.gan().net_g
}

/// The image of a latent, in bytes.
fn image(net_g: &Generator, face: Latent) -> Images {
    let picture = block_on(draw(net_g, &Scene::Walk { stops: vec![face], at: 0.0 })).unwrap();
    Images { size: picture.width, rgb: picture.rgb }
}

/// The distance of the first picture, and the nearest face at the end.
fn search(net_g: &Generator, photo: &Images) -> (f32, NearFace) {
    let mut search = Inversion::new(net_g, photo, 1).unwrap();
    let mut first = None;
    loop {
        if let Some(progress) = block_on(search.next(net_g)).unwrap() {
            let distance = *first.get_or_insert(progress.face.nearness.distance);
            if progress.is_last() {
                assert_eq!(block_on(search.next(net_g)).unwrap(), None, "it is at its end");
                return (distance, progress.face);
            }
        }
    }
}

#[test]
fn a_planted_face_is_found_again() {
    let session = trained(40);
    let net_g = net_g(&session);
    let planted = Latent::from(LatentSpec { seed: 77, index: 3, truncation: None });
    let photo = image(net_g, planted.clone());
    let (first, found) = search(net_g, &photo);
    let nearness = found.nearness;
    let latent = scene_latents(&Scene::Walk { stops: vec![planted], at: 0.0 }, net_g.nz()).unwrap();
    let norm = |values: &mut dyn Iterator<Item = f32>| values.map(|value| value * value).sum::<f32>().sqrt();
    let away = norm(&mut latent.iter().zip(&found.latent).map(|(one, other)| one - other));
    let length = norm(&mut latent.iter().copied());
    println!(
        "image {:.2} of 255 away, the nearest random face {:.2}; latent {away:.3} away, of length {length:.3}",
        nearness.distance, nearness.random
    );
    assert!(nearness.distance < 2.0, "{nearness}");
    assert!(nearness.distance < first && first <= 1.5 * nearness.random, "{first} at first; {nearness}");
    assert_eq!(nearness.verdict(), Verdict::VeryNear);

    // What was found is drawn as it was shown.
    let latent = FoundLatent { photo: "planted".into(), values: found.latent };
    let drawn = image(net_g, Latent::Found(latent)).rgb;
    assert!(drawn.iter().zip(&found.picture.rgb).all(|(one, other)| one.abs_diff(*other) <= 1));
}

#[test]
fn a_search_changes_nothing_of_a_run_and_a_seed_decides_all_of_it() {
    let (mut plain, mut searched) = (trained(3), trained(3));
    let photo = faces(10, 32).read(&[5]).unwrap();
    let mut searches = [1, 1].map(|seed| Inversion::new(net_g(&searched), &photo, seed).unwrap());
    for _ in 0..3 {
        for _ in 0..15 {
            let [one, other] = searches.each_mut().map(|search| block_on(search.next(net_g(&searched))).unwrap());
            assert_eq!(one, other);
        }
        train(&mut plain, 1);
        train(&mut searched, 1);
    }
    let snapshot = |session: &Session| block_on(session.snapshot()).unwrap();
    let (plain, searched) = (snapshot(&plain), snapshot(&searched));
    assert_eq!((&searched.net_g, &searched.net_d), (&plain.net_g, &plain.net_d));
    assert_eq!((searched.latents_rng, searched.order_rng), (plain.latents_rng, plain.order_rng));
    let losses = |history: &[facegan_core::stats::Stats]| -> Vec<_> {
        history.iter().map(|stats| (stats.loss_d, stats.loss_g, stats.d_x, stats.d_g_z1, stats.d_g_z2)).collect()
    };
    assert_eq!(losses(&searched.history), losses(&plain.history));
}

#[test]
fn a_search_is_refused_by_a_net_g_of_another_size() {
    let session = trained(1);
    let other = |config| Session::new(config, vec![], vec![], Device::flex().autodiff());
    let photo = |size| faces(1, size).read(&[0]).unwrap();
    let refused = Inversion::new(net_g(&session), &photo(64), 1).unwrap_err();
    assert!(matches!(refused, InversionError::OtherNetwork), "{refused}");
    let mut search = Inversion::new(net_g(&session), &photo(32), 1).unwrap();
    let longer = other(TrainConfig { nz: 17, ..tiny() });
    let refused = block_on(search.next(net_g(&longer))).unwrap_err();
    assert!(matches!(refused, InversionError::OtherNetwork), "{refused}");
}

#[test]
fn pixels_that_are_not_finite_end_the_search() {
    let mut session = trained(1);
    let mut state = block_on(session.snapshot()).unwrap().net_g.state;
    // Those of batch normalisation: what they make infinite, the next convolution makes NaN.
    state.iter_mut().filter(|tensor| tensor.shape.len() == 1).for_each(|tensor| {
        if tensor.key.ends_with(".weight") {
            tensor.values.fill(f32::MAX);
        }
    });
    session.load_net_g(&state, 0).unwrap();
    let mut search = Inversion::new(net_g(&session), &faces(1, 32).read(&[0]).unwrap(), 1).unwrap();
    let refused = block_on(search.next(net_g(&session))).unwrap_err();
    assert!(matches!(refused, InversionError::NotFinite), "{refused}");
}
