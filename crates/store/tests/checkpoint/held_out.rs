//! Runs that hold photos out of their training.

use facegan_store::tensor_file::{Stored, TensorFile, write};
use safetensors::SafeTensors;
use safetensors::tensor::TensorView;

use super::*;

const SHARE: f64 = 0.3;
/// Of [`IMAGES`].
const HELD_OUT: usize = 3;

fn holding_out() -> TrainConfig {
    TrainConfig { holdout: SHARE, ..config() }
}

fn begin(data: &Dataset) -> Session {
    Session::new(holding_out(), data.identities().to_vec(), data.taken(), device())
}

fn go_on(bytes: &[u8], data: &Dataset) -> Session {
    Session::restore(from_bytes(bytes).unwrap(), holding_out(), data.identities().to_vec(), device()).unwrap()
}

/// The images at these places.
fn images(data: &Dataset, places: &[u32]) -> Vec<u8> {
    data.read(places).unwrap().rgb
}

#[test]
fn a_continued_run_holds_the_same_photos_out_in_another_order_and_among_others() {
    let data = faces(IMAGES, 32);
    let mut whole = begin(&data);
    train(&mut whole, &data, 6);
    let held_out = images(&data, &whole.some_held_out(usize::MAX).unwrap());
    assert_eq!((held_out.len(), whole.images()), (HELD_OUT * 32 * 32 * 3, IMAGES - HELD_OUT));

    let mut first = begin(&data);
    train(&mut first, &data, 3);
    let bytes = save(&first);
    assert_eq!(from_bytes(&bytes).unwrap(), block_on(first.snapshot()).unwrap());
    let shuffled = shuffled_among_others(&data);
    let mut second = go_on(&bytes, &shuffled);
    assert_eq!(images(&shuffled, &second.some_held_out(usize::MAX).unwrap()), held_out);
    // Those that came later are neither trained on nor held out.
    assert_eq!((second.left_out(), second.images()), (vec![0, IMAGES as u32 + 1], IMAGES - HELD_OUT));
    train(&mut second, &shuffled, 3);
    assert_eq!(timeless(&second), timeless(&whole));
}

#[test]
fn a_run_goes_on_without_photos_that_are_held_out_and_still_knows_them() {
    let data = faces(IMAGES, 32);
    let mut session = begin(&data);
    train(&mut session, &data, 1);
    let bytes = save(&session);
    let places = session.some_held_out(usize::MAX).unwrap();
    let mut fewer = faces(0, 32);
    for place in (0..IMAGES as u32).filter(|place| !places[1..].contains(place)) {
        fewer.push(&images(&data, &[place])).unwrap();
    }
    assert_eq!(from_bytes(&bytes).unwrap().missing(fewer.identities()), 0);
    let mut second = go_on(&bytes, &fewer);
    let there = second.some_held_out(usize::MAX).unwrap();
    assert_eq!(images(&fewer, &there), images(&data, &places[..1]));
    for session in [&mut session, &mut second] {
        let data = if session.identities().len() == IMAGES { &data } else { &fewer };
        train(session, data, 3);
    }
    assert_eq!(timeless(&second), timeless(&session));
    assert_eq!(go_on(&save(&second), &data).some_held_out(usize::MAX), Some(places));
}

#[test]
fn a_run_cannot_change_its_share_on_the_way() {
    let data = faces(IMAGES, 32);
    let snapshot = from_bytes(&save(&begin(&data))).unwrap();
    let other = TrainConfig { holdout: 0.1, ..config() };
    let refused = Session::restore(snapshot, other, data.identities().to_vec(), device()).map(|_| ()).unwrap_err();
    assert_eq!(refused.to_string(), "a run cannot change its holdout on the way");
}

#[test]
fn a_run_without_a_share_saves_nothing_of_it() {
    let data = faces(IMAGES, 32);
    let session = super::begin(&data);
    assert_eq!((session.some_held_out(9), session.held_out()), (None, 0));
    let bytes = save(&session);
    let file = TensorFile::read(&bytes).unwrap();
    assert!(!file.keys().contains(&"data.held_out"));
    assert_eq!(file.metadata().get("holdout"), None);
}

#[test]
fn held_out_photos_that_are_not_the_settings_share_are_refused() {
    let bytes = save(&begin(&faces(IMAGES, 32)));
    let mut metadata = TensorFile::read(&bytes).unwrap().metadata().clone();
    metadata.remove("checksum").expect("it is signed");
    let file = SafeTensors::deserialize(&bytes).unwrap();
    let stored = |(key, tensor): (&str, TensorView)| Stored {
        key: key.to_owned(),
        dtype: tensor.dtype(),
        shape: tensor.shape().to_vec(),
        bytes: tensor.data().to_vec(),
    };
    let refusal = |change: &dyn Fn(&mut Stored)| {
        let mut tensors: Vec<_> = file.iter().map(stored).collect();
        change(tensors.iter_mut().find(|tensor| tensor.key == "data.held_out").expect("photos are held out"));
        from_bytes(&write(&tensors, metadata.clone()).unwrap()).map(|_| ()).unwrap_err().to_string()
    };
    let reason = "its parts contradict one another: its held-out photos are not the share that its holdout says";
    assert_eq!(refusal(&|tensor| tensor.key = "other".into()), reason);
    assert_eq!(refusal(&|tensor| (tensor.shape, tensor.bytes) = (vec![1, 16], vec![0; 16])), reason);
    let shape = "“data.held_out” should have the shape [16, 16] but has [16, 3]";
    assert_eq!(refusal(&|tensor| tensor.shape = vec![16, 3]), shape);
}
