//! The order of pictures that are decoded at the same time: decoding one that came earlier may end later.

/// Tells which of the pictures that are being decoded may still be shown.
#[derive(Debug, Default)]
pub struct DecodeOrder {
    /// Pictures so far.
    begun: usize,
    /// The number of the last one that was shown, or of the last one that came before everything was discarded.
    last: usize,
}

impl DecodeOrder {
    /// Numbers a picture whose decoding begins.
    pub fn begin(&mut self) -> usize {
        self.begun += 1;
        self.begun
    }

    /// Whether the picture of this number, which is decoded now, is to be shown: not if a later one was shown before.
    pub fn show(&mut self, number: usize) -> bool {
        let shows = number > self.last;
        self.last = self.last.max(number);
        shows
    }

    /// Shows none of the pictures that are being decoded: they are of a run that is not on screen any more.
    pub fn discard(&mut self) {
        self.last = self.begun;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_earlier_picture_never_takes_the_place_of_a_later_one() {
        let mut order = DecodeOrder::default();
        let [first, second, third] = std::array::from_fn(|_| order.begin());
        assert!(order.show(second));
        assert!(!order.show(first));
        assert!(order.show(third));
    }

    #[test]
    fn nothing_of_the_run_before_is_shown() {
        let mut order = DecodeOrder::default();
        let late = order.begin();
        order.discard();
        let next = order.begin();
        assert_eq!((order.show(late), order.show(next)), (false, true));
    }
}
