//! Mode collapse, seen by the distances between a grid's images.

use super::diversity::GridDiversity;
use super::losses::slower;
use super::settings;
use super::topic::{Advice, Fix, Run, Topic};
use facegan_core::config::{Field, TrainConfig};

/// Fakes' diversity by the photos' below which netG draws much the same image over and over.
const COLLAPSED: f32 = 0.35;
/// The same ratio, from which on it no longer does.
const RECOVERED: f32 = 0.45;
/// netG draws nearly the same image over and over: in two grids one after the other, so that a single unlucky one says
/// nothing.
pub fn collapse(run: &Run, up: bool) -> Option<Advice> {
    let GridDiversity { real, fake, earlier, .. } = run.diversity;
    let (real, fake) = (real.filter(|real| *real > 0.0)?, fake?);
    let most = if up { RECOVERED } else { COLLAPSED };
    let learns = run.config.rates().of_g() > 0.0;
    let collapsed = learns && fake < most * real && (up || earlier? < most * real);
    collapsed.then(|| Advice {
        topic: Topic::Collapse,
        seen: format!(
            "The faces differ from each other by {fake:.2} on average, the photos by {real:.2}: {:.0} % of it.",
            100.0 * fake / real
        ),
        means: "netG draws much the same face from every latent: mode collapse.".into(),
        remedy: format!(
            "Start again with a lower lr, or with a netD that changes less abruptly{}.",
            settings::or_more_variety(run.config, run.photos)
        ),
        fixes: [slower(run.config)]
            .into_iter()
            .chain(normalized(run.config))
            .chain(settings::more_variety(run.config, run.photos))
            .collect(),
    })
}

/// Spectral normalisation, where there is none.
fn normalized(config: &TrainConfig) -> Option<Fix> {
    let normalized = TrainConfig { spectral_norm: true, ..config.clone() };
    (!config.spectral_norm).then(|| Fix::named("Turn on spectral_norm", &normalized, Field::SpectralNorm))
}
