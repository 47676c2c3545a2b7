//! What is asked, in the words of each server.

/// The documents of one server, and where their answers tell what is looked at.
pub(super) struct Documents {
    /// One household with its events.
    pub(super) household: &'static str,
    /// Its events.
    pub(super) events: &'static str,
    /// Fifty households, each with its last event.
    pub(super) page: &'static str,
    /// The items of that page.
    pub(super) items: &'static str,
    /// The kind of the last event of an item.
    pub(super) latest: &'static str,
    /// A page of a hundred for its cursor alone.
    pub(super) walk: &'static str,
    /// Where a page stands.
    pub(super) info: &'static str,
}

pub(super) const OURS: Documents = Documents {
    household: "query($id: ID!) { household(id: $id) { uuid history { id position version type occurredOn recordedAt \
                actor { organisation role user } origin payload } } }",
    events: "/data/household/history",
    page: "query($after: String) { households(first: 50, after: $after) { nodes { uuid latest { id position version type \
           occurredOn recordedAt actor { organisation role user } origin payload } } \
           pageInfo { hasNextPage endCursor } } }",
    items: "/data/households/nodes",
    latest: "/latest/type",
    walk: "query($after: String) { households(first: 100, after: $after) { pageInfo { hasNextPage endCursor } } }",
    info: "/data/households/pageInfo",
};

pub(super) const THEIRS: Documents = Documents {
    household: "query($id: UUID!) { householdByRowId(rowId: $id) { rowId eventsByHousehold(orderBy: VERSION_ASC) { nodes { \
                eventId position version type occurredOn recordedAt organisation role username origin payload } } } }",
    events: "/data/householdByRowId/eventsByHousehold/nodes",
    page: "query($after: Cursor) { allHouseholds(first: 50, after: $after) { nodes { rowId \
           eventsByHousehold(first: 1, orderBy: VERSION_DESC) { nodes { eventId position version type occurredOn \
           recordedAt organisation role username origin payload } } } pageInfo { hasNextPage endCursor } } }",
    items: "/data/allHouseholds/nodes",
    latest: "/eventsByHousehold/nodes/0/type",
    walk: "query($after: Cursor) { allHouseholds(first: 100, after: $after) { nodes { rowId } \
           pageInfo { hasNextPage endCursor } } }",
    info: "/data/allHouseholds/pageInfo",
};

/// The recording of a fact, which every refusal fails.
pub(super) const RECORD: &str = "mutation($input: RecordInput!) { record(input: $input) { recorded { position } contradictions { message } } }";
