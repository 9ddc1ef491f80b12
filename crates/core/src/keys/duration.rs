//! Lengths of time as Go spells them, which is how the runner reads them.

/// The nanoseconds of a text such as `1h30m`, `1.5s` or `-10ms`, as Go's `time.ParseDuration` reads it; `None` where
/// that is an error: no unit, a unit it does not know (`d`), or more than about 292 years.
#[must_use]
pub fn parse_duration(text: &str) -> Option<i64> {
    let negative = text.starts_with('-');
    let mut rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    if rest == "0" {
        return Some(0);
    }
    if rest.is_empty() {
        return None;
    }
    let mut total = 0_i128;
    while !rest.is_empty() {
        let (whole, after) = digits(rest);
        let (fraction, after) = after.strip_prefix('.').map_or(("", after), digits);
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let (name, unit) = UNITS
            .into_iter()
            .find(|(name, _)| after.starts_with(name))?;
        rest = &after[name.len()..];
        // The longest number that can still be in range has 19 digits; what follows 18 places is below a nanosecond.
        if whole.trim_start_matches('0').len() > 19 {
            return None;
        }
        let number = whole
            .bytes()
            .fold(0_i128, |n, digit| n * 10 + i128::from(digit - b'0'));
        let part = fraction.bytes().take(18).rev().fold(0_i128, |sum, digit| {
            (sum + i128::from(digit - b'0') * unit) / 10
        });
        total += number * unit + part;
        if total > i128::from(i64::MAX) {
            return None;
        }
    }
    i64::try_from(if negative { -total } else { total }).ok()
}

/// Units in nanoseconds, longer names before the ones they begin with.
const UNITS: [(&str, i128); 8] = [
    ("ns", 1),
    ("us", 1_000),
    ("\u{b5}s", 1_000),
    ("\u{3bc}s", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
];

fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(u8::is_ascii_digit).count())
}

#[cfg(test)]
mod tests {
    use super::parse_duration;

    #[test]
    fn reads_what_go_reads() {
        let second = 1_000_000_000;
        for (text, nanos) in [
            ("0", 0),
            ("-0", 0),
            ("5m", 300 * second),
            ("1h30m", 5400 * second),
            ("1.5s", 3 * second / 2),
            (".5s", second / 2),
            ("1.s", second),
            ("-10ms", -10_000_000),
            ("+3us", 3_000),
            ("3\u{b5}s", 3_000),
            ("1h1m1s1ms1us1ns", 3_661_001_001_001),
            ("0.333333333333333333333s", 333_333_333),
            ("2562047h", 2_562_047 * 3600 * second),
        ] {
            assert_eq!(parse_duration(text), Some(nanos), "{text}");
        }
        for text in [
            "",
            "+",
            "5",
            "1d",
            "5 m",
            "m",
            ".s",
            "1h30",
            "1..5s",
            "2562048h",
            "99999999999999999999s",
            "1e3s",
        ] {
            assert_eq!(parse_duration(text), None, "{text}");
        }
    }
}
