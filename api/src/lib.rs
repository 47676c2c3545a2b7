//! GraphQL over HTTP: the schema of Parcours, and the server that answers it.
//!
//! - [`schema`]: what may be asked and recorded.
//! - [`http`]: any schema as an endpoint, by the specification of GraphQL over HTTP.
//! - [`guard`]: what a document may ask for, decided before it is executed.
//! - [`server`]: addresses, limits and an orderly end.

pub mod guard;
pub mod http;
pub mod schema;
pub mod server;
