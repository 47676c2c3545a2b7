//! A level over time, against a limit: how full something is.

use askama::Template;

use super::{WIDTH, px, scale};

const LEFT: f64 = 36.0;
const TOP: f64 = 18.0;
const HEIGHT: f64 = 190.0;

/// The words of a chart, and its levels.
pub(in crate::pages) struct Steps {
    /// Unique on its page.
    pub(in crate::pages) id: &'static str,
    pub(in crate::pages) title: String,
    pub(in crate::pages) description: String,
    /// The heads of the table: when, how many, the limit; the latter are the legend.
    pub(in crate::pages) heads: [String; 3],
    pub(in crate::pages) table: String,
    pub(in crate::pages) levels: Vec<Level>,
}

/// The level at the end of a span of time.
pub(in crate::pages) struct Level {
    /// When, in the table.
    pub(in crate::pages) label: String,
    /// The year that begins here, for the axis.
    pub(in crate::pages) year: Option<String>,
    pub(in crate::pages) value: u32,
    pub(in crate::pages) limit: Option<u32>,
}

#[derive(Template)]
#[template(path = "chart/steps.html")]
struct Drawn<'a> {
    chart: &'a Steps,
    marks: Vec<(f64, String)>,
    years: Vec<(f64, &'a str)>,
    area: String,
    line: String,
    limit: String,
    floor: f64,
}

impl Steps {
    /// As markup.
    pub(in crate::pages) fn drawn(&self) -> String {
        let all = self.levels.iter().flat_map(|level| [Some(level.value), level.limit]).flatten();
        let (end, marks) = scale(f64::from(all.max().unwrap_or(0)));
        let y = |value: f64| TOP + HEIGHT * (1.0 - value / end);
        let levels = u32::try_from(self.levels.len().max(1)).unwrap_or(u32::MAX);
        let room = (WIDTH - LEFT) / f64::from(levels);
        let spans: Vec<(f64, &Level)> =
            (0_u32..).zip(&self.levels).map(|(at, level)| (LEFT + f64::from(at) * room, level)).collect();
        let path = |of: &dyn Fn(&Level) -> Option<u32>| {
            let (mut path, mut pen) = (String::new(), false);
            for (x, level) in &spans {
                let Some(value) = of(level) else {
                    pen = false;
                    continue;
                };
                let (start, at) = (if pen { "L" } else { "M" }, px(y(f64::from(value))));
                path.extend([start, &px(*x), " ", &at, "L", &px(x + room), " ", &at]);
                pen = true;
            }
            path
        };
        let line = path(&|level| Some(level.value));
        let (floor, last) = (TOP + HEIGHT, px(LEFT + f64::from(levels) * room));
        let area = if self.levels.is_empty() {
            String::new()
        } else {
            format!("{line}L{last} {}L{} {}Z", px(floor), px(LEFT), px(floor))
        };
        let mut free = LEFT - 1.0;
        let years = spans.iter().filter_map(|(x, level)| {
            let year = level.year.as_deref().filter(|_| *x >= free)?;
            free = x + 44.0;
            Some((*x, year))
        });
        let years = years.collect();
        let marks = marks.into_iter().map(|mark| (y(mark), mark.to_string())).collect();
        let limit = path(&|level| level.limit);
        let drawn = Drawn { chart: self, marks, years, area, line, limit, floor };
        // Nothing in a template fails.
        drawn.render().unwrap_or_default()
    }
}
