//! The filters of the thumbnails: what they are called, how much each shows, and which are worth offering.

use facegan_core::faces::Filter;

/// What a filter is called.
pub fn label(filter: Filter) -> &'static str {
    match filter {
        Filter::Taken => "Taken",
        Filter::All => "All",
        Filter::LeftOut => "Left out",
        Filter::Several => "Photos with several faces",
        Filter::Small => "Small",
        Filter::NearDuplicates => "Near duplicates",
        Filter::Doubtful => "Doubtful",
    }
}

/// Whether all that a filter shows can be decided about at once.
pub fn decides(filter: Filter) -> bool {
    !matches!(filter, Filter::Taken | Filter::All)
}

/// How many squares each filter shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts([usize; Filter::ALL.len()]);

impl Counts {
    /// How many a filter shows.
    pub fn get(&self, filter: Filter) -> usize {
        self.0[place(filter)]
    }

    /// The engine counted what a filter shows.
    pub fn set(&mut self, filter: Filter, count: usize) {
        self.0[place(filter)] = count;
    }

    /// The filters that show something, and the one that is chosen.
    pub fn offered(&self, chosen: Filter) -> Vec<Filter> {
        Filter::ALL.into_iter().filter(|filter| *filter == chosen || self.get(*filter) > 0).collect()
    }

    /// Whether some filter shows other squares than those that are taken.
    pub fn differ(&self) -> bool {
        self.get(Filter::All) > self.get(Filter::Taken)
            || Filter::ALL.into_iter().any(|filter| decides(filter) && self.get(filter) > 0)
    }

    /// The filter to show in place of one that shows nothing any more.
    pub fn instead_of(&self, chosen: Filter) -> Option<Filter> {
        let instead = [Filter::Taken, Filter::All].into_iter().find(|filter| self.get(*filter) > 0);
        instead.filter(|instead| *instead != chosen && self.get(chosen) == 0)
    }
}

fn place(filter: Filter) -> usize {
    Filter::ALL.into_iter().position(|other| other == filter).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(list: &[(Filter, usize)]) -> Counts {
        let mut counts = Counts::default();
        list.iter().for_each(|(filter, count)| counts.set(*filter, *count));
        counts
    }

    #[test]
    fn only_filters_that_show_something_are_offered() {
        let counts = counts(&[(Filter::Taken, 4), (Filter::All, 5), (Filter::LeftOut, 1)]);
        assert_eq!(counts.offered(Filter::Taken), [Filter::Taken, Filter::All, Filter::LeftOut]);
        assert_eq!(counts.offered(Filter::Small).last(), Some(&Filter::Small), "it is on screen");
        assert!(counts.differ());
    }

    #[test]
    fn without_anything_left_out_there_is_no_choice() {
        assert!(!counts(&[(Filter::Taken, 4), (Filter::All, 4)]).differ());
    }

    #[test]
    fn a_filter_that_is_empty_now_gives_way() {
        let some = counts(&[(Filter::Taken, 4), (Filter::All, 4)]);
        assert_eq!(some.instead_of(Filter::LeftOut), Some(Filter::Taken));
        assert_eq!(some.instead_of(Filter::Taken), None);
        let none_taken = counts(&[(Filter::All, 4), (Filter::LeftOut, 4)]);
        assert_eq!(none_taken.instead_of(Filter::Taken), Some(Filter::All));
        assert_eq!(Counts::default().instead_of(Filter::Taken), None);
    }
}
