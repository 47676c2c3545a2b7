//! Which figures: those that are part of the program or of files, of all programmes or some.

use std::path::PathBuf;
use std::sync::Arc;

use projections::figures::{Figure, FigureFile, bundled, read};
use projections::rules::{File, Line, Problem, RuleSet, Window};

use crate::failure::Failure;
use crate::output::{plain, tell};
use crate::texts::Texts;
use crate::verbs::rules::told_all;

#[derive(clap::Args)]
pub(in crate::verbs) struct Selection {
    /// Only figures of this programme; may be repeated
    #[arg(long = "programme", value_name = "CODE")]
    programmes: Vec<String>,
    /// Only this figure; may be repeated
    #[arg(long = "figure", value_name = "ID")]
    figures: Vec<String>,
    /// Figures to compute, as in programmes/*/figures.toml; those that are part of the program when absent
    #[arg(long = "file", value_name = "FIGURES.toml")]
    files: Vec<PathBuf>,
}

impl Selection {
    /// One figure, of a file or of those that are part of the program.
    pub(in crate::verbs) fn of_one(figure: &str, file: Option<PathBuf>) -> Self {
        Self { programmes: Vec::new(), figures: vec![figure.to_owned()], files: file.into_iter().collect() }
    }

    /// The figures asked for.
    ///
    /// # Errors
    /// Files that cannot be read or are wrong, programmes and figures that there are not.
    pub(in crate::verbs) fn read(&self, texts: Texts) -> Result<Vec<FigureFile>, Failure> {
        let mut files = self.all(texts)?;
        for code in &self.programmes {
            if !files.iter().any(|file| file.programme == *code) {
                return Err(Failure::misuse("figures-no-programme", [("programme", plain(code))]));
            }
        }
        if !self.programmes.is_empty() {
            files.retain(|file| self.programmes.contains(&file.programme));
        }
        for id in &self.figures {
            if !files.iter().flat_map(|file| &file.figures).any(|figure| figure.id == *id) {
                return Err(Failure::misuse("figures-no-figure", [("figure", plain(id))]));
            }
        }
        if !self.figures.is_empty() {
            for file in &mut files {
                file.figures.retain(|figure| self.figures.contains(&figure.id));
            }
        }
        Ok(files)
    }

    /// The lines of the report of a rule set over a window, of each programme asked for.
    ///
    /// # Errors
    /// A rule set that has no report, and lines that there are not.
    pub(in crate::verbs) fn lines(&self, set: &RuleSet, window: Window) -> Result<Vec<FigureFile>, Failure> {
        let Some(report) = &set.report else {
            return Err(Failure::refused("report-no-report", [("set", plain(&set.name()))]));
        };
        for id in &self.figures {
            if !report.lines().any(|line| line.id == *id) {
                return Err(Failure::misuse("report-no-line", [("line", plain(id))]));
            }
        }
        let is_asked = |line: &&Line| self.figures.is_empty() || self.figures.contains(&line.id);
        let of = |programme: &String| {
            let line = |line| Figure::of_line(line, programme, window, set.name());
            let figures = report.lines().filter(is_asked).map(line).collect();
            FigureFile { file: Arc::clone(&report.file), programme: programme.clone(), figures }
        };
        Ok(self.programmes.iter().map(of).collect())
    }

    fn all(&self, texts: Texts) -> Result<Vec<FigureFile>, Failure> {
        let wrong = |problems: Vec<Problem>| {
            tell(&told_all(&problems, texts));
            Failure::refused("figures-wrong", [("n", problems.len().to_string())])
        };
        if self.files.is_empty() {
            return bundled().map_err(wrong);
        }
        let mut files = Vec::new();
        for path in &self.files {
            let name = plain(&path.display().to_string());
            let text = std::fs::read_to_string(path)
                .map_err(|error| Failure::fault("fault-read", [("path", name.clone())], error))?;
            files.push(read(File { name, text }).map_err(wrong)?);
        }
        Ok(files)
    }
}
