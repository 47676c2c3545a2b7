mod shown;

use std::path::PathBuf;

use application::BeliefError;
use projections::figures::{FigureFile, bundled, read};
use projections::rules::{File, Problem};

use super::rules;
use crate::arguments::Format;
use crate::failure::{Failure, Outcome};
use crate::output::{plain, print, tell};
use crate::session::Session;
use crate::texts::Texts;
use crate::verbs::bar::Bar;

/// Compute printed figures from the facts, beside what was printed
///
/// Each figure is computed under its own rules, window and belief. It agrees when what was printed is what is computed,
/// rounded as its rules say, or near it when it is printed as “about”. Ends with 1 when any does not.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours figures
  parcours figures --programme para --programme elan
  parcours figures --file my-figures.toml --rules my-rules --format json")]
pub(crate) struct FiguresArgs {
    /// Only figures of this programme; may be repeated
    #[arg(long = "programme", value_name = "CODE")]
    programmes: Vec<String>,
    /// Figures to compute, as in programmes/*/figures.toml; those that are part of the program when absent
    #[arg(long = "file", value_name = "FIGURES.toml")]
    files: Vec<PathBuf>,
    /// Folder of rule sets, beside and in the place of those of the program
    #[arg(long, value_name = "FOLDER")]
    rules: Option<PathBuf>,
    /// How many fold households at once; as many as the machine has processors when absent
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    workers: Option<u16>,
}

pub(super) async fn run(args: FiguresArgs, session: Session) -> Result<Outcome, Failure> {
    let (texts, format) = (session.texts, session.format);
    let files = wanted(&args, texts)?;
    let rule_sets = rules::load(args.rules.as_deref(), texts)?;
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let workers = args.workers.map_or(processors, usize::from);
    let (shown, all_agree) = session
        .on_ledger(move |application| async move {
            let mut bar = Bar::new(texts);
            let mut show = |done, all| bar.show("figures-computing", done, all);
            let reports = application.figures(&files, &rule_sets, workers, &mut show).await?;
            drop(bar);
            let shown = match format {
                Format::Json => shown::as_json(&reports, texts).to_string(),
                Format::Table => shown::as_table(&reports, texts),
            };
            Ok((shown, reports.iter().all(shown::agrees)))
        })
        .await?;
    print(&shown)?;
    Ok(if all_agree { Outcome::Done } else { Outcome::Refused })
}

/// The figures asked for.
fn wanted(args: &FiguresArgs, texts: Texts) -> Result<Vec<FigureFile>, Failure> {
    let wrong = |problems: Vec<Problem>| {
        tell(&rules::told_all(&problems, texts));
        Failure::refused("figures-wrong", [("n", problems.len().to_string())])
    };
    let mut files = if args.files.is_empty() {
        bundled().map_err(wrong)?
    } else {
        let mut files = Vec::new();
        for path in &args.files {
            let name = plain(&path.display().to_string());
            let text = std::fs::read_to_string(path)
                .map_err(|error| Failure::fault("fault-read", [("path", name.clone())], error))?;
            files.push(read(File { name, text }).map_err(wrong)?);
        }
        files
    };
    for code in &args.programmes {
        if !files.iter().any(|file| file.programme == *code) {
            return Err(Failure::misuse("figures-no-programme", [("programme", plain(code))]));
        }
    }
    if !args.programmes.is_empty() {
        files.retain(|file| args.programmes.contains(&file.programme));
    }
    Ok(files)
}

impl From<BeliefError> for Failure {
    fn from(error: BeliefError) -> Self {
        match error {
            BeliefError::Facts(error) => error.into(),
            error @ BeliefError::Engine(_) => Self::fault("fault-figures", [], error),
        }
    }
}
