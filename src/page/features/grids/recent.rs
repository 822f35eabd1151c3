//! A small LRU cache: the values that were used last.

use std::collections::VecDeque;

/// A cache with room for some values; the least recently used one is dropped for a new one.
#[derive(Debug)]
pub struct Recent<T> {
    most: usize,
    /// By key, the latest used last.
    values: VecDeque<(usize, T)>,
}

impl<T> Recent<T> {
    /// Room for `most` values.
    pub fn new(most: usize) -> Self {
        Self { most, values: VecDeque::with_capacity(most) }
    }

    /// Uses a value.
    pub fn get(&mut self, key: usize) -> Option<&T> {
        let value = self.values.remove(self.find(key)?)?;
        self.values.push_back(value);
        self.values.back().map(|(_, value)| value)
    }

    /// Whether there is such a value; this does not count as using it.
    pub fn contains(&self, key: usize) -> bool {
        self.find(key).is_some()
    }

    /// Adds a value as the latest used, in place of an earlier one of its key.
    pub fn insert(&mut self, key: usize, value: T) {
        self.values.retain(|(other, _)| *other != key);
        self.values.push_back((key, value));
        while self.values.len() > self.most {
            self.values.pop_front();
        }
    }

    /// Drops every value.
    pub fn clear(&mut self) {
        self.values.clear();
    }

    fn find(&self, key: usize) -> Option<usize> {
        self.values.iter().position(|(other, _)| *other == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_not_used_for_longest_makes_room() {
        let mut recent = Recent::new(2);
        recent.insert(1, 'a');
        recent.insert(2, 'b');
        assert_eq!(recent.get(1), Some(&'a'));
        recent.insert(3, 'c');
        assert_eq!([1, 2, 3].map(|key| recent.contains(key)), [true, false, true]);
        recent.insert(3, 'd');
        assert_eq!(recent.get(3), Some(&'d'));
        assert_eq!(recent.get(1), Some(&'a'));
        recent.clear();
        assert!(!recent.contains(1));
    }
}
