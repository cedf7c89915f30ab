//! Monomials x_1^(e_1)⋯x_d^(e_d) of total degree below m: C(m + d − 1, d) of them.

/// The number of monomials in d variables of degree below m; `None` when it is beyond counting.
pub fn count_below(m: usize, d: usize) -> Option<usize> {
    (0..d).try_fold(1_usize, |count, i| Some(count.checked_mul(m + i)? / (i + 1)))
}

/// Their exponents, the first variable's changing fastest.
pub fn exponents_below(m: usize, d: usize) -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = vec![vec![]];
    for _ in 0..d {
        // A further variable in front of those that are there.
        let longer = |rest: &Vec<u8>| {
            let left = m.saturating_sub(rest.iter().map(|e| usize::from(*e)).sum());
            (0..left).map(|e| std::iter::once(e as u8).chain(rest.iter().copied()).collect()).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(longer).collect();
    }
    all
}

/// The monomial at a point.
pub fn monomial(exponents: &[u8], x: &[f64]) -> f64 {
    exponents.iter().zip(x).map(|(e, x)| x.powi(i32::from(*e))).product()
}

/// Its derivative in one variable.
pub fn monomial_slope(exponents: &[u8], x: &[f64], variable: usize) -> f64 {
    let factor = |(v, (e, x)): (usize, (&u8, &f64))| match (v == variable, i32::from(*e)) {
        (true, 0) => 0.0,
        (true, e) => f64::from(e) * x.powi(e - 1),
        (false, e) => x.powi(e),
    };
    exponents.iter().zip(x).enumerate().map(factor).product()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_as_counted_each_once() {
        for (m, d) in [(1, 1), (3, 1), (2, 2), (3, 2), (3, 3), (1, 4), (5, 3)] {
            let mut all = exponents_below(m, d);
            assert_eq!(Some(all.len()), count_below(m, d));
            all.sort();
            all.dedup();
            assert_eq!(Some(all.len()), count_below(m, d));
        }
        assert_eq!(exponents_below(3, 2), [[0, 0], [1, 0], [2, 0], [0, 1], [1, 1], [0, 2]]);
        assert_eq!(count_below(usize::MAX / 2, 3), None);
    }

    #[test]
    fn values_and_slopes() {
        assert_eq!(monomial(&[2, 1], &[3.0, 5.0]), 45.0);
        assert_eq!(monomial_slope(&[2, 1], &[3.0, 5.0], 0), 30.0);
        assert_eq!(monomial_slope(&[2, 1], &[3.0, 5.0], 1), 9.0);
        assert_eq!(monomial_slope(&[2, 0], &[3.0, 5.0], 1), 0.0);
    }
}
