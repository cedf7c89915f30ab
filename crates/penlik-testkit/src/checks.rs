//! Properties that every function, derivative and bound must have.

/// The order p with which |f(x + h v) − f(x) − h·slope − ½h²·curvature| vanishes like h^p as h → 0.
///
/// `f` is the function along the line; without a curvature pass 0 and expect order 2, with it order 3.
pub fn taylor_order(f: &dyn Fn(f64) -> f64, slope: f64, curvature: f64, h: f64) -> f64 {
    let rest = |h: f64| (f(h) - f(0.0) - h * slope - 0.5 * h * h * curvature).abs();
    (rest(h) / rest(h / 2.0)).log2()
}

/// The smallest eigenvalue of a symmetric n × n matrix in row-major order.
pub fn smallest_eigenvalue(matrix: &[f64], n: usize) -> f64 {
    eigenvalues(matrix, n).into_iter().fold(f64::INFINITY, f64::min)
}

/// The eigenvalues of a symmetric n × n matrix in row-major order, by Jacobi rotations.
pub fn eigenvalues(matrix: &[f64], n: usize) -> Vec<f64> {
    let mut a = matrix.to_vec();
    for _ in 0..60 {
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut a, n, p, q);
            }
        }
    }
    (0..n).map(|i| a[i * n + i]).collect()
}

fn rotate(a: &mut [f64], n: usize, p: usize, q: usize) {
    let off = a[p * n + q];
    if off == 0.0 {
        return;
    }
    let tau = (a[q * n + q] - a[p * n + p]) / (2.0 * off);
    let t = if tau == 0.0 { 1.0 } else { tau.signum() / (tau.abs() + tau.hypot(1.0)) };
    let c = t.hypot(1.0).recip();
    let s = t * c;
    for k in 0..n {
        let (x, y) = (a[k * n + p], a[k * n + q]);
        (a[k * n + p], a[k * n + q]) = (c * x - s * y, s * x + c * y);
    }
    for k in 0..n {
        let (x, y) = (a[p * n + k], a[q * n + k]);
        (a[p * n + k], a[q * n + k]) = (c * x - s * y, s * x + c * y);
    }
}

/// Whether upper − lower is positive semidefinite up to rounding, for symmetric n × n matrices in row-major order. Numbers below
/// the normal ones have fewer digits.
pub fn dominates(upper: &[f64], lower: &[f64], n: usize) -> bool {
    let difference: Vec<f64> = upper.iter().zip(lower).map(|(u, l)| u - l).collect();
    let norm = upper.iter().chain(lower).fold(0.0_f64, |m, x| m.max(x.abs()));
    n == 0 || smallest_eigenvalue(&difference, n) >= -16.0 * (f64::EPSILON * norm + n as f64 * f64::from_bits(1))
}

/// ∫ f over [lo, hi], by the double exponential rule: f must be analytic inside.
pub fn integral(f: &dyn Fn(f64) -> f64, lo: f64, hi: f64) -> f64 {
    let half = 0.5 * (hi - lo);
    doubled(&|t| {
        let s = std::f64::consts::FRAC_PI_2 * t.sinh();
        // The distance from the nearer end, which the difference would lose.
        let near = 2.0 * half / (1.0 + (2.0 * s.abs()).exp());
        let x = if s < 0.0 { lo + near } else { hi - near };
        half * std::f64::consts::FRAC_PI_2 * t.cosh() / s.cosh() / s.cosh() * f(x)
    })
}

/// ∫ f over [lo, ∞), in the same way.
pub fn integral_from(f: &dyn Fn(f64) -> f64, lo: f64) -> f64 {
    doubled(&|t| {
        let x = (std::f64::consts::FRAC_PI_2 * t.sinh()).exp();
        std::f64::consts::FRAC_PI_2 * t.cosh() * x * f(lo + x)
    })
}

/// The trapezoidal rule for an integrand that falls twice exponentially; where it is not a number it has fallen to 0.
fn doubled(f: &dyn Fn(f64) -> f64) -> f64 {
    const STEP: f64 = 1.0 / 64.0;
    let at = |k: i32| {
        let value = f(STEP * f64::from(k));
        if value.is_finite() { value } else { 0.0 }
    };
    STEP * (-420..=420).map(at).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eigenvalues_of_a_known_matrix_are_found() {
        let path = [2.0, -1.0, 0.0, -1.0, 2.0, -1.0, 0.0, -1.0, 2.0];
        assert!((smallest_eigenvalue(&path, 3) - (2.0 - 2_f64.sqrt())).abs() < 1e-14);
        assert!(dominates(&path, &[0.0; 9], 3));
        assert!(!dominates(&[0.0; 9], &path, 3));
    }

    #[test]
    fn the_order_of_a_taylor_rest_tells_a_right_slope_from_a_wrong_one() {
        let f = |h: f64| (1.0 + h).exp();
        let e = 1_f64.exp();
        assert!((taylor_order(&f, e, 0.0, 1e-3) - 2.0).abs() < 0.01);
        assert!((taylor_order(&f, e, e, 1e-2) - 3.0).abs() < 0.01);
        assert!(taylor_order(&f, e + 0.1, 0.0, 1e-3) < 1.1);
    }

    #[test]
    fn known_integrals_come_out() {
        assert!((integral(&|x: f64| x.sqrt(), 0.0, 4.0) - 16.0 / 3.0).abs() < 1e-13);
        assert!((integral_from(&|x: f64| (-x).exp(), 1.0) - (-1.0_f64).exp()).abs() < 1e-15);
        assert!((integral_from(&|x: f64| 1.0 / (1.0 + x * x), 0.0) - std::f64::consts::FRAC_PI_2).abs() < 1e-14);
    }
}
