//! The diagnosis on a run in plain words.

use super::diagnosis::{Diagnosis, Means, WINDOW};
use crate::page::format::{count, grouped};

/// What the networks do, whatever the run.
pub const NETWORKS: &str = "netG draws faces out of random numbers. netD sees photos and these faces by turns, and says \
                            of each how surely it is a photo. netD learns to be right; netG learns to draw what netD \
                            takes for a photo. netG itself never sees a photo.";

/// How the networks stand, in one line that can be read from afar.
pub fn headline(diagnosis: Diagnosis) -> &'static str {
    match diagnosis {
        Diagnosis::NoRun => "No run is on screen yet.",
        Diagnosis::Beginning => "Both networks have only begun to learn.",
        Diagnosis::NotFinite => "The numbers grew beyond all bounds, so learning has ended.",
        Diagnosis::Collapse(_) => "netG draws much the same face over and over: mode collapse.",
        Diagnosis::Overwhelmed(_) => "netD is far ahead: netG hardly learns any more.",
        Diagnosis::NetDAhead(_) => "netD is ahead: it recognises most faces.",
        Diagnosis::Balanced(_) => "Both networks learn: neither is far ahead.",
        Diagnosis::NetGAhead(_) => "netG fools netD: it can hardly tell faces from photos.",
    }
}

/// What the curves say, with their numbers.
pub fn curves(diagnosis: Diagnosis) -> String {
    let Some(Means { loss_d, loss_g, d_x, d_g_z }) = diagnosis.means() else {
        return match diagnosis {
            Diagnosis::NotFinite => "A loss is no longer a number. A new run with a lower lr may do better.".into(),
            _ => format!("They say something after {}.", count(WINDOW, "iteration")),
        };
    };
    format!(
        "Over the last {}, netD gave photos {d_x:.2} and faces {d_g_z:.2} on average: 1 means surely a photo, 0 surely \
         not. Its loss was {loss_d:.2}, that of netG {loss_g:.2}. {}",
        count(WINDOW, "iteration"),
        meaning(diagnosis)
    )
}

fn meaning(diagnosis: Diagnosis) -> &'static str {
    match diagnosis {
        Diagnosis::Collapse(_) => "The curves alone do not show that the faces are all alike; the grid does.",
        Diagnosis::Overwhelmed(_) => "Where every face is recognised, netG is never told which was a little better.",
        Diagnosis::NetDAhead(_) => "netG has much to learn from netD as long as some faces pass.",
        Diagnosis::Balanced(_) => "The losses go up and down, since each network learns from the other’s mistakes.",
        Diagnosis::NetGAhead(_) => {
            "At best netD can only guess, which is 0.5 for both; early on it may just be behind."
        }
        Diagnosis::NoRun | Diagnosis::Beginning | Diagnosis::NotFinite => "",
    }
}

/// What the grid shows, which was drawn after so many iterations.
pub fn grid(diagnosis: Diagnosis, drawn_after: Option<usize>) -> String {
    let Some(iteration) = drawn_after else {
        return "The grid of faces appears with the first iteration.".into();
    };
    let seen = match diagnosis {
        Diagnosis::Beginning => " At first they are grey noise, then blurs of colour.",
        Diagnosis::Collapse(_) => " Now they are nearly alike.",
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
    fn every_diagnosis_has_its_own_headline() {
        let all = [
            Diagnosis::NoRun,
            Diagnosis::Beginning,
            Diagnosis::NotFinite,
            Diagnosis::Collapse(MEANS),
            Diagnosis::Overwhelmed(MEANS),
            Diagnosis::NetDAhead(MEANS),
            Diagnosis::Balanced(MEANS),
            Diagnosis::NetGAhead(MEANS),
        ];
        let mut headlines = all.map(headline).to_vec();
        headlines.sort_unstable();
        headlines.dedup();
        assert_eq!(headlines.len(), all.len());
        assert!(headlines.iter().all(|line| line.ends_with('.') && line.len() < 70), "{headlines:?}");
    }

    #[test]
    fn the_curves_are_told_with_their_numbers() {
        let told = curves(Diagnosis::Balanced(MEANS));
        assert!(told.contains("photos 0.80 and faces 0.25") && told.contains("loss was 0.50"), "{told}");
        assert_eq!(curves(Diagnosis::Beginning), "They say something after 50 iterations.");
    }

    #[test]
    fn the_grid_is_told_with_its_iteration() {
        assert!(grid(Diagnosis::Balanced(MEANS), Some(1_500)).ends_with("drawn after iteration 1,500."));
        assert!(grid(Diagnosis::Collapse(MEANS), Some(2)).ends_with("nearly alike."));
        assert!(grid(Diagnosis::NoRun, None).contains("appears with the first iteration"));
    }
}
