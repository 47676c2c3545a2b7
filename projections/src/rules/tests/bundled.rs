//! The lists of files that are part of the program hold every file there is. `PARCOURS_ACCEPT=1` writes them anew.

use std::path::{Path, PathBuf};

use crate::figures;
use crate::rules::{Files, RuleSets};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Paths below a folder, sorted, of files that end so.
fn below(folder: &Path, ends: &[&str]) -> Vec<String> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { walk(&path, found) } else { found.push(path) }
        }
    }
    let mut found = Vec::new();
    walk(folder, &mut found);
    let path = |path: PathBuf| {
        let below: Vec<_> =
            path.strip_prefix(folder).unwrap().iter().map(|part| part.to_str().unwrap()).collect();
        below.join("/")
    };
    let mut paths: Vec<String> = found.into_iter().map(path).collect();
    paths.retain(|path| ends.iter().any(|end| path.ends_with(end)));
    paths.sort();
    paths
}

/// Compares the list in a source file, between its first `&[` at the end of a line and `];`, with the files.
fn assert_listed(source: &str, folder: &str, ends: &[&str]) {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(source);
    let text = std::fs::read_to_string(&source).unwrap();
    let (head, rest) = text.split_once("= &[").unwrap();
    let (_, tail) = rest.split_once("];").unwrap();
    let line = |path: String| {
        let line = format!("    (\"{path}\", include_str!(\"../../../{folder}/{path}\")),\n");
        // As rustfmt breaks lines.
        if line.len() <= 111 {
            line
        } else {
            format!(
                "    (\n        \"{path}\",\n        include_str!(\"../../../{folder}/{path}\"),\n    ),\n"
            )
        }
    };
    let lines: String = below(&root().join(folder), ends).into_iter().map(line).collect();
    let wanted = format!("{head}= &[\n{lines}];{tail}");
    if std::env::var_os("PARCOURS_ACCEPT").is_some() {
        std::fs::write(&source, &wanted).unwrap();
    }
    let found = std::fs::read_to_string(&source).unwrap();
    assert!(found == wanted, "{} is not complete; PARCOURS_ACCEPT=1 writes it anew", source.display());
}

#[test]
fn every_rule_file_is_part_of_the_program() {
    assert_listed("rules/bundled.rs", "rules", &[".toml", ".sql"]);
}

#[test]
fn every_file_of_figures_is_part_of_the_program() {
    assert_listed("figures/bundled.rs", "programmes", &["figures.toml"]);
}

#[test]
fn the_bundled_rules_are_those_of_the_folder() {
    let (bundled, problems) = RuleSets::load(&Files::bundled());
    assert!(problems.is_empty(), "{problems:#?}");
    let folder = Files::of_folder(&root().join("rules")).unwrap();
    let (read, _) = RuleSets::load(&folder);
    let digests =
        |sets: &RuleSets| sets.all().map(|set| (set.name(), set.digest.clone())).collect::<Vec<_>>();
    assert_eq!(digests(&bundled), digests(&read));
    assert!(bundled.find("default").is_some_and(|set| set.code == "base"));
}

#[test]
fn every_bundled_figure_can_be_read() {
    let files = figures::bundled().unwrap();
    assert_eq!(files.iter().map(|file| file.figures.len()).sum::<usize>(), 212);
}
