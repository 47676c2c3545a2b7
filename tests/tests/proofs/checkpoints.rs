use application::access::Reading;
use application::verify::{CheckpointError, SigningKeys, Trust};
use application::{Application, Clock};
use event_store::{Checkpoint, ProofError, SigningKey, Tree};

use super::{audit, grow, key, keys, sign};
use crate::store::{NOON, Place, contracts, micro};

contracts![
    a_checkpoint_says_what_was_verified,
    a_retired_key_is_believed_and_a_lost_one_not_replaced,
    a_key_that_nobody_trusts_signs_nothing_more,
];

async fn open(place: &Place) -> Application {
    Application::open_with(&place.url(), Clock::with(|| micro(NOON)), crate::store::settings()).await.unwrap()
}

fn reading() -> Reading {
    Reading { reader: "u1".to_owned(), via: "replay", reason: None }
}

async fn a_checkpoint_says_what_was_verified(place: Place) {
    let ledger = place.ledger().await;
    grow(&ledger, 300).await;
    let kept = sign(&ledger).await.unwrap();
    let said = Checkpoint::open(&kept.note, Tree::Ledger, &keys()).unwrap();
    assert_eq!((said.origin.as_str(), said.size), ("parcours/tests", 300));
    assert_eq!(said.root, audit(&ledger).await.root);
    assert_eq!(kept.created_at, micro(NOON));
    assert_eq!(ledger.last_checkpoint().await.unwrap(), Some(kept));
}

async fn a_retired_key_is_believed_and_a_lost_one_not_replaced(place: Place) {
    let folder = tests::scratch();
    let path = folder.path().join("key");
    let application = open(&place).await;
    grow(application.ledger(), 10).await;
    application.log_reading(None, &reading()).await.unwrap();
    let first = application.checkpoint(Some(path.clone())).await.unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let old = std::fs::read_to_string(&path).unwrap();
    let files = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!((files, old.lines().count()), (1, 1));
    // The file is lost: with a new key nobody could tell an honest ledger from another.
    grow(application.ledger(), 20).await;
    application.log_reading(None, &reading()).await.unwrap();
    std::fs::remove_file(&path).unwrap();
    let refused = application.checkpoint(Some(path.clone())).await.unwrap_err();
    assert!(matches!(refused, CheckpointError::KeyLost { .. }), "{refused}");
    assert!(!path.exists());
    // Rotation: a new key that signs, and the public half of the old one.
    let old: SigningKey = old.trim().parse().unwrap();
    let new = SigningKey::ed25519(old.verifier().name(), &[5; 32]).unwrap();
    std::fs::write(&path, format!("# rotated\n{}\n\n{}\n", new.to_secret_text().as_str(), old.verifier()))
        .unwrap();
    let second = application.checkpoint(Some(path.clone())).await.unwrap();
    let trusted = SigningKeys::read(&path).unwrap().unwrap();
    for (tree, kept, size) in [
        (Tree::Ledger, first.ledger, 10),
        (Tree::Ledger, second.ledger, 20),
        (Tree::AccessLog, first.accesses, 1),
        (Tree::AccessLog, second.accesses, 2),
    ] {
        let kept = kept.unwrap();
        assert_eq!(kept.size, size);
        kept.check(tree, trusted.trusted()).unwrap();
    }
    let trust = Trust::of(trusted.trusted().to_vec());
    let found = application.verify_accesses(&trust, &mut |_, _| ()).await.unwrap();
    assert_eq!((found.checkpoints, found.first_bad), (2, None));
    assert!(application.signing_key_file(Some(path.clone())) == Some(path));
    match &place {
        Place::Sqlite(_) => {
            let beside = application.signing_key_file(None).unwrap();
            assert_eq!(beside.file_name().unwrap(), "ledger.db.signing-key");
        }
        Place::Postgres(_) => {
            assert_eq!(application.signing_key_file(None), None);
            let refused = application.checkpoint(None).await.unwrap_err();
            assert!(matches!(refused, CheckpointError::NoKeyFile), "{refused}");
        }
    }
}

async fn a_key_that_nobody_trusts_signs_nothing_more(place: Place) {
    let ledger = place.ledger().await;
    grow(&ledger, 10).await;
    sign(&ledger).await.unwrap();
    grow(&ledger, 20).await;
    let stranger = SigningKey::ed25519("parcours/tests", &[9; 32]).unwrap();
    let refused =
        ledger.checkpoint(&stranger, &[stranger.verifier().clone()], micro(NOON)).await.unwrap_err();
    assert!(matches!(refused, ProofError::Kept { size: 10, .. }), "{refused}");
    assert!(!format!("{refused:?} {:?}", key()).contains(key().to_secret_text().as_str()));
    assert_eq!(ledger.checkpoints(0, 10).await.unwrap().len(), 1);
}
