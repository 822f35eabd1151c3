//! The short click of a camera.

use wasm_bindgen::prelude::*;
use web_sys::{AudioContext, OscillatorType};

/// Length in seconds.
const LENGTH: f64 = 0.04;
const HERTZ: f32 = 1200.0;
const LOUDNESS: f32 = 0.2;

/// Makes clicks; its connection to the loudspeaker ends with this value.
pub struct ShutterSound(AudioContext);

impl ShutterSound {
    /// Opens the loudspeaker. Only to be called when the person clicked: browsers are silent before.
    ///
    /// # Errors
    /// The browser's exception.
    pub fn open() -> Result<Self, JsValue> {
        AudioContext::new().map(Self)
    }

    /// Clicks once.
    ///
    /// # Errors
    /// The browser's exception.
    pub fn click(&self) -> Result<(), JsValue> {
        let (tone, volume) = (self.0.create_oscillator()?, self.0.create_gain()?);
        let now = self.0.current_time();
        tone.set_type(OscillatorType::Triangle);
        tone.frequency().set_value(HERTZ);
        volume.gain().set_value_at_time(LOUDNESS, now)?;
        volume.gain().linear_ramp_to_value_at_time(0.0, now + LENGTH)?;
        tone.connect_with_audio_node(&volume)?.connect_with_audio_node(&self.0.destination())?;
        tone.start()?;
        tone.stop_with_when(now + LENGTH)
    }
}

impl Drop for ShutterSound {
    fn drop(&mut self) {
        // Closing fails only where it is closed.
        let _ = self.0.close();
    }
}
