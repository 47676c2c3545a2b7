//! Values of the wrong form, told with the right one.

use std::sync::Arc;

use async_graphql::{Data, ErrorExtensionValues, Executor, Request, Response, ServerError};
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;

use super::scalars::form;
use crate::http::Code;

/// A schema that puts into words what the library finds wrong with a value of a scalar of ours.
///
/// Around the schema and no extension of it: where there is any extension, the library makes ready for it at each field.
#[derive(Clone)]
pub(crate) struct Worded<E>(pub(crate) E);

impl<E: Executor> Executor for Worded<E> {
    async fn execute(&self, request: Request) -> Response {
        worded(self.0.execute(request).await)
    }

    fn execute_stream(&self, request: Request, session: Option<Arc<Data>>) -> BoxStream<'static, Response> {
        self.0.execute_stream(request, session).map(worded).boxed()
    }
}

fn worded(mut response: Response) -> Response {
    response.errors = response.errors.into_iter().map(told).collect();
    response
}

fn told(mut error: ServerError) -> ServerError {
    if let Some(message) = words(&error.message) {
        error.message = message;
        let mut extensions = ErrorExtensionValues::default();
        extensions.set("code", Code::BadUserInput.as_str());
        error.extensions = Some(extensions);
    }
    error
}

/// The library writes `Invalid value for argument "input.facts.0.occurredOn", expected type
/// "PartialDate"`: names of the schema, none of the document’s.
fn words(message: &str) -> Option<String> {
    let rest = message.strip_prefix("Invalid value for argument \"")?;
    let (path, rest) = rest.split_once("\", expected type \"")?;
    let form = form(rest.strip_suffix('"')?)?;
    Some(format!("{path}: {form}"))
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn only_values_of_our_scalars_are_put_into_words() {
        let wrong = |ty| format!("Invalid value for argument \"a.0.b\", expected type \"{ty}\"");
        let told = words(&wrong("Date"));
        assert_eq!(told.as_deref(), Some("a.0.b: a day is written 2010-12-31"));
        assert_eq!(words(&wrong("Int")), None);
        assert_eq!(words("Unknown field \"Date\""), None);
    }
}
