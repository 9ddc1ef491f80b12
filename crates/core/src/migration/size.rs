//! Amounts of memory as Docker writes them, as Kubernetes quantities.

/// `4g`, `512m`, `1.5GB`, `1024`: Docker counts in powers of 1024 whatever the spelling. None for anything else.
/// Source: docker/go-units, `RAMInBytes`.
pub(super) fn quantity(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_lowercase();
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(end)?;
    if !number.starts_with(|c: char| c.is_ascii_digit()) || number.matches('.').count() > 1 {
        return None;
    }
    let unit = match unit.trim_start() {
        "" | "b" => return bytes(number),
        "k" | "kb" | "kib" => "Ki",
        "m" | "mb" | "mib" => "Mi",
        "g" | "gb" | "gib" => "Gi",
        "t" | "tb" | "tib" => "Ti",
        _ => return None,
    };
    Some(format!("{number}{unit}"))
}

/// A number of bytes in the largest unit that divides it; none for zero, which means Docker's own default.
fn bytes(number: &str) -> Option<String> {
    let mut number: u64 = number.parse().ok().filter(|number| *number > 0)?;
    let mut unit = "";
    for larger in ["Ki", "Mi", "Gi", "Ti"] {
        if !number.is_multiple_of(1024) {
            break;
        }
        number /= 1024;
        unit = larger;
    }
    Some(format!("{number}{unit}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_of_docker_are_powers_of_1024() {
        for (text, expected) in [
            ("4g", Some("4Gi")),
            ("512M", Some("512Mi")),
            ("1.5gb", Some("1.5Gi")),
            ("268435456", Some("256Mi")),
            ("1000", Some("1000")),
            ("64 KiB", Some("64Ki")),
            ("0", None),
            ("", None),
            ("4x", None),
            ("1.2.3g", None),
            ("-1", None),
        ] {
            assert_eq!(quantity(text).as_deref(), expected, "{text}");
        }
    }
}
