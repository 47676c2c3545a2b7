//! Work, training, papers, rights and requests of the persons of a household.

use super::table::table;

table! {
    /// One row for each stretch of a job contract between two amendments.
    "contracts" Contracts of ContractRow {
        /// The household in whose file it was recorded.
        household: Id,
        /// The contract.
        contract: Id,
        /// The person.
        person: Id,
        /// Which stretch, from 0.
        stretch: Count,
        /// Kind of contract, as amended.
        kind: Text,
        /// Hours a week, as amended.
        weekly_hours: Amount,
        /// Whether full time, as amended.
        full_time: Flag,
        /// Planned last day, as amended.
        planned_end: When,
        /// Sector; missing when erased.
        sector: Trait,
        /// Kind of employer.
        employer_kind: TextIf,
        /// The enrolment that helped.
        enrolment: IdIf,
        /// When it was signed.
        signed: When,
        /// When work begins.
        starts: When,
        /// When it ended, if so.
        ended: When,
        /// Why it ended.
        end_reason: TextIf,
        /// First day of the stretch.
        stretch_from: Day,
        /// First day of the next stretch, if there is one.
        stretch_to: Day,
    }
}

table! {
    /// One row for each training.
    "trainings" Trainings of TrainingRow {
        /// The household in whose file it was recorded.
        household: Id,
        /// The training.
        training: Id,
        /// The person.
        person: Id,
        /// Its kind.
        kind: Text,
        /// Who gives it.
        provider: TextIf,
        /// Hours planned.
        planned_hours: Count,
        /// Hours a week.
        hours_per_week: Amount,
        /// Hours attended in the end.
        hours_attended: Count,
        /// The level aimed at.
        target_level: TextIf,
        /// Whether it is paid.
        paid: Flag,
        /// Sector; missing when erased.
        sector: Trait,
        /// The enrolment that helped.
        enrolment: IdIf,
        /// When it began.
        started: When,
        /// Planned last day.
        planned_end: Day,
        /// When it ended, if so.
        ended: When,
        /// How it ended.
        outcome: TextIf,
    }
}

table! {
    /// One row for each legal status of a person.
    "statuses" Statuses of StatusRow {
        /// The household in whose file it was recorded.
        household: Id,
        /// The person.
        person: Id,
        /// The status.
        status: Text,
        /// Who recognised it.
        authority: TextIf,
        /// Since when.
        since: When,
        /// The day of the next status, if there is one.
        until: Day,
    }
}

table! {
    /// One row for each residence permit.
    "permits" Permits of PermitRow {
        /// The household in whose file it was recorded.
        household: Id,
        /// The permit.
        permit: Id,
        /// The person.
        person: Id,
        /// Its kind.
        kind: Text,
        /// When it was issued.
        issued: Month,
        /// First day; missing when erased.
        valid_from: PermitDay,
        /// Last day; missing when erased, or without end.
        valid_to: PermitDay,
        /// Whether it allows to work.
        work_authorised: Flag,
        /// The permit that it renews.
        renews: IdIf,
        /// The request behind it.
        request: IdIf,
        /// The department of the prefecture; missing when erased.
        prefecture: TextIf,
        /// When it ended before its term, if so.
        ended: Month,
        /// Why.
        end_reason: TextIf,
    }
}

table! {
    /// One row for each right and person who holds it.
    "rights" Rights of RightRow {
        /// The household in whose file it was recorded.
        household: Id,
        /// The right.
        right: Id,
        /// The person.
        person: Id,
        /// Its kind.
        kind: Text,
        /// When it was opened.
        opened: When,
        /// Last day, if it has one.
        valid_to: PermitDay,
        /// The request behind it.
        request: IdIf,
        /// When it was closed, if so.
        closed: When,
        /// Why.
        close_reason: TextIf,
    }
}

table! {
    /// One row for each assessment of a level, a readiness or an opinion.
    "assessments" Assessments of AssessmentRow {
        /// The household in whose file it was recorded.
        household: Id,
        /// The event that tells it.
        assessment: Event,
        /// The person.
        person: Id,
        /// When.
        assessed: When,
        /// What was assessed.
        kind: Text,
        /// The value, on the scale of its kind.
        value: Text,
        /// Whether it was passed.
        passed: Flag,
        /// The certificate.
        certificate: TextIf,
        /// The training that it is about.
        training: IdIf,
        /// The lease that it is about.
        lease: IdIf,
    }
}

table! {
    /// One row for each request and person whom it concerns.
    "requests" Requests of RequestRow {
        /// The household in whose file it was recorded.
        household: Id,
        /// The request.
        request: Id,
        /// The person.
        person: Id,
        /// What is asked for.
        kind: Text,
        /// The programme asked for.
        programme: TextIf,
        /// The kind of permit asked for.
        permit_kind: TextIf,
        /// The permit to be renewed.
        renews: IdIf,
        /// The right asked for.
        right_kind: TextIf,
        /// What an aid is for.
        object: TextIf,
        /// Euros asked for.
        amount_eur: Amount,
        /// Who refers.
        referrer: TextIf,
        /// When; in files the month if a permit is asked for.
        submitted: When,
    }
}

table! {
    /// One row for each decision on a request.
    "decisions" Decisions of DecisionRow {
        /// The household in whose file it was recorded.
        household: Id,
        /// The request.
        request: Id,
        /// When; in files the month if a permit was asked for.
        decided: When,
        /// What was decided.
        outcome: Text,
        /// Euros granted.
        amount_eur: Amount,
        /// The session in which it was decided; in files nothing if a permit was asked for.
        session: IdIf,
        /// Which of the decisions on the request, from 1; the last one holds.
        rank: Count,
    }
}

table! {
    /// One row for each pairing and person of it.
    "pairings" Pairings of PairingRow {
        /// The household in whose file it was recorded.
        household: Id,
        /// The pairing.
        pairing: Id,
        /// The person.
        person: Id,
        /// The sponsor, mentor or volunteer; missing when erased.
        counterpart: Secret,
        /// Its kind.
        kind: Text,
        /// The enrolment behind it.
        enrolment: IdIf,
        /// When it began.
        started: When,
        /// When it ended, if so.
        ended: When,
        /// Why.
        end_reason: TextIf,
    }
}

table! {
    /// One row for each attendance of a person at an activity.
    "attendances" Attendances of AttendanceRow {
        /// The household in whose file it was recorded.
        household: Id,
        /// The activity.
        activity: Id,
        /// The person.
        person: Id,
        /// When.
        attended: When,
    }
}
