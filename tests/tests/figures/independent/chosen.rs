//! The parameters, the window and the belief of a seed.

use jiff::civil::{Date, date};

use super::random::Random;

/// Values of the parameters, by their codes.
#[derive(Debug, Clone)]
pub(super) struct Chosen {
    pub(super) majority: i64,
    pub(super) age_day: &'static str,
    pub(super) presence: &'static str,
    pub(super) basis: &'static str,
    pub(super) durable: &'static str,
    pub(super) min_hours: i64,
    pub(super) test: &'static str,
    pub(super) classes: &'static str,
    pub(super) positive: &'static str,
    pub(super) months: &'static str,
    pub(super) gap: i64,
    pub(super) slide: &'static str,
    pub(super) housing: &'static str,
    pub(super) denominator: &'static str,
    pub(super) lineage: &'static str,
    pub(super) erased: &'static str,
    pub(super) missing: &'static str,
    pub(super) anchor: &'static str,
    pub(super) tolerance: i64,
    pub(super) protected: Vec<&'static str>,
    pub(super) single: &'static str,
    pub(super) active_months: i64,
    pub(super) transfer: &'static str,
    pub(super) partial: &'static str,
    pub(super) from: Date,
    pub(super) to: Date,
    pub(super) known_at: Option<String>,
    pub(super) programme: &'static str,
}

impl Chosen {
    /// Those of a seed; seed 0 has the defaults.
    pub(super) fn of(seed: u64) -> Self {
        let mut random = Random::of(seed ^ 0xc0de);
        let from = random.day(date(2016, 1, 1), 500);
        let mut chosen = Self {
            majority: 18,
            age_day: "window_end",
            presence: "any",
            basis: "exit_period",
            durable: "D-DARES",
            min_hours: 0,
            test: "active",
            classes: "DEF",
            positive: "KODIKO",
            months: "index",
            gap: 0,
            slide: "slide",
            housing: "current",
            denominator: "leavers",
            lineage: "separate",
            erased: "residue",
            missing: "left_out",
            anchor: "cohort_start",
            tolerance: 15,
            protected: vec!["refugee", "subsidiary_protection"],
            single: "one_adult",
            active_months: 12,
            transfer: "exit",
            partial: "printed",
            from,
            to: random.day(from, 700),
            known_at: random.chance(40).then(|| format!("{}T12:00:00Z", random.day(date(2017, 1, 1), 700))),
            programme: random.pick(&["top", "top", "aa", "cc"]),
        };
        if seed > 0 {
            chosen.vary(&mut random);
        }
        chosen
    }

    fn vary(&mut self, random: &mut Random) {
        self.majority = random.pick(&[16, 18, 19, 21]);
        self.age_day = random.pick(&["window_end", "window_start", "entry", "event"]);
        self.presence = random.pick(&["any", "start", "end", "full"]);
        self.basis = random.pick(&["exit_period", "entry_period", "since_opening"]);
        self.durable = random.pick(&["D-DARES", "D-IAE", "D-STRICT", "D-AGIR"]);
        self.min_hours = random.pick(&[0, 0, 20, 24]);
        self.test = random.pick(&["signed", "started", "active", "ever"]);
        self.classes = random.pick(&["DEF", "003", "AGIR"]);
        self.positive = random.pick(&["KODIKO", "ELAN", "AGIR", "IAE"]);
        self.months = random.pick(&["index", "complete", "started", "days30", "days30.4375"]);
        self.gap = random.pick(&[0, 0, 7, 15, 30, 90]);
        self.slide = random.pick(&["sublease", "slide"]);
        self.housing = random.pick(&["current", "first", "best"]);
        self.denominator = random.pick(&["leavers", "entered", "signed"]);
        self.lineage = random.pick(&["separate", "once"]);
        self.erased = random.pick(&["residue", "left_out"]);
        self.missing = random.pick(&["left_out", "failure"]);
        self.anchor = random.pick(&["cohort_start", "entry", "exit"]);
        self.tolerance = random.pick(&[0, 15, 60]);
        self.protected =
            random.pick(&[vec!["refugee"], vec!["refugee", "stateless"], vec!["subsidiary_protection"]]);
        self.single = random.pick(&["one_adult", "under_25", "role"]);
        self.active_months = random.pick(&[1, 6, 12, 24]);
        self.transfer = random.pick(&["exit", "transfer"]);
        self.partial = random.pick(&["printed", "latest", "middle"]);
    }
}
