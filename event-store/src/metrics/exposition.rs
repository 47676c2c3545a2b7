use std::fmt::{Display, Write as _};

use super::kinds::Histogram;

/// Tells numbers when it is asked.
pub trait Collect: Send + Sync {
    /// Writes them.
    fn collect(&self, out: &mut Exposition);
}

/// Text in the format of Prometheus:
/// <https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format>.
#[derive(Debug, Default)]
pub struct Exposition {
    text: String,
}

impl Exposition {
    /// The media type of the text.
    pub const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

    /// What these tell.
    pub fn of<'a>(sources: impl IntoIterator<Item = &'a dyn Collect>) -> String {
        let mut out = Self::default();
        for source in sources {
            source.collect(&mut out);
        }
        out.text
    }

    /// A number that only grows.
    pub fn counter(&mut self, name: &str, help: &str, value: u64) {
        self.counters(name, help, [(&[][..], value)]);
    }

    /// Numbers that only grow, each with labels of its own. Labels are words of ours, never of a caller.
    pub fn counters<'a>(
        &mut self,
        name: &str,
        help: &str,
        samples: impl IntoIterator<Item = (&'a [(&'a str, &'a str)], u64)>,
    ) {
        self.head(name, help, "counter");
        for (labels, value) in samples {
            self.sample(name, labels, value);
        }
    }

    /// A number that comes and goes.
    pub fn gauge(&mut self, name: &str, help: &str, labels: &[(&str, &str)], value: impl Display) {
        self.head(name, help, "gauge");
        self.sample(name, labels, value);
    }

    /// How often a number was how large.
    pub fn histogram(&mut self, name: &str, help: &str, histogram: &Histogram) {
        self.head(name, help, "histogram");
        let scaled = |value| Scaled(value, histogram.divisor()).to_string();
        let mut all = 0;
        for (bound, count) in histogram.cumulative() {
            let bound = bound.map_or_else(|| "+Inf".to_owned(), scaled);
            self.sample(&format!("{name}_bucket"), &[("le", &bound)], count);
            all = count;
        }
        self.sample(&format!("{name}_sum"), &[], scaled(histogram.sum()));
        self.sample(&format!("{name}_count"), &[], all);
    }

    fn head(&mut self, name: &str, help: &str, kind: &str) {
        // Writing to a text does not fail.
        let _ = writeln!(self.text, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        self.text.push_str(name);
        let mut before = '{';
        for (label, value) in labels {
            let value = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
            let _ = write!(self.text, "{before}{label}=\"{value}\"");
            before = ',';
        }
        if !labels.is_empty() {
            self.text.push('}');
        }
        let _ = writeln!(self.text, " {value}");
    }
}

/// A number divided by a power of ten, to the last digit.
struct Scaled(u64, u64);

impl Display for Scaled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(value, divisor) = *self;
        let (whole, part) = (value / divisor, value % divisor);
        if part == 0 {
            return write!(f, "{whole}");
        }
        let digits = divisor.ilog10() as usize;
        let part = format!("{part:0digits$}");
        write!(f, "{whole}.{}", part.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    struct Two(Histogram);

    impl Collect for Two {
        fn collect(&self, out: &mut Exposition) {
            out.counters("a_total", "How many.", [(&[("of", "x\"\\\n")][..], 3)]);
            out.histogram("b_seconds", "How long.", &self.0);
        }
    }

    #[test]
    fn numbers_are_written_as_they_are_scraped() {
        let times = Histogram::of_times();
        for micros in [100, 101, 90_000_000] {
            times.took(Duration::from_micros(micros));
        }
        let text = Exposition::of([&Two(times) as &dyn Collect]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[..3],
            ["# HELP a_total How many.", "# TYPE a_total counter", "a_total{of=\"x\\\"\\\\\\n\"} 3"]
        );
        for line in [
            "# TYPE b_seconds histogram",
            "b_seconds_bucket{le=\"0.0001\"} 1",
            "b_seconds_bucket{le=\"0.00025\"} 2",
            "b_seconds_bucket{le=\"30\"} 2",
            "b_seconds_bucket{le=\"+Inf\"} 3",
            "b_seconds_sum 90.000201",
            "b_seconds_count 3",
        ] {
            assert!(lines.contains(&line), "{line} in\n{text}");
        }
    }

    #[test]
    fn a_number_that_is_held_goes_when_it_is_let_go() {
        let gauge = super::super::Gauge::default();
        let held = gauge.hold();
        assert_eq!(gauge.get(), 1);
        drop(held);
        assert_eq!(gauge.get(), 0);
    }
}
