use clap::{CommandFactory, Parser};

use super::Arguments;
use facegan_core::config::Field;

fn parsed(words: &str) -> Result<Arguments, clap::Error> {
    Arguments::try_parse_from(words.split_whitespace())
}

#[test]
fn the_arguments_do_not_contradict_one_another() {
    Arguments::command().debug_assert();
}

#[test]
fn every_setting_is_an_argument_with_its_help() {
    let mut command = Arguments::command();
    let train = command.find_subcommand_mut("train").unwrap();
    let help = train.render_long_help().to_string().split_whitespace().collect::<Vec<_>>().join(" ");
    for field in Field::ALL {
        assert!(help.contains(&format!("--{} ", field.name().replace('_', "-"))), "{}", field.name());
        assert!(help.contains(field.help()), "{}", field.help());
    }
}

#[test]
fn photos_are_asked_for_and_come_from_one_place() {
    for words in ["--out o", "--data a --samples 9 --out o", "--samples 0 --out o", "--samples 9"] {
        assert_eq!(parsed(&format!("facegan train {words}")).unwrap_err().exit_code(), 2, "{words}");
    }
    assert!(parsed("facegan train --data a b.zip --out o").is_ok());
    assert!(parsed("facegan train --samples 9 --out o --preset Tiny --resume c").is_err());
}

#[test]
fn a_settings_message_is_the_pages() {
    let error = parsed("facegan train --samples 9 --out o --image-size 63").unwrap_err().to_string();
    assert!(error.contains("--image-size") && error.contains("must be 32, 64, 128 or 256"), "{error}");
    for (words, message) in [
        ("--truncation 9", "must be a number from 0.3 to 3"),
        ("--truncation -1", "must be a number from 0.3 to 3"),
        ("--seed -1", "must be from 0 to 4294967295"),
        ("--seed 1e3", "must be a whole number in digits alone, not “1e3”"),
        ("--count 0", "must be from 1 to 1024"),
    ] {
        let error = parsed(&format!("facegan sample --weights w --out o {words}")).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }
    for (words, message) in [
        ("--walk 7:1 8:0", "the face must be from 1 to 1024"),
        ("--walk 7:1 x", "the seed must be a whole number, not “x”"),
        ("--walk 1 2 --seconds 61", "must be a number from 1 to 60"),
        ("--walk 1 2 --fps 24", "possible values: 1, 2, 4, 5, 10, 20, 25, 50"),
        ("--walk 1 2 --scale 3", "possible values: 1, 2, 4"),
        ("--walk 1", "2 values required"),
    ] {
        let error = parsed(&format!("facegan animate --weights w --out o {words}")).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }
    let error = parsed("facegan faces --data a --out o --image-size 63").unwrap_err().to_string();
    assert!(error.contains("must be 32, 64, 128 or 256"), "{error}");
}
