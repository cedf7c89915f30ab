//! The product of the eigenvalues of a graph Laplacian that are not 0, without a subtraction.
//!
//! By the matrix-tree theorem it is the product, over the connected components, of the number of nodes and of the determinant with
//! one node taken away. Eliminating a node of total weight d joins its neighbours i and j by w_i w_j/d (a star becomes a mesh), and
//! d is a pivot: all numbers are sums of positive ones, so that every digit holds whatever the weights are
//! (W. K. Grassmann, M. I. Taksar and D. P. Heyman, "Regenerative analysis and steady state distributions for Markov chains",
//! Operations Research 33, 1985).

use std::collections::BTreeMap;

/// The logarithm of that product for nodes 0..count, eliminated in this order, and edges (ends, weight ≥ 0).
pub(super) fn log_product(count: usize, edges: impl Iterator<Item = ([usize; 2], f64)>) -> f64 {
    let mut later = vec![BTreeMap::new(); count];
    for ([i, j], weight) in edges.filter(|(_, weight)| *weight > 0.0) {
        *later[i.min(j)].entry(i.max(j)).or_insert(0.0) += weight;
    }
    // Nodes of the component that were eliminated into this one, itself included.
    let mut sizes = vec![1.0_f64; count];
    let mut sum = 0.0;
    for node in 0..count {
        let star: Vec<(usize, f64)> = std::mem::take(&mut later[node]).into_iter().collect();
        let Some(&(heir, _)) = star.first() else {
            sum += sizes[node].ln();
            continue;
        };
        sizes[heir] += sizes[node];
        sum += mesh(&star, &mut later);
    }
    sum
}

/// Joins the neighbours of an eliminated node with one another; ln d.
fn mesh(star: &[(usize, f64)], later: &mut [BTreeMap<usize, f64>]) -> f64 {
    let d: f64 = star.iter().map(|(_, weight)| weight).sum();
    for (k, &(i, first)) in star.iter().enumerate() {
        for &(j, second) in &star[k + 1..] {
            *later[i].entry(j).or_insert(0.0) += first / d * second;
        }
    }
    d.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_are_counted() {
        let ring = |n: usize| log_product(n, (0..n).map(|i| ([i, (i + 1) % n], 1.0)));
        let complete = |n: usize| log_product(n, (0..n).flat_map(|i| (0..i).map(move |j| ([i, j], 1.0))));
        for n in 3..9 {
            let size = n as f64;
            assert!((ring(n) - 2.0 * size.ln()).abs() < 1e-14);
            assert!((complete(n) - (size - 1.0) * size.ln()).abs() < 1e-13);
        }
        assert_eq!((log_product(0, std::iter::empty()), log_product(4, std::iter::empty())), (0.0, 0.0));
    }

    #[test]
    fn weights_far_apart_cost_no_digit() {
        let path = [([0, 1], 1e-200), ([1, 2], 1e150), ([2, 3], 1e-30), ([4, 5], 2.0), ([4, 5], 0.0)];
        let wanted = -80.0 * 10.0_f64.ln() + 4.0_f64.ln() + 4.0_f64.ln();
        assert!((log_product(7, path.into_iter()) - wanted).abs() < 1e-13 * wanted.abs());
    }
}
