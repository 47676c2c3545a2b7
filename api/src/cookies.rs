//! What browsers send back.

use axum::http::{HeaderMap, header};

/// What the cookies of a name hold.
pub(crate) fn named<'r>(headers: &'r HeaderMap, wanted: &'static str) -> impl Iterator<Item = &'r str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(move |(name, _)| *name == wanted).map(|(_, value)| value)
}
