//! Images that netG is measured by.

use rand_chacha::ChaCha8Rng;

use super::noise::{Stream, latents, to_device};
use super::sample::single;
use facegan_core::images::Images;
use facegan_model::{Generator, ReadError, values};

/// Images that are drawn at once. It bounds the GPU's memory, and how long a run that is paused meanwhile still draws.
const BATCH: usize = 32;

/// Images of netG in eval mode, drawn batch by batch from N(0, 1) latents of a stream of their own. Nothing of a run is
/// changed.
pub struct Fakes {
    latents: ChaCha8Rng,
    count: usize,
    images: Images,
}

impl Fakes {
    /// `count` images of `size × size` pixels, of which none is drawn yet. A seed always draws from the same latents.
    pub fn new(size: usize, count: usize, seed: u32) -> Self {
        Self { latents: Stream::Fakes.rng(seed), count, images: Images { size, rgb: Vec::new() } }
    }

    /// Draws the next batch; returns whether any image is left.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn advance(&mut self, net_g: &Generator) -> Result<bool, ReadError> {
        let (size, nz) = (self.images.size, net_g.nz());
        let batch = BATCH.min(self.count - self.images.count());
        if batch > 0 {
            let latents = to_device(latents(batch, nz, &mut self.latents), nz, &net_g.device());
            let values = values(net_g.forward_eval(latents).inner()).await?;
            let image = |values| single(values, net_g.nc(), size).rgb;
            self.images.rgb.extend(values.chunks_exact(values.len() / batch).flat_map(image));
        }
        Ok(self.images.count() < self.count)
    }

    /// How many are drawn.
    pub fn count(&self) -> usize {
        self.images.count()
    }

    /// What was drawn: RGB bytes, -1 as 0 and 1 as 255.
    pub fn finish(self) -> Images {
        self.images
    }
}
