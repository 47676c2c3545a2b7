//! Pages of lists, in the form that Relay made common.

use std::borrow::Cow;

use async_graphql::{OutputType, Result, SimpleObject, TypeName};

use super::id;
use crate::http::Code;

/// Largest page.
pub(crate) const FIRST_MAX: i32 = 100;

/// What stands in a list.
pub(super) trait Listed: OutputType + Clone {
    /// The name of its type.
    const TYPE: &'static str;
    /// The name of its list, which its cursors carry.
    const LIST: &'static str;

    /// What the list is ordered by.
    fn key(&self) -> String;
}

/// A page of a list, with a cursor for each item.
#[derive(SimpleObject)]
#[graphql(name_type)]
pub(crate) struct Connection<T: Listed> {
    /// The items with their cursors.
    edges: Vec<Edge<T>>,
    /// The items alone.
    nodes: Vec<T>,
    /// Where the page stands in the list.
    page_info: PageInfo,
}

/// An item of a list.
#[derive(SimpleObject)]
#[graphql(name_type)]
pub(crate) struct Edge<T: Listed> {
    /// The place of the item, for `after`.
    cursor: String,
    /// The item.
    node: T,
}

/// Where a page stands in its list.
#[derive(SimpleObject)]
pub(crate) struct PageInfo {
    /// Whether the list goes on after this page.
    has_next_page: bool,
    /// Whether items stand before this page.
    has_previous_page: bool,
    /// Cursor of the first item, null on an empty page.
    start_cursor: Option<String>,
    /// Cursor of the last item, null on an empty page: `after` of the next page.
    end_cursor: Option<String>,
}

impl<T: Listed> TypeName for Connection<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Connection", T::TYPE).into()
    }
}

impl<T: Listed> TypeName for Edge<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Edge", T::TYPE).into()
    }
}

/// Which page is asked for.
pub(super) struct Asked {
    first: u32,
    after: Option<String>,
}

impl Asked {
    /// # Errors
    /// A page size that is missing or out of bounds, and a cursor of another list.
    pub(super) fn of<T: Listed>(first: Option<i32>, after: Option<String>) -> Result<Self> {
        Self::of_list(T::LIST, first, after)
    }

    /// The same, of a list by its name.
    ///
    /// # Errors
    /// As [`of`](Self::of).
    pub(super) fn of_list(list: &str, first: Option<i32>, after: Option<String>) -> Result<Self> {
        let first = first.filter(|first| (1..=FIRST_MAX).contains(first));
        let first = first.and_then(|first| u32::try_from(first).ok());
        let first = first
            .ok_or_else(|| Code::BadUserInput.error(format!("first is required, from 1 to {FIRST_MAX}")))?;
        let key = after.map(|cursor| id::key(list, &cursor).ok_or_else(|| foreign(list)));
        Ok(Self { first, after: key.transpose()? })
    }

    /// The key that the page begins after.
    ///
    /// # Errors
    /// A key that the list cannot have.
    pub(super) fn after<K: std::str::FromStr>(&self, list: &str) -> Result<Option<K>> {
        let parse = |key: &String| key.parse().map_err(|_| foreign(list));
        self.after.as_ref().map(parse).transpose()
    }

    /// The key of the cursor, as its list wrote it.
    pub(super) fn key(&self) -> Option<&str> {
        self.after.as_deref()
    }

    /// How many items to read: one more than are shown tells whether the list goes on.
    pub(super) fn limit(&self) -> u32 {
        self.first + 1
    }

    /// The page, from the items that were read.
    pub(super) fn page<T: Listed>(&self, mut nodes: Vec<T>) -> Connection<T> {
        let (cursors, page_info) = self.cut(T::LIST, &mut nodes, T::key);
        let edges = cursors.into_iter().zip(&nodes);
        let edges = edges.map(|(cursor, node)| Edge { cursor, node: node.clone() }).collect();
        Connection { edges, nodes, page_info }
    }

    /// Cuts what was read to the size of the page; answers the cursors of what is left and where the page stands.
    pub(super) fn cut<T>(
        &self,
        list: &str,
        nodes: &mut Vec<T>,
        key: impl Fn(&T) -> String,
    ) -> (Vec<String>, PageInfo) {
        let first = usize::try_from(self.first).unwrap_or(usize::MAX);
        let has_next_page = nodes.len() > first;
        nodes.truncate(first);
        let cursors: Vec<String> = nodes.iter().map(|node| id::cursor(list, &key(node))).collect();
        let page_info = PageInfo {
            has_next_page,
            has_previous_page: self.after.is_some(),
            start_cursor: cursors.first().cloned(),
            end_cursor: cursors.last().cloned(),
        };
        (cursors, page_info)
    }
}

fn foreign(list: &str) -> async_graphql::Error {
    Code::BadUserInput.error(format!("after is not a cursor of {list}"))
}
