//! All help text is one snapshot, `help.txt`. `PARCOURS_ACCEPT=1` writes it anew.

use std::fmt::Write as _;
use std::path::Path;

use tests::binary::parcours;

/// The help of a verb, of the program itself when empty.
fn help(verb: &str) -> String {
    let mut command = parcours();
    // Help is as wide as the terminal: without one, as `COLUMNS` says.
    command.args(verb.split_whitespace()).arg("--help").env_remove("COLUMNS");
    let out = command.output().unwrap();
    assert!(out.status.success() && out.stderr.is_empty(), "{out:?}");
    String::from_utf8(out.stdout).unwrap()
}

/// The verbs that a help text lists.
fn verbs(help: &str) -> Vec<&str> {
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let listed = listed.take_while(|line| !line.is_empty());
    // A long explanation goes on in lines that are indented further.
    listed
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|verb| !verb.is_empty())
        .collect()
}

/// The help of a verb and of those below it.
fn all_help(verb: &str, all: &mut String) {
    let text = help(verb);
    writeln!(all, "$ parcours{verb} --help\n{text}").unwrap();
    for below in verbs(&text) {
        all_help(&format!("{verb} {below}"), all);
    }
}

#[test]
fn help_reads_as_agreed() {
    let mut all = String::new();
    all_help("", &mut all);
    let all = all.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/command_line/help.txt");
    if std::env::var_os("PARCOURS_ACCEPT").is_some() {
        std::fs::write(&path, &all).unwrap();
    }
    let agreed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(all == agreed, "help.txt differs; PARCOURS_ACCEPT=1 writes it anew\n{all}");
}

#[test]
fn every_verb_has_examples() {
    let program = help("");
    let verbs = verbs(&program);
    for expected in ["demo", "serve", "import", "export", "replay"] {
        assert!(verbs.contains(&expected), "{expected} in {verbs:?}");
    }
    for verb in verbs {
        let help = help(verb);
        let (_, examples) = help.split_once("Examples:\n").unwrap_or_else(|| panic!("examples of {verb}"));
        assert!(examples.trim_start().starts_with(&format!("parcours {verb}")), "{examples}");
    }
}

#[test]
fn help_shows_no_password() {
    let out =
        parcours().arg("--help").env("PARCOURS_DATABASE", "postgres://me:open-sesame@h/d").output().unwrap();
    assert!(!String::from_utf8(out.stdout).unwrap().contains("open-sesame"));
}
