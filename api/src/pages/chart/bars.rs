//! Lying bars with their labels: parts of a whole.

use askama::Template;

use super::{WIDTH, scale};

/// Room for labels before the bars, and for numbers after them.
const LABELS: f64 = 250.0;
const NUMBERS: f64 = 70.0;
const ROW: f64 = 30.0;

/// The words of a chart, and its bars.
pub(in crate::pages) struct Bars {
    /// Unique on its page.
    pub(in crate::pages) id: &'static str,
    pub(in crate::pages) title: String,
    pub(in crate::pages) description: String,
    /// The heads of the table.
    pub(in crate::pages) heads: [String; 2],
    pub(in crate::pages) table: String,
    pub(in crate::pages) parts: Vec<Bar>,
}

/// A bar.
pub(in crate::pages) struct Bar {
    pub(in crate::pages) label: String,
    /// How much; none when that is not told.
    pub(in crate::pages) value: Option<f64>,
    /// The same in words.
    pub(in crate::pages) text: String,
}

#[derive(Template)]
#[template(path = "chart/bars.html")]
struct Drawn<'a> {
    chart: &'a Bars,
    width: f64,
    height: f64,
    rows: Vec<Row<'a>>,
}

struct Row<'a> {
    bar: &'a Bar,
    label: String,
    y: f64,
    length: f64,
}

impl Bars {
    /// As markup.
    pub(in crate::pages) fn drawn(&self) -> String {
        let most = self.parts.iter().filter_map(|bar| bar.value).fold(0.0, f64::max);
        let (end, _) = scale(most);
        let mut y = 4.0;
        let rows = self.parts.iter().map(|bar| {
            let length = bar.value.map_or(0.0, |value| value / end * (WIDTH - LABELS - NUMBERS));
            let row = Row { bar, label: short(&bar.label), y, length };
            y += ROW;
            row
        });
        let rows: Vec<Row<'_>> = rows.collect();
        let drawn = Drawn { chart: self, width: WIDTH, height: y + 4.0, rows };
        // Nothing in a template fails.
        drawn.render().unwrap_or_default()
    }
}

/// A label that there is room for.
fn short(label: &str) -> String {
    if label.chars().count() <= 36 {
        return label.to_owned();
    }
    let cut: String = label.chars().take(35).collect();
    format!("{}…", cut.trim_end())
}
