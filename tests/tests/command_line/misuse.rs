//! What the command line does not allow: exit code 2, before anything is opened.

use super::{FAMILLE_K, Folder};

/// Runs what is misuse; answers what is said of it.
fn misused(arguments: &[&str]) -> String {
    let folder = Folder::new();
    let ran = folder.run(arguments);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{arguments:?}: {ran:?}");
    assert_eq!(std::fs::read_dir(folder.0.path()).unwrap().count(), 0, "{arguments:?} left a file");
    ran.stderr
}

#[test]
fn the_faulty_text_is_named() {
    for (arguments, named) in [
        (&["replay", FAMILLE_K, "--as-of", "2009-13"][..], "2009-13"),
        (&["replay", FAMILLE_K, "--as-of", "2010-12"], "2010-12"),
        (&["replay", FAMILLE_K, "--known-at", "2011-01-05"], "2011-01-05"),
        (&["replay", "famille-k"], "famille-k"),
        (&["export", "--stream", "house/1"], "house/1"),
        (&["export", "--from", "-1"], "-1"),
        (&["export", "--from", "5", "--to", "2"], "--from 5"),
        (&["replay", "household/famille-k"], "household/famille-k"),
        (&["export", "--format", "xml"], "xml"),
        (&["export", "--lang", "de"], "de"),
        (&["serve", "--listen", "8080"], "8080"),
        (
            &["serve", "--oidc-issuer", "http://id.example.org/realms/asile"],
            "http://id.example.org/realms/asile",
        ),
        (&["serve", "--oidc-issuer", "https://id.example.org", "--oidc-role-claim", "roles"], "roles"),
        (&["serve", "--oidc-issuer", "https://id.example.org", "--oidc-audience", ""], "--oidc-audience"),
        (&["serve", "--oidc-issuer", "https://id.example.org", "--oidc-algorithms", "RS256,HS256"], "HS256"),
        (&["serve", "--oidc-issuer", "https://id.example.org", "--oidc-algorithms", "none"], "none"),
        (&["serve", "--oidc-issuer", "https://id.example.org", "--oidc-organisations", "É"], "É"),
        (&["serve", "--oidc-keys", "https://id.example.org/keys"], "--oidc-issuer"),
        (&["serve", "--listen", "0.0.0.0:0"], "--oidc-issuer"),
        (&["serve", "--trusted-only", "king"], "king"),
        (&["serve", "--introspection", ""], "--introspection"),
        (&["serve", "--sign-in", "--allow-origin", "*"], "*"),
        (&["serve", "--allow-origin", "https://app.example.org"], "--sign-in"),
        (&["serve", "--trusted-documents", "."], "."),
        (&["dance"], "dance"),
        (&["import", "--gently", "events.ndjson"], "--gently"),
        (&["import"], "<FILE>"),
    ] {
        let said = misused(arguments);
        assert!(said.contains(named), "{arguments:?}: {said}");
    }
}

#[test]
fn what_cannot_be_read_is_told_in_french_unless_english_is_asked_for() {
    for (arguments, said) in [
        (&["dance"][..], "erreur : la commande dance n’existe pas"),
        (&["hoseholds"], "vouliez-vous dire households ?"),
        (&["import"], "il manque <FILE>..."),
        (&["import", "--gently"], "--gently n’existe pas"),
        (
            &["export", "--format", "xml"],
            "« xml » n’est pas admis pour --format <FORMAT> ; valeurs admises : table, json",
        ),
        (
            &["replay", FAMILLE_K, "--as-of", "2009-13"],
            "« 2009-13 » n’est pas admis pour --as-of <YYYY-MM-DD>",
        ),
        (&["replay", FAMILLE_K, "--as-of"], "il manque une valeur à --as-of <YYYY-MM-DD>"),
        (&["import"], "Utilisation : parcours import"),
        (&["erase", FAMILLE_K, "--basis", "foo"], "(expected one of "),
        (&["dance", "--lang", "en"], "unrecognized subcommand 'dance'"),
    ] {
        let told = misused(arguments);
        assert!(told.contains(said), "{arguments:?}: {told}");
    }
}

#[cfg(unix)]
#[test]
fn bytes_that_are_no_text_are_misuse_too() {
    use std::os::unix::ffi::OsStrExt as _;

    let no_text = std::ffi::OsStr::from_bytes(b"dance\xff");
    let ran = tests::binary::run([no_text]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
}

#[test]
fn no_verb_is_answered_by_the_help() {
    assert!(misused(&[]).contains("Usage: parcours"));
}

#[test]
fn nobody_elses_machine_is_served_without_sign_in() {
    for (address, verb, way_out) in [
        ("0.0.0.0:0", "serve", "add --sign-in"),
        ("[::]:0", "serve", "add --sign-in"),
        ("192.0.2.1:80", "demo", "use a local address"),
    ] {
        let said = misused(&[verb, "--listen", address, "--lang", "en"]);
        assert!(said.contains(address) && said.contains(way_out), "{said}");
    }
}

#[test]
fn an_address_of_no_known_engine() {
    let said = misused(&["export", "--database", "mysql://me:open-sesame@h/d", "--lang", "en"]);
    assert!(said.contains("expected sqlite:PATH or postgres://"), "{said}");
    assert!(!said.contains("open-sesame"), "{said}");
}
