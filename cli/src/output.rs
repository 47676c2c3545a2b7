//! Standard output and standard error. A reader that has gone away (`| head`) is no fault: the verb goes on
//! to its end, and nothing more is written.

use std::io::{self, Write as _};

use anstyle::{AnsiColor, Style};

use crate::failure::Failure;

pub(crate) const TITLE: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const STRUCK: Style = Style::new().strikethrough().dimmed();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();
pub(crate) const NOTICE: Style = AnsiColor::Yellow.on_default();
pub(crate) const WRONG: Style = AnsiColor::Red.on_default().bold();

/// The text in a style; where colours are not wanted, `print` takes the style away again.
pub(crate) fn styled(style: Style, text: impl std::fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}

/// Text from elsewhere on one line: line breaks and what would steer a terminal, or turn the direction of what
/// follows, are made visible.
pub(crate) fn plain(text: &str) -> String {
    let shown = |c: char| if steers(c) { c.escape_unicode().to_string() } else { c.to_string() };
    text.chars().map(shown).collect()
}

fn steers(c: char) -> bool {
    let turns = matches!(c, '\u{61c}' | '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || turns
}

/// Writes a result and a line break on standard output, in colour when it is a terminal that wants any.
///
/// # Errors
/// A standard output that cannot be written, for another reason than that nobody reads it.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    let written = writeln!(out, "{text}").and_then(|()| out.flush());
    written.or_else(fault)
}

/// Writes a message and a line break on standard error. Nobody can be told when that fails.
pub(crate) fn tell(text: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}

/// What an error in writing results amounts to.
///
/// # Errors
/// Every error but a reader that has gone away.
pub(crate) fn fault(error: io::Error) -> Result<(), Failure> {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return Ok(());
    }
    Err(Failure::fault("fault-output", [], error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_from_elsewhere_cannot_steer_a_terminal() {
        assert_eq!(plain("é\u{1b}[2J\nx\u{9b}"), "é\\u{1b}[2J\\u{a}x\\u{9b}");
        assert_eq!(plain("a\u{202e}b"), "a\\u{202e}b");
    }
}
