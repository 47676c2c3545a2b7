//! What holds the house together and no compiler checks.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use tests::workspace::{files, root};

/// Past this many lines a file hides a seam.
const LINES_MAX: usize = 400;

/// The text files of the project, with their text; pictures and the like are left out.
fn texts() -> Vec<(PathBuf, String)> {
    let texts: Vec<_> = files().into_iter().filter_map(|path| Some((path.clone(), read(&path)?))).collect();
    assert!(!texts.is_empty(), "no file in {}", root().display());
    texts
}

/// The text of a file of the project; none when it is not UTF-8.
fn read(path: &Path) -> Option<String> {
    let bytes = std::fs::read(root().join(path))
        .unwrap_or_else(|error| panic!("could not read {}: {error}", path.display()));
    String::from_utf8(bytes).ok()
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    path.extension().is_some_and(|one| extensions.iter().any(|wanted| one == *wanted))
}

/// `path:line: what` for each line with one of the needles.
fn places(texts: &[(PathBuf, String)], needles: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in texts {
        for (number, line) in text.lines().enumerate() {
            for needle in needles.iter().filter(|needle| line.contains(*needle)) {
                found.push(format!("{}:{}: {needle}", path.display(), number + 1));
            }
        }
    }
    found
}

fn assert_none(found: &[String], claim: &str) {
    assert!(found.is_empty(), "{claim}:\n{}", found.join("\n"));
}

#[test]
fn both_engines_have_the_same_migrations() {
    let names = |engine: &str| -> BTreeSet<PathBuf> {
        let folder = Path::new("migrations").join(engine);
        let inside =
            files().into_iter().filter_map(|path| path.strip_prefix(&folder).map(Path::to_path_buf).ok());
        inside.collect()
    };
    let sqlite = names("sqlite");
    assert!(!sqlite.is_empty(), "migrations/sqlite is empty");
    assert_eq!(sqlite, names("postgres"), "migrations/sqlite and postgres");
}

#[test]
fn no_source_file_is_too_long() {
    let found: Vec<String> = texts()
        .iter()
        .filter(|(path, _)| has_extension(path, &["rs"]))
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|(_, lines)| *lines > LINES_MAX)
        .map(|(path, lines)| format!("{}: {lines}", path.display()))
        .collect();
    assert_none(&found, "files past 400 lines");
}

#[test]
fn no_file_knows_the_machine_it_was_written_on() {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let mut needles: Vec<String> = [(Some(root().to_path_buf()), 3), (home, 2)]
        .into_iter()
        // `/` or a clone in `/src` would be found in many an innocent path.
        .filter_map(|(path, depth)| path.filter(|path| path.components().count() >= depth))
        .map(|path| format!("{}/", path.display()))
        .collect();
    // In two pieces, or this file would be found.
    for (users, name) in [("/home", "/"), ("/Users", "/"), ("../", "shared")] {
        needles.push(format!("{users}{name}"));
    }
    let texts = texts();
    assert_none(&places(&texts, &needles), "paths that exist on one machine only");
}

#[test]
fn nothing_is_left_undone() {
    let macros = ["todo", "unimplemented", "dbg"].map(|name| format!("{name}!"));
    let words = [["TO", "DO"], ["FIX", "ME"], ["XX", "X"], ["#[ign", "ore"]].map(|w| w.concat());
    let needles: Vec<String> = macros.into_iter().chain(words).collect();
    let mut texts = texts();
    texts.retain(|(path, _)| has_extension(path, &["rs", "sql", "html", "toml", "sh"]));
    assert_none(&places(&texts, &needles), "left undone");
}

#[test]
fn a_needle_is_found_with_its_place() {
    let texts = [(PathBuf::from("a.rs"), "one\nstop here\n".to_owned())];
    assert_eq!(places(&texts, &["stop".to_owned()]), ["a.rs:2: stop"]);
}

#[test]
fn every_crate_inherits_the_lints() {
    let manifests: Vec<PathBuf> = files()
        .into_iter()
        .filter(|path| path.ends_with("Cargo.toml") && path.components().count() > 1)
        .collect();
    assert!(!manifests.is_empty(), "no crate in {}", root().display());
    for manifest in manifests {
        let text = read(&manifest).expect("a manifest in UTF-8");
        assert!(
            text.contains("[lints]\nworkspace = true"),
            "{} does not inherit the lints of the workspace",
            manifest.display()
        );
    }
}

#[test]
fn the_readme_and_ci_call_the_same_tests() {
    let readme = read(Path::new("README.md")).expect("a README in UTF-8");
    let ci = read(Path::new(".ci/run")).expect("a script in UTF-8");
    let commands: Vec<&str> = code_lines(&readme).filter(|line| line.starts_with("cargo test")).collect();
    assert!(!commands.is_empty(), "the README has no test command");
    for command in commands {
        assert!(
            ci.lines().any(|line| line.trim() == command),
            ".ci/run does not call the README's `{command}`"
        );
    }
}

/// The lines inside fenced blocks, without prompt and comment.
fn code_lines(markdown: &str) -> impl Iterator<Item = &str> {
    markdown
        .split("```")
        .skip(1)
        .step_by(2)
        .flat_map(str::lines)
        .map(|line| line.trim_start_matches("$ "))
        .map(|line| line.split(" #").next().unwrap_or_default().trim())
}

#[test]
fn commands_are_read_from_fenced_blocks_only() {
    let markdown = "cargo test none\n```sh\n$ cargo test  # all\n```\ncargo test none\n";
    let lines: Vec<&str> = code_lines(markdown).filter(|line| line.starts_with("cargo")).collect();
    assert_eq!(lines, ["cargo test"]);
}
