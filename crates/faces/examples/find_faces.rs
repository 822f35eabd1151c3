//! Prints the faces of photos and how long they took: `cargo run --release --package facegan-faces --example find_faces FILE…`

use std::time::Instant;

use facegan_faces::Detector;

fn main() {
    let detector = Detector::default();
    for path in std::env::args().skip(1) {
        let photo = image::open(&path).unwrap().to_rgb8();
        let start = Instant::now();
        let faces = detector.find(&photo);
        let took = start.elapsed().as_secs_f64() * 1e3;
        println!("# {path} {}x{} {took:.1} ms", photo.width(), photo.height());
        for face in faces {
            let [l, r] = [face.points[0], face.points[1]];
            println!(
                "{path},{:.3},{:.2},{:.2},{:.2},{:.2},{:.2},{:.2},{:.2},{:.2},{:.3}",
                face.score,
                face.centre[0],
                face.centre[1],
                face.size[0],
                face.size[1],
                l[0],
                l[1],
                r[0],
                r[1],
                face.turn()
            );
        }
    }
}
