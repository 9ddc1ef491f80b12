//! The grammar of a quantity: reading one exactly and writing its canonical form.

use std::str::FromStr;

use super::{Family, MAX, NANOS, Quantity, QuantityError};

impl FromStr for Quantity {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Self, QuantityError> {
        let fail = |expected| QuantityError {
            shown: text.chars().take(40).collect(),
            expected,
        };
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (whole, rest) = digits(unsigned);
        let (fraction, suffix) = rest.strip_prefix('.').map_or(("", rest), digits);
        if whole.is_empty() && fraction.is_empty() {
            return Err(fail(if text.is_empty() {
                "it is empty; expected for example 100m, 0.5 or 128Mi"
            } else {
                "it must start with digits, for example 100m, 0.5 or 128Mi"
            }));
        }
        let (family, exponent, factor) =
            read_suffix(suffix).ok_or_else(|| fail(expected_suffix(suffix)))?;
        let magnitude = magnitude(whole, fraction, exponent, factor) as i128;
        let nanos = if text.starts_with('-') {
            -magnitude
        } else {
            magnitude
        };
        Ok(Self {
            source: text.into(),
            nanos,
            family,
        })
    }
}

/// Splits off the leading ASCII digits.
fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(u8::is_ascii_digit).count())
}

/// Family, power of ten and binary factor of a suffix.
fn read_suffix(suffix: &str) -> Option<(Family, i64, u128)> {
    const BINARY: [&str; 6] = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    if let Some(at) = DECIMAL.iter().position(|s| *s == suffix) {
        return Some((Family::Decimal, at as i64 * 3 - 9, 1));
    }
    if let Some(at) = BINARY.iter().position(|s| *s == suffix) {
        return Some((Family::Binary, 0, 1 << ((at + 1) * 10)));
    }
    let exponent = suffix.strip_prefix(['e', 'E'])?;
    let (number, rest) = digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent));
    if number.is_empty() || !rest.is_empty() {
        return None;
    }
    // Beyond this the value is zero, the smallest or the largest one whatever the digits are, unless those are longer.
    let size = number
        .parse()
        .unwrap_or(i64::from(i32::MAX))
        .min(i64::from(i32::MAX));
    Some((
        Family::Exponent,
        if exponent.starts_with('-') {
            -size
        } else {
            size
        },
        1,
    ))
}

const DECIMAL: [&str; 10] = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];

/// What to write instead of a suffix that is none.
fn expected_suffix(suffix: &str) -> &'static str {
    match suffix.trim() {
        "K" => "the suffix K does not exist; write k for thousands or Ki for kibibytes",
        "KB" | "kB" | "kb" | "KiB" | "ki" => "write Ki (1024) or k (1000) without B",
        "MB" | "Mb" | "mb" | "MiB" | "mi" => "write Mi (1024 × 1024) or M (a million) without B",
        "GB" | "Gb" | "gb" | "GiB" | "gi" | "g" => "write Gi (1024³) or G (a billion) without B",
        "TB" | "tb" | "TiB" | "ti" | "t" => "write Ti or T without B",
        "b" | "B" => "bytes have no suffix; leave the letter out",
        "core" | "cores" | "cpu" | "cpus" => "cores have no suffix; leave the word out",
        other if suffix.starts_with(' ') && read_suffix(other).is_some() => {
            "no blank is allowed before the suffix"
        }
        "" => "no blank is allowed at its end",
        other if other.starts_with(',') => "the decimal mark is a dot",
        _ => {
            "expected a number and one suffix of n, u, m, k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei or an exponent such as e3"
        }
    }
}

/// `whole.fraction × 10^exponent × factor` in nanos, rounded up, cut to the largest value.
fn magnitude(whole: &str, fraction: &str, exponent: i64, factor: u128) -> u128 {
    let all = || {
        whole
            .bytes()
            .chain(fraction.bytes())
            .map(|b| u128::from(b - b'0'))
    };
    let zeros = all().take_while(|d| *d == 0).count();
    let count = whole.len() + fraction.len();
    if zeros == count {
        return 0;
    }
    // Digits that stand before the decimal point, leading zeros not counted; may be negative.
    let point = whole.len() as i64 - zeros as i64 + exponent;
    if point > 20 {
        return MAX;
    }
    let unit = factor * NANOS;
    let head = usize::try_from(point).unwrap_or(0);
    let significant = || all().skip(zeros);
    let mut number = significant().take(head).fold(0, |n, d| n * 10 + d);
    for _ in significant().count()..head {
        number *= 10;
    }
    let Some(before) = number.checked_mul(unit).filter(|n| *n < MAX) else {
        return MAX;
    };
    // From the last digit to the first: nested floors of a tenth are the floor of the whole, and any remainder on
    // the way means that the exact value is larger.
    let mut after = 0;
    let mut inexact = false;
    let mut tenth = |sum: u128| {
        inexact |= !sum.is_multiple_of(10);
        sum / 10
    };
    for digit in all().rev().take(count - zeros - head.min(count - zeros)) {
        after = tenth(after + digit * unit);
    }
    for _ in 0..(-point).clamp(0, 64) {
        after = tenth(after);
    }
    (before + after + u128::from(inexact)).min(MAX)
}

pub(super) fn canonical(nanos: i128, family: Family) -> String {
    let (sign, size) = (if nanos < 0 { "-" } else { "" }, nanos.unsigned_abs());
    if family == Family::Binary && size >= 1024 * NANOS {
        let mut bytes = size.div_ceil(NANOS);
        let mut power = 0;
        while power < 6 && bytes % 1024 == 0 {
            bytes /= 1024;
            power += 1;
        }
        let suffix = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"][power];
        return format!("{sign}{bytes}{suffix}");
    }
    if size == 0 {
        return "0".to_owned();
    }
    let (mut number, mut power) = (size, 0);
    while power + 1 < DECIMAL.len() && number % 1000 == 0 {
        number /= 1000;
        power += 1;
    }
    match (family, power) {
        (Family::Exponent, 3) => format!("{sign}{number}"),
        (Family::Exponent, _) => format!("{sign}{number}e{}", power as i64 * 3 - 9),
        _ => format!("{sign}{number}{}", DECIMAL[power]),
    }
}
