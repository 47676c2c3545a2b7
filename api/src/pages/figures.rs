//! Figures in words, and the years that they are of.

use serde::Deserialize;

use super::failure::Failure;
use super::frame::Frame;
use super::numbers::{number, percent};
use super::texts::Texts;

/// A number of a figure, as the schema tells it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Value {
    pub(super) number: Option<f64>,
    #[serde(default)]
    pub(super) exact: Option<f64>,
    pub(super) text: Option<String>,
    pub(super) numerator: Option<f64>,
    pub(super) denominator: Option<f64>,
    pub(super) hidden: bool,
    pub(super) more_than: Option<f64>,
    pub(super) less_than: Option<f64>,
}

/// The measure whose numbers are percents.
pub(super) const SHARE: &str = "share";

/// The numbers of a figure in words.
pub(super) fn values_text(values: &[Value], measure: Option<&str>, texts: Texts) -> String {
    if values.is_empty() {
        return texts.say("figure-nothing");
    }
    values.iter().map(|value| value.text(measure, texts)).collect::<Vec<_>>().join(" · ")
}

impl Value {
    fn text(&self, measure: Option<&str>, texts: Texts) -> String {
        let language = texts.0;
        match (self.number, &self.text, self.more_than, self.less_than) {
            (Some(share), ..) if measure == Some(SHARE) => percent(language, share),
            (Some(value), ..) => number(language, value),
            (None, Some(text), ..) => text.clone(),
            (None, None, Some(share), _) => {
                texts.with("figure-more-than", &[("share", &percent(language, share))])
            }
            (None, None, None, Some(share)) => {
                texts.with("figure-less-than", &[("share", &percent(language, share))])
            }
            (None, None, None, None) if self.hidden => texts.say("figure-hidden"),
            (None, None, None, None) => texts.say("figure-none"),
        }
    }

    /// What was divided by what, of shares and means.
    pub(super) fn fraction(&self, texts: Texts) -> Option<String> {
        let (numerator, denominator) = self.numerator.zip(self.denominator)?;
        Some(format!("{} / {}", number(texts.0, numerator), number(texts.0, denominator)))
    }
}

/// The year that an address names; none when it names none.
///
/// # Errors
/// What is no year that a report may be of.
pub(super) fn year_of(frame: &Frame) -> Result<Option<i16>, Failure> {
    let Some(text) = frame.parameter("year") else { return Ok(None) };
    let year = text.parse::<i16>().ok().filter(|year| (1900..=2200).contains(year));
    year.map(Some).ok_or(Failure::BadRequest)
}

/// A code that an address names, of a programme, a rule set or a line; none when it names none.
///
/// # Errors
/// What is too long to be one, or holds other characters.
pub(super) fn code_of<'f>(frame: &'f Frame, name: &str) -> Result<Option<&'f str>, Failure> {
    let Some(text) = frame.parameter(name) else { return Ok(None) };
    let is_code = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./@".contains(&byte);
    if text.len() > 80 || !text.bytes().all(is_code) {
        return Err(Failure::BadRequest);
    }
    Ok(Some(text))
}
