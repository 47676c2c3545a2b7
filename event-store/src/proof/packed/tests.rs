use super::values::{SEPARATOR, SIGNATURE};
use super::*;
use crate::event::{Actor, StoredEvent};
use crate::leaf::leaf_hash;
use crate::names::StreamName;
use crate::proof::hex;

fn event() -> StoredEvent {
    let mut event = StoredEvent {
        position: 8,
        stream: StreamName::new("household/1").unwrap(),
        version: 2,
        event_id: Uuid::from_u128(5),
        event_type: "lease_signed".into(),
        schema: 1,
        occurred_on: "2024-02".into(),
        recorded_at: Timestamp::UNIX_EPOCH,
        actor: Actor { organisation: "é".into(), role: Some(String::new()), user: None },
        origin: Origin::Import,
        batch: None,
        warnings: vec!["W1".into()],
        payload: b"{\xFF}".to_vec(),
        source_recorded_at: Some(Timestamp::UNIX_EPOCH),
        leaf_hash: [0; 32],
    };
    event.leaf_hash = leaf_hash(&event);
    event
}

fn values() -> Vec<Vec<u8>> {
    let digits = |bytes: &[u8]| hex(bytes).to_uppercase().into_bytes();
    let texts = |texts: &[&str]| texts.iter().map(|text| text.as_bytes().to_vec()).collect::<Vec<_>>();
    let mut values =
        texts(&["8", "0", "0", "", "-", "2", "1", "household/1", "lease_signed", "2024-02", "é"]);
    values[3] = digits(event().event_id.as_bytes());
    values.extend(texts(&["=", "", "import", "[\"W1\"]"]));
    values.extend([digits(&event().leaf_hash), event().payload]);
    values
}

fn separated(values: &[Vec<u8>]) -> Option<Leaves> {
    Packed::Separated(values.join(&SEPARATOR)).leaves(7, 8, None)
}

#[test]
fn an_honest_page_of_sqlite_is_read() {
    let leaves = separated(&values()).unwrap();
    let (leaf, stream) = leaves.iter().next().unwrap();
    assert_eq!((leaf.hash, leaf.version, stream), (event().leaf_hash, 2, "household/1"));
    // Another value, one too many or too few, another place, nothing at all.
    for at in 0..values().len() {
        let mut other = values();
        other[at].push(b'1');
        assert!(separated(&other).is_none(), "value {at}");
        other.remove(at);
        assert!(separated(&other).is_none(), "without value {at}");
        let mut other = values();
        other[at].push(SEPARATOR);
        assert!(separated(&other).is_none(), "a separator in value {at}");
    }
    assert!(Packed::Separated(Vec::new()).leaves(7, 8, None).is_none());
    assert!(Packed::Separated(values().join(&SEPARATOR)).leaves(6, 7, None).is_none());
}

#[test]
fn an_honest_page_of_postgresql_is_read() {
    let event = event();
    let text = |text: &str| Some(text.as_bytes().to_vec());
    let fields = [
        Some(8_i64.to_be_bytes().to_vec()),
        Some(0_i64.to_be_bytes().to_vec()),
        Some(0_i64.to_be_bytes().to_vec()),
        Some(event.event_id.as_bytes().to_vec()),
        None,
        Some(2_i32.to_be_bytes().to_vec()),
        Some(1_i32.to_be_bytes().to_vec()),
        text("household/1"),
        text("lease_signed"),
        text("2024-02"),
        text("é"),
        text(""),
        None,
        text("import"),
        text("[\"W1\"]"),
        Some(event.leaf_hash.to_vec()),
        Some(event.payload.clone()),
    ];
    let mut page = [SIGNATURE, &[0; 8], &17_u16.to_be_bytes()].concat();
    for field in &fields {
        let length = field.as_ref().map_or(-1, |field| i32::try_from(field.len()).unwrap());
        page.extend(length.to_be_bytes());
        page.extend(field.iter().flatten());
    }
    page.extend([0xFF, 0xFF]);
    let leaves = Packed::Copied(page.clone()).leaves(7, 8, None).unwrap();
    assert_eq!(leaves.iter().next().unwrap().0.hash, event.leaf_hash);
    // Cut off anywhere, or any byte another.
    for at in 0..page.len() {
        assert!(Packed::Copied(page[..at].to_vec()).leaves(7, 8, None).is_none(), "cut at {at}");
        let mut other = page.clone();
        other[at] ^= 1;
        assert!(Packed::Copied(other).leaves(7, 8, None).is_none(), "byte {at}");
    }
}
