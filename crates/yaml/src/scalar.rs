//! Helm's reading of a scalar.
//!
//! Helm and kubectl read through go-yaml v2, which is YAML 1.1: `yes` is true, `012` is ten, `1_000` is a thousand.
//! No Rust crate resolves this way, so the table is here; source: go.yaml.in/yaml/v2 `resolve.go`.

/// What a scalar holds, as Helm reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scalar {
    /// Nothing, `~` or `null`.
    Null,
    /// `true`, `yes`, `on`, `y` and their opposites.
    Bool(bool),
    /// A whole number that Go holds in an int64 or uint64.
    Int(i128),
    /// Any other number, by its spelling without underscores.
    Float(String),
    /// Text.
    Str(String),
}

impl Scalar {
    /// The reading of an unquoted, untagged scalar.
    #[must_use]
    pub fn of_plain(text: &str) -> Self {
        match text {
            "" | "~" | "null" | "Null" | "NULL" => return Self::Null,
            "true" | "True" | "TRUE" | "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => {
                return Self::Bool(true);
            }
            "false" | "False" | "FALSE" | "n" | "N" | "no" | "No" | "NO" | "off" | "Off"
            | "OFF" => {
                return Self::Bool(false);
            }
            ".nan" | ".NaN" | ".NAN" | ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF"
            | "-.inf" | "-.Inf" | "-.INF" => return Self::Float(text.to_owned()),
            _ => {}
        }
        if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) {
            return Self::Str(text.to_owned());
        }
        let digits = text.replace('_', "");
        if let Some(number) = go_integer(&digits) {
            return Self::Int(number);
        }
        if is_float(&digits) {
            return Self::Float(digits);
        }
        Self::Str(text.to_owned())
    }

    /// The text, when it is text.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value, when it is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The whole number, when it is one.
    #[must_use]
    pub fn as_int(&self) -> Option<i128> {
        match self {
            Self::Int(value) => Some(*value),
            _ => None,
        }
    }
}

/// Go's `strconv.ParseInt(s, 0, 64)`, else `ParseUint`: a base by prefix, 64 bits.
fn go_integer(text: &str) -> Option<i128> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let lower = digits.to_ascii_lowercase();
    let (base, digits) = if let Some(rest) = lower.strip_prefix("0x") {
        (16, rest)
    } else if let Some(rest) = lower.strip_prefix("0b") {
        (2, rest)
    } else if let Some(rest) = lower.strip_prefix("0o") {
        (8, rest)
    } else if lower.len() > 1 && lower.starts_with('0') {
        (8, lower.get(1..)?)
    } else {
        (10, lower.as_str())
    };
    if digits.is_empty() || digits.starts_with(['+', '-']) {
        return None;
    }
    let number = i128::from_str_radix(digits, base).ok()?;
    let number = if negative { -number } else { number };
    (i128::from(i64::MIN)..=i128::from(u64::MAX))
        .contains(&number)
        .then_some(number)
}

/// go-yaml's float pattern: `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`.
fn is_float(text: &str) -> bool {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mantissa_is_number =
        all_digits(whole) && all_digits(fraction) && !(whole.is_empty() && fraction.is_empty());
    let exponent_is_number = exponent.is_none_or(|part| {
        let digits = part.strip_prefix(['-', '+']).unwrap_or(part);
        !digits.is_empty() && all_digits(digits)
    });
    mantissa_is_number && exponent_is_number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_are_read_as_helm_reads_them() {
        let text = |s: &str| Scalar::Str(s.to_owned());
        let float = |s: &str| Scalar::Float(s.to_owned());
        let table = [
            ("yes", Scalar::Bool(true)),
            ("off", Scalar::Bool(false)),
            ("y", Scalar::Bool(true)),
            ("0777", Scalar::Int(511)),
            ("1_000", Scalar::Int(1000)),
            ("012", Scalar::Int(10)),
            ("08", float("08")),
            ("0o17", Scalar::Int(15)),
            ("0x1F", Scalar::Int(31)),
            ("0b11", Scalar::Int(3)),
            ("1e3", float("1e3")),
            ("+1", Scalar::Int(1)),
            ("-1", Scalar::Int(-1)),
            (
                "18446744073709551615",
                Scalar::Int(18_446_744_073_709_551_615),
            ),
            ("18446744073709551616", float("18446744073709551616")),
            ("2001-01-01", text("2001-01-01")),
            ("12:30", text("12:30")),
            ("500m", text("500m")),
            ("1.", float("1.")),
            (".5", float(".5")),
            (".", text(".")),
            ("-", text("-")),
            ("+-1", text("+-1")),
            ("0x", text("0x")),
            ("~", Scalar::Null),
            ("", Scalar::Null),
            ("NO", Scalar::Bool(false)),
            ("nO", text("nO")),
            ("v1", text("v1")),
        ];
        for (source, reading) in table {
            assert_eq!(Scalar::of_plain(source), reading, "{source}");
        }
    }
}
