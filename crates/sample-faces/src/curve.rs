//! Smooth outlines through listed points (Catmull-Rom splines written as cubic Béziers).

use tiny_skia::{Path, PathBuilder};

/// A point, in the units of the frame it is drawn in.
pub type P = (f32, f32);

/// A finished outline; `None` when it has no extent, in which case nothing is drawn.
pub type Outline = Option<Path>;

/// A smooth loop through all the points.
pub fn closed(points: &[P]) -> Outline {
    let count = points.len();
    let mut path = PathBuilder::new();
    path.move_to(points.first()?.0, points.first()?.1);
    for i in 0..count {
        let at = |offset: usize| points[(i + offset) % count];
        segment(&mut path, at(count - 1), at(0), at(1), at(2));
    }
    path.close();
    path.finish()
}

/// A smooth line through all the points.
pub fn open(points: &[P]) -> Outline {
    lines([points])
}

/// Many smooth lines, each through all its points, to be drawn with one stroke of the pen.
pub fn lines<L: AsRef<[P]>>(lines: impl IntoIterator<Item = L>) -> Outline {
    let mut path = PathBuilder::new();
    for line in lines {
        let points = line.as_ref();
        path.move_to(points.first()?.0, points.first()?.1);
        run(&mut path, points);
    }
    path.finish()
}

/// A closed outline of smooth runs that meet at corners.
pub fn joined(runs: &[&[P]]) -> Outline {
    let start = runs.first()?.first()?;
    let mut path = PathBuilder::new();
    path.move_to(start.0, start.1);
    for points in runs {
        path.line_to(points.first()?.0, points.first()?.1);
        run(&mut path, points);
    }
    path.close();
    path.finish()
}

/// One outline made of many discs, each a centre and a radius.
pub fn discs(discs: &[(P, f32)]) -> Outline {
    let mut path = PathBuilder::new();
    for ((x, y), radius) in discs {
        path.push_circle(*x, *y, *radius);
    }
    path.finish()
}

/// An ellipse, from its centre and its two half axes.
pub fn ellipse(centre: P, rx: f32, ry: f32) -> Outline {
    let points: Vec<P> = (0..8)
        .map(|i| (i as f32 * std::f32::consts::FRAC_PI_4).sin_cos())
        .map(|(sin, cos)| (centre.0 + rx * cos, centre.1 + ry * sin))
        .collect();
    closed(&points)
}

/// Points of the right half, from top to bottom, followed by their mirror images from bottom to top.
pub fn mirrored(half: &[P]) -> Vec<P> {
    let left = half.iter().rev().filter(|point| point.0 != 0.0).map(|point| (-point.0, point.1));
    half.iter().copied().chain(left).collect()
}

/// The point `amount` of the way from `a` to `b`.
pub fn between(a: P, b: P, amount: f32) -> P {
    (a.0 + (b.0 - a.0) * amount, a.1 + (b.1 - a.1) * amount)
}

fn run(path: &mut PathBuilder, points: &[P]) {
    let last = points.len().saturating_sub(1);
    for i in 0..last {
        segment(path, points[i.saturating_sub(1)], points[i], points[i + 1], points[(i + 2).min(last)]);
    }
}

fn segment(path: &mut PathBuilder, before: P, from: P, to: P, after: P) {
    const PULL: f32 = 1.0 / 6.0;
    path.cubic_to(
        from.0 + (to.0 - before.0) * PULL,
        from.1 + (to.1 - before.1) * PULL,
        to.0 - (after.0 - from.0) * PULL,
        to.1 - (after.1 - from.1) * PULL,
        to.0,
        to.1,
    );
}
