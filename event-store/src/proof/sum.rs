//! Completeness: how many events, and which, in whatever order they were taken.

use super::error::ProofError;
use super::tiles::WIDTH;
use super::tree::{TreeHash, hex};
use crate::error::StoreError;
use crate::ledger::{Ledger, reading};

/// Leaf hashes read at a time.
const PAGE: u64 = 16 * 1024;

/// Count and digest of a set of events. The digest is the sum of their leaf hashes, taken as numbers of 256 bits
/// with the lowest byte first, modulo 2^256: it does not depend on the order, so that parts may be summed apart,
/// and an event that is missing or taken twice changes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sum {
    /// How many events.
    pub count: u64,
    /// The sum of their leaf hashes.
    pub digest: TreeHash,
}

impl Sum {
    /// Of the events with these leaf hashes.
    pub fn of<'l>(leaves: impl IntoIterator<Item = &'l TreeHash>) -> Self {
        let mut sum = Self::default();
        for leaf in leaves {
            sum.add(leaf);
        }
        sum
    }

    /// Takes in one event.
    pub fn add(&mut self, leaf: &TreeHash) {
        self.merge(&Self { count: 1, digest: *leaf });
    }

    /// Takes in the events of another sum, which has none of those of this one.
    pub fn merge(&mut self, other: &Self) {
        self.count += other.count;
        let mut carry = 0;
        for (own, more) in self.digest.iter_mut().zip(other.digest) {
            let sum = u16::from(*own) + u16::from(more) + carry;
            let [high, low] = sum.to_be_bytes();
            (*own, carry) = (low, u16::from(high));
        }
    }

    /// The events of this sum that are not of another one, all of whose events are among them.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        let (mut rest, mut borrow) = (*self, false);
        rest.count = self.count.saturating_sub(other.count);
        for (own, less) in rest.digest.iter_mut().zip(other.digest) {
            let (once, first) = own.overflowing_sub(less);
            let (twice, second) = once.overflowing_sub(borrow.into());
            (*own, borrow) = (twice, first || second);
        }
        rest
    }

    /// So many events with a digest in hexadecimal; nothing when it is none.
    #[must_use]
    pub fn of_hex(count: u64, digest: &str) -> Option<Self> {
        let digits = |at: usize| digest.get(2 * at..2 * at + 2);
        let byte = |at| digits(at).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let mut read = TreeHash::default();
        for (at, own) in read.iter_mut().enumerate() {
            *own = byte(at)?;
        }
        (digest.len() == 2 * read.len()).then_some(Self { count, digest: read })
    }

    /// The digest in hexadecimal.
    #[must_use]
    pub fn hex(&self) -> String {
        hex(&self.digest)
    }
}

impl Ledger {
    /// Keeps the sums of up to `limit` more events (at least 256), one for each block of 256 positions; answers up
    /// to which position they are kept. Apart from appending, and safe to run by many at once.
    ///
    /// # Errors
    /// A failure of the store, and leaf hashes that are missing.
    pub async fn extend_sums(&self, limit: u64) -> Result<u64, ProofError> {
        let head = self.head().await?.position;
        let mut sum = self.kept_sum(head).await?;
        let end = head.min(sum.count.saturating_add(limit.max(WIDTH)));
        let end = end - end % WIDTH;
        if end <= sum.count {
            return Ok(sum.count);
        }
        let mut sums = Vec::new();
        while sum.count < end {
            let page = sum.count..end.min(sum.count + PAGE);
            for leaf in self.hashes(0, &page).await? {
                sum.add(&leaf);
                if sum.count.is_multiple_of(WIDTH) {
                    sums.push(sum);
                }
            }
        }
        let mut writer = self.store().writer().await?;
        let written = writer.write_sums(&sums).await;
        writer.close().await;
        written?;
        Ok(sum.count)
    }

    /// Count and digest of the first `position` events: one kept sum and at most 255 leaf hashes, once the sums
    /// were extended so far.
    ///
    /// # Errors
    /// A failure of the store, and leaf hashes that are missing.
    pub async fn sum_at(&self, position: u64) -> Result<Sum, ProofError> {
        let mut sum = self.kept_sum(position).await?;
        while sum.count < position {
            let page = sum.count..position.min(sum.count + PAGE);
            for leaf in self.hashes(0, &page).await? {
                sum.add(&leaf);
            }
        }
        Ok(sum)
    }

    /// The last kept sum, be it of more events than there are.
    pub(super) async fn last_kept_sum(&self) -> Result<Sum, StoreError> {
        self.kept_sum(i64::MAX.unsigned_abs()).await
    }

    /// The last kept sum over at most so many events.
    async fn kept_sum(&self, position: u64) -> Result<Sum, StoreError> {
        Ok(reading!(self.store().kept_sum(position))?.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_does_not_matter_and_every_event_does() {
        let leaves: Vec<TreeHash> = (0_u8..200).map(|byte| [byte.wrapping_mul(37) ^ 0xf0; 32]).collect();
        let of = |leaves: &[TreeHash]| Sum::of(leaves);
        assert_eq!(of(&leaves).without(&of(&leaves[..77])), of(&leaves[77..]));
        let sum = |leaves: &[TreeHash]| {
            let mut sum = Sum::default();
            for leaf in leaves {
                sum.add(leaf);
            }
            sum
        };
        let whole = sum(&leaves);
        let backwards: Vec<TreeHash> = leaves.iter().rev().copied().collect();
        assert_eq!(sum(&backwards), whole);
        let mut parts = sum(&leaves[100..]);
        parts.merge(&sum(&leaves[..100]));
        assert_eq!(parts, whole);
        assert_ne!(sum(&leaves[1..]).digest, whole.digest);
    }

    #[test]
    fn a_carry_goes_up_and_past_the_end() {
        let mut sum = Sum { count: 1, digest: [0xff; 32] };
        let mut one = [0; 32];
        one[0] = 1;
        sum.add(&one);
        assert_eq!(sum, Sum { count: 2, digest: [0; 32] });
    }
}
