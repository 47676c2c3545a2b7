use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::texts::Texts;

/// A progress bar on standard error, for terminals and work of more than two seconds.
pub(super) struct Bar {
    shown: ProgressBar,
    texts: Texts,
    /// What is being done.
    message: &'static str,
    since: Instant,
}

impl Bar {
    const PATIENCE: Duration = Duration::from_secs(2);

    pub(super) fn new(texts: Texts, message: &'static str) -> Self {
        Self { shown: ProgressBar::hidden(), texts, message, since: Instant::now() }
    }

    pub(super) fn show(&mut self, done: u64, all: u64) {
        if self.shown.is_hidden() && self.since.elapsed() > Self::PATIENCE && std::io::stderr().is_terminal()
        {
            self.shown.set_draw_target(ProgressDrawTarget::stderr());
            let template = "{msg} {wide_bar} {human_pos}/{human_len} {per_sec} {eta}";
            if let Ok(style) = ProgressStyle::with_template(template) {
                self.shown.set_style(style);
            }
            self.shown.set_message(self.texts.say(self.message, &[]));
        }
        self.shown.set_length(all);
        self.shown.set_position(done);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.shown.finish_and_clear();
    }
}
