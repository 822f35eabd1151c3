//! Outlines that hair and headscarves share: a dome over the skull, falls at its sides and a line across the brow.

use super::curve::{self, Outline, P};
use super::head::Head;
use super::pose::Pose;

/// Where the hair ends on the forehead.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Hairline {
    Natural,
    Receding,
    /// Straight across, just above the brows.
    Fringe,
    /// Parted on this side (-1 or 1) and swept to the other.
    Swept(f32),
    /// Parted in the middle.
    Curtain,
    /// Short tufts over the forehead.
    Tufted,
}

impl Hairline {
    /// From the right temple to the left one, in the face's frame, for a head of half width `w`.
    fn points(self, w: f32) -> Vec<P> {
        let natural = [(0.9 * w, -14.0), (0.8 * w, -33.0), (0.55 * w, -48.0), (0.2 * w, -53.0)];
        match self {
            Self::Natural => ends_mirrored(&natural),
            Self::Receding => ends_mirrored(&[
                (0.88 * w, -22.0),
                (0.72 * w, -52.0),
                (0.48 * w, -64.0),
                (0.2 * w, -59.0),
                (0.05 * w, -57.0),
            ]),
            Self::Fringe => ends_mirrored(&[(0.92 * w, -4.0), (0.8 * w, -20.0), (0.45 * w, -26.0), (0.1 * w, -27.0)]),
            Self::Curtain => {
                ends_mirrored(&[(0.92 * w, -2.0), (0.78 * w, -24.0), (0.45 * w, -42.0), (0.08 * w, -58.0)])
            }
            Self::Tufted => {
                const TUFTS: [f32; 13] =
                    [-14.0, -33.0, -39.0, -46.0, -37.0, -45.0, -35.0, -44.0, -36.0, -46.0, -38.0, -34.0, -14.0];
                TUFTS.iter().enumerate().map(|(i, y)| (w * (0.9 - 0.15 * i as f32), *y)).collect()
            }
            Self::Swept(side) => {
                let sweep = [
                    (0.9, -14.0),
                    (0.76, -36.0),
                    (0.46, -57.0),
                    (0.1, -46.0),
                    (-0.35, -36.0),
                    (-0.76, -24.0),
                    (-0.93, -4.0),
                ];
                let mut points: Vec<P> = sweep.iter().map(|(x, y)| (side * x * w, *y)).collect();
                if side < 0.0 {
                    points.reverse();
                }
                points
            }
        }
    }

    /// Where the strands set out from across the top of the head, as a part of its half width.
    pub fn part(self) -> f32 {
        match self {
            Self::Swept(side) => 0.42 * side,
            _ => 0.0,
        }
    }
}

/// The right half of a line from the temple to the middle, and its mirror image back to the other temple.
fn ends_mirrored(half: &[P]) -> Vec<P> {
    let back = half.iter().rev().map(|(x, y)| (-x, *y));
    half.iter().copied().chain(back).collect()
}

/// A covering of the head: how far it stands out and how far it falls.
#[derive(Clone, Copy)]
pub struct Shell<'a> {
    pub head: &'a Head,
    pub pose: &'a Pose,
    /// How far it stands out above the crown and beside the temples.
    pub rise: f32,
    pub side: f32,
    /// How far below the eyes it falls; under about 12 it ends in sideburns.
    pub fall: f32,
    /// How much wider it is at its end than at the temples.
    pub flare: f32,
    /// Towards which side (-1 to 1) it stands out higher.
    pub swoop: f32,
    /// How far its top is from smooth.
    pub ruffle: f32,
    /// How far its edges swing in and out, and where the swing begins.
    pub wave: f32,
    pub phase: f32,
}

impl Shell<'_> {
    /// Over the skull from the left temple to the right one.
    pub fn dome(&self, steps: usize) -> Vec<P> {
        let (rx, ry) = (self.head.width + self.side, self.head.crown - 6.0);
        let point = |i: usize| {
            let (sin, cos) = (std::f32::consts::PI * i as f32 / steps as f32).sin_cos();
            let ruffle = self.ruffle * (self.phase + 2.6 * i as f32).sin();
            (-rx * cos, -6.0 - (ry + ruffle + self.rise * (1.0 - 0.7 * self.swoop * cos)) * sin)
        };
        (0..=steps).map(point).collect()
    }

    /// The covering in front of the ears and around the forehead.
    pub fn front(&self, hairline: Hairline) -> Outline {
        let mut outer: Vec<P> = self.edge(-1.0);
        outer.reverse();
        outer.extend(self.dome(10));
        outer.extend(self.edge(1.0));
        let mut inner = self.tip(1.0);
        inner.extend(self.inner(1.0));
        inner.extend(self.hairline(hairline));
        inner.extend(self.inner(-1.0).into_iter().rev());
        inner.extend(self.tip(-1.0));
        curve::joined(&[&outer, &inner])
    }

    /// The hairline as seen in the pose, from the right to the left.
    pub fn hairline(&self, hairline: Hairline) -> Vec<P> {
        hairline.points(self.head.width).into_iter().map(|point| self.kept(self.pose.map(point, 0.0))).collect()
    }

    /// The whole covering as seen behind the head and the neck.
    pub fn back(&self) -> Outline {
        let mut points: Vec<P> = self.edge(-1.0);
        points.reverse();
        points.extend(self.dome(10));
        points.extend(self.edge(1.0));
        let end = self.head.width + self.side + self.flare;
        curve::joined(&[
            &points,
            &[(0.7 * end, self.fall + 5.0), (0.0, self.fall + 7.0), (-0.7 * end, self.fall + 5.0)],
        ])
    }

    /// The outer edge of a fall, from the temple down.
    pub fn edge(&self, side: f32) -> Vec<P> {
        let steps = (self.fall.max(0.0) / 13.0) as usize;
        let point = |i: usize| {
            let part = i as f32 / steps as f32;
            let swing = self.wave * (self.phase + side + 0.1 * part * self.fall).sin();
            let out = self.head.width + self.side + self.flare * part + swing * part.min(0.5) * 2.0;
            (side * out, -6.0 + (self.fall + 6.0) * part)
        };
        (1..=steps).map(point).collect()
    }

    /// The rounded end of a wavy fall; straight ones are cut square.
    fn tip(&self, side: f32) -> Vec<P> {
        let ends = self.edge(side).last().copied().zip(self.inner(side).first().copied());
        let rounded = ends.filter(|_| self.wave > 1.0).map(|(outer, inner)| curve::between(outer, inner, 0.4));
        rounded.map(|(x, y)| (x, y + 9.0)).into_iter().collect()
    }

    /// The inner edge of a fall, from its end up to the temple.
    fn inner(&self, side: f32) -> Vec<P> {
        let w = self.head.width;
        if self.fall < 12.0 {
            return vec![self.kept(self.pose.map((side * 0.97 * w, self.fall), 0.0))];
        }
        let point = |part: f32| {
            let swing = 0.5 * self.wave * (self.phase + 5.0 * part).cos();
            let x = 0.93 * w - 0.12 * w * part + swing * part;
            let y = 6.0 + (self.fall - 6.0) * part;
            let (mapped, _) = self.pose.map((side * x, y.min(60.0)), 0.0);
            self.kept((mapped, y))
        };
        [1.0, 0.75, 0.5, 0.25, 0.0].map(point).to_vec()
    }

    /// Keeps a point inside the dome, however far the head is turned.
    fn kept(&self, (x, y): P) -> P {
        let height = ((-6.0 - y) / (self.head.crown - 6.0)).clamp(0.0, 1.0);
        let most = (self.head.width + self.side.min(4.0)) * (1.0 - height * height).sqrt() - 1.5;
        (x.clamp(-most, most), y)
    }
}
