//! Decodes photos and cuts their squares out on several threads. What comes of them is the same with any number.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::ReadError;
use super::finder::{Content, Found};
use facegan_core::photo_squares::PhotoSquares;
use facegan_core::skipped::Skipped;
use facegan_data::decode::{DecodeError, contained, dimensions};
use facegan_data::in_order::{InOrder, PixelBudget};
use facegan_data::photo::Squares;

/// Files under way for each thread, so that none waits for the finder while another decodes a large photo.
const FILES_PER_THREAD: usize = 4;

/// What became of a file.
pub enum Settled {
    /// It was read, or it cannot be used.
    Photo { name: String, read: Result<Box<PhotoSquares>, String> },
    /// It is not a person's photo.
    Skipped(Skipped),
}

struct Job {
    number: usize,
    name: String,
    content: Content,
}

/// Runs `find` with what takes the files that it finds, and calls `settle` for each of them, in the order in which they
/// were found.
///
/// # Errors
/// Those of `find` and `settle`, the first of which ends the reading.
pub fn read_all<S>(
    threads: usize,
    squares: Squares,
    settle: S,
    find: impl FnOnce(&mut dyn FnMut(Found) -> Result<(), ReadError>) -> Result<(), ReadError>,
) -> Result<(), ReadError>
where
    S: FnMut(Settled) -> Result<(), ReadError>,
{
    let (jobs, waiting) = channel();
    let (done, results) = channel();
    let (waiting, gate) = (Mutex::new(waiting), Gate::default());
    thread::scope(|scope| {
        for _ in 0..threads {
            let done = done.clone();
            scope.spawn(|| work(&waiting, done, squares, &gate));
        }
        // What the threads wait for ends with this value, however it ends.
        let mut queue =
            Queue { jobs, results, order: InOrder::default(), found: 0, most: threads * FILES_PER_THREAD, settle };
        find(&mut |found| queue.put(found))?;
        queue.settle_until(0)
    })
}

/// The files under way.
struct Queue<S> {
    jobs: Sender<Job>,
    results: Receiver<(usize, Settled)>,
    order: InOrder<Settled>,
    /// How many were found so far.
    found: usize,
    /// How many may be under way.
    most: usize,
    settle: S,
}

impl<S: FnMut(Settled) -> Result<(), ReadError>> Queue<S> {
    fn put(&mut self, found: Found) -> Result<(), ReadError> {
        let number = self.found;
        self.found += 1;
        match found {
            Found::Photo { name, content } => {
                // The threads take jobs for as long as this queue is there.
                let _ = self.jobs.send(Job { number, name, content });
            }
            Found::Skipped(skipped) => self.order.put(number, Settled::Skipped(skipped)),
            Found::Refused { name, reason } => self.order.put(number, Settled::Photo { name, read: Err(reason) }),
        }
        self.settle_until(self.most)
    }

    /// Waits until no more than `most` files are under way.
    fn settle_until(&mut self, most: usize) -> Result<(), ReadError> {
        loop {
            while let Some(settled) = self.order.take() {
                (self.settle)(settled)?;
            }
            if self.found - self.order.next() <= most {
                return Ok(());
            }
            // The threads end only after this queue.
            let Ok((number, settled)) = self.results.recv() else { return Ok(()) };
            self.order.put(number, settled);
        }
    }
}

/// Reads one photo after the other, until there is nobody to take them.
fn work(waiting: &Mutex<Receiver<Job>>, done: Sender<(usize, Settled)>, squares: Squares, gate: &Gate) {
    loop {
        let next = lock(waiting).recv();
        let Ok(Job { number, name, content }) = next else { return };
        let read = contained(|| read(content, squares, gate)).unwrap_or(Err(DecodeError::Failed));
        let read = read.map(Box::new).map_err(|why| why.to_string());
        if done.send((number, Settled::Photo { name, read })).is_err() {
            return;
        }
    }
}

fn read(content: Content, squares: Squares, gate: &Gate) -> Result<PhotoSquares, DecodeError> {
    let bytes = content.read()?;
    // What has no size that can be told is refused before it takes memory.
    let pixels = dimensions(&bytes).map_or(0, |(width, height)| u64::from(width) * u64::from(height));
    let _pass = gate.enter(pixels);
    match squares.of_bytes(&bytes) {
        Err(DecodeError::UnknownFormat) => Err(DecodeError::of_unknown(&bytes)),
        read => read,
    }
}

/// Where threads wait until there is memory for their photo.
#[derive(Default)]
struct Gate {
    budget: Mutex<PixelBudget>,
    left: Condvar,
}

impl Gate {
    fn enter(&self, pixels: u64) -> Pass<'_> {
        let mut budget = lock(&self.budget);
        while !budget.admit(pixels) {
            budget = self.left.wait(budget).unwrap_or_else(PoisonError::into_inner);
        }
        Pass { gate: self, pixels }
    }
}

/// A photo that takes memory for as long as this lives.
struct Pass<'a> {
    gate: &'a Gate,
    pixels: u64,
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        lock(&self.gate.budget).give_back(self.pixels);
        self.gate.left.notify_all();
    }
}

/// A thread that panicked leaves nothing half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use facegan_core::images::Picture;
    use facegan_data::records::RecordError;
    use facegan_data::storage::StorageError;
    use facegan_train::png;

    const SQUARES: Squares<'static> = Squares { image_size: 32, detector: None };

    /// A photo of one grey, larger the darker it is, so that later ones are read sooner.
    fn photo(grey: u8) -> Found {
        let side = 40 + usize::from(255 - grey) * 4;
        let bytes = png::encode(&Picture { width: side, height: 40, rgb: vec![grey; side * 40 * 3] }).unwrap();
        Found::Photo { name: grey.to_string(), content: Content::Bytes(bytes) }
    }

    #[test]
    fn files_settle_in_the_order_in_which_they_were_found_with_any_number_of_threads() {
        let order = |threads| {
            let mut settled = Vec::new();
            let note = |one| {
                settled.push(match one {
                    Settled::Photo { name, read } => format!("{name}: {:?}", read.map(|squares| squares.centre[0])),
                    Settled::Skipped(skipped) => skipped.to_string(),
                });
                Ok(())
            };
            let find = |found: &mut dyn FnMut(Found) -> Result<(), ReadError>| {
                for grey in (0..240).step_by(10) {
                    found(photo(grey))?;
                    found(Found::Photo { name: "text".into(), content: Content::Bytes(b"text".to_vec()) })?;
                    found(Found::Refused { name: "link".into(), reason: "lost".into() })?;
                }
                Ok(())
            };
            read_all(threads, SQUARES, note, find).unwrap();
            settled
        };
        let one = order(1);
        assert_eq!(one[..3], ["0: Ok(0)", "text: Err(\"not a photo that can be read here\")", "link: Err(\"lost\")"]);
        assert_eq!(one.len(), 72);
        for threads in [2, 3, 8] {
            assert_eq!(order(threads), one);
        }
    }

    #[test]
    fn an_error_ends_the_reading() {
        let full = || ReadError::from(RecordError { photo: 0, cause: StorageError::Full });
        let mut asked = 0;
        let find = |found: &mut dyn FnMut(Found) -> Result<(), ReadError>| {
            (0..200).try_for_each(|grey| {
                asked += 1;
                found(photo(grey))
            })
        };
        let ended = read_all(2, SQUARES, |_| Err(full()), find).unwrap_err();
        assert!(matches!(ended, ReadError::Storage(_)) && asked < 200, "{asked}");
    }
}
