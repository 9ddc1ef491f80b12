//! Quantities as the API server reads them.

use super::*;

fn q(text: &str) -> Quantity {
    text.parse().unwrap()
}

#[test]
fn equal_by_value_and_shown_as_written() {
    for same in [
        vec![
            "1",
            "1000m",
            "1e0",
            "1.",
            "+1",
            "1.000",
            "1000000u",
            "1000000000n",
            "0.001k",
        ],
        vec!["1Gi", "1024Mi", "1073741824", "1048576Ki"],
        vec!["0.5Gi", "512Mi", ".5Gi"],
        vec!["1E", "1E18", "1e18", "1000P", "1e+18"],
        vec!["0", "0Mi", "-0", "0e99999999999", "0.0000"],
        vec![
            "9223372036854775807",
            "8Ei",
            "99999999999999999999999E",
            "1e400",
            "7.99999999999999999999Ei",
        ],
        vec![
            "1n",
            "0.1n",
            "1e-400",
            "0.00000000000000000000000000000000000000000001Ki",
        ],
    ] {
        for pair in same.windows(2) {
            assert_eq!(q(pair[0]), q(pair[1]), "{pair:?}");
            assert_eq!(q(pair[0]).to_string(), pair[0]);
        }
    }
    assert!(q("128M") < q("128Mi") && q("-1") < q("0.1") && q("1m") > q("999u"));
    assert_eq!(q("1E3"), q("1000"), "an exponent, not exa and a 3");
    assert_eq!(q("1e10").units(), 10_000_000_000);
    assert_eq!(q("0.1234567891").nanos(), 123_456_790, "rounded up");
    assert_eq!(
        q("-0.1234567891").nanos(),
        -123_456_790,
        "rounded away from zero"
    );
    assert_eq!((q("128m").units(), q("1.0001").millis()), (1, 1001));
    assert_eq!(q("0.1Ki").nanos(), 102_400_000_000);
}

#[test]
fn what_the_api_server_rejects_is_an_error_in_one_line() {
    for (text, hint) in [
        ("", "empty"),
        (".", "digits"),
        ("m", "digits"),
        ("--1", "digits"),
        ("1K", "Ki"),
        ("512MB", "without B"),
        ("512mi", "Mi"),
        ("1 Gi", "blank"),
        ("1 ", "blank"),
        ("0,5", "dot"),
        ("1e", "suffix"),
        ("1e3m", "suffix"),
        ("1mm", "suffix"),
        ("1.2.3", "suffix"),
        ("0x10", "suffix"),
        ("2 cores", "word"),
        ("٣", "digits"),
    ] {
        let said = text.parse::<Quantity>().unwrap_err().to_string();
        assert!(
            said.contains(hint) && !said.contains('\n'),
            "{text}: {said}"
        );
    }
}

#[test]
fn canonical_form_is_the_api_servers() {
    for (text, want) in [
        ("0.5", "500m"),
        ("1000", "1k"),
        ("1024Mi", "1Gi"),
        ("0.5Gi", "512Mi"),
        ("1.5Gi", "1536Mi"),
        ("1e3", "1e3"),
        ("1500e0", "1500"),
        ("0.1e0", "100e-3"),
        ("0.1Ki", "102400m"),
        ("1500Ki", "1500Ki"),
        ("-2000m", "-2"),
        ("0Mi", "0"),
    ] {
        assert_eq!(q(text).canonical(), want, "{text}");
        assert_eq!(q(want), q(text));
    }
    assert_eq!(
        Quantity::from_nanos(i128::MAX, Family::Decimal).units(),
        i128::from(i64::MAX)
    );
    assert!(q("100m").reads_as_text() && !q("1e3").reads_as_text() && !q("0.5").reads_as_text());
}

#[test]
fn suspicious_amounts_are_named() {
    for (text, memory, cpu) in [
        ("128m", true, false),
        ("512", true, true),
        ("100", true, true),
        ("63", true, false),
        ("64000m", true, false),
        ("128Mi", false, true),
        ("1073741824", false, true),
        ("0", false, false),
        ("-1", true, true),
        ("2k", true, true),
    ] {
        assert_eq!(
            (q(text).is_suspicious_memory(), q(text).is_suspicious_cpu()),
            (memory, cpu),
            "{text}"
        );
    }
    let said = |t: &str, r| q(t).suspicion(r).unwrap().sentence(&q(t));
    assert!(said("100", Resource::Cpu).starts_with("100 means 100 cores"));
    assert!(said("128m", Resource::Memory).starts_with("128m means 1 byte:"));
}

#[test]
fn reads_numbers_and_text_from_yaml_and_json() {
    let from: Vec<Quantity> =
        serde_yaml::from_str("[1, 0.10, 1e3, 100m, '2', -3, 18446744073709551615]").unwrap();
    let want: Vec<_> = ["1", "0.1", "1000", "100m", "2", "-3", "8Ei"].map(q).into();
    assert_eq!(from, want);
    assert_eq!(
        serde_json::from_str::<Vec<Quantity>>("[0.5, \"0.10\"]").unwrap(),
        [q("500m"), q("100m")]
    );
    let error = serde_yaml::from_str::<Quantity>("[1]")
        .unwrap_err()
        .to_string();
    assert!(error.contains("a Kubernetes quantity"), "{error}");
    assert_eq!(serde_json::to_string(&q("0.10")).unwrap(), "\"0.10\"");
}

#[test]
fn every_short_text_is_an_error_or_keeps_its_value_in_canonical_form() {
    let letters: Vec<char> = "09.+-eEmkMiKG ".chars().collect();
    let mut texts = vec![String::new()];
    let mut valid = 0;
    for _ in 0..4 {
        texts = texts
            .iter()
            .flat_map(|text| letters.iter().map(move |letter| format!("{text}{letter}")))
            .collect();
        for text in &texts {
            if let Ok(quantity) = text.parse::<Quantity>() {
                valid += 1;
                let canonical = q(&quantity.canonical());
                // Only binary suffixes round, up to whole bytes.
                let rounded =
                    quantity.family() == Family::Binary && canonical.units() == quantity.units();
                assert!(canonical == quantity || rounded, "{text} → {canonical}");
                assert_eq!(canonical.canonical(), canonical.as_str(), "{text}");
            }
        }
    }
    assert!(valid > 500, "{valid}");
}
