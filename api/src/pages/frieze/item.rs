//! One thing in the picture: a bar whose vague ends fade, or a mark.

use domain::PartialDate;
use jiff::civil::Date;

use super::axis::Axis;

/// How far an edge fades that has no bound, in pixels.
const OPEN_FADE: f64 = 34.0;
/// Narrower fades cannot be seen, and are drawn as edges.
const FADE_MIN: f64 = 1.5;
/// Average width of a character of a label.
const CHARACTER: f64 = 6.8;
const PADDING: f64 = 6.0;

/// Where something begins, and its width.
pub(super) type Stretch = (f64, f64);

/// Where something is along the axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Span {
    /// Where it may begin, and where it has begun for certain.
    pub(super) begins: (f64, f64),
    /// Up to where it certainly goes, and where it has ended for certain.
    pub(super) ends: (f64, f64),
}

impl Span {
    /// From one partial date to another, or to the right edge.
    pub(super) fn of(axis: &Axis, from: PartialDate, until: Option<PartialDate>) -> Self {
        let begins = vague(axis, from, false);
        let ends = until.map_or((axis.width(), axis.width()), |until| vague(axis, until, true));
        // An end before its beginning, which a correction may leave, has at least the room of a line.
        let last = ends.1.max(begins.0 + 2.0);
        Self { begins, ends: (ends.0.min(last), last) }
    }

    /// Whether no day is certain: both bounds may be anywhere in the same time.
    pub(super) fn is_vague(&self) -> bool {
        self.begins.1 >= self.ends.0 && (self.begins.1 - self.begins.0 > FADE_MIN)
    }

    pub(super) fn x(&self) -> f64 {
        self.begins.0
    }

    pub(super) fn width(&self) -> f64 {
        self.ends.1 - self.begins.0
    }

    /// The fade of the beginning, the certain part, the fade of the end: each with x and width.
    pub(super) fn parts(&self) -> (Option<Stretch>, Stretch, Option<Stretch>) {
        if self.is_vague() {
            return (None, (self.x(), self.width()), None);
        }
        let start = if self.begins.1 - self.begins.0 > FADE_MIN { self.begins.1 } else { self.begins.0 };
        let end = if self.ends.1 - self.ends.0 > FADE_MIN { self.ends.0 } else { self.ends.1 };
        let (start, end) = (start.min(self.ends.1), end.max(start));
        let fade = |from: f64, to: f64| (to - from > FADE_MIN).then_some((from, to - from));
        (fade(self.begins.0, start), (start, (end - start).max(0.0)), fade(end, self.ends.1))
    }
}

/// The first and the last place where a bound may be. An end takes its whole day.
fn vague(axis: &Axis, on: PartialDate, end: bool) -> (f64, f64) {
    let after = |day: Date| day.tomorrow().unwrap_or(day);
    let (earliest, latest) = (on.earliest(), on.latest());
    if on.is_unknown() {
        return if end { (axis.width() - OPEN_FADE, axis.width()) } else { (0.0, OPEN_FADE) };
    }
    if earliest == Date::MIN {
        let x = axis.x(after(latest));
        return ((x - OPEN_FADE).max(0.0), x);
    }
    if latest == Date::MAX {
        let x = axis.x(earliest);
        return (x, (x + OPEN_FADE).min(axis.width()));
    }
    let last = if end || !on.is_day() { after(latest) } else { latest };
    (axis.x(earliest), axis.x(last))
}

/// A label inside or beside a bar.
#[derive(Debug, PartialEq)]
pub(super) struct Label {
    pub(super) x: f64,
    pub(super) text: String,
}

/// The label of what has room from `x` to `limit`: `text`, else something shorter, cut when it must be; nothing when
/// little would be left.
pub(super) fn label(text: &str, shorter: &str, x: f64, limit: f64) -> Option<Label> {
    let x = x.max(0.0) + PADDING;
    let room = limit - x;
    let fits = |length: usize| {
        let length = u32::try_from(length).unwrap_or(u32::MAX);
        f64::from(length) * CHARACTER <= room
    };
    let whole = [text, shorter].into_iter().find(|text| fits(text.chars().count()));
    if let Some(whole) = whole {
        return Some(Label { x, text: whole.to_owned() });
    }
    let (text, length) = (shorter, shorter.chars().count());
    let kept = (0..length).rev().find(|kept| fits(kept + 1))?;
    if kept < 4 {
        return None;
    }
    let cut: String = text.chars().take(kept).collect();
    Some(Label { x, text: format!("{}…", cut.trim_end()) })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn axis() -> Axis {
        Axis::of(&[date(2009, 1, 1), date(2010, 1, 1)], date(2011, 1, 1), 300.0, true)
    }

    fn span(from: &str, until: Option<&str>) -> Span {
        Span::of(&axis(), from.parse().unwrap(), until.map(|until| until.parse().unwrap()))
    }

    #[test]
    fn an_exact_day_has_edges_and_a_year_fades() {
        let (before, middle, after) = span("2009-01-01", Some("2009-12-31")).parts();
        assert_eq!((before, after), (None, None));
        assert!((middle.1 - 100.0).abs() < 1e-9, "{middle:?}");
        let (before, _, after) = span("2009", Some("2011")).parts();
        assert!((before.unwrap().1 - 100.0).abs() < 1e-9 && (after.unwrap().0 - 200.0).abs() < 1e-9);
    }

    #[test]
    fn what_has_no_bound_fades_at_that_side() {
        let (before, ..) = span("../2009-09", None).parts();
        assert!((before.unwrap().1 - OPEN_FADE).abs() < 1e-9);
        let (before, ..) = span("2009-09/..", None).parts();
        assert!((before.unwrap().1 - OPEN_FADE).abs() < 1e-9);
    }

    #[test]
    fn what_happened_some_time_between_has_no_certain_part() {
        assert!(span("2009-09/2010-03", Some("2009-09/2010-03")).is_vague());
        assert!(!span("2009-09", Some("2010-03")).is_vague());
    }

    #[test]
    fn a_label_is_cut_where_its_room_ends() {
        assert_eq!(label("hôtel", "", 0.0, 60.0).unwrap().text, "hôtel");
        assert_eq!(label("hôtel meublé de Paris", "hôtel meublé", 0.0, 70.0).unwrap().text, "hôtel me…");
        assert_eq!(label("hôtel meublé", "hôtel", 0.0, 20.0), None);
    }
}
