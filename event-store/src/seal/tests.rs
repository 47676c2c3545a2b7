use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use uuid::Uuid;

use super::master::MasterKey;
use super::ring::lock;
use super::*;
use crate::settings::Settings;
use crate::store::Store;

fn key(number: u8) -> SubjectKey {
    SubjectKey::new("person/1", &[number; 32])
}

fn at(event: u128, pointer: &str) -> Place<'_> {
    Place { event: Uuid::from_u128(event), pointer }
}

#[test]
fn the_sealed_text_is_the_one_written_down() {
    // Whoever changes how values are sealed makes every ledger unreadable: that takes another algorithm name.
    let sealed = key(7).seal(at(1, "/birth"), b"\"1975-04\"");
    let (head, _) = sealed.split_at("xc20p.".len() + 22);
    assert_eq!(head, format!("xc20p.{}", key(7).id()));
    assert_eq!(sealed.split('.').map(str::len).collect::<Vec<_>>(), [5, 22, 32, 34]);
    assert_eq!(KeyId::in_sealed(&sealed), Some(key(7).id()));
}

#[test]
fn sealing_again_gives_the_same_text_and_elsewhere_another() {
    let sealed = key(7).seal(at(1, "/birth"), b"1");
    assert_eq!(sealed, key(7).seal(at(1, "/birth"), b"1"));
    for other in [
        key(7).seal(at(2, "/birth"), b"1"),
        key(7).seal(at(1, "/sex"), b"1"),
        key(7).seal(at(1, "/birth"), b"2"),
        key(8).seal(at(1, "/birth"), b"1"),
        SubjectKey::new("person/2", &[7; 32]).seal(at(1, "/birth"), b"1"),
    ] {
        assert_ne!(other.split('.').nth(2), sealed.split('.').nth(2));
    }
}

#[test]
fn what_is_no_sealed_text_does_not_open() {
    for text in ["", "xc20p", "xc20p...", "xc20p.AA.AA.AA", "aes.AA.AA.AA", "xc20p.a.b.c.d"] {
        assert_eq!(key(7).open(at(1, "/birth"), text).err(), Some(NotOpened), "{text}");
    }
}

#[test]
fn nothing_secret_is_shown() {
    let shown = format!("{:?} {:?}", key(7), key(7).opening_of(at(1, "/birth")));
    assert!(!shown.contains("[7, 7") && shown.contains("‹hidden›"), "{shown}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_sealed_value_opens_where_it_was_sealed(
        secret: [u8; 32], event: u128, pointer in "/[a-z_]{1,20}", plain: Vec<u8>,
    ) {
        let key = SubjectKey::new("person/1", &secret);
        let sealed = key.seal(at(event, &pointer), &plain);
        prop_assert_eq!(&*key.open(at(event, &pointer), &sealed).unwrap(), &plain);
        // The opening of one value opens it without the key of its subject, and survives being handed out.
        let opening = key.opening_of(at(event, &pointer)).to_secret_text();
        let opening = Opening::from_text(&opening).unwrap();
        prop_assert_eq!(&*open_with(&opening, "person/1", at(event, &pointer), &sealed).unwrap(), &plain);
    }

    #[test]
    fn one_that_is_altered_does_not(plain: Vec<u8>, at_byte: prop::sample::Index, by in 1_u8..=255) {
        let sealed = key(7).seal(at(1, "/birth"), &plain);
        let mut parts: Vec<Vec<u8>> =
            sealed.split('.').skip(1).map(|part| URL_SAFE_NO_PAD.decode(part).unwrap()).collect();
        let whole: usize = parts.iter().map(Vec::len).sum();
        let mut byte = at_byte.index(whole);
        for part in &mut parts {
            if let Some(changed) = part.get_mut(byte) {
                *changed ^= by;
                break;
            }
            byte -= part.len();
        }
        let parts: Vec<String> = parts.iter().map(|part| URL_SAFE_NO_PAD.encode(part)).collect();
        let altered = format!("xc20p.{}", parts.join("."));
        prop_assert!(key(7).open(at(1, "/birth"), &altered).is_err());
        let opening = key(7).opening_of(at(1, "/birth"));
        // The name of the key is not sealed: it only tells which key to look for.
        let named = altered.split('.').nth(1) != sealed.split('.').nth(1);
        prop_assert!(named || open_with(&opening, "person/1", at(1, "/birth"), &altered).is_err());
    }

    #[test]
    fn one_that_is_moved_does_not(plain: Vec<u8>, event: u128, pointer in "/[a-z_]{1,20}") {
        prop_assume!((event, pointer.as_str()) != (1, "/birth"));
        let sealed = key(7).seal(at(1, "/birth"), &plain);
        prop_assert!(key(7).open(at(event, &pointer), &sealed).is_err());
        prop_assert!(key(8).open(at(1, "/birth"), &sealed).is_err());
        let opening = key(7).opening_of(at(event, &pointer));
        prop_assert!(open_with(&opening, "person/1", at(1, "/birth"), &sealed).is_err());
        let opening = key(7).opening_of(at(1, "/birth"));
        prop_assert!(open_with(&opening, "person/2", at(1, "/birth"), &sealed).is_err());
    }
}

#[test]
fn a_master_key_file_is_made_once_and_read_by_its_owner_alone() {
    let folder = std::env::temp_dir().join(format!("parcours-master-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("key");
    assert!(MasterKey::read(&path).unwrap().is_none());
    let made = MasterKey::create(&path).unwrap();
    let wrapped = made.wrap(b"about", &[9; 32]).unwrap();
    let again = MasterKey::create(&path).unwrap();
    assert_eq!(again.unwrap(b"about", &wrapped).as_deref(), Some(&[9; 32]));
    assert!(again.unwrap(b"other", &wrapped).is_none());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    for text in ["", "PARCOURS+MASTER+AAAA\n", "nonsense\n"] {
        std::fs::write(&path, text).unwrap();
        assert!(matches!(MasterKey::read(&path), Err(SealError::MasterKeyMalformed { .. })), "{text}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

/// Keys that were read before an erasure took its turn, and come after it.
#[tokio::test]
async fn keys_read_before_everything_was_to_be_forgotten_are_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("ledger.db").display());
    let store = Arc::new(Store::open(&url, &Settings::default()).await.unwrap());
    let ring = KeyRing::new(Arc::clone(&store), None, Arc::new(|| jiff::Timestamp::UNIX_EPOCH));
    let holder = Holder { subject: "person/1".to_owned(), class: KeyClass::Quasi, hidden: false };
    ring.keys_of(&[holder.clone()].into(), Durably::AtOnce).await.unwrap();

    let before = ring.unlock().await.unwrap();
    let rows = store.keys_of_subjects(&[(holder.subject.clone(), holder.class)]).await.unwrap();
    let keys = [Some(Arc::new(key(1)))];
    let is_kept = || lock(&ring.kept).by_id.get(&rows[0].id).is_some();
    ring.forget();
    ring.keep(&before, &rows, &keys);
    assert!(!is_kept());
    let after = ring.unlock().await.unwrap();
    ring.keep(&before, &rows, &keys);
    assert!(!is_kept());
    ring.keep(&after, &rows, &keys);
    assert!(is_kept());
}
