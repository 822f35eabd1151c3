//! When to change a live region: a screen reader speaks every change, and breaks off what it was speaking.

/// Milliseconds between two changes of a live region.
pub const PAUSE: f64 = 4000.0;

/// Which of the texts that come during a pause are spoken after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// The last one: it is about the present.
    Latest,
    /// All of them, one behind the other.
    All,
}

/// What a live region says, and what waits for the pause to end. Times are in milliseconds.
#[derive(Debug, Clone)]
pub struct Speech {
    keep: Keep,
    spoken: String,
    spoken_at: Option<f64>,
    waiting: Vec<String>,
}

impl Speech {
    /// A live region that has said nothing yet.
    pub fn new(keep: Keep) -> Self {
        Self { keep, spoken: String::new(), spoken_at: None, waiting: Vec::new() }
    }

    /// Adds a text; [`due`](Self::due) says when it is spoken.
    pub fn add(&mut self, text: String) {
        if self.keep == Keep::Latest {
            self.waiting.clear();
            if text == self.spoken {
                return;
            }
        }
        self.waiting.push(text);
    }

    /// What is to be spoken now, if the pause is over and something waits.
    pub fn due(&mut self, now: f64) -> Option<String> {
        if self.wait(now)? > 0.0 {
            return None;
        }
        self.spoken = std::mem::take(&mut self.waiting).join(" ");
        self.spoken_at = Some(now);
        Some(self.spoken.clone())
    }

    /// The time until what waits is due; nothing where nothing waits.
    pub fn wait(&self, now: f64) -> Option<f64> {
        let over = self.spoken_at.map_or(now, |at| at + PAUSE);
        (!self.waiting.is_empty()).then_some((over - now).clamp(0.0, PAUSE))
    }

    /// Forgets what was said and what waits, since it is no longer so.
    pub fn fall_silent(&mut self) {
        self.waiting.clear();
        self.spoken.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is spoken of texts that come at these times, and when, if it is looked every 100 ms.
    fn spoken(keep: Keep, texts: &[(f64, &str)], end: f64) -> Vec<(f64, String)> {
        let (mut speech, mut said, mut now) = (Speech::new(keep), Vec::new(), 0.0);
        let mut coming = texts.iter().peekable();
        while now <= end {
            while let Some((_, text)) = coming.next_if(|(at, _)| *at <= now) {
                speech.add((*text).to_owned());
            }
            said.extend(speech.due(now).map(|text| (now, text)));
            now += 100.0;
        }
        said
    }

    #[test]
    fn the_first_text_is_spoken_at_once_and_the_latest_of_the_others_after_the_pause() {
        let texts = [(0.0, "a"), (200.0, "b"), (300.0, "c"), (9000.0, "d")];
        let expected = [(0.0, "a"), (PAUSE, "c"), (9000.0, "d")].map(|(at, text)| (at, text.to_owned()));
        assert_eq!(spoken(Keep::Latest, &texts, 20_000.0), expected);
    }

    #[test]
    fn however_many_texts_come_pauses_are_kept() {
        let texts: Vec<_> =
            (0..300).map(|place| (f64::from(place) * 100.0, if place % 2 == 0 { "a" } else { "b" })).collect();
        let said = spoken(Keep::Latest, &texts, 40_000.0);
        assert!(said.len() > 2);
        assert!(said.windows(2).all(|pair| pair[1].0 - pair[0].0 >= PAUSE && pair[1].1 != pair[0].1), "{said:?}");
    }

    #[test]
    fn what_is_so_again_is_not_said_again() {
        assert_eq!(spoken(Keep::Latest, &[(0.0, "a"), (100.0, "b"), (200.0, "a")], 9000.0), [(0.0, "a".to_owned())]);
    }

    #[test]
    fn no_problem_is_lost() {
        let texts = [(0.0, "a"), (100.0, "b"), (200.0, "b"), (300.0, "c")];
        let expected = [(0.0, "a"), (PAUSE, "b b c")].map(|(at, text)| (at, text.to_owned()));
        assert_eq!(spoken(Keep::All, &texts, 9000.0), expected);
    }

    #[test]
    fn nothing_is_said_of_what_is_over() {
        let mut speech = Speech::new(Keep::All);
        speech.add("a".into());
        speech.fall_silent();
        assert_eq!((speech.wait(0.0), speech.due(0.0)), (None, None));
    }

    #[test]
    fn a_clock_that_is_set_back_holds_nothing_up() {
        let mut speech = Speech::new(Keep::All);
        speech.add("a".into());
        assert!(speech.due(1e9).is_some());
        speech.add("b".into());
        assert_eq!(speech.wait(0.0), Some(PAUSE));
    }
}
