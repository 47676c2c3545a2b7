//! The queries that the page offers. Famille K. is one of the synthetic households of `programmes`.

use crate::http::Example;

/// The first one is in the editor when the page opens.
pub(super) const EXAMPLES: &[Example] = &[
    Example {
        french: "Rejouer la Famille K. au 31 décembre 2010",
        english: "Replay Famille K. on 31 December 2010",
        query: "\
query Replay($id: ID!, $asOf: Date, $knownAt: DateTime) {
  household(id: $id, asOf: $asOf, knownAt: $knownAt) {
    asOf
    knownAt
    version
    state {
      members { person roleLabel birth }
      status { person statusLabel }
      permits { person kindLabel validTo }
      enrolments { programme persons }
      occupancies { kindLabel persons }
      leases { kindLabel signatories }
      contracts { person kindLabel weeklyHours plannedEndOn }
    }
  }
}",
        variables: r#"{ "id": "dbbf675a-0ce3-55c1-9667-ec123fe0da3b", "asOf": "2010-12-31" }"#,
    },
    Example {
        french: "L’historique d’un ménage, et ce qu’on en croit",
        english: "The history of a household, and what is believed of it",
        query: "\
query History($id: ID!, $knownAt: DateTime) {
  household(id: $id, knownAt: $knownAt) {
    history {
      position
      recordedAt
      typeLabel
      occurredOn
      actor { organisation role }
      believed
      believedOccurredOn
      correctedBy { recordedAt reasonLabel }
      retractedBy { recordedAt reasonLabel }
    }
  }
}",
        variables: r#"{ "id": "dbbf675a-0ce3-55c1-9667-ec123fe0da3b" }"#,
    },
    Example {
        french: "Les dispositifs, page par page",
        english: "The programmes, page by page",
        query: "\
query Programmes($after: String) {
  programmes(first: 20, after: $after) {
    nodes { code name kindLabel operator stateLabel }
    pageInfo { hasNextPage endCursor }
  }
}",
        variables: "",
    },
];
