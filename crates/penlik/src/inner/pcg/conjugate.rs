//! Preconditioned conjugate gradients for Hd = −g.
//!
//! Source: M. R. Hestenes and E. Stiefel, Journal of Research of the National Bureau of Standards 49 (1952), 409–436. Started from 0 they
//! keep dᵀHd = −gᵀd for every iterate d, so that what is known of damped Newton steps holds for d as well.

use crate::linalg::dot;

/// A direction, and what was paid for it.
pub(super) struct Direction {
    pub d: Vec<f64>,
    /// −gᵀd = dᵀHd.
    pub decrease: f64,
    pub products: usize,
}

/// Iterates until the residual has shrunk to the share `tolerance` in the norm of the preconditioner, or `most` products are made. `None`
/// where H has no positive curvature along a direction, or numbers leave the range of floats.
pub(super) fn solve(
    gradient: &[f64],
    tolerance: f64,
    most: usize,
    product: &dyn Fn(&[f64], &mut [f64]),
    precondition: &dyn Fn(&[f64]) -> Vec<f64>,
) -> Option<Direction> {
    let n = gradient.len();
    let (mut d, mut r, mut hp) = (vec![0.0; n], gradient.iter().map(|g| -g).collect::<Vec<_>>(), vec![0.0; n]);
    let mut z = precondition(&r);
    let mut p = z.clone();
    let first = dot(&r, &z);
    let mut rz = first;
    let mut products = 0;
    while rz > 0.0 && rz > tolerance * tolerance * first && products < most {
        product(&p, &mut hp);
        products += 1;
        let curvature = dot(&p, &hp);
        if !(curvature > 0.0 && curvature.is_finite()) {
            return None;
        }
        let step = rz / curvature;
        d.iter_mut().zip(&p).for_each(|(d, p)| *d = step.mul_add(*p, *d));
        r.iter_mut().zip(&hp).for_each(|(r, hp)| *r = (-step).mul_add(*hp, *r));
        z = precondition(&r);
        let next = dot(&r, &z);
        let ratio = next / rz;
        p.iter_mut().zip(&z).for_each(|(p, z)| *p = ratio.mul_add(*p, *z));
        rz = next;
    }
    let decrease = -dot(gradient, &d);
    let sound = rz >= 0.0 && decrease >= 0.0 && decrease.is_finite() && d.iter().all(|d| d.is_finite());
    sound.then_some(Direction { d, decrease, products })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linalg::Symmetric;

    #[test]
    fn as_many_products_as_eigenvalues_give_the_solution() {
        let mut h = Symmetric::zeros(6);
        (0..6).for_each(|i| h.add(i, i, [1.0, 4.0, 9.0][i % 3]));
        h.add(1, 0, 0.0);
        let g = [1.0, -2.0, 3.0, 0.5, 1.0, -1.0];
        let product = |v: &[f64], out: &mut [f64]| out.copy_from_slice(&h.product(v));
        let found = solve(&g, 1e-12, 10, &product, &|r| r.to_vec()).unwrap();
        assert_eq!(found.products, 3);
        assert!((0..6).all(|i| (found.d[i] + g[i] / h.get(i, i)).abs() < 1e-14));
        assert!((found.decrease + dot(&g, &found.d)).abs() < 1e-14);
        let saddle = |v: &[f64], out: &mut [f64]| out.iter_mut().zip(v).for_each(|(out, v)| *out = -v);
        assert!(solve(&g, 1e-12, 10, &saddle, &|r| r.to_vec()).is_none());
    }
}
