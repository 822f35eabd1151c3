//! The judgement on a run in plain words.

use super::judgement::{Judgement, Means, WINDOW};
use crate::page::format::{count, grouped};

/// What the networks do, whatever the run.
pub const NETWORKS: &str = "netG draws faces out of random numbers. netD sees photos and these faces by turns, and says \
                            of each how surely it is a photo. netD learns to be right; netG learns to draw what netD \
                            takes for a photo. netG itself never sees a photo.";

/// How the networks stand, in one line that can be read from afar.
pub fn headline(judgement: Judgement) -> &'static str {
    match judgement {
        Judgement::NoRun => "No run is on screen yet.",
        Judgement::Beginning => "Both networks have only begun to learn.",
        Judgement::NotFinite => "The numbers grew beyond all bounds, so learning has ended.",
        Judgement::Collapse(_) => "netG draws much the same face over and over: mode collapse.",
        Judgement::Overwhelmed(_) => "netD is far ahead: netG hardly learns any more.",
        Judgement::NetDAhead(_) => "netD is ahead: it recognises most faces.",
        Judgement::Balanced(_) => "Both networks learn: neither is far ahead.",
        Judgement::NetGAhead(_) => "netG fools netD: it can hardly tell faces from photos.",
    }
}

/// What the curves say, with their numbers.
pub fn curves(judgement: Judgement) -> String {
    let Some(Means { loss_d, loss_g, d_x, d_g_z }) = judgement.means() else {
        return match judgement {
            Judgement::NotFinite => "A loss is no longer a number. A new run with a lower lr may do better.".into(),
            _ => format!("They say something after {}.", count(WINDOW, "iteration")),
        };
    };
    format!(
        "Over the last {}, netD gave photos {d_x:.2} and faces {d_g_z:.2} on average: 1 means surely a photo, 0 surely \
         not. Its loss was {loss_d:.2}, that of netG {loss_g:.2}. {}",
        count(WINDOW, "iteration"),
        meaning(judgement)
    )
}

fn meaning(judgement: Judgement) -> &'static str {
    match judgement {
        Judgement::Collapse(_) => "The curves alone do not show that the faces are all alike; the grid does.",
        Judgement::Overwhelmed(_) => "Where every face is recognised, netG is never told which was a little better.",
        Judgement::NetDAhead(_) => "netG has much to learn from netD as long as some faces pass.",
        Judgement::Balanced(_) => "The losses go up and down, since each network learns from the other’s mistakes.",
        Judgement::NetGAhead(_) => {
            "At best netD can only guess, which is 0.5 for both; early on it may just be behind."
        }
        Judgement::NoRun | Judgement::Beginning | Judgement::NotFinite => "",
    }
}

/// What the grid shows, which was drawn after so many iterations.
pub fn grid(judgement: Judgement, drawn_after: Option<usize>) -> String {
    let Some(iteration) = drawn_after else {
        return "The grid of faces appears with the first iteration.".into();
    };
    let seen = match judgement {
        Judgement::Beginning => " At first they are grey noise, then blurs of colour.",
        Judgement::Collapse(_) => " Now they are nearly alike.",
        _ => "",
    };
    format!(
        "Each place of the grid has a latent of its own that never changes, so it shows how one face changes as netG \
         learns. This grid was drawn after {}.{seen}",
        match iteration {
            0 => "the first iteration".to_owned(),
            _ => format!("iteration {}", grouped(iteration)),
        }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEANS: Means = Means { loss_d: 0.5, loss_g: 2.0, d_x: 0.8, d_g_z: 0.25 };

    #[test]
    fn every_judgement_has_its_own_headline() {
        let all = [
            Judgement::NoRun,
            Judgement::Beginning,
            Judgement::NotFinite,
            Judgement::Collapse(MEANS),
            Judgement::Overwhelmed(MEANS),
            Judgement::NetDAhead(MEANS),
            Judgement::Balanced(MEANS),
            Judgement::NetGAhead(MEANS),
        ];
        let mut headlines = all.map(headline).to_vec();
        headlines.sort_unstable();
        headlines.dedup();
        assert_eq!(headlines.len(), all.len());
        assert!(headlines.iter().all(|line| line.ends_with('.') && line.len() < 70), "{headlines:?}");
    }

    #[test]
    fn the_curves_are_told_with_their_numbers() {
        let told = curves(Judgement::Balanced(MEANS));
        assert!(told.contains("photos 0.80 and faces 0.25") && told.contains("loss was 0.50"), "{told}");
        assert_eq!(curves(Judgement::Beginning), "They say something after 50 iterations.");
    }

    #[test]
    fn the_grid_is_told_with_its_iteration() {
        assert!(grid(Judgement::Balanced(MEANS), Some(1_500)).ends_with("drawn after iteration 1,500."));
        assert!(grid(Judgement::Collapse(MEANS), Some(2)).ends_with("nearly alike."));
        assert!(grid(Judgement::NoRun, None).contains("appears with the first iteration"));
    }
}
