//! Rows about a programme.

use std::collections::BTreeMap;

use domain::codes::Coded;
use domain::facts::figure_declared::{FigureDeclared, Window};
use domain::facts::values::{Department, TextCode};
use domain::ids::ProgrammeCode;
use domain::{Believed, Fact, Payload as _};
use jiff::civil::Date;
use serde_json::Value;

use super::builder::TablesBuilder;
use super::programme_rows::{
    ActivityRow, CapacityRow, DeclaredFigureRow, PartnerRow, ProgrammeRow, ProgrammeStatusRow, TermRow,
};
use super::seen::{Seen, amount, day, positions};
use crate::projection::ProgrammeSubject;

pub(super) fn fold(tables: &mut TablesBuilder, subject: &ProgrammeSubject<'_>) {
    let programme = subject.code.as_str();
    let facts: Vec<&Believed<'_>> = subject.timeline.iter().collect();
    let mut states = 0;
    let mut figures: BTreeMap<&str, i64> = BTreeMap::new();
    for (at, this) in facts.iter().enumerate() {
        let behind = positions([*this]);
        let later = facts.get(at + 1..).unwrap_or_default();
        if let Fact::ProgrammeRegistered(registered) = this.fact {
            let parent = registered.parent.as_ref().map(ProgrammeCode::as_str);
            tables.parents.insert(programme.to_owned(), parent.map(str::to_owned));
            tables.programmes.push(ProgrammeRow {
                programme,
                parent,
                level: registered.level.code(),
                name: registered.name.as_str(),
                operator: registered.operator.as_str(),
                kind: registered.kind.code(),
                territory: registered.territory.iter().flatten().map(Department::as_str).collect(),
                funding: registered.funding.iter().flatten().map(TextCode::as_str).collect(),
                sensitive: Some(registered.sensitive),
                positions: &behind,
            });
        } else if let Fact::ProgrammeStatusSet(status) = this.fact {
            states += 1;
            let next = |other: &Fact| matches!(other, Fact::ProgrammeStatusSet(_));
            tables.states.push(ProgrammeStatusRow {
                programme,
                state: status.state.code(),
                since: Some(this.on),
                planned: status.planned_on,
                reason: status.reason.map(Coded::code),
                until: replaced(later, next),
                rank: Some(states),
                positions: &behind,
            });
        } else if let Fact::ActivityHeld(held) = this.fact {
            tables.activities.push(ActivityRow {
                programme,
                activity: held.activity.0,
                kind: held.kind.code(),
                held: Some(this.on),
                ends: held.ends_on,
                site: held.site.map(|id| id.0),
                sessions: Some(held.sessions.map_or(1, |sessions| i64::from(sessions.get()))),
                positions: &behind,
            });
        } else if let Fact::CapacitySet(set) = this.fact {
            let next = |other: &Fact| {
                matches!(other, Fact::CapacitySet(other) if other.unit == set.unit
                    && other.segment == set.segment && other.basis == set.basis)
            };
            tables.capacities.push(CapacityRow {
                programme,
                unit: set.unit.code(),
                segment: set.segment.as_ref().map(TextCode::as_str),
                basis: set.basis.code(),
                value: Some(i64::from(set.value)),
                since: Some(this.on),
                until: replaced(later, next),
                positions: &behind,
            });
        } else if let Fact::TermsSet(set) = this.fact {
            let until = replaced(later, |other| matches!(other, Fact::TermsSet(_)));
            for (path, value) in members(&set.write()) {
                let (value, since) = (value.to_string(), Some(this.on));
                tables.terms.push(TermRow {
                    programme,
                    path: &path,
                    value: &value,
                    since,
                    until,
                    positions: &behind,
                });
            }
        } else if let Fact::FigureDeclared(declared) = this.fact {
            let rank = figures.entry(declared.figure.as_str()).or_default();
            *rank += 1;
            figure(tables, programme, this, declared, *rank);
        }
    }
    partners(tables, subject);
}

/// The day on which something replaces a fact.
fn replaced(later: &[&Believed<'_>], next: impl Fn(&Fact) -> bool) -> Option<Date> {
    later.iter().find(|other| next(other.fact)).and_then(|other| day(other.on))
}

/// The members of the objects in an object, each by its path.
fn members(terms: &Value) -> Vec<(String, &Value)> {
    let mut found = Vec::new();
    for (part, object) in terms.as_object().into_iter().flatten() {
        let members = object.as_object().into_iter().flatten();
        found.extend(members.map(|(name, value)| (format!("{part}.{name}"), value)));
    }
    found
}

fn figure(
    tables: &mut TablesBuilder,
    programme: &str,
    this: &Believed<'_>,
    declared: &FigureDeclared,
    rank: i64,
) {
    let (from, to) = match &declared.window {
        Some(Window::Period(period)) => (Some(period.from), Some(period.to)),
        Some(Window::Day(day)) => (None, Some(*day)),
        None => (None, None),
    };
    tables.figures.push(DeclaredFigureRow {
        programme,
        figure: declared.figure.as_str(),
        value: amount(declared.value),
        unit: declared.unit.as_str(),
        numerator: declared.numerator.and_then(amount),
        denominator: declared.denominator.and_then(amount),
        qualifier: declared.qualifier.code(),
        source: declared.source.code(),
        window_from: from,
        window_to: to,
        rule_set: declared.rule.as_ref().map(|rule| rule.rule_set.as_str()),
        rule_version: declared.rule.as_ref().map(|rule| i64::from(rule.version)),
        declared: Some(this.on),
        rank: Some(rank),
        positions: &positions([this]),
    });
}

fn partners(tables: &mut TablesBuilder, subject: &ProgrammeSubject<'_>) {
    let seen = Seen::of(&subject.timeline);
    for partnership in &subject.book.partners {
        let end = partnership.until.and_then(|(by, _)| seen.fact(by));
        let behind = positions(seen.fact(partnership.by).into_iter().chain(end));
        tables.partners.push(PartnerRow {
            programme: subject.code.as_str(),
            partner: partnership.partner.as_str(),
            role: partnership.role.code(),
            joined: Some(partnership.from),
            left: partnership.until.map(|(_, on)| on),
            positions: &behind,
        });
    }
}
