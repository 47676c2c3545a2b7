//! Numbers, identifiers and instants in writing. By hand: the general formatters cost more than the hash of what
//! they write, and an audit writes every event of the ledger.

use std::fmt::Write as _;

use jiff::Timestamp;
use uuid::Uuid;

/// 00 to 99.
const PAIRS: &str = "0001020304050607080910111213141516171819\
                     2021222324252627282930313233343536373839\
                     4041424344454647484950515253545556575859\
                     6061626364656667686970717273747576777879\
                     8081828384858687888990919293949596979899";

/// Writes a number below 100 with two digits.
fn push_pair(out: &mut String, number: i64) {
    let at = usize::try_from(number * 2).unwrap_or_default();
    out.push_str(PAIRS.get(at..at + 2).unwrap_or_default());
}

/// Writes a number in decimal.
pub(crate) fn push_number(out: &mut String, mut number: u64) {
    let mut digits = [b'0'; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] += u8::try_from(number % 10).unwrap_or_default();
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.push_str(str::from_utf8(&digits[at..]).unwrap_or_default());
}

/// Writes an identifier with hyphens, in lower case.
pub(crate) fn push_id(out: &mut String, id: &Uuid) {
    out.push_str(id.hyphenated().encode_lower(&mut [0; uuid::fmt::Hyphenated::LENGTH]));
}

/// Writes an instant as RFC 3339 in UTC with six digits; what is below a microsecond is left out, as the ledger
/// leaves it out.
pub(crate) fn push_instant(out: &mut String, at: Timestamp) {
    let microseconds = at.as_microsecond();
    let (seconds, fraction) = (microseconds.div_euclid(1_000_000), microseconds.rem_euclid(1_000_000));
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = civil(days);
    if !(0..=9999).contains(&year) {
        // Writing to a string cannot fail.
        let _ = write!(out, "{:.6}", Timestamp::from_microsecond(microseconds).unwrap_or(at));
        return;
    }
    push_pair(out, year / 100);
    push_pair(out, year % 100);
    for (mark, number) in
        [('-', month), ('-', day), ('T', second / 3600), (':', second / 60 % 60), (':', second % 60)]
    {
        out.push(mark);
        push_pair(out, number);
    }
    out.push('.');
    for number in [fraction / 10_000, fraction / 100 % 100, fraction % 100] {
        push_pair(out, number);
    }
    out.push('Z');
}

/// Year, month and day of a number of days since 1970-01-01, in the proleptic Gregorian calendar. The year is
/// counted from March in eras of 400 years, so that the leap day is the last of it.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (400 * era + year + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(push: impl FnOnce(&mut String)) -> String {
        let mut out = String::new();
        push(&mut out);
        out
    }

    #[test]
    fn numbers_and_identifiers_are_written_as_usual() {
        for number in [0, 9, 10, 99, 100, 1_234_567_890, u64::MAX] {
            assert_eq!(written(|out| push_number(out, number)), number.to_string());
        }
        let id = Uuid::from_u128(0x0123_4567_89AB_CDEF_FEDC_BA98_7654_3210);
        assert_eq!(written(|out| push_id(out, &id)), id.to_string());
    }

    #[test]
    fn instants_are_written_as_the_general_formatter_does() {
        let mut instants =
            vec![Timestamp::MIN, Timestamp::UNIX_EPOCH, "2024-02-29T23:59:59.999999Z".parse().unwrap()];
        instants.extend(["0000-01-01T00:00:00Z", "9999-12-30T00:00:00Z", "1969-12-31T23:59:59.000001Z"].map(
            |text| {
                let instant: Timestamp = text.parse().unwrap();
                instant
            },
        ));
        // Every month for six hundred years, at odd times.
        let step = 2_629_746_123_457_i64;
        instants.extend((-4000..4000).filter_map(|n| Timestamp::from_microsecond(n * step).ok()));
        for at in instants {
            let at = Timestamp::from_microsecond(at.as_microsecond()).unwrap();
            assert_eq!(written(|out| push_instant(out, at)), format!("{at:.6}"));
        }
    }
}
