//! The two forms in which an engine gives a page, taken apart without believing either.

use memchr::memchr;

/// Separates the values of a page of SQLite; a page in which a value holds it is not honest, or rare.
pub(super) const SEPARATOR: u8 = 0x1F;

/// What COPY begins with.
pub(super) const SIGNATURE: &[u8] = b"PGCOPY\n\xFF\r\n\0";

/// A value that is not in its form.
pub(super) struct Odd;

/// Values with separators between them; nothing behind the last one.
pub(super) struct Values<'p>(pub(super) Option<&'p [u8]>);

impl<'p> Values<'p> {
    pub(super) fn next(&mut self) -> Option<&'p [u8]> {
        let rest = self.0?;
        let Some(end) = memchr(SEPARATOR, rest) else {
            self.0 = None;
            return Some(rest);
        };
        self.0 = rest.get(end + 1..);
        rest.get(..end)
    }

    pub(super) fn text(&mut self) -> Option<&'p str> {
        str::from_utf8(self.next()?).ok()
    }

    pub(super) fn number(&mut self) -> Option<i64> {
        self.text()?.parse().ok()
    }

    /// Nothing, or an equals sign and the value.
    pub(super) fn optional(&mut self) -> Result<Option<&'p str>, Odd> {
        match self.text().ok_or(Odd)? {
            "" => Ok(None),
            value => value.strip_prefix('=').map(Some).ok_or(Odd),
        }
    }
}

/// Bytes from as many pairs of hexadecimal digits, which SQLite writes in upper case.
pub(super) fn unhex<const N: usize>(digits: &[u8]) -> Option<[u8; N]> {
    if digits.len() != 2 * N {
        return None;
    }
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    };
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}

/// The fields of COPY, each behind its length.
pub(super) struct Fields<'p>(pub(super) &'p [u8]);

impl<'p> Fields<'p> {
    pub(super) fn take(&mut self, length: usize) -> Option<&'p [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    pub(super) fn short(&mut self) -> Option<u16> {
        Some(u16::from_be_bytes(self.take(2)?.try_into().ok()?))
    }

    pub(super) fn long(&mut self) -> Option<i32> {
        Some(i32::from_be_bytes(self.take(4)?.try_into().ok()?))
    }

    /// Signature and flags, none of which is set; no extension.
    pub(super) fn header(&mut self) -> Option<()> {
        let plain = self.take(SIGNATURE.len())? == SIGNATURE && self.long()? == 0 && self.long()? == 0;
        plain.then_some(())
    }

    /// Whether only the mark of the end is left.
    pub(super) fn ends(&self) -> bool {
        self.0 == [0xFF, 0xFF]
    }

    /// A value, or NULL.
    pub(super) fn optional(&mut self) -> Result<Option<&'p [u8]>, Odd> {
        match self.long().ok_or(Odd)? {
            -1 => Ok(None),
            length => self.take(length.try_into().map_err(|_| Odd)?).map(Some).ok_or(Odd),
        }
    }

    /// A value, not NULL.
    pub(super) fn next(&mut self) -> Option<&'p [u8]> {
        self.optional().ok()?
    }

    pub(super) fn exactly<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.next()?.try_into().ok()
    }

    pub(super) fn text(&mut self) -> Option<&'p str> {
        str::from_utf8(self.next()?).ok()
    }

    pub(super) fn optional_text(&mut self) -> Result<Option<&'p str>, Odd> {
        self.optional()?.map(str::from_utf8).transpose().map_err(|_| Odd)
    }
}
