//! Measuring a run again and again.

use facegan_core::images::Images;
use facegan_core::quality::Quality;

use crate::error::QualityError;
use crate::evaluation::{Evaluation, Kept, Options};

/// Measures a run's netG and its moving average again and again beside the same photos, with
/// [`Options::WHILE_TRAINING`].
///
/// What belongs to the photos alone is computed the first time, and again only if the number of images is another. The
/// numbers are those of an [`Evaluation`] of its own, to the last bit.
#[derive(Debug)]
pub struct RunEvaluator {
    photos: Images,
    held_out: Option<Images>,
    kept: Option<Kept>,
}

impl RunEvaluator {
    /// One for a run that trains on these photos. Where it has a `holdout`, all numbers but copies come from those that
    /// it holds out, however few they are.
    pub fn new(photos: Images, held_out: Option<Images>) -> Self {
        Self { photos, held_out, kept: None }
    }

    /// Measures images of netG in eval mode, and as many of its moving average where the run keeps one.
    ///
    /// # Errors
    /// As [`Evaluation::new`].
    pub fn evaluate(
        &mut self,
        net_g: &Images,
        average: Option<&Images>,
    ) -> Result<(Quality, Option<Quality>), QualityError> {
        let generated: Vec<&Images> = [net_g].into_iter().chain(average).collect();
        let (held_out, options) = (self.held_out.as_ref(), Options::WHILE_TRAINING);
        let evaluation = Evaluation::again(&generated, &self.photos, held_out, options, self.kept.as_ref())?;
        let (reports, kept) = evaluation.run_and_keep();
        self.kept = Some(kept);
        let mut reports = reports.into_iter();
        let net_g = reports.next().ok_or(QualityError::Empty)?;
        Ok((net_g, reports.next()))
    }
}
