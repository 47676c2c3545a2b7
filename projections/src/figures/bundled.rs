//! The printed figures that are part of the program; a test writes the list anew when it is asked to.

use crate::rules::{File, Problem};

use super::figure::FigureFile;

/// Path below `programmes/`, and text.
const BUNDLED: &[(&str, &str)] = &[
    ("ab-refugies/figures.toml", include_str!("../../../programmes/ab-refugies/figures.toml")),
    ("accelair-prir/figures.toml", include_str!("../../../programmes/accelair-prir/figures.toml")),
    ("air-rouen/figures.toml", include_str!("../../../programmes/air-rouen/figures.toml")),
    ("apart-63/figures.toml", include_str!("../../../programmes/apart-63/figures.toml")),
    ("arfog-dhli/figures.toml", include_str!("../../../programmes/arfog-dhli/figures.toml")),
    ("avdl/figures.toml", include_str!("../../../programmes/avdl/figures.toml")),
    ("cao-pessat/figures.toml", include_str!("../../../programmes/cao-pessat/figures.toml")),
    ("chrs-hli/figures.toml", include_str!("../../../programmes/chrs-hli/figures.toml")),
    ("chrs-insertion/figures.toml", include_str!("../../../programmes/chrs-insertion/figures.toml")),
    ("chrs-paris/figures.toml", include_str!("../../../programmes/chrs-paris/figures.toml")),
    ("chrs-urgence/figures.toml", include_str!("../../../programmes/chrs-urgence/figures.toml")),
    ("conjugaison/figures.toml", include_str!("../../../programmes/conjugaison/figures.toml")),
    ("coup-de-pouce/figures.toml", include_str!("../../../programmes/coup-de-pouce/figures.toml")),
    ("cph-angers/figures.toml", include_str!("../../../programmes/cph-angers/figures.toml")),
    ("difre/figures.toml", include_str!("../../../programmes/difre/figures.toml")),
    ("duos-de-demain/figures.toml", include_str!("../../../programmes/duos-de-demain/figures.toml")),
    ("elan/figures.toml", include_str!("../../../programmes/elan/figures.toml")),
    ("elia/figures.toml", include_str!("../../../programmes/elia/figures.toml")),
    (
        "fle-service-civique/figures.toml",
        include_str!("../../../programmes/fle-service-civique/figures.toml"),
    ),
    ("frantz-fanon/figures.toml", include_str!("../../../programmes/frantz-fanon/figures.toml")),
    ("institutional/figures.toml", include_str!("../../../programmes/institutional/figures.toml")),
    ("integracode/figures.toml", include_str!("../../../programmes/integracode/figures.toml")),
    (
        "intervenants-correze/figures.toml",
        include_str!("../../../programmes/intervenants-correze/figures.toml"),
    ),
    ("karibu/figures.toml", include_str!("../../../programmes/karibu/figures.toml")),
    ("kodiko/figures.toml", include_str!("../../../programmes/kodiko/figures.toml")),
    ("maison-relais/figures.toml", include_str!("../../../programmes/maison-relais/figures.toml")),
    ("mapemonde/figures.toml", include_str!("../../../programmes/mapemonde/figures.toml")),
    ("masi-besancon/figures.toml", include_str!("../../../programmes/masi-besancon/figures.toml")),
    ("muses/figures.toml", include_str!("../../../programmes/muses/figures.toml")),
    ("para/figures.toml", include_str!("../../../programmes/para/figures.toml")),
    ("pension-de-famille/figures.toml", include_str!("../../../programmes/pension-de-famille/figures.toml")),
    (
        "plateforme-regularises/figures.toml",
        include_str!("../../../programmes/plateforme-regularises/figures.toml"),
    ),
    ("pole-solidarites/figures.toml", include_str!("../../../programmes/pole-solidarites/figures.toml")),
    ("prir-63/figures.toml", include_str!("../../../programmes/prir-63/figures.toml")),
    ("residence-siemp/figures.toml", include_str!("../../../programmes/residence-siemp/figures.toml")),
    (
        "residences-sociales/figures.toml",
        include_str!("../../../programmes/residences-sociales/figures.toml"),
    ),
    ("sejours-vacances/figures.toml", include_str!("../../../programmes/sejours-vacances/figures.toml")),
    (
        "seraphine-de-senlis/figures.toml",
        include_str!("../../../programmes/seraphine-de-senlis/figures.toml"),
    ),
    ("solibail-arfog/figures.toml", include_str!("../../../programmes/solibail-arfog/figures.toml")),
];

/// The figures of every programme whose figures are part of the program.
///
/// # Errors
/// What is wrong with them; a test finds nothing.
pub fn bundled() -> Result<Vec<FigureFile>, Vec<Problem>> {
    let files = BUNDLED.iter().map(|(path, text)| {
        super::read(File { name: format!("programmes/{path}"), text: (*text).to_owned() })
    });
    files.collect()
}
