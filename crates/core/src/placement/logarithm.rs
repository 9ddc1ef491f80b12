//! The natural logarithm of a count, the same to the last bit on every target.
//!
//! The scheduler weighs topologies by it. What `f64::ln` answers is up to the platform's library, so a score could be
//! one in a browser and another in a terminal; this is the method of FreeBSD's `e_log.c`, which Go's library has too, in
//! plain arithmetic. Only for whole numbers from 1.

const LN2_HIGH: f64 = f64::from_bits(0x3fe6_2e42_fee0_0000);
const LN2_LOW: f64 = f64::from_bits(0x3dea_39ef_3579_3c76);
/// The coefficients of the series, from the first on.
const SERIES: [f64; 7] = [
    f64::from_bits(0x3fe5_5555_5555_5593),
    f64::from_bits(0x3fd9_9999_9997_fa04),
    f64::from_bits(0x3fd2_4924_9422_9359),
    f64::from_bits(0x3fcc_71c5_1d8e_78af),
    f64::from_bits(0x3fc7_4664_96cb_03de),
    f64::from_bits(0x3fc3_9a09_d078_c69f),
    f64::from_bits(0x3fc2_f112_df3e_5244),
];

/// The natural logarithm of `count`; 0 for 0, which no caller has.
pub(super) fn ln(count: usize) -> f64 {
    if count == 0 {
        return 0.0;
    }
    // count = fraction · 2^exponent with the fraction between √½ and √2.
    let mut exponent = f64::from(count.ilog2()) + 1.0;
    let mut fraction = count as f64 / 2_f64.powi(count.ilog2() as i32 + 1);
    if fraction < std::f64::consts::FRAC_1_SQRT_2 {
        fraction *= 2.0;
        exponent -= 1.0;
    }
    let f = fraction - 1.0;
    let s = f / (2.0 + f);
    let s2 = s * s;
    let s4 = s2 * s2;
    let [l1, l2, l3, l4, l5, l6, l7] = SERIES;
    let odd = s2 * (l1 + s4 * (l3 + s4 * (l5 + s4 * l7)));
    let even = s4 * (l2 + s4 * (l4 + s4 * l6));
    let r = odd + even;
    let half = 0.5 * f * f;
    exponent * LN2_HIGH - ((half - (s * (half + r) + exponent * LN2_LOW)) - f)
}

#[cfg(test)]
mod tests {
    use super::ln;

    #[test]
    fn is_the_natural_logarithm() {
        for count in (1..10_000).chain([65_535, 65_536, 1_000_003]) {
            let (own, other) = (ln(count), (count as f64).ln());
            assert!(
                (own - other).abs() <= 2e-15 * other.max(1.0),
                "{count}: {own} {other}"
            );
        }
    }
}
