//! One request for a picture at a time.

/// One request at a time: of those made meanwhile, only the newest is sent next.
#[derive(Debug, Default, PartialEq, Eq)]
pub enum Requests<T> {
    #[default]
    Idle,
    UnderWay {
        /// Whether its answer is to be discarded.
        outdated: bool,
        next: Option<T>,
    },
}

/// What to do after an answer.
#[derive(Debug, PartialEq, Eq)]
pub struct Answered<T> {
    /// Whether the answer is to be shown.
    pub wanted: bool,
    /// The request to make now.
    pub next: Option<T>,
}

impl<T> Requests<T> {
    /// Adds a request; returns it if it is to be sent now.
    pub fn add(&mut self, request: T) -> Option<T> {
        match self {
            Self::Idle => {
                *self = Self::UnderWay { outdated: false, next: None };
                Some(request)
            }
            Self::UnderWay { next, .. } => {
                *next = Some(request);
                None
            }
        }
    }

    /// Discards all requests, and the answer under way.
    pub fn outdate(&mut self) {
        if let Self::UnderWay { outdated, next } = self {
            (*outdated, *next) = (true, None);
        }
    }

    /// Handles an answer.
    pub fn answered(&mut self) -> Answered<T> {
        match std::mem::take(self) {
            Self::Idle => Answered { wanted: false, next: None },
            Self::UnderWay { outdated, next } => {
                if next.is_some() {
                    *self = Self::UnderWay { outdated: false, next: None };
                }
                Answered { wanted: !outdated, next }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_newest_request_waits_for_the_one_under_way() {
        let mut requests = Requests::default();
        assert_eq!((requests.add(1), requests.add(2), requests.add(3)), (Some(1), None, None));
        assert_eq!(requests.answered(), Answered { wanted: true, next: Some(3) });
        assert_eq!(requests.add(4), None);
        assert_eq!(requests.answered(), Answered { wanted: true, next: Some(4) });
        assert_eq!(requests.answered(), Answered { wanted: true, next: None });
        assert_eq!(requests.add(5), Some(5));
    }

    #[test]
    fn an_outdated_answer_is_not_shown_but_awaited() {
        let mut requests = Requests::default();
        requests.add(1);
        requests.add(2);
        requests.outdate();
        assert_eq!(requests.add(3), None);
        assert_eq!(requests.answered(), Answered { wanted: false, next: Some(3) });
        assert_eq!(requests.answered(), Answered { wanted: true, next: None });
    }
}
