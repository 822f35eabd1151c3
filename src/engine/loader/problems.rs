//! What a person is told when photos cannot be read.

use facegan_core::problem::Problem;
use facegan_data::archive::ArchiveError;
use facegan_data::records::RecordError;
use facegan_data::storage::StorageError;

pub fn storage_problem(error: &RecordError) -> Problem {
    let advice = match error.cause {
        StorageError::Full => {
            "What was read so far can be used. For more, free some disk space, or allow this site to store more."
        }
        StorageError::Missing | StorageError::Refused(_) => "Clear the photos and drop them again, or reload the page.",
    };
    Problem { what: format!("Reading the photos stopped: {error}."), advice: advice.into() }
}

pub fn archive_problem(path: &str, error: &ArchiveError) -> Problem {
    Problem {
        what: format!("{path} could not be opened: {error}."),
        advice: "Make the archive again, or drop the photos themselves.".into(),
    }
}

pub fn photos_not_opened(why: &impl ToString) -> Problem {
    Problem {
        what: format!("The photos of this run could not be opened: {}.", why.to_string()),
        advice: "Drop them again, then continue the run.".into(),
    }
}

pub fn no_photos() -> Problem {
    Problem {
        what: "No photo was found in what you dropped.".into(),
        advice:
            "Drop JPEG, PNG, WebP, GIF or BMP files, a folder of them, or a .zip; the report says what was wrong with \
                 each file, and what was left out."
                .into(),
    }
}

pub fn no_workers(reason: &str) -> Problem {
    Problem {
        what: format!("Photos could not be read: {}.", reason.trim_end_matches('.')),
        advice: "Reload the page, then drop the photos again.".into(),
    }
}
