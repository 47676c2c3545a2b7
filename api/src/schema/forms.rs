//! Values of the wrong form, told with the right one.

use std::sync::Arc;

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextValidation};
use async_graphql::{ErrorExtensionValues, ServerError, ValidationResult, async_trait};

use super::scalars::form;
use crate::http::Code;

/// Puts into words what the library finds wrong with a value of a scalar of ours.
pub(super) struct Forms;

impl ExtensionFactory for Forms {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait::async_trait]
impl Extension for Forms {
    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let validated = next.run(ctx).await;
        validated.map_err(|errors| errors.into_iter().map(told).collect())
    }
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
