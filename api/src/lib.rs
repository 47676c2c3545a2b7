//! GraphQL over HTTP: the schema of Parcours, pages made from it, and the server that answers both.
//!
//! - [`schema`]: what may be asked and recorded.
//! - [`http`]: any schema as an endpoint, by the specification of GraphQL over HTTP.
//! - [`guard`]: what a document may ask for, decided before it is executed.
//! - `pages`: what people look at, each page a GraphQL document with a template.
//! - [`limits`]: how much of everything, in one table.
//! - [`oidc`]: whose word is taken for who somebody is.
//! - [`server`]: addresses, limits and an orderly end.
//! - [`traces`]: what the program does, told to a collector.

mod cookies;
pub mod guard;
pub mod http;
pub mod limits;
pub mod oidc;
mod outward;
mod pages;
mod percent;
pub mod schema;
pub mod server;
pub mod traces;
