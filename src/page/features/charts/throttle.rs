//! Limits how often requested work is done.

use std::time::Duration;

use leptos::prelude::*;
use web_sys::js_sys::Date;

/// Runs something in an animation frame, at most once in a period, and at last after the last request.
#[derive(Clone, Copy)]
pub struct Throttle {
    /// Milliseconds; 0 for every frame.
    period: f64,
    due: StoredValue<bool>,
    last: StoredValue<f64>,
}

impl Throttle {
    /// At most once in so many milliseconds; 0 for once a frame.
    pub fn every(period: f64) -> Self {
        Self { period, due: StoredValue::default(), last: StoredValue::default() }
    }

    /// Asks for it.
    pub fn run(self, act: impl Fn() + 'static) {
        if self.due.get_value() {
            return;
        }
        self.due.set_value(true);
        let in_frame = move || {
            request_animation_frame(move || {
                self.due.set_value(false);
                self.last.set_value(Date::now());
                act();
            });
        };
        let wait = (self.last.get_value() + self.period - Date::now()).clamp(0.0, self.period);
        if wait > 0.0 { set_timeout(in_frame, Duration::from_millis(wait as u64)) } else { in_frame() }
    }
}
