//! Programmes, homes and leases of a household.

use super::table::table;

table! {
    /// One row for each enrolment and person whom it covers.
    "enrolments" Enrolments of EnrolmentRow {
        /// The household.
        household: Id,
        /// The enrolment.
        enrolment: Id,
        /// The person.
        person: Id,
        /// Leaf or strand of the programme tree.
        programme: Text,
        /// Promotion, such as tours-1.
        cohort: TextIf,
        /// Budget line, such as bop104.
        funding: TextIf,
        /// The home just before, when no occupancy tells it.
        origin_kind: TextIf,
        /// The request behind it.
        request: IdIf,
        /// The enrolment that it continues after a split or a merger.
        continues: IdIf,
        /// Planned last day.
        planned_end: Day,
        /// When the person entered: at its start, or on joining the household later.
        entered: When,
        /// When the person's part ended, if so.
        exited: When,
        /// Why; `split` and `merge` when it went on in another file, `left` when the person left the household.
        exit_reason: TextIf,
        /// Where the person went.
        destination: TextIf,
        /// The commune of the destination; missing when erased.
        destination_commune: Commune,
        /// Who found the destination.
        exit_channel: TextIf,
        /// The occupancy that is the destination.
        exit_occupancy: IdIf,
        /// The lease that is the destination.
        exit_lease: IdIf,
    }
}

table! {
    /// One row for each occupancy and person who lives there.
    "occupancies" Occupancies of OccupancyRow {
        /// The household.
        household: Id,
        /// The occupancy.
        occupancy: Id,
        /// The person.
        person: Id,
        /// Kind of accommodation.
        kind: Text,
        /// Its commune; missing when erased.
        commune: Commune,
        /// The dwelling; missing when erased.
        dwelling: Secret,
        /// Places that it takes.
        places: Count,
        /// Who hosts; missing when erased.
        host: Secret,
        /// The enrolment that gives it.
        enrolment: IdIf,
        /// Who found it.
        channel: TextIf,
        /// Planned last day.
        planned_end: Day,
        /// The occupancy that it continues after a split or a merger.
        continues: IdIf,
        /// When the person moved in.
        moved_in: When,
        /// When the person moved out, if so.
        moved_out: When,
        /// Why; `split` and `merge` when it went on in another file, `left` when the person left the household.
        end_reason: TextIf,
    }
}

table! {
    /// One row for each lease or other title to occupy.
    "leases" Leases of LeaseRow {
        /// The household.
        household: Id,
        /// The lease.
        lease: Id,
        /// Its kind.
        kind: Text,
        /// The occupancy that it covers.
        occupancy: IdIf,
        /// Kind of landlord.
        landlord_kind: TextIf,
        /// The organisation between landlord and household.
        intermediary: TextIf,
        /// When it was signed; the day of the slide for one that a slide made.
        signed: When,
        /// When it begins.
        starts: When,
        /// Planned last day.
        planned_end: Day,
        /// Euros a month; missing when erased.
        monthly_charge_eur: Euros,
        /// When it ended without sliding, if so.
        ended: When,
        /// Why; `split` and `merge` when it went on in another file.
        end_reason: TextIf,
        /// When it slid to the household, if so.
        slid: When,
        /// The lease into which it slid.
        slid_to: IdIf,
        /// The lease that slid into it.
        slid_from: IdIf,
        /// The lease that it continues after a split or a merger.
        continues: IdIf,
    }
}

table! {
    /// One row for each lease and person who signed it.
    "lease_signatories" Signatories of SignatoryRow {
        /// The household.
        household: Id,
        /// The lease.
        lease: Id,
        /// The person.
        person: Id,
    }
}

table! {
    /// One row for each incident with a lease.
    "incidents" Incidents of IncidentRow {
        /// The household.
        household: Id,
        /// The lease.
        lease: Id,
        /// Its kind.
        kind: Text,
        /// When.
        happened: When,
        /// Euros; missing when erased.
        amount_eur: Euros,
        /// When it was settled, if so.
        settled: Day,
    }
}
