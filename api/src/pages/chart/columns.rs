//! Standing columns in pairs: what comes and what goes, one pair for each span of time.

use askama::Template;

use super::{WIDTH, scale};

const LEFT: f64 = 36.0;
const TOP: f64 = 18.0;
const HEIGHT: f64 = 190.0;
/// Room of a pair beyond which nothing is gained.
const PAIR_MAX: f64 = 90.0;

/// The words of a chart, and its columns.
pub(in crate::pages) struct Columns {
    /// Unique on its page.
    pub(in crate::pages) id: &'static str,
    pub(in crate::pages) title: String,
    pub(in crate::pages) description: String,
    /// The heads of the table: what a pair is, then its two columns; the latter are the legend.
    pub(in crate::pages) heads: [String; 3],
    pub(in crate::pages) table: String,
    pub(in crate::pages) pairs: Vec<Pair>,
}

/// Two columns.
pub(in crate::pages) struct Pair {
    pub(in crate::pages) label: String,
    pub(in crate::pages) values: [u32; 2],
}

#[derive(Template)]
#[template(path = "chart/columns.html")]
struct Drawn<'a> {
    chart: &'a Columns,
    marks: Vec<(f64, String)>,
    groups: Vec<Group<'a>>,
    wide: f64,
}

struct Group<'a> {
    pair: &'a Pair,
    middle: f64,
    columns: [Column; 2],
    /// Whether there is room for its label.
    labelled: bool,
}

struct Column {
    x: f64,
    y: f64,
    height: f64,
    /// Its number; nothing for none.
    label: Option<String>,
    /// Whether it stands for what goes.
    is_gone: bool,
}

impl Columns {
    /// As markup.
    pub(in crate::pages) fn drawn(&self) -> String {
        let most = self.pairs.iter().flat_map(|pair| pair.values).max().unwrap_or(0);
        let (end, marks) = scale(f64::from(most));
        let y = |value: f64| TOP + HEIGHT * (1.0 - value / end);
        let pairs = u32::try_from(self.pairs.len().max(1)).unwrap_or(u32::MAX);
        let room = ((WIDTH - LEFT) / f64::from(pairs)).min(PAIR_MAX);
        let wide = (room * 0.38).min(28.0);
        let each = if room < 34.0 { 2 } else { 1 };
        let mut left = LEFT;
        let groups = self.pairs.iter().enumerate().map(|(at, pair)| {
            let middle = left + room / 2.0;
            let column = |value: u32, x: f64, is_gone: bool| {
                let y = y(f64::from(value));
                let label = (value > 0).then(|| value.to_string());
                Column { x, y, height: HEIGHT + TOP - y, label, is_gone }
            };
            let [entered, left_again] = pair.values;
            let columns = [column(entered, middle - wide, false), column(left_again, middle, true)];
            left += room;
            Group { pair, middle, columns, labelled: at % each == 0 }
        });
        let groups = groups.collect();
        let marks = marks.into_iter().map(|mark| (y(mark), mark.to_string())).collect();
        let drawn = Drawn { chart: self, marks, groups, wide };
        // Nothing in a template fails.
        drawn.render().unwrap_or_default()
    }
}
