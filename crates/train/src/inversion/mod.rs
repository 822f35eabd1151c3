//! Searching for the latent from which netG draws a given photo: GAN inversion by gradient steps on the latent (Zhu et al.
//! 2016, <https://arxiv.org/abs/1609.03552>; Lipton and Tripathi 2017, <https://arxiv.org/abs/1702.04782>).

mod starts;
mod target;

use burn::tensor::Tensor;
use facegan_core::images::Images;
use facegan_core::inversion::{CANDIDATES, NearFace, Nearness, SearchProgress};
use facegan_model::{Generator, HostTensor, ReadError, StateTensor, to_host};

use super::noise::{Stream, latents, to_device};
use super::sample::single;
use starts::{Evaluated, Starts};

pub use target::InversionTarget;

/// Random faces that are drawn at once.
const BATCH: usize = 32;
/// How many of the random faces are moved nearer, side by side: others may stop in local minima.
const STARTS: usize = 8;
/// Gradient steps.
const STEPS: usize = 500;
/// Steps from one picture to the next.
const PICTURE_EVERY: usize = 10;

/// Why a search could not go on.
#[derive(Debug, thiserror::Error)]
pub enum InversionError {
    /// The device did not hand over its results.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// netG is another one than the search began with.
    #[error("netG makes images of another size or in other colours now, or takes latents of another length")]
    OtherNetwork,
    /// netG draws NaN or infinite pixels.
    #[error("netG draws pixels that are not finite numbers")]
    NotFinite,
}

/// A search, polled as a run is: it draws [`CANDIDATES`] random faces in eval mode and moves the latents of the eight
/// nearest with Adam, down the [losses](InversionTarget::losses). netG, a run and its random streams do not change.
///
/// It belongs to no netG: each piece is computed with the one that it is given, so that a search beside a training run
/// follows its weights.
#[derive(Debug)]
pub struct Inversion {
    target: InversionTarget,
    nz: usize,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// Random faces are drawn.
    Candidates {
        /// The latents of all.
        latents: Vec<f32>,
        /// Loss and distance of those that are drawn.
        drawn: Vec<(f32, f32)>,
    },
    /// The nearest of them are moved.
    Descent {
        starts: Box<Starts>,
        done: usize,
        /// The distance of the nearest random face.
        random: f32,
    },
    Done,
}

impl Inversion {
    /// A search for the first of the images, which have the size of netG's and are grey where those are. A seed always begins with the same random
    /// faces.
    ///
    /// # Errors
    /// [`InversionError::OtherNetwork`] where the images have another size.
    pub fn new(net_g: &Generator, photo: &Images, seed: u32) -> Result<Self, InversionError> {
        let (target, nz) = (InversionTarget::new(photo, net_g.nc(), &net_g.device()), net_g.nz());
        let latents = latents(CANDIDATES, nz, &mut Stream::Inversion.rng(seed));
        let search = Self { target, nz, stage: Stage::Candidates { latents, drawn: Vec::new() } };
        search.check(net_g).map(|()| search)
    }

    /// Does the next piece: draws some of the random faces, or moves the nearest by one step. Returns how far the search is
    /// where there is something to show, the [last](SearchProgress::is_last) time at its end, and nothing after it.
    ///
    /// # Errors
    /// When the device fails, netG is one of another size, or draws what is not finite; the search is at its end then.
    pub async fn next(&mut self, net_g: &Generator) -> Result<Option<SearchProgress>, InversionError> {
        self.check(net_g)?;
        match std::mem::replace(&mut self.stage, Stage::Done) {
            Stage::Candidates { latents, mut drawn } => {
                let first = drawn.len() * self.nz;
                let some = &latents[first..latents.len().min(first + BATCH * self.nz)];
                drawn.extend(self.draw(net_g, some).await?);
                self.stage = if drawn.len() < CANDIDATES {
                    Stage::Candidates { latents, drawn }
                } else {
                    self.descent(net_g, &latents, &drawn)
                };
                Ok(None)
            }
            Stage::Descent { mut starts, done, random } => {
                let Evaluated { losses, images, gradients } = starts.evaluate(net_g, &self.target);
                let face = if done.is_multiple_of(PICTURE_EVERY) {
                    Some(self.nearest(losses, images, starts.latents(), random).await?)
                } else {
                    // Waited for, so that no more than a step is ever queued.
                    read([entry("losses", losses)]).await?;
                    None
                };
                if done < STEPS {
                    starts.step(&gradients, done as f64 / STEPS as f64);
                    self.stage = Stage::Descent { starts, done: done + 1, random };
                }
                Ok(face.map(|face| SearchProgress { done, total: STEPS, face }))
            }
            Stage::Done => Ok(None),
        }
    }

    fn check(&self, net_g: &Generator) -> Result<(), InversionError> {
        let fits = (net_g.nc(), net_g.image_size(), net_g.nz()) == (self.target.nc(), self.target.size(), self.nz);
        if fits { Ok(()) } else { Err(InversionError::OtherNetwork) }
    }

    /// Loss and distance of the face of each latent.
    async fn draw(&self, net_g: &Generator, latents: &[f32]) -> Result<Vec<(f32, f32)>, InversionError> {
        let latents = to_device(latents.to_vec(), self.nz, &net_g.device());
        let images = net_g.forward_eval(latents.clone());
        let losses = self.target.losses(images.clone(), latents);
        let [losses, images] = read([entry("losses", losses), entry("images", images)]).await?;
        let images = images.chunks_exact(images.len() / losses.len());
        Ok(losses.into_iter().zip(images.map(|image| self.target.distance(image))).collect())
    }

    /// The stage that follows once all random faces are drawn.
    fn descent(&self, net_g: &Generator, latents: &[f32], drawn: &[(f32, f32)]) -> Stage {
        let mut places: Vec<_> = (0..drawn.len()).collect();
        places.sort_by(|a, b| drawn[*a].0.total_cmp(&drawn[*b].0));
        let latent = |place: &usize| &latents[place * self.nz..][..self.nz];
        let nearest: Vec<_> = places.iter().take(STARTS).flat_map(latent).copied().collect();
        let random = drawn.iter().map(|(_, distance)| *distance).fold(f32::INFINITY, f32::min);
        let starts = Starts::new(to_device(nearest, self.nz, &net_g.device()));
        Stage::Descent { starts: Box::new(starts), done: 0, random }
    }

    /// The face of the start with the least loss.
    async fn nearest(
        &self,
        losses: Tensor<1>,
        images: Tensor<4>,
        latents: Tensor<4>,
        random: f32,
    ) -> Result<NearFace, InversionError> {
        let all = [entry("losses", losses), entry("images", images), entry("latents", latents)];
        let [losses, images, latents] = read(all).await?;
        let best = (0..losses.len()).min_by(|a, b| losses[*a].total_cmp(&losses[*b])).unwrap_or_default();
        let image = &images[best * images.len() / losses.len()..][..images.len() / losses.len()];
        let latent = latents[best * self.nz..][..self.nz].to_vec();
        let nearness = Nearness { distance: self.target.distance(image), random };
        Ok(NearFace { latent, picture: single(image, self.target.nc(), self.target.size()), nearness })
    }
}

fn entry<const D: usize>(key: &str, tensor: Tensor<D>) -> StateTensor {
    StateTensor::new(key.into(), tensor)
}

/// The values of tensors of which the first are losses.
async fn read<const N: usize>(tensors: [StateTensor; N]) -> Result<[Vec<f32>; N], InversionError> {
    let read = to_host(tensors.into()).await?;
    if read.iter().all(HostTensor::is_finite) {
        let mut read = read.into_iter().map(|tensor| tensor.values);
        Ok(std::array::from_fn(|_| read.next().unwrap_or_default()))
    } else {
        Err(InversionError::NotFinite)
    }
}
