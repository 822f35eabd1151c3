//! A run on faces, which the cluster's script reads only where they are cut out already.

use std::fs;

use facegan_core::config::{Crop, TrainConfig};
use facegan_core::images::Picture;
use facegan_store::checkpoint::from_bytes;
use facegan_train::png;

use super::{BEFORE, IMAGES, Moved, config};

fn write(moved: &Moved, folder: &str, name: &str, picture: &Picture) {
    let folder = moved.folder.path().join(folder);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(name), png::encode(picture).unwrap()).unwrap();
}

#[test]
fn a_run_on_faces_goes_on_with_faces_that_were_cut_out() {
    let moved = Moved::new(TrainConfig { crop: Crop::Faces, ..config() });
    let side = config().image_size;
    for index in 0..IMAGES as u32 {
        let rgb = moved.data.read(&[index]).unwrap().rgb;
        write(&moved, "crops", &format!("{index}-1.png"), &Picture { width: side, height: side, rgb });
    }
    let photo = Picture { width: 60, height: 80, rgb: vec![90; 60 * 80 * 3] };
    write(&moved, "photos", "photo.png", &photo);
    let told = moved.python(
        "try:\n    launch(1, 'never.safetensors', '--iterations', '1', '--data', 'photos')\n\
         except SystemExit as why:\n    print(why)",
    );
    let advice = "facegan faces --data photos --out crops --image-size 32";
    assert!(told.contains("trains on faces that were cut out of photos") && told.contains(advice), "{told}");
    assert!(!moved.folder.path().join("never.safetensors").exists());

    let told = moved.python(
        "print(launch(2, 'after.safetensors', '--iterations', '1', '--data', 'crops'))\n\
         open('records', 'wb').write(load_file('faces_32.safetensors')['images'].numpy().tobytes())",
    );
    assert!(told.contains("10 photos are prepared"), "{told}");
    let all: Vec<u32> = (0..IMAGES as u32).collect();
    assert!(moved.read("records") == moved.data.read(&all).unwrap().rgb, "the faces are not the run's own images");
    let (after, before) = (from_bytes(&moved.read("after.safetensors")).unwrap(), moved.session.history().len());
    assert_eq!((after.history.len(), after.missing(moved.data.identities())), (BEFORE + 1, 0));
    assert_eq!((before, after.config.crop), (BEFORE, Crop::Faces));
}
