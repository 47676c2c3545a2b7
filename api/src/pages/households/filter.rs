//! Which households are asked for, by the parameters of the address: codes and days, nothing personal.

use jiff::ToSpan as _;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::pages::failure::Failure;
use crate::pages::frame::Frame;

/// What the form has.
pub(super) struct Filter {
    pub(super) programme: String,
    pub(super) state: &'static str,
    pub(super) due: &'static str,
    pub(super) sort: &'static str,
    pub(super) prefix: String,
    after: Option<String>,
    /// Whether the order was chosen, and not the one that a list has by itself.
    pub(super) sorted: bool,
    /// Whether the state was chosen.
    chosen_state: bool,
    /// The day before which a deadline must be.
    before: Option<Date>,
}

/// The choices of each list, the default first.
pub(super) const STATES: [&str; 3] = ["open", "all", "closed"];
pub(super) const DUES: [&str; 4] = ["any", "late", "30", "90"];
pub(super) const SORTS: [&str; 4] = ["deadline", "entered", "last", "id"];

/// Digits of an identifier, as people copy them.
const PREFIX_MAX: usize = 36;

impl Filter {
    /// # Errors
    /// A choice that there is not.
    pub(super) fn of(frame: &Frame, today: Date) -> Result<Self, Failure> {
        let choice = |name: &str, choices: &'static [&'static str]| {
            let Some(chosen) = frame.parameter(name) else { return Ok(choices[0]) };
            choices.iter().copied().find(|choice| *choice == chosen).ok_or(Failure::BadRequest)
        };
        let text = |name: &str| frame.parameter(name).unwrap_or_default().to_owned();
        let due = choice("due", &DUES)?;
        let days = match due {
            "late" => Some(0),
            "30" => Some(31),
            "90" => Some(91),
            _ => None,
        };
        let prefix = text("id").trim_start_matches("household/").to_lowercase();
        if prefix.len() > PREFIX_MAX || !prefix.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-') {
            return Err(Failure::BadRequest);
        }
        Ok(Self {
            programme: text("programme"),
            state: choice("state", &STATES)?,
            due,
            sort: choice("sort", &SORTS)?,
            prefix,
            after: frame.parameter("after").map(str::to_owned),
            chosen_state: frame.parameter("state").is_some(),
            sorted: frame.parameter("sort").is_some() || frame.parameter("after").is_some(),
            before: days.map(|days: i64| today.checked_add(days.days()).unwrap_or(Date::MAX)),
        })
    }

    /// By identifier: what everybody may have.
    pub(super) fn by_id(self) -> Self {
        Self { sort: "id", sorted: true, ..self }
    }

    /// The same, and whatever the state, unless that was chosen.
    pub(super) fn by_id_of_all(self) -> Self {
        let state = if self.chosen_state { self.state } else { "all" };
        Self { state, ..self.by_id() }
    }

    /// Whether anything is narrower than by default.
    pub(super) fn is_narrow(&self) -> bool {
        let defaults = (self.state, self.due) == (STATES[0], DUES[0]);
        !defaults || !self.programme.is_empty() || !self.prefix.is_empty()
    }

    /// Whether the page is not the first one.
    pub(super) fn is_later(&self) -> bool {
        self.after.is_some()
    }

    pub(super) fn variables(&self) -> Value {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let (order, descending) = match self.sort {
            "entered" => ("ENTERED_ON", true),
            "last" => ("LAST_EVENT_ON", true),
            "id" => ("ID", false),
            _ => ("NEXT_DEADLINE", false),
        };
        let open = match self.state {
            "open" => Some(true),
            "closed" => Some(false),
            _ => None,
        };
        json!({
            "after": self.after,
            "filter": {
                "programme": given(&self.programme),
                "idPrefix": given(&self.prefix),
                "open": open,
                "deadlineBefore": self.before.map(|day| day.to_string()),
            },
            "order": order,
            "descending": descending,
        })
    }
}

/// The changes of the address that lead to the list of one group of deadlines.
pub(super) fn of_due(due: &str) -> [(&str, Option<&str>); 6] {
    [
        ("due", Some(due)),
        ("state", Some("all")),
        ("sort", None),
        ("programme", None),
        ("id", None),
        ("after", None),
    ]
}
