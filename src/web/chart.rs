//! What a chart shows of curves: which iterations, over which values, smoothed how, and in how few points. All of it
//! without a browser.

pub mod axis;
pub mod envelope;
pub mod epochs;
pub mod gesture;
pub mod smooth;
pub mod span;
pub mod ticks;
