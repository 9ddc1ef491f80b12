//! Amounts for people: short, in the units of manifests.

use evenkeel_core::placement::{Amounts, RESOURCES};
use evenkeel_core::quantity::Resource;

const MIB: i64 = 1024 * 1024;

/// All that is asked for, or `nothing`.
pub(super) fn sum(amounts: &Amounts) -> String {
    let parts: Vec<String> = RESOURCES
        .into_iter()
        .filter(|resource| amounts.of(*resource) != 0)
        .map(|resource| named(resource, amounts.of(resource)))
        .collect();
    if parts.is_empty() {
        "nothing".to_owned()
    } else {
        parts.join(", ")
    }
}

/// An amount with what it is of.
pub(super) fn named(resource: Resource, amount: i64) -> String {
    let what = match resource {
        Resource::Cpu => "CPU",
        Resource::Memory => "memory",
        Resource::EphemeralStorage => "disk",
    };
    format!("{} {what}", short(resource, amount))
}

/// An amount: `1.5` cores, `2.4 GiB`.
pub(super) fn short(resource: Resource, amount: i64) -> String {
    match resource {
        Resource::Cpu => decimal(i128::from(amount), 1_000),
        _ if amount.abs() >= 1024 * MIB => {
            format!("{} GiB", decimal(i128::from(amount / MIB * 10 / 1024), 10))
        }
        _ => format!("{} MiB", amount / MIB),
    }
}

/// A price of thousand-millionths, to the cent or, when it is less, to what shows.
pub(super) fn money(nanos: i128) -> String {
    if nanos >= 1_000_000_000 {
        let cents = (nanos + 5_000_000) / 10_000_000;
        format!("{}.{:02}", cents / 100, cents % 100)
    } else {
        decimal((nanos + 50_000) / 100_000, 10_000)
    }
}

/// Parts of a whole as a plain decimal number.
fn decimal(number: i128, parts: i128) -> String {
    let (whole, rest) = (number / parts, (number % parts).abs());
    let digits = parts.ilog10() as usize;
    let text = format!("{whole}.{rest:0digits$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_short_and_exact_enough() {
        assert_eq!(short(Resource::Cpu, 250), "0.25");
        assert_eq!(short(Resource::Cpu, 2_000), "2");
        assert_eq!(short(Resource::Memory, 256 * MIB), "256 MiB");
        assert_eq!(short(Resource::Memory, 1024 * MIB), "1 GiB");
        assert_eq!(short(Resource::Memory, 2_500 * MIB), "2.4 GiB");
        assert_eq!(money(1_234_000_000), "1.23");
        assert_eq!(money(12_500_000), "0.0125");
        assert_eq!(money(0), "0");
    }
}
