//! Programmes: what they are, offer, hold and declare.

use super::table::table;

table! {
    /// One row for each programme.
    "programmes" Programmes of ProgrammeRow {
        /// The programme.
        programme: Text,
        /// The programme above it.
        parent: TextIf,
        /// Its place in the tree.
        level: Text,
        /// Its name.
        name: Text,
        /// Who runs it.
        operator: Text,
        /// What it does.
        kind: Text,
        /// Departments; none told means everywhere.
        territory: List,
        /// Budget lines.
        funding: List,
        /// Whether taking part in it is itself sensitive.
        sensitive: Flag,
    }
}

table! {
    /// One row for each programme and each programme above it, itself included.
    "programme_tree" ProgrammeTree of BranchRow {
        /// The programme above, or itself.
        ancestor: Text,
        /// The programme.
        programme: Text,
    }
}

table! {
    /// One row for each state of a programme.
    "programme_states" ProgrammeStates of ProgrammeStatusRow {
        /// The programme.
        programme: Text,
        /// Planned, open, suspended or closed.
        state: Text,
        /// Since when.
        since: When,
        /// The day planned for it.
        planned: When,
        /// Why it closes.
        reason: TextIf,
        /// The day of the next state, if there is one.
        until: Day,
        /// Which state, from 1.
        rank: Count,
    }
}

table! {
    /// One row for each activity or session that a programme holds.
    "activities" Activities of ActivityRow {
        /// The programme.
        programme: Text,
        /// The activity.
        activity: Id,
        /// Its kind.
        kind: Text,
        /// Its first day.
        held: When,
        /// Its last day, when it lasts.
        ends: Day,
        /// Where.
        site: IdIf,
        /// How many sessions it has; one unless told.
        sessions: Count,
    }
}

table! {
    /// One row for each capacity set.
    "capacities" Capacities of CapacityRow {
        /// The programme.
        programme: Text,
        /// What is counted: places, dwellings, measures…
        unit: Text,
        /// The part of it that is meant.
        segment: TextIf,
        /// Authorised, funded, declared, target…
        basis: Text,
        /// How many.
        value: Count,
        /// Since when.
        since: When,
        /// The day on which another value of the same unit, segment and basis replaces it.
        until: Day,
    }
}

table! {
    /// One row for each member of the terms of a programme.
    "terms" Terms of TermRow {
        /// The programme.
        programme: Text,
        /// Which member, such as `eligibility.age_min`.
        path: Text,
        /// Its value as JSON.
        value: Text,
        /// Since when.
        since: When,
        /// The day on which other terms replace these.
        until: Day,
    }
}

table! {
    /// One row for each partnership in a programme.
    "partners" Partners of PartnerRow {
        /// The programme.
        programme: Text,
        /// The organisation.
        partner: Text,
        /// As what.
        role: Text,
        /// Since when.
        joined: When,
        /// Until when, if it ended.
        left: When,
    }
}

table! {
    /// One row for each figure that was declared or published.
    "declared_figures" DeclaredFigures of DeclaredFigureRow {
        /// The programme.
        programme: Text,
        /// Which figure.
        figure: Text,
        /// The number declared.
        value: Amount,
        /// Of what.
        unit: Text,
        /// The numerator, if told.
        numerator: Amount,
        /// The denominator, if told.
        denominator: Amount,
        /// Exact, about, more than…
        qualifier: Text,
        /// Who declares it.
        source: Text,
        /// First day that it is about; missing for a single day.
        window_from: Day,
        /// Last day that it is about.
        window_to: Day,
        /// The rules by which it was computed, if it was.
        rule_set: TextIf,
        /// Their version.
        rule_version: Count,
        /// When it was declared.
        declared: When,
        /// Which declaration of this figure, from 1; the last one holds.
        rank: Count,
    }
}
