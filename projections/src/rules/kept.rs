//! Views that were computed, kept while there is room.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use datafusion::arrow::array::{Array as _, ArrayData, RecordBatch};
use datafusion::arrow::buffer::NullBuffer;
use datafusion::catalog::MemTable;

use super::secrecy::Secrets;

/// A view that was computed.
#[derive(Debug, Clone)]
pub(super) struct View {
    pub(super) table: Arc<MemTable>,
    /// Its personal columns.
    pub(super) secrets: Secrets,
}

#[derive(Debug)]
pub(super) struct Kept {
    /// Memory that is held whatever is kept: that of the facts tables.
    held: Memory,
    inner: Mutex<Shelf>,
}

#[derive(Debug, Default)]
struct Shelf {
    views: HashMap<[u8; 32], View>,
    memory: Memory,
    turns: HashMap<[u8; 32], Weak<Turn>>,
}

/// Whoever computes a view has its turn; the others wait and find it kept.
pub(super) type Turn = tokio::sync::Mutex<()>;

/// Pieces of memory by address, each with its bytes. What a query hands on as it is stays where it is: many batches of many
/// views refer to the same piece, which is there once.
#[derive(Debug, Default)]
struct Memory(HashMap<NonZeroUsize, usize>);

impl Memory {
    fn of<'b>(rows: impl IntoIterator<Item = &'b RecordBatch>) -> Self {
        let mut memory = Self::default();
        for column in rows.into_iter().flat_map(RecordBatch::columns) {
            memory.add(&column.to_data());
        }
        memory
    }

    fn add(&mut self, data: &ArrayData) {
        let nulls = data.nulls().map(NullBuffer::buffer);
        for buffer in data.buffers().iter().chain(nulls) {
            self.0.insert(buffer.data_ptr().addr(), buffer.capacity());
        }
        for child in data.child_data() {
            self.add(child);
        }
    }

    fn without(mut self, other: &Self) -> Self {
        self.0.retain(|piece, _| !other.0.contains_key(piece));
        self
    }

    fn bytes(&self) -> usize {
        self.0.values().sum()
    }

    /// How many bytes both come to.
    fn bytes_with(&self, other: &Self) -> usize {
        let more = other.0.iter().filter(|(piece, _)| !self.0.contains_key(*piece));
        self.bytes() + more.map(|(_, bytes)| bytes).sum::<usize>()
    }
}

impl Kept {
    /// Nothing yet, beside rows that are held anyway.
    pub(super) fn beside<'b>(held: impl IntoIterator<Item = &'b RecordBatch>) -> Self {
        Self { held: Memory::of(held), inner: Mutex::default() }
    }

    /// A table is whole before it is kept: whoever panicked left nothing half done.
    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn get(&self, key: &[u8; 32]) -> Option<View> {
        self.shelf().views.get(key).cloned()
    }

    /// The turn of whoever asks for a view.
    pub(super) fn turn(&self, key: &[u8; 32]) -> Arc<Turn> {
        let mut kept = self.shelf();
        if let Some(turn) = kept.turns.get(key).and_then(Weak::upgrade) {
            return turn;
        }
        kept.turns.retain(|_, turn| turn.strong_count() > 0);
        let turn = Arc::default();
        kept.turns.insert(*key, Arc::downgrade(&turn));
        turn
    }

    /// Keeps a view with these rows; when there is no room, forgets all others first.
    pub(super) fn keep(&self, key: [u8; 32], view: &View, rows: &[RecordBatch], room: usize) {
        let memory = Memory::of(rows).without(&self.held);
        let mut kept = self.shelf();
        if kept.memory.bytes_with(&memory) > room {
            kept.views.clear();
            kept.memory = Memory::default();
        }
        if memory.bytes() <= room {
            kept.views.insert(key, view.clone());
            kept.memory.0.extend(memory.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use datafusion::arrow::array::{Int64Array, StringArray};

    use super::*;

    fn rows(texts: &[&str]) -> RecordBatch {
        let numbers = Int64Array::from_iter_values(0..i64::try_from(texts.len()).unwrap());
        let texts = StringArray::from_iter_values(texts);
        RecordBatch::try_from_iter([("text", Arc::new(texts) as _), ("number", Arc::new(numbers) as _)])
            .unwrap()
    }

    fn view(rows: &[RecordBatch]) -> View {
        let table = MemTable::try_new(rows[0].schema(), vec![rows.to_vec()]).unwrap();
        View { table: Arc::new(table), secrets: Secrets::default() }
    }

    #[test]
    fn memory_that_several_share_is_counted_once() {
        let whole = rows(&["hotel", "relay_flat", "lease"]);
        let parts = [whole.slice(0, 1), whole.slice(1, 2)];
        let bytes = Memory::of([&whole]).bytes();
        assert!(bytes > 0);
        assert_eq!(Memory::of(&parts).bytes(), bytes);
        assert_eq!(Memory::of([&whole]).bytes_with(&Memory::of(&parts)), bytes);
        let other = rows(&["hotel"]);
        assert_eq!(
            Memory::of([&whole]).bytes_with(&Memory::of([&other])),
            bytes + Memory::of([&other]).bytes()
        );
    }

    #[test]
    fn what_is_held_anyway_takes_no_room() {
        let held = rows(&["hotel", "relay_flat"]);
        let kept = Kept::beside([&held]);
        let part = [held.slice(1, 1)];
        kept.keep([1; 32], &view(&part), &part, 0);
        assert!(kept.get(&[1; 32]).is_some());
    }

    #[test]
    fn where_there_is_no_room_the_others_are_forgotten() {
        let (one, other) = ([rows(&["hotel"])], [rows(&["lease"])]);
        let room = Memory::of(&one).bytes();
        let kept = Kept::beside([]);
        kept.keep([1; 32], &view(&one), &one, room);
        kept.keep([2; 32], &view(&other), &other, room);
        assert!(kept.get(&[1; 32]).is_none() && kept.get(&[2; 32]).is_some());
        kept.keep([3; 32], &view(&one), &one, room - 1);
        assert!(kept.get(&[3; 32]).is_none());
    }

    #[test]
    fn a_view_has_one_turn_at_a_time() {
        let kept = Kept::beside([]);
        let (one, again, other) = (kept.turn(&[1; 32]), kept.turn(&[1; 32]), kept.turn(&[2; 32]));
        let has = one.try_lock();
        assert!(has.is_ok() && again.try_lock().is_err() && other.try_lock().is_ok());
        drop(has);
        drop((one, again, other));
        assert!(kept.turn(&[3; 32]).try_lock().is_ok());
        assert_eq!(kept.shelf().turns.len(), 1, "turns that nobody has are forgotten");
    }
}
