//! What a run was made of and how it ended, as lines of JSON.

use crate::protocol::About;

impl About {
    /// One line of JSON.
    ///
    /// # Errors
    /// When the serializer fails.
    pub fn to_line(&self) -> serde_json::Result<Vec<u8>> {
        let mut line = serde_json::to_vec(self)?;
        line.push(b'\n');
        Ok(line)
    }

    /// The last of the lines that can be read.
    pub fn from_lines(lines: &[u8]) -> Option<Self> {
        lines.rsplit(|&byte| byte == b'\n').find_map(|line| serde_json::from_slice(line).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{KernelChoice, TrainConfig};
    use crate::protocol::{Outcome, RunKey};

    #[test]
    fn the_last_whole_line_holds() {
        let mut about = About {
            key: RunKey::new("2026-11-24T17:12:03.120Z", 1),
            started: 1_795_540_323_120.0,
            config: TrainConfig { lr: 0.0003, max_iterations: Some(7), ..TrainConfig::default() },
            kernels: KernelChoice::Mixed,
            adapter: "a “GPU”\nof two lines".into(),
            images: 12,
            photos: Some("facegan-records-1f".into()),
            outcome: None,
        };
        let mut lines = about.to_line().unwrap();
        assert_eq!(About::from_lines(&lines).as_ref(), Some(&about));
        about.outcome = Some(Outcome::Completed);
        lines.extend(about.to_line().unwrap());
        assert_eq!(About::from_lines(&lines).as_ref(), Some(&about));
        lines.extend(&about.to_line().unwrap()[..40]);
        assert_eq!(About::from_lines(&lines).as_ref(), Some(&about), "a torn line");
        assert_eq!(About::from_lines(b"{\"key\":"), None);
    }

    #[test]
    fn settings_that_came_later_have_their_defaults() {
        let line =
            br#"{"key":"1","started":0,"config":{"ngf":8},"kernels":"Own","adapter":"","images":1,"outcome":null}"#;
        let config = About::from_lines(line).map(|about| about.config);
        assert_eq!(config, Some(TrainConfig { ngf: 8, ..TrainConfig::default() }));
    }
}
