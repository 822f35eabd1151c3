//! The field's terms, each explained in at most two short sentences, and where they are in a text.

/// A term that a newcomer does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    Crop,
    NetG,
    NetD,
    Ema,
    Latent,
    DiffAugment,
    Truncation,
    Epoch,
    Iteration,
    Dx,
    DGz,
}

impl Term {
    /// Every term. Of two that begin alike, the longer one comes first.
    const ALL: [Self; 11] = [
        Self::Crop,
        Self::NetG,
        Self::NetD,
        Self::Ema,
        Self::Latent,
        Self::DiffAugment,
        Self::Truncation,
        Self::Epoch,
        Self::Iteration,
        Self::DGz,
        Self::Dx,
    ];

    /// The term as texts have it; they may have a plural's “s” behind it.
    fn word(self) -> &'static str {
        match self {
            Self::Crop => "crop",
            Self::NetG => "netG",
            Self::NetD => "netD",
            Self::Ema => "EMA",
            Self::Latent => "latent",
            Self::DiffAugment => "DiffAugment",
            Self::Truncation => "truncation",
            Self::Epoch => "epoch",
            Self::Iteration => "iteration",
            Self::Dx => "D(x)",
            Self::DGz => "D(G(z))",
        }
    }

    /// What it means.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Crop => {
                "The crop is the part of a photo that is trained on. Faces are turned upright and cut out; the centre is \
                 the largest square in the middle."
            }
            Self::NetG => {
                "netG is the generator, the network that draws faces out of random numbers. It learns to draw what netD \
                 takes for photos."
            }
            Self::NetD => {
                "netD is the discriminator, the network that sees photos and faces and says of each how surely it is a \
                 photo. It learns to tell photos from what netG draws."
            }
            Self::Ema => {
                "EMA is an exponential moving average: a second netG whose weights are the mean of its last ones. Its \
                 faces are often smoother."
            }
            Self::Latent => {
                "A latent is a list of random numbers that netG makes one face of. The same latent gives the same face."
            }
            Self::DiffAugment => {
                "DiffAugment shifts, recolours and covers photos and faces at random before netD sees them. So netD does \
                 not learn a few photos by heart."
            }
            Self::Truncation => {
                "Truncation keeps the numbers of a latent close to 0. Faces become more typical and more alike."
            }
            Self::Epoch => "An epoch is one pass over all photos.",
            Self::Iteration => {
                "In an iteration both networks learn once, from one batch of photos and one of faces. An epoch has as \
                 many iterations as there are batches."
            }
            Self::Dx => {
                "D(x) is what netD says of photos, on average: 1 means surely a photo, 0 surely not. It starts near 1 \
                 and comes down towards 0.5 as faces get better."
            }
            Self::DGz => {
                "D(G(z)) is what netD says of the faces that netG draws, on average. The higher it is, the more of them \
                 netD takes for photos."
            }
        }
    }
}

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    Text(&'a str),
    /// A term, as the text has it.
    Term(Term, &'a str),
}

/// Splits a text at the first place of each term.
pub fn split(text: &str) -> Vec<Part<'_>> {
    let (mut parts, mut seen) = (Vec::new(), Vec::new());
    let (mut begin, mut at) = (0, 0);
    while at < text.len() {
        let found = Term::ALL.into_iter().filter(|term| !seen.contains(term)).find_map(|term| {
            let length = length_at(text, at, term.word())?;
            Some((term, at + length))
        });
        match found {
            Some((term, end)) => {
                if begin < at {
                    parts.push(Part::Text(&text[begin..at]));
                }
                parts.push(Part::Term(term, &text[at..end]));
                seen.push(term);
                (begin, at) = (end, end);
            }
            None => at += text[at..].chars().next().map_or(1, char::len_utf8),
        }
    }
    if begin < text.len() {
        parts.push(Part::Text(&text[begin..]));
    }
    parts
}

/// The length in bytes of a word or its plural that stands at this place of a text, whether its first letter is a
/// capital or not.
fn length_at(text: &str, at: usize, word: &str) -> Option<usize> {
    let continues = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
    let rest = &text[at..];
    let (first, others) = (word.get(..1)?, &word[1..]);
    let is_word =
        rest.get(..1).is_some_and(|letter| letter.eq_ignore_ascii_case(first)) && rest[1..].starts_with(others);
    if !is_word || continues(text[..at].chars().next_back()) {
        return None;
    }
    let plural = rest[word.len()..].starts_with('s').then_some(word.len() + 1);
    [plural, Some(word.len())].into_iter().flatten().find(|end| !continues(rest[*end..].chars().next()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(Term, &str)> {
        let parts = split(text).into_iter();
        parts.filter_map(|part| if let Part::Term(term, word) = part { Some((term, word)) } else { None }).collect()
    }

    #[test]
    fn each_term_is_explained_in_two_short_sentences_at_most() {
        for term in Term::ALL {
            let meaning = term.meaning();
            assert!(meaning.ends_with('.') && meaning.matches(". ").count() <= 1, "{meaning}");
            assert!(meaning.split(". ").all(|sentence| sentence.split(' ').count() <= 24), "{meaning}");
            assert_eq!(found(meaning).iter().filter(|(other, _)| *other == term).count(), 1, "{meaning}");
        }
    }

    #[test]
    fn terms_are_found_once_and_whole() {
        assert_eq!(found("Epochs of netG, and netG again"), [(Term::Epoch, "Epochs"), (Term::NetG, "netG")]);
        assert_eq!(found("D(x) and D(G(z))"), [(Term::Dx, "D(x)"), (Term::DGz, "D(G(z))")]);
        assert_eq!(found("Faces from other latents"), [(Term::Latent, "latents")]);
        assert_eq!(found("epochal, cinema, talent, G(x), subnetG, Netd"), []);
        assert_eq!(found("EMAs “netD” é"), [(Term::Ema, "EMAs"), (Term::NetD, "netD")]);
    }

    #[test]
    fn nothing_of_a_text_is_lost() {
        for text in ["", "é", "netG", "A netG – and netD.", "no term at all…"] {
            let joined: String = split(text)
                .into_iter()
                .map(|part| match part {
                    Part::Text(text) | Part::Term(_, text) => text,
                })
                .collect();
            assert_eq!(joined, text);
        }
    }
}
