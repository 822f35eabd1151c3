//! Starting engines.

use crate::exception::describe;
use crate::page::context::Page;
use crate::page::state::Action;
use facegan_protocol::{Command, Event};

impl Page {
    /// Starts an engine, unless there is one.
    pub fn ensure_engine(self) {
        if !self.engine.is_there() {
            self.spawn_engine();
        }
    }

    /// Starts an engine and has it read the photos.
    pub fn spawn_engine(self) {
        self.photos.restart();
        self.act(Action::Spawn);
        if let Err(error) = self.engine.start() {
            return self.engine.hand_on(Event::Dead { reason: describe(&error) });
        }
        self.use_kernels();
        self.tell_whether_to_measure();
        self.send(Command::Runs);
        if !self.photos.is_empty() {
            self.read_on();
        }
    }
}
