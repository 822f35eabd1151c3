//! Photos that are read side by side: their order, and the memory that they take together.

use std::collections::BTreeMap;

/// Pixels that may be under way at once: some 300 MB, a few of a phone's photos.
const MOST_UNDER_WAY: u64 = 100_000_000;
/// A photo of at most so many pixels may be decoded without being [admitted](PixelBudget::admit): what all workers decode
/// of such photos at once is little beside what may be under way, and asking takes longer than reading one.
pub const SMALL_PHOTO: u64 = 1 << 20;

/// Hands results on in the order of their numbers, from 0, in whatever order they come.
pub struct InOrder<T> {
    next: usize,
    early: BTreeMap<usize, T>,
}

impl<T> Default for InOrder<T> {
    fn default() -> Self {
        Self { next: 0, early: BTreeMap::new() }
    }
}

impl<T> InOrder<T> {
    /// The number whose result is handed on next.
    pub fn next(&self) -> usize {
        self.next
    }

    /// Takes a result in. Of two with one number the first stays, and none is taken whose number was handed on already.
    pub fn put(&mut self, number: usize, result: T) {
        if number >= self.next {
            self.early.entry(number).or_insert(result);
        }
    }

    /// The next result, once it is there.
    pub fn take(&mut self) -> Option<T> {
        let result = self.early.remove(&self.next)?;
        self.next += 1;
        Some(result)
    }
}

/// Bounds the pixels of all photos that are being decoded. One photo is always admitted, whatever its size.
#[derive(Default)]
pub struct PixelBudget {
    under_way: u64,
}

impl PixelBudget {
    /// Admits a photo of so many pixels, or returns false where it has to wait until others have
    /// [left](Self::give_back).
    #[must_use]
    pub fn admit(&mut self, pixels: u64) -> bool {
        let admitted = self.under_way == 0 || self.under_way.saturating_add(pixels) <= MOST_UNDER_WAY;
        if admitted {
            self.under_way = self.under_way.saturating_add(pixels);
        }
        admitted
    }

    /// Notes that an admitted photo of so many pixels is decoded no more.
    pub fn give_back(&mut self, pixels: u64) {
        self.under_way = self.under_way.saturating_sub(pixels);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(results: &mut InOrder<char>) -> String {
        std::iter::from_fn(|| results.take()).collect()
    }

    #[test]
    fn results_are_handed_on_in_the_order_of_their_numbers() {
        let mut results = InOrder::default();
        results.put(2, 'c');
        results.put(1, 'b');
        assert_eq!((taken(&mut results), results.next()), (String::new(), 0));
        results.put(0, 'a');
        assert_eq!((taken(&mut results), results.next()), ("abc".into(), 3));
        results.put(3, 'd');
        assert_eq!(taken(&mut results), "d");
    }

    #[test]
    fn a_number_has_one_result() {
        let mut results = InOrder::default();
        results.put(0, 'a');
        results.put(0, 'b');
        assert_eq!(taken(&mut results), "a");
        results.put(0, 'c');
        assert_eq!(taken(&mut results), "");
    }

    #[test]
    fn photos_wait_for_one_another_once_they_are_too_many_pixels() {
        let mut budget = PixelBudget::default();
        assert!(budget.admit(MOST_UNDER_WAY - 1) && budget.admit(1));
        assert!(!budget.admit(1));
        budget.give_back(1);
        assert!(budget.admit(1));
    }

    #[test]
    fn a_photo_of_any_size_is_admitted_alone() {
        let mut budget = PixelBudget::default();
        assert!(budget.admit(u64::MAX));
        assert!(!budget.admit(1));
        budget.give_back(u64::MAX);
        assert!(budget.admit(1));
        assert!(!budget.admit(u64::MAX));
    }
}
