//! `terms_set`: payload and invariants.

use rust_decimal::Decimal;

use super::payload::payload;
use super::values::{Duration, Euros, LanguageLevel, TextCode};
use crate::codes::{ArrivalRoute, LegalStatus, PermitKind};
use crate::facts::Admissible;
use crate::facts::programme_status_set::STATES_BEFORE_CLOSING;
use crate::finding::Findings;
use crate::partial_date::PartialDate;
use crate::programme_book::ProgrammeBook;
use crate::rule::Rule;
use crate::timeline::Believed;

payload! {
    /// The terms of a programme are set (conditions fixées); they replace the former ones.
    ///
    /// Used for warnings and deadlines, never to refuse a fact that happened.
    ///
    /// Source: catalogue, `TS`.
    pub struct TermsSet {
        /// Who may enter.
        [S] eligibility: Option<Eligibility>,
        /// How long, how much, how often.
        [S] terms: Option<Terms>,
    }
}

payload! {
    /// Who may enter a programme.
    pub struct Eligibility {
        /// Youngest age, in years.
        [S] age_min: Option<u32>,
        /// Oldest age, in years.
        [S] age_max: Option<u32>,
        /// Whether `age_min` itself may enter; yes when absent.
        [S] age_min_inclusive: Option<bool>,
        /// Whether `age_max` itself may enter; yes when absent.
        [S] age_max_inclusive: Option<bool>,
        /// The day ages are taken at, such as entry.
        [S] age_reference: Option<TextCode>,
        /// Statuses that may enter.
        [S] statuses: Option<Vec<LegalStatus>>,
        /// Permits that may enter.
        [S] permits: Option<Vec<PermitKind>>,
        /// Routes that may enter.
        [S] arrival_routes: Option<Vec<ArrivalRoute>>,
        /// Compositions that may enter, such as `single_parent`.
        [S] composition: Option<Vec<TextCode>>,
        /// Where one must live.
        [S] geography: Option<TextCode>,
        /// Level of French at entry.
        [S] entry_level: Option<LanguageLevel>,
    }
}

payload! {
    /// How long, how much, how often. A closed list.
    pub struct Terms {
        /// Length of the stay or measure.
        [S] term: Option<Duration>,
        /// Shortest length.
        [S] min_term: Option<Duration>,
        /// Longest length.
        [S] max_term: Option<Duration>,
        /// Length of a renewal.
        [S] renewal: Option<Duration>,
        /// Longest follow-up.
        [S] follow_up_max: Option<Duration>,
        /// Length of the agreement.
        [S] agreement_term: Option<Duration>,
        /// Length of a camp.
        [S] camp_term: Option<Duration>,
        /// Time between two sessions.
        [S] session_every: Option<Duration>,
        /// Longest time between two sessions.
        [S] session_every_max: Option<Duration>,
        /// Number of sessions.
        [S] sessions: Option<u32>,
        /// Hours in all.
        [S] hours: Option<Decimal>,
        /// Hours a week.
        [S] hours_per_week: Option<Decimal>,
        /// Number of trainers.
        [S] trainers: Option<u32>,
        /// Level of French aimed at.
        [S] target_level: Option<LanguageLevel>,
        /// Smallest grant, in euros.
        [S] amount_min_eur: Option<Euros>,
        /// Largest grant, in euros.
        [S] amount_max_eur: Option<Euros>,
    }
}

impl Admissible for TermsSet {
    fn programme_contradictions(&self, this: Believed<'_>, book: &ProgrammeBook, found: &mut Findings) {
        if !book.possibly_in(STATES_BEFORE_CLOSING, this.on) {
            found.add(Rule::TermsOpen, "/occurredon", this.on);
        }
    }
}

impl Eligibility {
    /// Whether somebody born then is certainly too young or too old on `on`.
    #[must_use]
    pub fn excludes_age(&self, birth: PartialDate, on: PartialDate) -> bool {
        let years = |age: u32| i16::try_from(age).unwrap_or(i16::MAX);
        let young = self.age_min.is_some_and(|age| {
            let first = if self.age_min_inclusive == Some(false) { age.saturating_add(1) } else { age };
            on.certainly_before(birth.plus_years(years(first)))
        });
        let old = self.age_max.is_some_and(|age| {
            let first_out = if self.age_max_inclusive == Some(false) { age } else { age.saturating_add(1) };
            let out_on = birth.plus_years(years(first_out));
            out_on.latest() <= on.earliest()
        });
        young || old
    }
}
