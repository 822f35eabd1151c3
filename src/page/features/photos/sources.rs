//! What the person gave as photos, so that a new engine or another image size can read it again.

/// Sources in the order in which they came, and how many of them were sent to the engine. The engine reads one at a
/// time and answers each.
#[derive(Debug)]
pub struct Sources<S> {
    list: Vec<S>,
    /// The stored photos of the first ones, which are quicker to read than the files.
    base: Option<Base<S>>,
    sent: usize,
    unanswered: usize,
}

#[derive(Debug)]
struct Base<S> {
    source: S,
    /// How many of the first sources it replaces.
    covers: usize,
    sent: bool,
}

impl<S> Default for Sources<S> {
    fn default() -> Self {
        Self { list: Vec::new(), base: None, sent: 0, unanswered: 0 }
    }
}

impl<S> Sources<S> {
    /// Adds a source behind the others.
    pub fn add(&mut self, source: S) {
        self.list.push(source);
    }

    /// From now on `source` replaces all present sources, or those of an earlier visit.
    pub fn stand_in(&mut self, source: S) {
        self.base = Some(Base { source, covers: self.list.len(), sent: false });
        self.sent = self.list.len();
    }

    /// The next source to send to the engine; nothing until it has answered all earlier ones.
    pub fn next_to_send(&mut self) -> Option<&S> {
        if self.unanswered > 0 {
            return None;
        }
        if let Some(base) = self.base.as_mut().filter(|base| !base.sent) {
            base.sent = true;
            self.unanswered += 1;
            return Some(&base.source);
        }
        let next = self.list.get(self.sent)?;
        self.sent += 1;
        self.unanswered += 1;
        Some(next)
    }

    /// The engine answered; returns whether it has read everything.
    pub fn answered(&mut self) -> bool {
        self.unanswered = self.unanswered.saturating_sub(1);
        self.is_settled()
    }

    /// The engine was asked for something else that it answers with a report.
    pub fn await_answer(&mut self) {
        self.unanswered += 1;
    }

    /// Whether nothing waits to be read or answered.
    pub fn is_settled(&self) -> bool {
        self.unanswered == 0 && self.sent == self.list.len() && self.base.as_ref().is_none_or(|base| base.sent)
    }

    /// Drops the sources that were not sent to the engine yet.
    pub fn cancel(&mut self) {
        self.list.truncate(self.sent);
    }

    /// Drops all sources. The engine answers `Command::Clear` once.
    pub fn clear(&mut self) {
        *self = Self { unanswered: self.unanswered + 1, ..Self::default() };
    }

    /// Sends all sources themselves again, once a pending answer has come.
    pub fn rewind(&mut self) {
        self.base = None;
        self.sent = 0;
    }

    /// Starts over in a new engine, from which no answer is pending.
    pub fn restart(&mut self) {
        (self.sent, self.unanswered) = (0, 0);
        if let Some(base) = &mut self.base {
            base.sent = false;
            self.sent = base.covers;
        }
    }

    /// Whether the person has given nothing, or cleared it.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty() && self.base.is_none()
    }

    /// Whether stored photos stand in for the first ones.
    pub fn are_stored(&self) -> bool {
        self.base.is_some()
    }

    /// Whether there are sources to read again, and not only stored photos.
    pub fn can_rewind(&self) -> bool {
        !self.list.is_empty()
    }
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
    fn saved_networks_are_recognised_by_their_names() {
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
        assert_eq!((sources.next_to_send().copied(), sources.next_to_send().copied()), (Some('a'), None));
        assert!(!sources.answered());
        assert_eq!(sources.next_to_send(), Some(&'b'));
        assert!(!sources.is_settled());
        assert!(sources.answered());
    }

    #[test]
    fn a_cancel_forgets_only_what_waits() {
        let mut sources = sources(&['a', 'b']);
        sources.next_to_send();
        sources.cancel();
        assert!(sources.answered());
        sources.rewind();
        assert_eq!(sources.next_to_send(), Some(&'a'));
    }

    #[test]
    fn what_is_added_right_after_a_clear_waits_for_its_answer() {
        let mut sources = sources(&['a']);
        sources.next_to_send();
        sources.answered();
        sources.clear();
        sources.add('b');
        assert_eq!(sources.next_to_send(), None);
        assert!(!sources.answered());
        assert_eq!(sources.next_to_send(), Some(&'b'));
    }

    #[test]
    fn what_is_added_after_a_decision_waits_for_its_answer() {
        let mut sources = sources(&['a']);
        sources.next_to_send();
        sources.await_answer();
        assert!(!sources.answered());
        sources.add('b');
        assert_eq!(sources.next_to_send(), None);
        assert!(!sources.answered());
        assert_eq!(sources.next_to_send(), Some(&'b'));
    }

    #[test]
    fn a_new_engine_has_no_pending_answer() {
        let mut sources = sources(&['a']);
        sources.next_to_send();
        sources.restart();
        assert_eq!(sources.next_to_send(), Some(&'a'));
    }

    #[test]
    fn stored_photos_replace_the_files_that_they_were_read_from() {
        let mut sources = sources(&['a', 'b']);
        sources.stand_in('k');
        assert!(sources.are_stored());
        sources.add('c');
        assert!(!sources.is_settled());
        let mut sent = Vec::new();
        let mut send_all = |sources: &mut Sources<char>| {
            while let Some(source) = sources.next_to_send().copied() {
                sent.push(source);
                sources.answered();
            }
            std::mem::take(&mut sent)
        };
        assert_eq!(send_all(&mut sources), ['k', 'c']);
        sources.restart();
        assert_eq!(send_all(&mut sources), ['k', 'c'], "a new engine");
        sources.rewind();
        assert_eq!(send_all(&mut sources), ['a', 'b', 'c'], "another size");
    }

    #[test]
    fn stored_photos_of_an_earlier_visit_cannot_be_read_at_another_size() {
        let mut sources = sources(&[]);
        sources.stand_in('k');
        assert!(!sources.is_empty() && !sources.can_rewind());
    }
}
