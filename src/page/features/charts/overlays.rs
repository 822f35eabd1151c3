//! The runs whose curves are laid over those on screen.

use super::colour::RunColour;
use super::curves::Curves;
use facegan_core::run_manifest::{RunKey, RunManifest};

/// A run that is laid over the one on screen.
#[derive(Debug, Clone)]
pub struct Overlay {
    pub run: RunManifest,
    /// What a legend calls it.
    pub name: String,
    pub curves: Curves,
    /// The iterations of which it has a sample grid, in order.
    pub frames: Vec<usize>,
}

/// The overlaid runs, each with a colour that it keeps.
#[derive(Debug, Clone, Default)]
pub struct Overlays(Vec<(RunColour, Overlay)>);

impl Overlays {
    /// Adds a run, or replaces what was known of it. Where every colour is taken, the first run is dropped for it.
    pub fn add(&mut self, overlay: Overlay) {
        if let Some(known) = self.get_mut(&overlay.run.key) {
            *known = overlay;
            return;
        }
        let is_free = |colour: &RunColour| self.0.iter().all(|(taken, _)| taken != colour);
        let free = RunColour::OVERLAID.into_iter().find(is_free);
        let colour = free.unwrap_or_else(|| self.0.remove(0).0);
        self.0.push((colour, overlay));
    }

    /// Removes the runs for which `keep` returns false.
    pub fn retain(&mut self, keep: impl Fn(&RunKey) -> bool) {
        self.0.retain(|(_, overlay)| keep(&overlay.run.key));
    }

    /// Whether no run is overlaid.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A run that is overlaid.
    pub fn get(&self, key: &RunKey) -> Option<&Overlay> {
        self.0.iter().map(|(_, overlay)| overlay).find(|overlay| overlay.run.key == *key)
    }

    /// The same, to be changed.
    pub fn get_mut(&mut self, key: &RunKey) -> Option<&mut Overlay> {
        self.0.iter_mut().map(|(_, overlay)| overlay).find(|overlay| overlay.run.key == *key)
    }

    /// The overlaid runs beside the one on screen, which is not compared with itself.
    pub fn beside(&self, shown: Option<&RunKey>) -> impl Iterator<Item = (RunColour, &Overlay)> {
        let beside = move |overlay: &Overlay| shown != Some(&overlay.run.key);
        self.0.iter().map(|(colour, overlay)| (*colour, overlay)).filter(move |(_, overlay)| beside(overlay))
    }

    /// A run's colour, while runs are compared.
    pub fn colour(&self, key: &RunKey, shown: Option<&RunKey>) -> Option<RunColour> {
        if shown == Some(key) {
            return self.beside(shown).next().map(|_| RunColour::Shown);
        }
        self.beside(shown).find(|(_, overlay)| overlay.run.key == *key).map(|(colour, _)| colour)
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use facegan_core::config::{KernelChoice, TrainConfig};

    /// An overlaid run of this key.
    pub fn overlay(key: &str, curves: Curves) -> Overlay {
        let run = RunManifest {
            key: RunKey(key.into()),
            name: None,
            started: 0.0,
            config: TrainConfig::default(),
            kernels: KernelChoice::Own,
            adapter: String::new(),
            images: 16,
            photos: None,
            held_out: 0,
            left_out: Vec::new(),
            origin: None,
            folders: Vec::new(),
            outcome: None,
        };
        Overlay { run, name: key.into(), curves, frames: Vec::new() }
    }

    fn overlays(keys: &[&str]) -> Overlays {
        let mut overlays = Overlays::default();
        keys.iter().for_each(|key| overlays.add(overlay(key, Curves::default())));
        overlays
    }

    fn colours(overlays: &Overlays, keys: &[&str]) -> Vec<Option<RunColour>> {
        keys.iter().map(|key| overlays.colour(&RunKey((*key).into()), None)).collect()
    }

    #[test]
    fn a_run_keeps_its_colour_and_a_free_one_is_taken_first() {
        use RunColour::{First, Second, Third};
        let mut overlays = overlays(&["a", "b"]);
        assert_eq!(colours(&overlays, &["a", "b", "c"]), [Some(First), Some(Second), None]);
        overlays.retain(|key| key.0 != "a");
        overlays.add(overlay("c", Curves::default()));
        assert_eq!(colours(&overlays, &["b", "c"]), [Some(Second), Some(First)]);
        overlays.add(overlay("d", Curves::default()));
        overlays.add(overlay("e", Curves::default()));
        assert_eq!(
            colours(&overlays, &["b", "c", "d", "e"]),
            [None, Some(First), Some(Third), Some(Second)],
            "the first one makes room"
        );
    }

    #[test]
    fn a_run_that_is_read_again_is_replaced_in_its_place() {
        let mut overlays = overlays(&["a", "b"]);
        overlays.add(overlay("a", Curves::of_losses(&[1.0, 2.0])));
        assert_eq!(overlays.get(&RunKey("a".into())).map(|overlay| overlay.curves.len()), Some(2));
        assert_eq!(colours(&overlays, &["a", "b"]), [Some(RunColour::First), Some(RunColour::Second)]);
        assert_eq!(overlays.beside(None).count(), 2);
    }

    #[test]
    fn the_run_on_screen_has_its_own_colour_and_only_beside_another() {
        let shown = RunKey("a".into());
        assert_eq!(overlays(&["a"]).colour(&shown, Some(&shown)), None, "it is not compared with itself");
        assert_eq!(overlays(&["a", "b"]).colour(&shown, Some(&shown)), Some(RunColour::Shown));
        assert_eq!(overlays(&["b"]).colour(&shown, Some(&shown)), Some(RunColour::Shown));
        assert_eq!(overlays(&["b"]).colour(&shown, None), None);
    }
}
