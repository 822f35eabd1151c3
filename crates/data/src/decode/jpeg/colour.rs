//! Components to RGB with libjpeg's integers (jdcolor.c), and CMYK as Pillow shows it.

/// An image's colour space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colours {
    Grey,
    Rgb,
    /// Luma and two differences, blue and red.
    Ycc,
    /// Inks, stored inverted as Adobe does.
    Cmyk,
    /// The same, the first three as luma and differences.
    Ycck,
}

/// What a file says about its colour space.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hints {
    /// Whether there is JFIF's marker.
    pub jfif: bool,
    /// The transform in Adobe's marker.
    pub adobe: Option<u8>,
}

impl Colours {
    /// The colour space of one, three or four components with these identifiers, by libjpeg's rules.
    pub fn new(ids: &[u8], hints: Hints) -> Self {
        match (ids, hints) {
            ([_], _) => Self::Grey,
            ([_, _, _], Hints { jfif: true, .. }) => Self::Ycc,
            ([_, _, _], Hints { adobe: Some(0), .. }) => Self::Rgb,
            ([b'R', b'G', b'B'], Hints { adobe: None, .. }) => Self::Rgb,
            ([_, _, _], _) => Self::Ycc,
            (_, Hints { adobe: Some(0) | None, .. }) => Self::Cmyk,
            _ => Self::Ycck,
        }
    }

    /// One pixel from its components, of which there are as many as the colours have.
    fn rgb(self, of: impl Fn(usize) -> u8) -> [u8; 3] {
        match self {
            Self::Grey => [of(0); 3],
            Self::Rgb => [of(0), of(1), of(2)],
            Self::Ycc => ycc(of(0), of(1), of(2)),
            Self::Cmyk => inks([of(0), of(1), of(2)], of(3)),
            // libjpeg inverts the first three, and only those.
            Self::Ycck => inks(ycc(of(0), of(1), of(2)).map(|ink| 255 - ink), of(3)),
        }
    }

    /// A row of pixels from a row of each component.
    pub fn convert(self, components: &[&[u8]], rgb: &mut [u8]) {
        // A loop for each kind, so that none asks about it at every pixel.
        match (self, components) {
            (Self::Ycc, [y, cb, cr]) => convert_ycc(y, cb, cr, rgb),
            _ => {
                for (at, pixel) in rgb.chunks_exact_mut(3).enumerate() {
                    pixel.copy_from_slice(&self.rgb(|component| components[component][at]));
                }
            }
        }
    }
}

/// Pixels that are computed at once.
const TOGETHER: usize = 32;

/// [`ycc`] of a row.
fn convert_ycc(y: &[u8], cb: &[u8], cr: &[u8], rgb: &mut [u8]) {
    let whole = |samples| <[u8]>::as_chunks::<TOGETHER>(samples).0;
    let components = whole(y).iter().zip(whole(cb)).zip(whole(cr));
    let (pixels, _) = rgb.as_chunks_mut::<3>();
    let mut done = 0;
    for (pixels, ((y, cb), cr)) in pixels.as_chunks_mut::<TOGETHER>().0.iter_mut().zip(components) {
        // In planes first: in these loops the compiler uses the processor's vectors.
        let [mut red, mut green, mut blue] = [[0; TOGETHER]; 3];
        for at in 0..TOGETHER {
            [red[at], green[at], blue[at]] = ycc(y[at], cb[at], cr[at]);
        }
        for (at, pixel) in pixels.iter_mut().enumerate() {
            *pixel = [red[at], green[at], blue[at]];
        }
        done += TOGETHER;
    }
    let rest = y[done..].iter().zip(&cb[done..]).zip(&cr[done..]);
    for (pixel, ((&y, &cb), &cr)) in pixels[done..].iter_mut().zip(rest) {
        *pixel = ycc(y, cb, cr);
    }
}

/// YCbCr to RGB (ITU-R 601) with 16 fractional bits: R = Y + 1.402 Cr, B = Y + 1.772 Cb,
/// G = Y − 0.34414 Cb − 0.71414 Cr, with 128 subtracted from Cb and Cr.
///
/// Of each factor the nearest whole number is taken out, so that what is left has 16 bits: processors without SSE4.1
/// multiply only those at once.
#[inline(always)]
fn ycc(y: u8, cb: u8, cr: u8) -> [u8; 3] {
    const HALF: i32 = 1 << 15;
    let [y, cb, cr] = [i16::from(y), i16::from(cb) - 128, i16::from(cr) - 128];
    let times = |value: i16, factor: i16| i32::from(value) * i32::from(factor);
    let rounded = |product: i32| ((product + HALF) >> 16) as i16;
    let red = y + cr + rounded(times(cr, 26_345));
    let green = y - cr + rounded(times(cb, -22_554) + times(cr, 18_734));
    let blue = y + 2 * cb + rounded(times(cb, -14_942));
    [red, green, blue].map(|value| value.clamp(0, 255) as u8)
}

/// What inverted inks and inverted black let through.
fn inks(inverted: [u8; 3], black: u8) -> [u8; 3] {
    inverted.map(|ink| {
        let product = u32::from(255 - ink) * u32::from(black) + 128;
        black.saturating_sub((((product >> 8) + product) >> 8) as u8)
    })
}
