//! Who is in a household, and what happens to the household itself.

use super::table::table;

table! {
    /// One row for each household.
    "households" Households of HouseholdRow {
        /// The household.
        household: Id,
        /// When its file was opened.
        opened: When,
        /// The organisation that opened it.
        opened_by: Text,
        /// The household that it was split from.
        from_household: IdIf,
        /// The household that it went into.
        merged_into: IdIf,
        /// When it went into another one.
        merged: When,
    }
}

table! {
    /// One row for each stay of a person in a household.
    "memberships" Memberships of MembershipRow {
        /// The household.
        household: Id,
        /// The person.
        person: Id,
        /// When the person joined.
        joined: Month,
        /// When the person left, if so.
        left: When,
        /// Birth; missing when it was erased.
        birth: Birth,
        /// Sex, if told.
        sex: TextIf,
        /// Place in the household.
        role: Text,
        /// Why the person joined.
        join_reason: Text,
        /// Why the person left; `split` and `merge` when the household was split or merged.
        leave_reason: TextIf,
        /// How the person came to France.
        arrival_route: TextIf,
        /// Whether the personal data of the person were erased.
        erased: Flag,
        /// What an erasure kept: a band of ages.
        age_band: TextIf,
        /// What an erasure kept: a department.
        department: TextIf,
    }
}

table! {
    /// One row for each split or merger of a household.
    "lineages" Lineages of LineageRow {
        /// The household that was split, or that went into another one.
        household: Id,
        /// The new household, or the one that it went into.
        other_household: Id,
        /// `split` or `merge`.
        kind: Text,
        /// When.
        happened: When,
    }
}

table! {
    /// One row for each declaration of resources.
    "resources" Resources of ResourceRow {
        /// The household.
        household: Id,
        /// The event that declares them.
        declaration: Event,
        /// How many persons live on them.
        persons: Count,
        /// When they were declared.
        declared: When,
        /// Euros a month in all; missing when erased.
        total_eur: Euros,
    }
}
