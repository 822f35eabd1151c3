//! Photo workers, which read several photos side by side.

mod news;
mod slot;

use async_channel::{Receiver, Sender, unbounded};

use super::photo_worker::PhotoWorker;
use super::port::scope;
use facegan_data::in_order::PixelBudget;
use facegan_protocol::photos::{PhotoAnswer, PhotoJob};
use news::News;
use slot::{Slot, Task};

pub use news::{Outcome, Progress, Waker};

/// Cores that are all used: the page and the engine have little to do while photos are read.
const FEW_CORES: usize = 2;
/// Most workers: more wait for the disk and for one another.
const MOST_WORKERS: usize = 8;
/// A worker that decoded more pixels than this ends: its memory never becomes smaller again.
const MOST_PIXELS_KEPT: u64 = 50_000_000;

/// Workers that are started for the first files and stay until [`end`](Self::end).
pub struct Pool {
    slots: Vec<Slot>,
    budget: PixelBudget,
    /// Number of workers started so far, by which their answers are told apart.
    started: u32,
    sender: Sender<News>,
    news: Receiver<News>,
}

impl Pool {
    /// A pool without workers.
    pub fn new() -> Self {
        let (sender, news) = unbounded();
        Self { slots: Vec::new(), budget: PixelBudget::default(), started: 0, sender, news }
    }

    /// What wakes whoever waits for this pool.
    pub fn waker(&self) -> Waker {
        Waker::new(self.sender.clone())
    }

    /// Starts the workers that the machine has cores for.
    ///
    /// # Errors
    /// What the browser says where it starts none.
    pub fn start(&mut self) -> Result<(), String> {
        let cores = scope().navigator().hardware_concurrency() as usize;
        while self.slots.len() < workers(cores) {
            match self.spawn() {
                Err(_) if !self.slots.is_empty() => break,
                spawned => spawned?,
            }
        }
        Ok(())
    }

    /// Ends all workers.
    pub fn end(&mut self) {
        self.slots.clear();
        self.budget = PixelBudget::default();
    }

    /// Ends the workers that read a photo: nobody wants it any more.
    pub fn abandon(&mut self) {
        self.slots.retain(|slot| matches!(slot.task, Task::Starting | Task::Idle));
        self.budget = PixelBudget::default();
    }

    /// Whether a worker waits for a photo.
    pub fn has_idle(&self) -> bool {
        self.slots.iter().any(|slot| slot.task == Task::Idle)
    }

    /// Gives an idle worker the photo of this number, which `job` reads or draws.
    ///
    /// # Errors
    /// What the browser says where it does not take the job.
    pub fn give(&mut self, number: usize, job: &PhotoJob) -> Result<(), String> {
        let idle = self.slots.iter_mut().find(|slot| slot.task == Task::Idle).ok_or("no photo worker is idle")?;
        idle.worker.send(job)?;
        idle.task = Task::Opening { number };
        Ok(())
    }

    /// Waits for what happens next.
    pub async fn next(&mut self) -> Progress {
        loop {
            match self.news.recv().await {
                Ok(News::Answer { worker, answer }) => {
                    if let Some(progress) = self.handle(worker, answer) {
                        return progress;
                    }
                }
                Ok(News::NotStarted(reason)) if self.slots.is_empty() => return Progress::NoWorkers(reason),
                Ok(News::NotStarted(_)) => {}
                // The channel never closes: the pool holds a sender itself.
                Ok(News::Woken) | Err(_) => return Progress::Changed,
            }
        }
    }

    fn handle(&mut self, worker: u32, answer: PhotoAnswer) -> Option<Progress> {
        // A worker that was ended may have answered before.
        let at = self.slots.iter().position(|slot| slot.id == worker)?;
        match answer {
            PhotoAnswer::Ready => {
                self.slots[at].task = Task::Idle;
                Some(Progress::Changed)
            }
            PhotoAnswer::Size { pixels } => {
                let number = self.slots[at].task.number()?;
                self.slots[at].task = Task::Waiting { number, pixels: pixels as u64 };
                self.admit();
                None
            }
            PhotoAnswer::Read(squares) => self.finish(at, Outcome::Read(squares)),
            PhotoAnswer::Drawn(rgb) => self.finish(at, Outcome::Drawn(rgb)),
            PhotoAnswer::Refused { reason, is_heic } => self.finish(at, Outcome::Refused { reason, is_heic }),
            PhotoAnswer::Dead { reason } => self.worker_died(at, reason),
            PhotoAnswer::Picture(_) | PhotoAnswer::Found(_) | PhotoAnswer::Evaluated(_) => None,
        }
    }

    /// Lets waiting photos be decoded, in their order, as far as their pixels allow.
    fn admit(&mut self) {
        let mut waiting: Vec<_> = self.slots.iter_mut().filter_map(Slot::waiting).collect();
        waiting.sort_unstable_by_key(|(number, ..)| *number);
        for (number, pixels, slot) in waiting {
            if !self.budget.admit(pixels) {
                break;
            }
            slot.task = Task::Decoding { number, pixels };
            if let Err(reason) = slot.worker.send(&PhotoJob::Decode) {
                let answer = PhotoAnswer::Dead { reason };
                // Never refused: the channel has no bound.
                let _ = self.sender.try_send(News::Answer { worker: slot.id, answer });
            }
        }
    }

    fn finish(&mut self, at: usize, outcome: Outcome) -> Option<Progress> {
        let task = std::mem::replace(&mut self.slots[at].task, Task::Idle);
        let number = task.number()?;
        let pixels = task.pixels();
        self.budget.give_back(pixels);
        if pixels > MOST_PIXELS_KEPT {
            self.replace(at);
        }
        self.admit();
        Some(Progress::Done(number, outcome))
    }

    /// A worker died: its photo is refused, and another worker takes its place if it had come up at all.
    fn worker_died(&mut self, at: usize, reason: String) -> Option<Progress> {
        let task = self.slots[at].task;
        self.budget.give_back(task.pixels());
        if task == Task::Starting {
            self.slots.remove(at);
            return self.slots.is_empty().then_some(Progress::NoWorkers(reason));
        }
        self.replace(at);
        self.admit();
        let reason = format!("the decoder failed on it: {reason}");
        let refused = |number| Progress::Done(number, Outcome::Refused { reason, is_heic: false });
        Some(task.number().map_or(Progress::Changed, refused))
    }

    /// Has another worker take the place of one that ends.
    fn replace(&mut self, at: usize) {
        self.slots.remove(at);
        if let Err(reason) = self.spawn() {
            // Never refused: the channel has no bound.
            let _ = self.sender.try_send(News::NotStarted(reason));
        }
    }

    fn spawn(&mut self) -> Result<(), String> {
        self.started = self.started.wrapping_add(1);
        let (id, sender) = (self.started, self.sender.clone());
        let worker = PhotoWorker::spawn(move |answer| {
            // Never refused: the channel has no bound.
            let _ = sender.try_send(News::Answer { worker: id, answer });
        })?;
        self.slots.push(Slot { id, worker, task: Task::Starting });
        Ok(())
    }
}

/// How many workers read photos on so many cores: one less, for the page and the engine.
fn workers(cores: usize) -> usize {
    cores.saturating_sub(1).max(cores.min(FEW_CORES)).clamp(1, MOST_WORKERS)
}
