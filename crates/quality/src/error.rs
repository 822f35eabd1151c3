//! Why images cannot be compared.

/// What is wrong with the images, or with what was drawn for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QualityError {
    /// The images have a side that no pyramid or network here takes.
    #[error("images of {0} pixels a side cannot be compared: it takes 16 to 1024 pixels, and an even number of them")]
    Size(usize),
    /// The sets have images of different sizes.
    #[error("the images have {generated} pixels a side and the photos {photos}")]
    OtherSize {
        /// The side of the images in pixels.
        generated: usize,
        /// The side of the photos in pixels.
        photos: usize,
    },
    /// The sets have different numbers of images.
    #[error("{0} images cannot be compared with {1}: the distance is for sets of equal number")]
    OtherCount(usize, usize),
    /// The bytes of the images end within an image.
    #[error("the last image is not whole")]
    Torn,
    /// There are too few images to compare any.
    #[error("there are no images to compare")]
    Empty,
    /// The positions or the directions that were handed in do not fit the images.
    #[error("the positions or directions of level {0} do not fit the images")]
    Draws(usize),
    /// Features of the sets have different lengths, or there are none.
    #[error("the features of the sets do not have the same length")]
    Features,
}
