//! Products of columns.

use super::Question;
use crate::Scalar;

/// ½ Σ (t_i·t_j − [i = j])² over all i, j, or over pairs i < j of columns in different blocks (which is ½ Σ_{g<h} ‖T_gᵀT_h‖²).
pub fn value<S: Scalar>(kind: &str, q: &Question<'_, S>) -> Option<S> {
    let k = q.columns;
    let blocks: Vec<f64> = match kind {
        "Orthogonality" => vec![],
        "BlockOrthogonality" => (q.numbers)("blocks").into_iter().map(Scalar::to_f64).collect(),
        _ => return None,
    };
    let mut total = S::of(0.0);
    for i in 0..k {
        for j in 0..k {
            let target = if kind == "Orthogonality" && i == j { -1.0 } else { 0.0 };
            if kind == "BlockOrthogonality" && (j <= i || blocks[i] == blocks[j]) {
                continue;
            }
            let inner = q.rows().fold(S::of(target), |sum, row| sum + row[i] * row[j]);
            total = total + inner * inner;
        }
    }
    Some(S::of(0.5) * total)
}
