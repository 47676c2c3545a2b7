//! Which media type the client wants.

use axum::http::{HeaderMap, HeaderValue, header};

/// The two media types of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Media {
    /// `application/graphql-response+json`: statuses tell a request error from data.
    GraphQl,
    /// `application/json`: a request error of a well-formed request is a 200.
    Json,
}

impl Media {
    pub(super) fn content_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::GraphQl => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::GraphQl => "application/graphql-response+json",
            Self::Json => "application/json",
        }
    }
}

/// How much a client wants a type: the quality, and how exactly it was named.
type Wish = (f32, u8);

/// The better of the two types for an `Accept` header, or none when it excludes both.
///
/// When both are wanted as much, the one that is named beats the one that a wildcard covers,
/// and the legacy type wins among wildcards.
pub(super) fn negotiate(headers: &HeaderMap) -> Option<Media> {
    let values = headers.get_all(header::ACCEPT).iter();
    let accept: Vec<&str> = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .filter(|range| !range.is_empty())
        .collect();
    if accept.is_empty() {
        return Some(Media::Json);
    }
    match (wish(&accept, Media::GraphQl), wish(&accept, Media::Json)) {
        (None, None) => None,
        (Some(_), None) => Some(Media::GraphQl),
        (Some(graphql), Some(json)) if graphql > json => Some(Media::GraphQl),
        (Some((quality, 2)), Some(json)) if (quality, 2) == json => Some(Media::GraphQl),
        (_, Some(_)) => Some(Media::Json),
    }
}

/// The most exact range that covers a type decides its quality; a quality of 0 excludes it.
fn wish(accept: &[&str], media: Media) -> Option<Wish> {
    let ranges = accept.iter().filter_map(|range| {
        let (name, parameters) = range.split_once(';').unwrap_or((range, ""));
        let exactness = match name.trim().to_ascii_lowercase().as_str() {
            name if name == media.name() => 2,
            "application/*" => 1,
            "*/*" => 0,
            _ => return None,
        };
        Some((quality(parameters)?, exactness))
    });
    let (quality, exactness) = ranges.max_by_key(|(_, exactness)| *exactness)?;
    (quality > 0.0).then_some((quality, exactness))
}

/// The `q` parameter, 1 when absent; none when it is no number between 0 and 1.
fn quality(parameters: &str) -> Option<f32> {
    let q = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("q").then(|| value.trim())
    });
    let quality = q.map_or(Ok(1.0), str::parse).ok()?;
    (0.0..=1.0).contains(&quality).then_some(quality)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(accept: &'static str) -> Option<Media> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        negotiate(&headers)
    }

    #[test]
    fn without_a_wish_the_legacy_type_is_chosen() {
        assert_eq!(negotiate(&HeaderMap::new()), Some(Media::Json));
        for accept in ["", "*/*", "application/*", "application/json", "text/html, */*;q=0.8"] {
            assert_eq!(chosen(accept), Some(Media::Json), "{accept}");
        }
    }

    #[test]
    fn the_quality_decides_between_the_types() {
        for (accept, media) in [
            ("application/graphql-response+json", Media::GraphQl),
            ("application/graphql-response+json,application/json;q=0.9", Media::GraphQl),
            ("application/graphql-response+json; q=0.3, application/json; q=0.4", Media::Json),
            ("application/json, application/graphql-response+json", Media::GraphQl),
            ("application/graphql-response+json, */*", Media::GraphQl),
            ("application/json, */*", Media::Json),
            ("APPLICATION/GraphQL-Response+JSON;charset=utf-8", Media::GraphQl),
        ] {
            assert_eq!(chosen(accept), Some(media), "{accept}");
        }
    }

    #[test]
    fn a_quality_of_zero_excludes_a_type() {
        assert_eq!(chosen("application/json;q=0, */*"), Some(Media::GraphQl));
        assert_eq!(chosen("*/*;q=0"), None);
        assert_eq!(chosen("image/png, text/html"), None);
        assert_eq!(chosen("application/json;q=nonsense"), None);
    }
}
