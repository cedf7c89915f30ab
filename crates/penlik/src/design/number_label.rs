//! The label of a number that serves as a level.

/// The shortest of fixed and scientific notation at 15 significant digits, as R's `as.character` writes it:
/// 2.5 → "2.5", 100000 → "1e+05", 0.1 + 0.2 → "0.3".
///
/// Numbers that agree to 15 digits thus share a label, and a level computed in two ways stays one level.
#[must_use]
pub(super) fn number_label(x: f64) -> String {
    if x == 0.0 || !x.is_finite() {
        return (x + 0.0).to_string();
    }
    let scientific = format!("{x:.14e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let mantissa = mantissa.trim_end_matches('0').trim_end_matches('.');
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let digits = mantissa.bytes().filter(u8::is_ascii_digit).count() as i32;
    let decimals = (digits - 1 - exponent).max(0);
    let fixed_width = exponent.max(0) + 1 + if decimals > 0 { decimals + 1 } else { 0 };
    let mantissa_width = digits + i32::from(digits > 1);
    let scientific_width = mantissa_width + if exponent.abs() >= 100 { 5 } else { 4 };
    if fixed_width <= scientific_width {
        return format!("{x:.*}", decimals as usize);
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_those_that_r_writes() {
        for (x, label) in [
            (1.0, "1"),
            (-1.0, "-1"),
            (-0.0, "0"),
            (2.5, "2.5"),
            (1e5, "1e+05"),
            (123_456.0, "123456"),
            (100_000.5, "100000.5"),
            (0.1 + 0.2, "0.3"),
            (1.0 / 3.0, "0.333333333333333"),
            (1e-4, "1e-04"),
            (0.001, "0.001"),
            (0.000_123_45, "0.00012345"),
            (1e-300, "1e-300"),
            (-1.5e300, "-1.5e+300"),
            (9_007_199_254_740_992.0, "9007199254740992"),
            (999_999_999_999_999.0, "999999999999999"),
            (1e15, "1e+15"),
            (1e22, "1e+22"),
        ] {
            assert_eq!(number_label(x), label);
        }
    }
}
