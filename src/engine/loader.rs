//! Fills the data set from the files of a dropped folder, archives and the built-in faces.

use std::cell::Cell;
use std::io::BufReader;
use std::rc::Rc;

use async_channel::{Receiver, Sender, unbounded};
use image::RgbImage;
use wasm_bindgen_futures::spawn_local;
use web_sys::Blob;
use web_time::{Duration, Instant};

use super::browser_image;
use super::files::{FileReader, read_all, slice};
use super::library::Library;
use super::macrotask::next_macrotask;
use super::photos::PhotoFiles;
use super::port::post;
use super::reading;
use facegan_core::heic;
use facegan_core::problem::Problem;
use facegan_core::run_manifest::RunKey;
use facegan_data::archive::{Archive, ArchiveError, Entry, is_archive};
use facegan_data::dataset::Verdict;
use facegan_data::decode::{DecodeError, MOST_BYTES};
use facegan_data::records::RecordError;
use facegan_data::storage::StorageError;
use facegan_data::unopened::Unopened;
use facegan_protocol::{Collected, DataSource, DroppedFile, Event};
use facegan_train::SharedDataset;

/// How long reading lasts before the event loop gets a turn and the page a count.
const TURN: Duration = Duration::from_millis(50);
/// How much of an archive is read at once, in bytes.
const ARCHIVE_BUFFER: usize = 1 << 20;

/// The way to the loading task.
pub struct Loader {
    requests: Sender<Request>,
    cancels: Rc<Cell<u32>>,
}

struct Request {
    job: Job,
    token: Token,
}

enum Job {
    Load { source: DataSource, image_size: usize, skip: Vec<String> },
    Clear,
}

/// Knows whether anything was cancelled since a request was made.
struct Token {
    cancels: Rc<Cell<u32>>,
    at_request: u32,
}

impl Token {
    fn is_cancelled(&self) -> bool {
        self.cancels.get() != self.at_request
    }
}

impl Loader {
    /// Starts the task that fills `data`, whose photos lie in `files`.
    pub fn spawn(data: SharedDataset, files: Rc<PhotoFiles>, library: Rc<Library>) -> Self {
        let (requests, incoming) = unbounded();
        spawn_local(serve(incoming, Place { data, files, library }));
        Self { requests, cancels: Rc::default() }
    }

    /// Adds images, after earlier requests. Files whose names are in `skip` are refused.
    pub fn load(&self, source: DataSource, image_size: usize, skip: Vec<String>) {
        self.request(Job::Load { source, image_size, skip });
    }

    /// Ends the load under way and drops the queued ones.
    pub fn cancel(&self) {
        self.cancels.set(self.cancels.get() + 1);
    }

    /// Ends every load and empties the data set.
    pub fn clear(&self) {
        self.cancel();
        self.request(Job::Clear);
    }

    fn request(&self, job: Job) {
        let token = Token { cancels: self.cancels.clone(), at_request: self.cancels.get() };
        // Never refused: the channel has no bound and its task receives until the worker ends.
        let _ = self.requests.try_send(Request { job, token });
    }
}

/// The data set that is filled, and where its photos are stored.
struct Place {
    data: SharedDataset,
    files: Rc<PhotoFiles>,
    library: Rc<Library>,
}

impl Place {
    /// Replaces the data set by an empty one in a new file: a stored run may need the photos in the old file.
    async fn empty(&self, image_size: usize) {
        let (records, storage) = self.files.fresh().await;
        let mut data = self.data.borrow_mut();
        data.reset(records, image_size);
        if storage.is_some() {
            data.report_mut().storage = storage;
        }
        self.files.tidy();
    }
}

async fn serve(incoming: Receiver<Request>, place: Place) {
    while let Ok(Request { job, token }) = incoming.recv().await {
        match job {
            Job::Clear => {
                let image_size = place.data.borrow().image_size();
                place.empty(image_size).await;
            }
            Job::Load { source, image_size, skip } => {
                if let Err(error) = Load::new(&place, token, skip).run(source, image_size).await {
                    post(&Event::Problem(storage_problem(&error)));
                }
            }
        }
        post(&Event::Dataset(place.data.borrow().report().clone()));
    }
}

fn storage_problem(error: &RecordError) -> Problem {
    let advice = match error.cause {
        StorageError::Full => {
            "What was read so far can be used. For more, free some disk space, or allow this site to store more."
        }
        StorageError::Missing | StorageError::Refused(_) => "Clear the photos and drop them again, or reload the page.",
    };
    Problem { what: format!("Reading the photos stopped: {error}."), advice: advice.into() }
}

fn archive_problem(path: &str, error: &ArchiveError) -> Problem {
    Problem {
        what: format!("{path} could not be opened: {error}."),
        advice: "Make the archive again, or drop the photos themselves.".into(),
    }
}

fn photos_not_opened(why: &impl ToString) -> Problem {
    Problem {
        what: format!("The photos of this run could not be opened: {}.", why.to_string()),
        advice: "Drop them again, then continue the run.".into(),
    }
}

fn no_photos() -> Problem {
    Problem {
        what: "No photo was found in what you dropped.".into(),
        advice:
            "Drop JPEG, PNG, WebP, GIF or BMP files, a folder of them, or a .zip; the report says what was wrong with \
                 each file, and what was left out."
                .into(),
    }
}

/// One load under way.
struct Load<'a> {
    place: &'a Place,
    data: &'a SharedDataset,
    token: Token,
    /// Names of files that are not read.
    skip: Vec<String>,
    /// Whether this load has reported that the browser cannot read HEIC photos.
    heic_is_told: bool,
    read: usize,
    total: usize,
    turn: Instant,
}

impl<'a> Load<'a> {
    fn new(place: &'a Place, token: Token, skip: Vec<String>) -> Self {
        Self { place, data: &place.data, token, skip, heic_is_told: false, read: 0, total: 0, turn: Instant::now() }
    }

    async fn run(&mut self, source: DataSource, image_size: usize) -> Result<(), RecordError> {
        if let DataSource::Stored(key) = source {
            return self.stored(&key, image_size).await;
        }
        if self.data.borrow().image_size() != image_size {
            self.place.empty(image_size).await;
        }
        let before = self.found();
        match source {
            DataSource::Stored(_) => {}
            DataSource::Files(found) => self.files(found).await?,
            DataSource::Samples { seed, count } => self.samples(seed, count).await?,
        }
        let cancelled = self.token.is_cancelled();
        self.data.borrow_mut().report_mut().cancelled = cancelled;
        if self.found() == before && !cancelled && !self.heic_is_told {
            post(&Event::Problem(no_photos()));
        }
        Ok(())
    }

    /// Uses the photos of a stored run in place, without reading them again.
    async fn stored(&mut self, key: &RunKey, image_size: usize) -> Result<(), RecordError> {
        let manifest = self.place.library.manifest(key).await;
        let Some((name, images)) = manifest.and_then(|manifest| Some((manifest.photos?, manifest.images))) else {
            post(&Event::Problem(photos_not_opened(&"they are not kept")));
            return Ok(());
        };
        match self.place.files.reopen(&name).await {
            Ok(None) => {}
            Ok(Some(records)) => self.data.borrow_mut().reset(records, image_size),
            Err(why) => {
                post(&Event::Problem(photos_not_opened(&why)));
                return Ok(());
            }
        }
        self.total = images;
        while !self.token.is_cancelled() && self.data.borrow_mut().readmit()? {
            self.count_one().await;
        }
        self.data.borrow_mut().report_mut().cancelled = self.token.is_cancelled();
        Ok(())
    }

    /// Photos in the data set, duplicates included.
    fn found(&self) -> usize {
        let data = self.data.borrow();
        data.len() + data.report().duplicates.len()
    }

    async fn samples(&mut self, seed: u32, count: usize) -> Result<(), RecordError> {
        self.total = count;
        let size = self.data.borrow().image_size();
        for index in 0..count {
            if self.token.is_cancelled() {
                break;
            }
            let rgb = facegan_sample_faces::draw(seed, index as u32, size);
            if let Some(image) = RgbImage::from_raw(size as u32, size as u32, rgb) {
                self.data.borrow_mut().add_image(&format!("sample face {index}"), &image)?;
            }
            self.count_one().await;
        }
        Ok(())
    }

    async fn files(&mut self, Collected { files, skipped, refused }: Collected) -> Result<(), RecordError> {
        self.total = files.len();
        skipped.into_iter().for_each(|skipped| self.data.borrow_mut().skip(skipped));
        refused.iter().for_each(|refused| self.data.borrow_mut().refuse(&refused.name, &refused.reason));
        for DroppedFile { path, file } in files {
            if self.token.is_cancelled() {
                break;
            }
            if self.begin(&path) {
                self.file(&path, &file).await?;
            }
            self.count_one().await;
        }
        Ok(())
    }

    /// Notes which file is read next. Refuses it, and returns false, where an earlier engine crashed on it.
    fn begin(&self, name: &str) -> bool {
        if self.skip.iter().any(|skipped| skipped == name) {
            self.data.borrow_mut().refuse(name, &DecodeError::Failed);
            return false;
        }
        reading::begin(name);
        true
    }

    async fn file(&mut self, path: &str, file: &Blob) -> Result<(), RecordError> {
        match self.open(path, file).await {
            Ok(Opened::Archive(archive)) => self.archive(path, archive).await,
            Ok(Opened::Bytes(bytes)) => self.bytes(path, &bytes).await,
            Err(why) => {
                self.data.borrow_mut().refuse(path, &why);
                if let Unopened::Archive(error) = why {
                    post(&Event::Problem(archive_problem(path, &error)));
                }
                Ok(())
            }
        }
    }

    async fn open(&self, path: &str, file: &Blob) -> Result<Opened, Unopened> {
        let start = read_all(&slice(file, 0, 4)?).await?;
        if is_archive(&start) || path.to_lowercase().ends_with(".zip") {
            let reader = FileReader::new(file.clone())?;
            return Ok(Opened::Archive(Archive::open(BufReader::with_capacity(ARCHIVE_BUFFER, reader))?));
        }
        let length = file.size() as u64;
        if length > MOST_BYTES {
            return Err(DecodeError::TooLong(length).into());
        }
        Ok(Opened::Bytes(read_all(file).await?))
    }

    async fn archive(&mut self, path: &str, mut archive: OpenArchive) -> Result<(), RecordError> {
        self.total += archive.len();
        for index in 0..archive.len() {
            if self.token.is_cancelled() {
                break;
            }
            reading::begin(path);
            match archive.entry(index) {
                Entry::File(name) => self.entry(&format!("{path}/{name}"), &mut archive, index).await?,
                Entry::Skipped(skipped) => self.data.borrow_mut().skip(skipped.below(path)),
                Entry::Folder => {}
            }
            self.count_one().await;
        }
        Ok(())
    }

    async fn entry(&mut self, name: &str, archive: &mut OpenArchive, index: usize) -> Result<(), RecordError> {
        if !self.begin(name) {
            return Ok(());
        }
        match archive.unpack(index) {
            Ok(bytes) => self.bytes(name, &bytes).await,
            Err(why) => {
                self.data.borrow_mut().refuse(name, &why);
                Ok(())
            }
        }
    }

    async fn bytes(&mut self, name: &str, bytes: &[u8]) -> Result<(), RecordError> {
        let verdict = self.data.borrow_mut().add_file(name, bytes)?;
        if verdict == Verdict::UnknownFormat {
            let image = browser_image::decode(bytes).await;
            let mut data = self.data.borrow_mut();
            match image {
                Ok(image) => data.add_image(name, &image)?,
                Err(DecodeError::UnknownFormat) => {
                    let why = DecodeError::of_unknown(bytes);
                    data.refuse(name, &why);
                    if matches!(why, DecodeError::Heic) && !self.heic_is_told {
                        self.heic_is_told = true;
                        post(&Event::Problem(heic::not_read()));
                    }
                }
                Err(why) => data.refuse(name, &why),
            }
        }
        Ok(())
    }

    /// Counts a file; every [`TURN`] it posts the count and lets other tasks run.
    async fn count_one(&mut self) {
        reading::end();
        self.read += 1;
        if self.turn.elapsed() >= TURN {
            post(&Event::Reading { read: self.read, total: Some(self.total) });
            next_macrotask().await;
            self.turn = Instant::now();
        }
    }
}

type OpenArchive = Archive<BufReader<FileReader>>;

enum Opened {
    Archive(OpenArchive),
    Bytes(Vec<u8>),
}
