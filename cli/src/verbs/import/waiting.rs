//! Says that a pipe is waited for, when nothing comes of it.

use std::path::PathBuf;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

use application::import::Progress;

use crate::output::{plain, tell};
use crate::texts::Texts;

const PATIENCE: Duration = Duration::from_secs(2);

/// A pipe among the files of an import. It is opened when what stands before it was read: then nothing is done but wait.
pub(super) struct Waiting {
    pipe: Option<String>,
    texts: Texts,
    /// Open while nothing has come in this stage.
    open: Option<Sender<()>>,
}

impl Waiting {
    pub(super) fn new(files: &[PathBuf], texts: Texts) -> Self {
        let is_pipe =
            |path: &&PathBuf| std::fs::metadata(path).is_ok_and(|file| !file.is_file() && !file.is_dir());
        let pipe = files.iter().find(is_pipe).map(|path| plain(&path.display().to_string()));
        Self { pipe, texts, open: None }
    }

    /// Takes notice that a stage begins, or that something came.
    pub(super) fn see(&mut self, progress: Progress) {
        let Some(pipe) = self.pipe.clone().filter(|_| progress.bytes == 0) else {
            self.open = None;
            return;
        };
        let (open, over) = channel();
        self.open = Some(open);
        let said = self.texts.say("import-waiting", &[("path", &pipe)]);
        // A thread of its own: whoever opens a pipe holds up all else that its thread should do.
        std::thread::spawn(move || {
            if over.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                tell(&said);
            }
        });
    }
}
