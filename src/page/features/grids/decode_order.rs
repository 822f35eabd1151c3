//! The order of pictures that are decoded at the same time: an earlier one may be decoded later.

/// Decides which of the decoded pictures may be shown.
#[derive(Debug, Default)]
pub struct DecodeOrder {
    /// Pictures whose decoding was started so far.
    started: usize,
    /// The number of the last one that was shown, or of the last one that came before everything was discarded.
    last: usize,
}

impl DecodeOrder {
    /// Starts a picture; returns its number.
    pub fn begin(&mut self) -> usize {
        self.started += 1;
        self.started
    }

    /// Whether the picture of this number, which is decoded now, is to be shown: not if a later one was shown before.
    pub fn show(&mut self, number: usize) -> bool {
        let shows = number > self.last;
        self.last = self.last.max(number);
        shows
    }

    /// Shows none of the pictures that are being decoded: they are of a run that is not on screen any more.
    pub fn discard(&mut self) {
        self.last = self.started;
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
