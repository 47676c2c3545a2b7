//! Where rule files come from: those that are part of the program, and those of a folder beside or in their place.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use event_store::{hex, sha256};

use super::bundled::BUNDLED;
use super::document;
use super::problem::{File, Notes};

/// Files larger than this are no rules.
const BYTES_MAX: u64 = 1024 * 1024;

/// Files deeper than this are no rules: `CODE/VERSION/views/name.sql`.
const DEPTH_MAX: usize = 4;

/// Files of rules by rule set (`CODE/VERSION`) and by their path below it.
#[derive(Debug, Clone, Default)]
pub struct Files {
    sets: BTreeMap<String, BTreeMap<String, Arc<File>>>,
}

/// A folder that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{} cannot be read", path.display())]
pub struct Unreadable {
    /// The folder or file.
    pub path: PathBuf,
    #[source]
    source: io::Error,
}

impl Files {
    /// Those that are part of the program.
    #[must_use]
    pub fn bundled() -> Self {
        let mut files = Self::default();
        for (path, text) in BUNDLED {
            files.add(path, path, (*text).to_owned());
        }
        files
    }

    /// Those of a folder that holds one folder for each rule set, in it one for each version.
    ///
    /// # Errors
    /// A folder or file that cannot be read, is too large or is no text.
    pub fn of_folder(folder: &Path) -> Result<Self, Unreadable> {
        let mut files = Self::default();
        walk(folder, folder, DEPTH_MAX, &mut |path, name, text| files.add(path, name, text))?;
        Ok(files)
    }

    /// Those of one rule set: the file of its parameters, whatever it is called, with the report, the views and the
    /// indicators beside it. Its code and version are those that the file has.
    ///
    /// # Errors
    /// As [`of_folder`](Self::of_folder).
    pub fn of_file(path: &Path) -> Result<Self, Unreadable> {
        let (name, text) = (path.display().to_string(), read(path)?);
        let file = Arc::new(File { name, text });
        // What is wrong with it is told where the rule set is loaded.
        let mut notes = Notes::about(&file);
        let mut fields = document::parse(&file.text, &mut notes);
        let code = fields.required_text("code", &mut notes);
        let version = fields.integer("version", &mut notes).and_then(|version| u32::try_from(version).ok());
        let mut own = BTreeMap::from([("rules.toml".to_owned(), Arc::clone(&file))]);
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        for part in ["views", "indicators"].map(|part| folder.join(part)).iter().filter(|part| part.is_dir())
        {
            walk(folder, part, 1, &mut |below, name, text| {
                let file = File { name: name.to_owned(), text };
                own.insert(below.to_owned(), Arc::new(file));
            })?;
        }
        let report = folder.join("report.toml");
        if report.is_file() {
            let file = File { name: report.display().to_string(), text: read(&report)? };
            own.insert("report.toml".to_owned(), Arc::new(file));
        }
        let sets = BTreeMap::from([(format!("{code}/{}", version.unwrap_or_default()), own)]);
        Ok(Self { sets })
    }

    /// Those of a test, by their paths.
    #[cfg(test)]
    pub(crate) fn of_texts(texts: &[(&str, &str)]) -> Self {
        let mut files = Self::default();
        for (path, text) in texts {
            files.add(path, path, (*text).to_owned());
        }
        files
    }

    /// These, with the rule sets of others in the place of those of the same code and version.
    #[must_use]
    pub fn under(mut self, over: Self) -> Self {
        self.sets.extend(over.sets);
        self
    }

    /// Whether there is no rule set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sets.is_empty()
    }

    /// The rule sets, `CODE/VERSION`, each with its files.
    pub(super) fn sets(&self) -> impl Iterator<Item = (&str, &BTreeMap<String, Arc<File>>)> {
        self.sets.iter().map(|(name, files)| (name.as_str(), files))
    }

    fn add(&mut self, path: &str, name: &str, text: String) {
        let mut parts = path.splitn(3, '/');
        if let (Some(code), Some(version), Some(below)) = (parts.next(), parts.next(), parts.next()) {
            let file = Arc::new(File { name: name.to_owned(), text });
            self.sets.entry(format!("{code}/{version}")).or_default().insert(below.to_owned(), file);
        }
    }
}

/// The list that `sha256sum` prints of these files, sorted by path: whoever has the files can tell it.
pub(super) fn list<'f>(files: impl Iterator<Item = (String, &'f File)>) -> String {
    let lines: BTreeMap<String, String> =
        files.map(|(path, file)| (path, hex(&sha256(file.text.as_bytes())))).collect();
    let mut list = String::new();
    for (path, sum) in lines {
        list.extend([sum.as_str(), "  ", path.as_str(), "\n"]);
    }
    list
}

/// SHA-256 of a list of files, in hexadecimal digits.
pub(super) fn digest(list: &str) -> String {
    hex(&sha256(list.as_bytes()))
}

fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> Unreadable + use<> {
    let path = path.to_owned();
    move |source| Unreadable { path, source }
}

/// A file of rules.
fn read(path: &Path) -> Result<String, Unreadable> {
    let bytes = std::fs::metadata(path).map_err(unreadable(path))?.len();
    if bytes > BYTES_MAX {
        return Err(unreadable(path)(io::Error::other(format!("larger than {BYTES_MAX} bytes"))));
    }
    std::fs::read_to_string(path).map_err(unreadable(path))
}

/// Tells every TOML and SQL file below a folder: its path from the root, its path, its text.
fn walk(
    root: &Path,
    folder: &Path,
    depth: usize,
    tell: &mut impl FnMut(&str, &str, String),
) -> Result<(), Unreadable> {
    for entry in std::fs::read_dir(folder).map_err(unreadable(folder))? {
        let path = entry.map_err(unreadable(folder))?.path();
        let found = std::fs::metadata(&path).map_err(unreadable(&path))?;
        if found.is_dir() && depth > 1 {
            walk(root, &path, depth - 1, tell)?;
        }
        let is_rule = path.extension().is_some_and(|end| end == "toml" || end == "sql");
        if !found.is_file() || !is_rule {
            continue;
        }
        let text = read(&path)?;
        let below = path.strip_prefix(root).unwrap_or(&path);
        let below: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
        tell(&below.join("/"), &path.display().to_string(), text);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_that_of_the_list_that_sha256sum_prints() {
        let file = |text: &str| File { name: String::new(), text: text.into() };
        let (a, b) = (file("a\n"), file(""));
        // (sha256sum a/1 b/1) | sha256sum, of files with "a\n" and nothing.
        let told = digest(&list([("b/1".to_owned(), &b), ("a/1".to_owned(), &a)].into_iter()));
        assert_eq!(told, "150ac01db095614301215245e889087043e4d9b16e7476b7316ecb04e20acf8e");
    }
}
