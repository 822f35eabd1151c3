//! Where runs began that began from a state of another.

use crate::page::features::charts::scene::{Layer, compares};
use crate::page::features::charts::span::Span;
use crate::page::format::grouped;

/// The state that a run began from.
#[derive(Debug, Clone, PartialEq)]
pub struct Began {
    /// Iterations that had been done by then: the first one of its own.
    pub iterations: usize,
    /// What the other run or the file is called.
    pub from: String,
}

impl Began {
    /// The same in words, of a run of this name.
    pub fn words(&self, run: &str) -> String {
        format!("{run} began from iteration {} of {}", grouped(self.iterations), self.from)
    }
}

/// The mark of a run's first own iteration.
#[derive(Debug, PartialEq)]
pub struct BranchMark {
    pub iteration: usize,
    /// The custom property with its colour.
    pub hue: &'static str,
    pub label: String,
}

/// The marks in what is shown, in the order of the runs. A run that began from a state without iterations began at the
/// axis and needs no mark.
pub fn branch_marks(layers: &[Layer], span: Span) -> Vec<BranchMark> {
    let is_visible = |iteration: f64| (span.first.max(1.0)..=span.last).contains(&iteration);
    let marks = layers.iter().enumerate().filter_map(|(place, layer)| {
        let iteration = layer.began?.iterations;
        let hue = if compares(layers) { layer.colour.hue() } else { "--ink" };
        // Colour alone would not say whose mark it is.
        let label = if place == 0 { "branch".into() } else { format!("branch, {}", layer.name) };
        is_visible(iteration as f64).then_some(BranchMark { iteration, hue, label })
    });
    marks.collect()
}

/// Where the runs on the charts began, each in words.
pub fn branch_words(layers: &[Layer]) -> Vec<String> {
    layers.iter().filter_map(|layer| Some(layer.began?.words(layer.name))).collect()
}

/// The same as a paragraph that says how it is marked; nothing where no run began from another.
pub fn branch_paragraph(layers: &[Layer]) -> Option<String> {
    let words = branch_words(layers);
    let marks = match words.len() {
        0 => return None,
        1 => "The dashed line “branch” marks where",
        _ => "The dashed lines “branch” mark where",
    };
    Some(format!("{}. {marks}.", words.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::features::charts::colour::RunColour;
    use crate::page::features::charts::curves::Curves;

    fn began(iterations: usize) -> Began {
        Began { iterations, from: "Eyes".into() }
    }

    fn layer<'a>(name: &'a str, colour: RunColour, curves: &'a Curves, began: Option<&'a Began>) -> Layer<'a> {
        Layer { name, colour, curves, smoothed: None, began }
    }

    #[test]
    fn a_run_is_marked_at_its_first_own_iteration_where_that_is_visible() {
        let (curves, began) = (Curves::default(), began(1_200));
        let layers = [layer("This run", RunColour::Shown, &curves, Some(&began))];
        let marked = |first, last| branch_marks(&layers, Span { first, last });
        let mark = BranchMark { iteration: 1_200, hue: "--ink", label: "branch".into() };
        assert_eq!(marked(0.0, 1_300.0), [mark]);
        assert_eq!([marked(0.0, 1_199.0), marked(1_201.0, 1_300.0)], [[], []]);
        let paragraph = "This run began from iteration 1,200 of Eyes. The dashed line “branch” marks where.";
        assert_eq!(branch_paragraph(&layers).as_deref(), Some(paragraph), "also while it is not visible");
    }

    #[test]
    fn a_run_that_began_anew_or_at_the_axis_has_no_mark() {
        let (curves, began) = (Curves::default(), began(0));
        let all = Span { first: 0.0, last: 9.0 };
        let anew = [layer("This run", RunColour::Shown, &curves, None)];
        assert_eq!((branch_marks(&anew, all), branch_paragraph(&anew)), (Vec::new(), None));
        assert_eq!(branch_marks(&[layer("This run", RunColour::Shown, &curves, Some(&began))], all), []);
    }

    #[test]
    fn compared_runs_have_marks_of_their_colours_and_names() {
        let (curves, [first, second]) = (Curves::default(), [4, 7].map(began));
        let layers = [
            layer("This run", RunColour::Shown, &curves, Some(&first)),
            layer("Eyes", RunColour::First, &curves, None),
            layer("Noses", RunColour::Second, &curves, Some(&second)),
        ];
        let marks = branch_marks(&layers, Span { first: 0.0, last: 9.0 });
        let looks: Vec<_> = marks.iter().map(|mark| (mark.iteration, mark.hue, mark.label.as_str())).collect();
        assert_eq!(looks, [(4, "--run-shown", "branch"), (7, "--run-second", "branch, Noses")]);
        let paragraph = "This run began from iteration 4 of Eyes; Noses began from iteration 7 of Eyes. The dashed lines \
                         “branch” mark where.";
        assert_eq!(branch_paragraph(&layers).as_deref(), Some(paragraph));
    }
}
