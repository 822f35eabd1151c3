//! What the person gave as photos, so that a new engine or another image size can read it again.

use facegan_core::problem::Problem;

/// Most files that are skipped because an engine failed on them: each costs a new engine, which reads everything again.
const MOST_LEFT_OUT: usize = 16;

/// Sources in the order in which they came, and how far the engine has been told of them. The engine reads one at a
/// time and answers each.
#[derive(Debug)]
pub struct Sources<S> {
    list: Vec<S>,
    /// The stored photos of the first ones, which are quicker to read than the files.
    base: Option<Base<S>>,
    told: usize,
    unanswered: usize,
    /// Names of files that an engine failed on, which the next engines skip.
    left_out: Vec<String>,
}

#[derive(Debug)]
struct Base<S> {
    source: S,
    /// Sources that it stands for.
    covers: usize,
    told: bool,
}

impl<S> Default for Sources<S> {
    fn default() -> Self {
        Self { list: Vec::new(), base: None, told: 0, unanswered: 0, left_out: Vec::new() }
    }
}

impl<S> Sources<S> {
    /// Adds a source behind the others.
    pub fn add(&mut self, source: S) {
        self.list.push(source);
    }

    /// From now on `source` stands for all that there are, or for ones that were given in an earlier visit.
    pub fn stand_in(&mut self, source: S) {
        self.base = Some(Base { source, covers: self.list.len(), told: false });
        self.told = self.list.len();
    }

    /// The next source to tell the engine of, if it has answered all before.
    pub fn tell_next(&mut self) -> Option<&S> {
        if self.unanswered > 0 {
            return None;
        }
        if let Some(base) = self.base.as_mut().filter(|base| !base.told) {
            base.told = true;
            self.unanswered += 1;
            return Some(&base.source);
        }
        let next = self.list.get(self.told)?;
        self.told += 1;
        self.unanswered += 1;
        Some(next)
    }

    /// The engine answered; returns whether it has read everything.
    pub fn answered(&mut self) -> bool {
        self.unanswered = self.unanswered.saturating_sub(1);
        self.is_settled()
    }

    /// Whether nothing waits to be read or answered.
    pub fn is_settled(&self) -> bool {
        self.unanswered == 0 && self.told == self.list.len() && self.base.as_ref().is_none_or(|base| base.told)
    }

    /// Forgets what the engine has not been told of.
    pub fn cancel(&mut self) {
        self.list.truncate(self.told);
    }

    /// Forgets everything; the engine is told so and will answer once more.
    pub fn clear(&mut self) {
        *self = Self { unanswered: self.unanswered + 1, ..Self::default() };
    }

    /// Starts over with all sources themselves, after whatever answer is still due.
    pub fn rewind(&mut self) {
        self.base = None;
        self.told = 0;
    }

    /// Starts over in a new engine, which owes no answer.
    pub fn restart(&mut self) {
        (self.told, self.unanswered) = (0, 0);
        if let Some(base) = &mut self.base {
            base.told = false;
            self.told = base.covers;
        }
    }

    /// Names of the files that are not to be read.
    pub fn left_out(&self) -> &[String] {
        &self.left_out
    }

    /// An engine failed while it read this file, where the file is known. It is skipped from now on. Where the file is not
    /// known, was skipped before, or too many are skipped, everything is forgotten. Returns whether the rest can be read.
    pub fn skip_file(&mut self, file: Option<&str>) -> bool {
        let is_new = |file: &&str| self.left_out.iter().all(|name| name != file);
        match file.filter(is_new) {
            Some(file) if self.left_out.len() < MOST_LEFT_OUT => {
                self.left_out.push(file.to_owned());
                true
            }
            _ => {
                *self = Self::default();
                false
            }
        }
    }

    /// Whether the person has given nothing, or cleared it.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty() && self.base.is_none()
    }

    /// Whether there are sources to read again, and not only stored photos.
    pub fn can_rewind(&self) -> bool {
        !self.list.is_empty()
    }
}

/// What the person is told when an engine failed on one file, which the next engine skips.
pub fn skipped_file(file: &str, reason: &str) -> Problem {
    let what = format!("The engine stopped while it read {file}: {}.", reason.trim_end_matches('.'));
    Problem { what, advice: "A new one reads all other photos again; nothing needs to be done.".into() }
}

/// Whether a file is a checkpoint or weights, by its name, those in formats of PyTorch's own and of others included:
/// the engine says what to do about these.
pub fn is_saved_network(path: &str) -> bool {
    const ENDINGS: [&str; 9] = [".safetensors", ".pth", ".pt", ".ckpt", ".bin", ".pkl", ".npz", ".h5", ".onnx"];
    let path = path.to_lowercase();
    ENDINGS.iter().any(|ending| path.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn saved_networks_are_told_from_photos_by_their_names() {
        assert!(
            ["netG.safetensors", "runs/Checkpoint.SAFETENSORS", "netG.pth", "netG.npz"]
                .into_iter()
                .all(is_saved_network)
        );
        assert!(!["face.jpg", "safetensors", "photos.zip", "a.pt.png"].into_iter().any(is_saved_network));
    }

    fn sources(list: &[char]) -> Sources<char> {
        let mut sources = Sources::default();
        list.iter().for_each(|source| sources.add(*source));
        sources
    }

    #[test]
    fn the_engine_reads_one_after_the_other() {
        let mut sources = sources(&['a', 'b']);
        assert_eq!((sources.tell_next().copied(), sources.tell_next().copied()), (Some('a'), None));
        assert!(!sources.answered());
        assert_eq!(sources.tell_next(), Some(&'b'));
        assert!(!sources.is_settled());
        assert!(sources.answered());
    }

    #[test]
    fn a_cancel_forgets_only_what_waits() {
        let mut sources = sources(&['a', 'b']);
        sources.tell_next();
        sources.cancel();
        assert!(sources.answered());
        sources.rewind();
        assert_eq!(sources.tell_next(), Some(&'a'));
    }

    #[test]
    fn what_is_added_right_after_a_clear_waits_for_its_answer() {
        let mut sources = sources(&['a']);
        sources.tell_next();
        sources.answered();
        sources.clear();
        sources.add('b');
        assert_eq!(sources.tell_next(), None);
        assert!(!sources.answered());
        assert_eq!(sources.tell_next(), Some(&'b'));
    }

    #[test]
    fn a_file_that_an_engine_died_over_is_left_out_and_the_rest_is_read_again() {
        let mut sources = sources(&['a', 'b']);
        sources.tell_next();
        assert!(sources.skip_file(Some("bad.jpg")));
        sources.restart();
        assert_eq!(sources.left_out(), ["bad.jpg"]);
        assert_eq!(sources.tell_next(), Some(&'a'));
        assert!(sources.skip_file(Some("worse.zip/bad.jpg")));
        assert_eq!(sources.left_out(), ["bad.jpg", "worse.zip/bad.jpg"]);
        sources.clear();
        assert_eq!(sources.left_out(), [""; 0]);
    }

    #[test]
    fn where_leaving_a_file_out_does_not_help_everything_is_forgotten() {
        let unknown: [&[Option<&str>]; 2] = [&[None], &[Some("bad.jpg"), Some("bad.jpg")]];
        for deaths in unknown {
            let mut sources = sources(&['a']);
            let hopes: Vec<_> = deaths.iter().map(|file| sources.skip_file(*file)).collect();
            assert_eq!(hopes.last(), Some(&false));
            assert!(sources.is_empty() && sources.left_out().is_empty());
        }
        let mut sources = sources(&['a']);
        let hopes: Vec<_> = (0..=MOST_LEFT_OUT).map(|index| sources.skip_file(Some(&format!("{index}.jpg")))).collect();
        assert_eq!(hopes.iter().filter(|hope| **hope).count(), MOST_LEFT_OUT);
        assert!(sources.is_empty());
    }

    #[test]
    fn the_file_at_fault_is_named() {
        let Problem { what, .. } = skipped_file("a.zip/bad.jpg", "memory access out of bounds.");
        assert_eq!(what, "The engine stopped while it read a.zip/bad.jpg: memory access out of bounds.");
    }

    #[test]
    fn a_new_engine_owes_no_answer() {
        let mut sources = sources(&['a']);
        sources.tell_next();
        sources.restart();
        assert_eq!(sources.tell_next(), Some(&'a'));
    }

    #[test]
    fn what_was_kept_stands_for_what_it_was_read_from() {
        let mut sources = sources(&['a', 'b']);
        sources.stand_in('k');
        sources.add('c');
        assert!(!sources.is_settled());
        let mut told = Vec::new();
        let mut tell_all = |sources: &mut Sources<char>| {
            while let Some(source) = sources.tell_next().copied() {
                told.push(source);
                sources.answered();
            }
            std::mem::take(&mut told)
        };
        assert_eq!(tell_all(&mut sources), ['k', 'c']);
        sources.restart();
        assert_eq!(tell_all(&mut sources), ['k', 'c'], "a new engine");
        sources.rewind();
        assert_eq!(tell_all(&mut sources), ['a', 'b', 'c'], "another size");
    }

    #[test]
    fn what_was_kept_of_an_earlier_visit_cannot_be_read_at_another_size() {
        let mut sources = sources(&[]);
        sources.stand_in('k');
        assert!(!sources.is_empty() && !sources.can_rewind());
    }
}
