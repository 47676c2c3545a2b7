//! How deeply brackets nest, before anything parses the text.
//!
//! The library descends on the stack into values however deep they are: some hundreds of nested
//! lists, in one kilobyte, end the process. So the count comes first.

/// The most brackets open at once, strings and comments left out.
///
/// Where the text is not GraphQL the count goes at least as far as the parser does.
pub(super) fn brackets(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut open, mut most) = (0, 0_usize, 0);
    let mut blocks_end = true;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'{' | b'[' | b'(' => {
                open += 1;
                most = most.max(open);
            }
            b'}' | b']' | b')' => open = open.saturating_sub(1),
            b'#' => at = line_end(bytes, at),
            b'"' => match string_end(bytes, at, &mut blocks_end) {
                Some(end) => at = end,
                // Nothing but a string starts so: the parser goes no further.
                None => break,
            },
            _ => {}
        }
        at += 1;
    }
    most
}

fn line_end(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    let length = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
    start + length.unwrap_or(rest.len())
}

/// The index of the last byte of the string that starts at `start`; none when it does not end.
///
/// Three quotes that nothing closes are read as the parser reads them when it backs off: an
/// empty string, then the start of another. Where one such block does not end no later one does,
/// which keeps the scan linear.
fn string_end(bytes: &[u8], start: usize, blocks_end: &mut bool) -> Option<usize> {
    let rest = bytes.get(start..)?;
    if rest.starts_with(b"\"\"\"") {
        let length = if *blocks_end { block_end(rest) } else { None };
        *blocks_end = length.is_some();
        return Some(length.map_or(start + 1, |length| start + length - 1));
    }
    let mut at = 1;
    loop {
        match rest.get(at)? {
            b'"' => return Some(start + at),
            b'\\' => at += 1,
            b'\n' | b'\r' => return None,
            _ => {}
        }
        at += 1;
    }
}

fn block_end(rest: &[u8]) -> Option<usize> {
    let mut at = 3;
    while at < rest.len() {
        let tail = rest.get(at..)?;
        if tail.starts_with(b"\"\"\"") {
            return Some(at + 3);
        }
        at += if tail.starts_with(b"\\\"\"\"") { 4 } else { 1 };
    }
    None
}
