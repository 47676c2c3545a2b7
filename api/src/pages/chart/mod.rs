//! Charts, drawn on the server: each with a title, a sentence that says what is to be seen, and a table of the same
//! numbers. What is told apart by colour is told apart by a pattern, a dash or a label as well.

mod bars;
mod columns;
mod steps;

use std::borrow::Borrow;

pub(super) use bars::{Bar, Bars};
pub(super) use columns::{Columns, Pair};
pub(super) use steps::{Level, Steps};

/// Room of every chart, in pixels; it is drawn larger or smaller with its page.
const WIDTH: f64 = 720.0;

/// The number at which a scale ends, and its marks: 1, 2 or 5 with noughts.
fn scale(most: f64) -> (f64, Vec<f64>) {
    let wanted = (most.max(1.0) / 4.0).max(1.0);
    let mut step = 1.0;
    while step < wanted {
        step *= if step.log10().fract().abs() < 1e-9 {
            2.0
        } else if (step / 2.0).log10().fract().abs() < 1e-9 {
            2.5
        } else {
            2.0
        };
    }
    let marks: Vec<f64> = (0..=5).map(|n| f64::from(n) * step).collect();
    let end = marks.iter().copied().find(|mark| *mark >= most).unwrap_or(most);
    (end.max(step), marks.into_iter().filter(|mark| *mark <= end.max(step)).collect())
}

/// A number of pixels.
fn px(value: impl Borrow<f64>) -> String {
    let text = format!("{:.1}", value.borrow());
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_ends_above_everything_with_round_marks() {
        for (most, end, marks) in
            [(0.0, 1.0, 2), (3.0, 3.0, 4), (7.0, 8.0, 5), (63.0, 80.0, 5), (100.0, 100.0, 3)]
        {
            let (found, all) = scale(most);
            assert!(found >= most && (found - end).abs() < 1e-9, "{most}: {found}");
            assert_eq!(all.len(), marks, "{most}: {all:?}");
        }
    }
}
