//! Addresses, images and archives.

use std::io::{Cursor, Write};

use facegan_sample_faces::draw;
use image::{DynamicImage, ImageFormat, RgbImage};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// An address that names everything that addresses name.
pub const ADDRESS: &[u8] = b"preset=tiny&image_size=64&batch_size=5&nz=10&ngf=9&ndf=7&num_epochs=1&lr=0.0003&beta1=0.6\
    &seed=1&sample_every=50&max_iterations=20&flip=1&diffaugment=cutout,color&ema_decay=0.99&holdout=0.1&lr_g=0.0004\
    &lr_d=0.0001&real_label=0.9&loss=hinge&spectral_norm=1&data=sample:256&autostart=1&kernels=stock&latent=7&truncation=0.7";

const SIDE: u32 = 24;

/// One face in every format that is decoded here.
pub fn images() -> Vec<Vec<u8>> {
    let face = RgbImage::from_raw(SIDE, SIDE, draw(1, 0, SIDE as usize)).expect("the face has this size");
    let face = DynamicImage::from(face);
    let formats =
        [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif, ImageFormat::Bmp, ImageFormat::Tiff];
    let encoded = |format| {
        let mut bytes = Cursor::new(Vec::new());
        face.write_to(&mut bytes, format).expect("the format is written, too");
        bytes.into_inner()
    };
    formats.map(encoded).to_vec()
}

/// An archive with compressed and uncompressed photos, folders and an operating system's bookkeeping.
pub fn archive() -> Vec<u8> {
    const CANNOT_FAIL: &str = "memory takes every entry";
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (index, image) in images().iter().take(4).enumerate() {
        let method = if index % 2 == 0 { CompressionMethod::Deflated } else { CompressionMethod::Stored };
        let options = SimpleFileOptions::default().compression_method(method);
        zip.start_file(format!("album/{index}"), options).expect(CANNOT_FAIL);
        zip.write_all(image).expect(CANNOT_FAIL);
    }
    zip.add_directory("empty", SimpleFileOptions::default()).expect(CANNOT_FAIL);
    zip.start_file("__MACOSX/._0", SimpleFileOptions::default()).expect(CANNOT_FAIL);
    zip.finish().expect(CANNOT_FAIL).into_inner()
}
