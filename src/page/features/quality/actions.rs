//! Measuring or not, and what is done with the best netG.

use leptos::prelude::*;

use crate::page::context::Page;
use crate::page::platform::preferences;
use facegan_core::latent::WeightSource;
use facegan_protocol::Command;

impl Page {
    /// Whether the best netG of the run on screen can be drawn with and downloaded.
    pub fn has_best(self) -> bool {
        self.charts.best().is_some() && self.app.with(|app| app.can_export())
    }

    /// Begins or ends measuring, now and in visits to come.
    pub fn measure_quality(self, on: bool) {
        self.quality.on.set(on);
        preferences::set(preferences::NO_QUALITY, if on { "" } else { "1" });
        self.tell_whether_to_measure();
    }

    /// Tells the engine whether quality is measured.
    pub fn tell_whether_to_measure(self) {
        self.send(Command::Evaluate(self.quality.on.get_untracked()));
    }

    /// Draws faces with the best netG.
    pub fn draw_with_best(self) {
        self.latent.draw_with(WeightSource::Best);
        self.show_latent_panel();
    }
}
