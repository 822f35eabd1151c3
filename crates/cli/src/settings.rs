//! Every setting of a run as an argument.

use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};

use facegan_core::config::{Field, Invalid, TrainConfig};
use facegan_train::RestoreError;

/// The settings that were given, each with its value as text.
#[derive(Debug, Clone, Default)]
pub struct Settings(Vec<(Field, String)>);

/// Why settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    #[error("{} {why}", field.name())]
    Invalid { field: Field, why: Invalid },
    #[error(transparent)]
    Fixed(RestoreError),
}

impl Settings {
    /// Other settings with those that were given in their place.
    ///
    /// # Errors
    /// When a value is not one that the setting can have.
    pub fn over(&self, mut config: TrainConfig) -> Result<TrainConfig, SettingsError> {
        for (field, text) in &self.0 {
            config.set(*field, text).map_err(|why| SettingsError::Invalid { field: *field, why })?;
        }
        Ok(config)
    }

    /// The settings of a run that is continued, with those that were given in their place.
    ///
    /// # Errors
    /// As [`over`](Self::over), and when one of them cannot change on the way.
    pub fn changing(&self, saved: &TrainConfig) -> Result<TrainConfig, SettingsError> {
        let config = self.over(saved.clone())?;
        let fixed = |field: &Field| !field.may_change() && config.get(*field) != saved.get(*field);
        let fixed: Vec<_> = Field::ALL.into_iter().filter(fixed).collect();
        if fixed.is_empty() { Ok(config) } else { Err(SettingsError::Fixed(RestoreError::Settings(fixed))) }
    }
}

fn argument(field: Field) -> Arg {
    Arg::new(field.name())
        .long(field.name().replace('_', "-"))
        .value_name("VALUE")
        .help(match TrainConfig::default().get(field) {
            none if none.is_empty() => field.help().to_owned(),
            default => format!("{} [tutorial: {default}]", field.help()),
        })
        .help_heading("Settings")
        .allow_hyphen_values(true)
        .value_parser(checked(field))
}

/// The parser of a setting's value: returns the text, after checking that it is a valid value.
fn checked(field: Field) -> impl Fn(&str) -> Result<String, Invalid> + Clone + Send + Sync + 'static {
    move |text: &str| TrainConfig::default().set(field, text).map(|()| text.to_owned())
}

impl Args for Settings {
    fn augment_args(command: Command) -> Command {
        command.args(Field::ALL.map(argument))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Settings {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = |field: Field| Some((field, matches.get_one::<String>(field.name())?.clone()));
        Ok(Self(Field::ALL.into_iter().filter_map(given).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(given: &[(Field, &str)]) -> Settings {
        Settings(given.iter().map(|(field, text)| (*field, (*text).to_owned())).collect())
    }

    #[test]
    fn given_settings_replace_others_and_the_rest_stays() {
        let config = settings(&[(Field::Ngf, "8"), (Field::MaxIterations, "")]).over(TrainConfig::default()).unwrap();
        assert_eq!(config, TrainConfig { ngf: 8, ..TrainConfig::default() });
    }

    #[test]
    fn a_continued_run_changes_only_settings_that_may_change() {
        let saved = TrainConfig { batch_size: 4, ..TrainConfig::default() };
        let longer = settings(&[(Field::BatchSize, "4"), (Field::NumEpochs, "9")]).changing(&saved).unwrap();
        assert_eq!(longer, TrainConfig { num_epochs: 9, ..saved.clone() });
        let error = settings(&[(Field::BatchSize, "5"), (Field::Seed, "3")]).changing(&saved).unwrap_err();
        assert_eq!(error.to_string(), "a run cannot change its batch_size, seed on the way");
    }
}
