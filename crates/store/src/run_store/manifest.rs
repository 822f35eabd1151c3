//! What a run was made of and how it ended, as lines of JSON.

use facegan_core::run_manifest::RunManifest;

/// The last of the lines that can be read.
pub fn from_lines(lines: &[u8]) -> Option<RunManifest> {
    lines.rsplit(|&byte| byte == b'\n').find_map(|line| serde_json::from_slice(line).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run_store::to_line;
    use facegan_core::config::{KernelChoice, TrainConfig};
    use facegan_core::origin::Origin;
    use facegan_core::run::Outcome;
    use facegan_core::run_manifest::RunKey;

    #[test]
    fn the_last_complete_line_is_read() {
        let mut manifest = RunManifest {
            key: RunKey::new("2026-11-24T17:12:03.120Z", 1),
            name: None,
            started: 1_795_540_323_120.0,
            config: TrainConfig { lr: 0.0003, max_iterations: Some(7), ..TrainConfig::default() },
            kernels: KernelChoice::Mixed,
            adapter: "a “GPU”\nof two lines".into(),
            images: 12,
            photos: Some("facegan-records-1f".into()),
            held_out: 3,
            left_out: vec![2, 7],
            origin: Some(Origin::File { name: "a.safetensors".into(), iterations: 3 }),
            folders: vec!["anna".into()],
            outcome: None,
        };
        let mut lines = to_line(&manifest).unwrap();
        assert_eq!(from_lines(&lines).as_ref(), Some(&manifest));
        manifest.outcome = Some(Outcome::Completed);
        lines.extend(to_line(&manifest).unwrap());
        assert_eq!(from_lines(&lines).as_ref(), Some(&manifest));
        lines.extend(&to_line(&manifest).unwrap()[..40]);
        assert_eq!(from_lines(&lines).as_ref(), Some(&manifest), "a torn line");
        assert_eq!(from_lines(b"{\"key\":"), None);
    }

    #[test]
    fn settings_of_later_versions_have_their_defaults() {
        let line =
            br#"{"key":"1","started":0,"config":{"ngf":8},"kernels":"Own","adapter":"","images":1,"outcome":null}"#;
        let manifest = from_lines(line).unwrap();
        assert_eq!(manifest.config, TrainConfig { ngf: 8, ..TrainConfig::default() });
        assert_eq!(manifest.origin, None);
    }
}
