//! How a search for a photo's latent stands, and what is said of it.

use facegan_core::config::Crop;
use facegan_core::faces::Cut;
use facegan_core::images::Picture;
use facegan_core::inversion::{CANDIDATES, SearchProgress};
use facegan_core::latent::FoundLatent;

use crate::page::format::grouped;

/// A search, under way or at its end.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// The photo's name.
    name: String,
    /// Which part of the photo was asked for.
    asked: Crop,
    /// The photo's square as it is compared, and which part of the photo it is; nothing until it is read.
    square: Option<(Picture, Cut)>,
    /// How far it is; nothing before the first step.
    nearest: Option<SearchProgress>,
    under_way: bool,
}

impl Search {
    /// One that was asked for.
    pub fn new(name: String, asked: Crop) -> Self {
        Self { name, asked, square: None, nearest: None, under_way: true }
    }

    /// The photo was read.
    pub fn begin(&mut self, photo: Picture, cut: Cut) {
        self.square = Some((photo, cut));
        self.under_way = true;
    }

    /// A nearer face was found. Before the photo is read, it is that of an earlier search.
    pub fn come_nearer(&mut self, progress: SearchProgress) {
        self.nearest = self.square.is_some().then_some(progress);
    }

    /// It is at its end, or was ended.
    pub fn end(&mut self) {
        self.under_way = false;
    }

    /// Whether it goes on.
    pub fn is_under_way(&self) -> bool {
        self.under_way
    }

    /// The photo's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The photo's square as it is compared.
    pub fn photo(&self) -> Option<&Picture> {
        self.square.as_ref().map(|(photo, _)| photo)
    }

    /// How netG draws the nearest face.
    pub fn picture(&self) -> Option<&Picture> {
        self.nearest.as_ref().map(|progress| &progress.face.picture)
    }

    /// The latent of the nearest face.
    pub fn latent(&self) -> Option<FoundLatent> {
        let values = self.nearest.as_ref()?.face.latent.clone();
        Some(FoundLatent { photo: self.name.clone(), values })
    }

    /// Steps that are done, of how many; nothing before the first.
    pub fn steps(&self) -> Option<(usize, usize)> {
        self.nearest.as_ref().map(|progress| (progress.done, progress.total))
    }

    /// What it does now; nothing once it has ended.
    pub fn progress(&self) -> Option<String> {
        self.under_way.then(|| match (&self.square, &self.nearest) {
            (_, Some(SearchProgress { done, total, face })) => {
                let distance = face.nearness.distance;
                format!("Step {} of {}: {distance:.1} of 255 away", grouped(*done), grouped(*total))
            }
            (Some(_), None) => format!("Drawing {CANDIDATES} random faces to begin with…"),
            (None, None) => "Reading the photo…".to_owned(),
        })
    }

    /// How near it came; nothing while it goes on, and where it found nothing.
    pub fn outcome(&self) -> Option<String> {
        let progress @ SearchProgress { done, total, face } = self.nearest.as_ref().filter(|_| !self.under_way)?;
        let stopped =
            (!progress.is_last()).then(|| format!(" Stopped after step {} of {}.", grouped(*done), grouped(*total)));
        Some(format!("{}{}", face.nearness, stopped.unwrap_or_default()))
    }

    /// What a person should know of the photo's square.
    pub fn remark(&self) -> Option<&'static str> {
        let (_, cut) = self.square.as_ref()?;
        let instead = self.asked.needs_faces() && *cut == Cut::Centre;
        instead.then_some("No face was found in this photo, so its centre is compared.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use facegan_core::inversion::{NearFace, Nearness};

    fn picture() -> Picture {
        Picture { width: 1, height: 1, rgb: vec![0; 3] }
    }

    fn progress(done: usize, distance: f32) -> SearchProgress {
        let nearness = Nearness { distance, random: 40.0 };
        SearchProgress { done, total: 500, face: NearFace { latent: vec![0.5], picture: picture(), nearness } }
    }

    #[test]
    fn a_search_tells_what_it_does_and_at_its_end_how_near_it_came() {
        let mut search = Search::new("anna.jpg".into(), Crop::Centre);
        search.come_nearer(progress(490, 9.0));
        assert_eq!((search.progress().as_deref(), search.latent()), (Some("Reading the photo…"), None));
        search.begin(picture(), Cut::Centre);
        assert_eq!(search.progress().as_deref(), Some("Drawing 256 random faces to begin with…"));
        search.come_nearer(progress(120, 20.04));
        assert_eq!((search.progress().as_deref(), search.outcome()), (Some("Step 120 of 500: 20.0 of 255 away"), None));
        search.end();
        let outcome = search.outcome().unwrap();
        assert!(outcome.starts_with("Near: ") && outcome.ends_with("Stopped after step 120 of 500."), "{outcome}");
        search.come_nearer(progress(500, 5.0));
        let outcome = search.outcome().unwrap();
        assert!(outcome.starts_with("Very near: ") && outcome.ends_with("by 40.0."), "{outcome}");
        assert_eq!(search.progress(), None);
        let found = FoundLatent { photo: "anna.jpg".into(), values: vec![0.5] };
        assert_eq!(search.latent(), Some(found));
    }

    #[test]
    fn a_photo_without_a_face_is_remarked_on_where_faces_are_wanted() {
        for (asked, cut, remarked) in
            [(Crop::Faces, Cut::Centre, true), (Crop::Auto, Cut::Face(0), false), (Crop::Centre, Cut::Centre, false)]
        {
            let mut search = Search::new("a".into(), asked);
            assert_eq!(search.remark(), None, "it is not read yet");
            search.begin(picture(), cut);
            assert_eq!(search.remark().is_some(), remarked, "{asked:?} {cut:?}");
        }
    }
}
