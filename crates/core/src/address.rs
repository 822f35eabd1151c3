//! The page's address: every setting, the data and an immediate start, so that a run can be shared as a link.

use form_urlencoded::{Serializer, parse};

use crate::config::{Field, Invalid, KernelChoice, Preset, TrainConfig, switch};
use crate::latent::LatentSpec;
use crate::tuning::{TileChoice, UnknownTuning};

/// Most sample faces that an address may ask for.
pub const MOST_SAMPLES: usize = 200_000;

/// Who chooses the settings of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// The page, from the photos, the GPU's speed and the person's time.
    #[default]
    Plan,
    /// The person.
    Expert,
}

/// What an address asks for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Launch {
    /// [`Mode::Expert`] if the address gives any setting, or starts a run, which is then the tutorial's.
    pub mode: Mode,
    /// The settings; those that the address does not give have their defaults.
    pub config: TrainConfig,
    /// How many built-in sample faces to draw at once, from `data=sample:N`.
    pub samples: Option<usize>,
    /// Whether training starts as soon as the data is there, from `autostart=1`.
    pub autostart: bool,
    /// From `kernels=own`, `kernels=mixed` or `kernels=stock`.
    pub kernels: KernelChoice,
    /// From `tiles=measured`, `tiles=default` or the tiles themselves.
    pub tiles: TileChoice,
    /// Whether the quality of runs is not measured while they train, from `quality=0`.
    pub no_quality: bool,
    /// The seed whose faces are shown as soon as there are weights, from `latent=SEED`.
    pub latent: Option<u32>,
    /// [`LatentSpec::truncation`] of those faces, from `truncation=0.7`.
    pub truncation: Option<f32>,
}

/// One part of an address that was left out, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// A setting with a value that it cannot have.
    #[error("{} {why}", .field.name())]
    Setting {
        /// The setting.
        field: Field,
        /// What is wrong with the value.
        why: Invalid,
    },
    /// A `preset` that does not exist.
    #[error("preset must be tutorial, quick or tiny, not “{0}”")]
    Preset(String),
    /// A `data` that is not `sample:N`.
    #[error("data must be sample:N with N from 1 to {MOST_SAMPLES}, not “{0}”")]
    Data(String),
    /// An `autostart` that is neither 0 nor 1.
    #[error("autostart must be 0 or 1, not “{0}”")]
    Autostart(String),
    /// A `quality` that is neither 0 nor 1.
    #[error("quality must be 0 or 1, not “{0}”")]
    Quality(String),
    /// `kernels` that do not exist.
    #[error("kernels must be own, mixed or stock, not “{0}”")]
    Kernels(String),
    /// `tiles` that do not exist.
    #[error("tiles {0}")]
    Tiles(#[from] UnknownTuning),
    /// A `latent` that is not a seed.
    #[error("latent must be a whole number from 0 to {max}, not “{0}”", max = u32::MAX)]
    Latent(String),
    /// A `truncation` out of range.
    #[error(
        "truncation must be from {least} to {most}, not “{0}”",
        least = LatentSpec::TRUNCATIONS.start(), most = LatentSpec::TRUNCATIONS.end()
    )]
    Truncation(String),
    /// An unknown key.
    #[error("“{0}” is not a setting")]
    Unknown(String),
}

impl Launch {
    /// Reads an address's query, with or without its `?`. A preset comes first wherever it stands, so that the other
    /// settings refine it. What cannot be read keeps its default and is returned as a problem.
    pub fn from_query(query: &str) -> (Self, Vec<Problem>) {
        let pairs: Vec<_> = parse(query.trim_start_matches('?').as_bytes()).collect();
        let mut launch = Self::default();
        let mut problems = Vec::new();
        for (_, value) in pairs.iter().filter(|(key, _)| key == "preset") {
            match value.parse::<Preset>() {
                Ok(preset) => launch.config = preset.config(),
                Err(()) => problems.push(Problem::Preset(value.to_string())),
            }
        }
        for (key, value) in pairs.iter().filter(|(key, _)| key != "preset") {
            if let Err(problem) = launch.read(key, value) {
                problems.push(problem);
            }
        }
        if gives_settings(query) || launch.autostart {
            launch.mode = Mode::Expert;
        }
        (launch, problems)
    }

    /// Reads an address's query, and settings stored on an earlier visit as [`to_query`](Self::to_query) wrote them. An
    /// address that gives any setting replaces all stored ones, so that a link means the same to everyone.
    pub fn arriving(query: &str, stored: Option<&str>) -> (Self, Vec<Problem>) {
        let (launch, problems) = Self::from_query(query);
        let Some(stored) = stored.filter(|_| !gives_settings(query)) else { return (launch, problems) };
        let (Self { mode, config, kernels, tiles, .. }, _) = Self::from_query(stored);
        let mode = if launch.autostart { launch.mode } else { mode };
        (Self { mode, config, kernels, tiles, ..launch }, problems)
    }

    /// The query, without its `?`, that [`from_query`](Self::from_query) reads this from. What has its default is left
    /// out, unless nothing would tell that a person chose the settings.
    pub fn to_query(&self) -> String {
        let default = Self::default();
        let mut query = Serializer::new(String::new());
        if self.mode == Mode::Expert && self.has_default_settings() {
            query.append_pair("preset", &Preset::Tutorial.label().to_lowercase());
        }
        for field in Field::ALL {
            let value = self.config.get(field);
            if value != default.config.get(field) {
                query.append_pair(field.name(), &value);
            }
        }
        if self.kernels != default.kernels {
            query.append_pair("kernels", self.kernels.name());
        }
        if self.tiles != default.tiles {
            query.append_pair("tiles", &self.tiles.to_string());
        }
        if let Some(count) = self.samples {
            query.append_pair("data", &format!("sample:{count}"));
        }
        if self.autostart {
            query.append_pair("autostart", "1");
        }
        if self.no_quality {
            query.append_pair("quality", "0");
        }
        if let Some(seed) = self.latent {
            query.append_pair("latent", &seed.to_string());
        }
        if let Some(truncation) = self.truncation {
            query.append_pair("truncation", &truncation.to_string());
        }
        query.finish()
    }

    /// Whether every setting has its default, the kernels and their tiles included.
    pub fn has_default_settings(&self) -> bool {
        let default = Self::default();
        self.config == default.config && self.kernels == default.kernels && self.tiles == default.tiles
    }

    fn read(&mut self, key: &str, value: &str) -> Result<(), Problem> {
        match key {
            "data" => {
                let count = value.strip_prefix("sample:").and_then(|count| count.parse().ok());
                let valid = count.filter(|count| (1..=MOST_SAMPLES).contains(count));
                self.samples = Some(valid.ok_or_else(|| Problem::Data(value.to_owned()))?);
            }
            "autostart" => self.autostart = switch(value).map_err(|_| Problem::Autostart(value.to_owned()))?,
            "quality" => self.no_quality = !switch(value).map_err(|_| Problem::Quality(value.to_owned()))?,
            "tiles" => self.tiles = value.parse()?,
            "kernels" => self.kernels = value.parse().map_err(|()| Problem::Kernels(value.to_owned()))?,
            "latent" => self.latent = Some(value.parse().map_err(|_| Problem::Latent(value.to_owned()))?),
            "truncation" => {
                let valid = value.parse().ok().filter(|value| LatentSpec::TRUNCATIONS.contains(value));
                self.truncation = Some(valid.ok_or_else(|| Problem::Truncation(value.to_owned()))?);
            }
            _ => {
                let field = Field::ALL.into_iter().find(|field| field.name() == key);
                let field = field.ok_or_else(|| Problem::Unknown(key.to_owned()))?;
                self.config.set(field, value).map_err(|why| Problem::Setting { field, why })?;
            }
        }
        Ok(())
    }
}

/// Whether a query gives any setting of a run; a preset, the kernels and their tiles included.
fn gives_settings(query: &str) -> bool {
    let is_setting = |key: &str| {
        ["preset", "kernels", "tiles"].contains(&key) || Field::ALL.into_iter().any(|field| field.name() == key)
    };
    parse(query.trim_start_matches('?').as_bytes()).any(|(key, _)| is_setting(&key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Crop, Loss, Transform};
    use crate::tuning::{Tile, Tuning};

    #[test]
    fn every_setting_can_be_given() {
        let (launch, problems) = Launch::from_query(
            "?preset=tiny&image_size=32&crop=faces&nc=1&batch_size=5&nz=10&ngf=9&ndf=7&num_epochs=1&lr=0.0003&beta1=0.6&seed=1\
             &sample_every=50&max_iterations=20&flip=1&diffaugment=cutout,color&ema_decay=0.99&holdout=0.1&lr_g=0.0004\
             &lr_d=0.0001&real_label=0.9&loss=hinge&spectral_norm=1&data=sample:256&autostart=1&kernels=stock&tiles=64x64&quality=0&latent=7&truncation=0.7",
        );
        assert_eq!(problems, []);
        assert_eq!(
            launch,
            Launch {
                mode: Mode::Expert,
                config: TrainConfig {
                    image_size: 32,
                    crop: Crop::Faces,
                    nc: 1,
                    batch_size: 5,
                    nz: 10,
                    ngf: 9,
                    ndf: 7,
                    num_epochs: 1,
                    lr: 0.0003,
                    beta1: 0.6,
                    seed: 1,
                    sample_every: 50,
                    max_iterations: Some(20),
                    flip: true,
                    diffaugment: [Transform::Color, Transform::Cutout].into_iter().collect(),
                    ema_decay: 0.99,
                    holdout: 0.1,
                    lr_g: Some(0.0004),
                    lr_d: Some(0.0001),
                    real_label: 0.9,
                    loss: Loss::Hinge,
                    spectral_norm: true,
                },
                samples: Some(256),
                autostart: true,
                kernels: KernelChoice::Stock,
                tiles: TileChoice::Given(Tuning::Only(Tile::Square64)),
                no_quality: true,
                latent: Some(7),
                truncation: Some(0.7),
            }
        );
    }

    #[test]
    fn a_preset_is_refined_wherever_it_stands() {
        let (launch, _) = Launch::from_query("ngf=16&preset=Tiny");
        assert_eq!(launch.config, TrainConfig { ngf: 16, ..Preset::Tiny.config() });
    }

    #[test]
    fn unreadable_values_are_named_and_left_at_their_defaults() {
        let (launch, problems) = Launch::from_query(
            "preset=huge&lr=5&data=sample:0&autostart=yes&kernels=fast&tiles=7&colour=red&batch_size=%F0%9F%98%80\
             &latent=-1&truncation=9",
        );
        assert_eq!(launch, Launch { mode: Mode::Expert, ..Launch::default() });
        let problems: Vec<_> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            problems,
            [
                "preset must be tutorial, quick or tiny, not “huge”",
                "lr must be from 0 to 1",
                "data must be sample:N with N from 1 to 200000, not “sample:0”",
                "autostart must be 0 or 1, not “yes”",
                "kernels must be own, mixed or stock, not “fast”",
                "tiles must be measured, default or tiles such as \
                 128x128,64x64,32x32/128x128,64x64,32x32/128x64, not “7”",
                "“colour” is not a setting",
                "batch_size must be a whole number, not “😀”",
                "latent must be a whole number from 0 to 4294967295, not “-1”",
                "truncation must be from 0.3 to 3, not “9”",
            ]
        );
    }

    /// A value of a field that is valid and not its default.
    fn another(field: Field) -> String {
        let default = TrainConfig::default().get(field);
        let candidates = ["32", "faces", "7", "0.25", "true", "1", "on", "0", "color", "0.75", "hinge"];
        let differs = |text: &&str| {
            let mut config = TrainConfig::default();
            config.set(field, text).is_ok() && config.get(field) != default
        };
        candidates.into_iter().find(differs).unwrap_or_else(|| panic!("no value for {}", field.name())).to_owned()
    }

    #[test]
    fn an_address_gives_back_every_setting_it_was_made_of() {
        let (latent, truncation) = (Some(u32::MAX), Some(0.7));
        let (samples, autostart, kernels, mode) = (Some(256), true, KernelChoice::Mixed, Mode::Expert);
        let tiles = TileChoice::Given(Tuning::default());
        let mut all = Launch { mode, samples, autostart, kernels, tiles, latent, truncation, ..Launch::default() };
        for field in Field::ALL {
            let mut one = Launch { mode, ..Launch::default() };
            one.config.set(field, &another(field)).unwrap();
            all.config.set(field, &another(field)).unwrap();
            let query = one.to_query();
            assert!(query.starts_with(&format!("{}=", field.name())) && !query.contains('&'), "{query}");
            assert_eq!(Launch::from_query(&query), (one, vec![]));
        }
        assert_eq!(Launch::from_query(&all.to_query()), (all, vec![]));
        for preset in Preset::ALL {
            let launch = Launch { mode, config: preset.config(), ..Launch::default() };
            assert_eq!(Launch::from_query(&launch.to_query()), (launch, vec![]));
        }
    }

    #[test]
    fn only_an_address_without_settings_and_without_a_start_is_planned() {
        for query in ["", "data=sample:64", "latent=7&truncation=0.7", "autostart=0", "colour=red"] {
            assert_eq!(Launch::from_query(query).0.mode, Mode::Plan, "{query}");
        }
        for query in [
            "preset=tiny",
            "preset=huge",
            "lr=5",
            "flip=1",
            "kernels=own",
            "tiles=default",
            "data=sample:64&autostart=1",
        ] {
            assert_eq!(Launch::from_query(query).0.mode, Mode::Expert, "{query}");
        }
        let chosen = Launch { mode: Mode::Expert, ..Launch::default() };
        assert_eq!(chosen.to_query(), "preset=tutorial");
        assert_eq!(Launch::from_query("preset=tutorial"), (chosen, vec![]));
    }

    #[test]
    fn defaults_are_not_in_the_address() {
        assert_eq!(Launch::default().to_query(), "");
        let config = TrainConfig { ngf: 16, max_iterations: Some(20), ..TrainConfig::default() };
        assert_eq!(Launch { config, ..Launch::default() }.to_query(), "ngf=16&max_iterations=20");
    }

    #[test]
    fn stored_settings_hold_unless_the_address_gives_some() {
        let stored = Some("ngf=16&kernels=stock&autostart=1&data=sample:9");
        let (launch, problems) = Launch::arriving("?data=sample:64", stored);
        assert_eq!((launch.config.ngf, launch.kernels, launch.samples), (16, KernelChoice::Stock, Some(64)));
        assert!(!launch.autostart && problems.is_empty());
        assert_eq!(launch.mode, Mode::Expert, "the person chose settings on the last visit");
        assert_eq!(Launch::arriving("autostart=1", Some("data=sample:9")).0.mode, Mode::Expert);
        for query in ["ndf=8", "preset=tiny", "kernels=own"] {
            assert_eq!(Launch::arriving(query, stored), Launch::from_query(query));
        }
    }

    #[test]
    fn stored_settings_that_cannot_be_read_are_passed_over() {
        let (launch, problems) = Launch::arriving("", Some("ngf=-1&gone=3&nz=50"));
        assert_eq!(launch.config, TrainConfig { nz: 50, ..TrainConfig::default() });
        assert_eq!(problems, []);
    }

    #[test]
    fn an_empty_address_is_the_tutorial() {
        assert_eq!(Launch::from_query(""), (Launch::default(), vec![]));
    }
}
