//! The settings as the person types them.

use facegan_core::config::{Field, Invalid, Preset, TrainConfig};

/// The settings in which the presets differ; choosing one changes no other.
const PRESET_FIELDS: [Field; 3] = [Field::BatchSize, Field::Ngf, Field::Ndf];

/// The text of every field, in the order of [`Field::ALL`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form([String; Field::ALL.len()]);

impl From<&TrainConfig> for Form {
    fn from(config: &TrainConfig) -> Self {
        Self(Field::ALL.map(|field| config.get(field)))
    }
}

impl Form {
    /// A field's text.
    pub fn get(&self, field: Field) -> &str {
        &self.0[place(field)]
    }

    /// Changes a field's text.
    pub fn set(&mut self, field: Field, text: String) {
        self.0[place(field)] = text;
    }

    /// Fills in a preset.
    pub fn choose(&mut self, preset: Preset) {
        let config = preset.config();
        PRESET_FIELDS.into_iter().for_each(|field| self.set(field, config.get(field)));
    }

    /// Whether the form has the values of a preset.
    pub fn is(&self, preset: Preset) -> bool {
        let config = preset.config();
        PRESET_FIELDS.into_iter().all(|field| self.get(field).trim() == config.get(field))
    }

    /// What is wrong with a field's text, if anything.
    pub fn error(&self, field: Field) -> Option<Invalid> {
        TrainConfig::default().set(field, self.get(field)).err()
    }

    /// The settings, each that is invalid at its default.
    pub fn valid(&self) -> TrainConfig {
        let mut config = TrainConfig::default();
        for field in Field::ALL {
            // An invalid text leaves the default.
            let _ = config.set(field, self.get(field));
        }
        config
    }

    /// The settings, if every field is valid.
    pub fn config(&self) -> Option<TrainConfig> {
        let mut config = TrainConfig::default();
        Field::ALL.into_iter().all(|field| config.set(field, self.get(field)).is_ok()).then_some(config)
    }
}

fn place(field: Field) -> usize {
    Field::ALL.into_iter().position(|other| other == field).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_gives_back_its_settings() {
        let config = TrainConfig { seed: 7, max_iterations: Some(20), ..Preset::Tiny.config() };
        assert_eq!(Form::from(&config).config(), Some(config));
    }

    #[test]
    fn a_wrong_field_is_named_and_leaves_no_settings() {
        let mut form = Form::from(&TrainConfig::default());
        form.set(Field::Lr, "fast".into());
        assert_eq!(form.error(Field::Lr), Some(Invalid::NotNumber("fast".into())));
        assert_eq!((form.error(Field::Nz), form.config()), (None, None));
        form.set(Field::Nz, "50".into());
        assert_eq!(form.valid(), TrainConfig { nz: 50, ..TrainConfig::default() });
    }

    #[test]
    fn a_preset_changes_only_what_presets_differ_in() {
        let mut form = Form::from(&TrainConfig { max_iterations: Some(20), ..TrainConfig::default() });
        assert!(form.is(Preset::Tutorial));
        form.choose(Preset::Tiny);
        assert!(form.is(Preset::Tiny) && !form.is(Preset::Tutorial));
        assert_eq!(form.config(), Some(TrainConfig { max_iterations: Some(20), ..Preset::Tiny.config() }));
    }
}
