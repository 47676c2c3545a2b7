//! Journeys through the whole house, on both engines.

mod states;
