//! Where each coefficient without a finite limit goes.
//!
//! Coefficient k is finite in the limit if it is constant along every direction that keeps the ties. Else it goes to +∞ if δ_k ≥ 0 for
//! every δ of the cone, which the projection of −e_k onto the cone decides: it is 0 exactly then.

use super::Sign;
use super::constraints::State;
use super::frame::{Frame, dot, size, unit};
use super::search::Search;
use crate::linalg::Twofold;

/// A cosine below this is a rounded zero.
const ROUNDED_COSINE: f64 = 1.0 / (1_u64 << 34) as f64;

/// The coefficients without a finite limit, given a direction inside the cone and the span of the ties.
pub(super) fn signs(search: &mut Search<'_>, interior: &[Twofold], span: &Frame) -> Vec<(usize, Sign)> {
    let mut known: Vec<Vec<Twofold>> = Vec::new();
    let mut out = Vec::new();
    for k in 0..search.stacked() {
        let row = search.coordinates().pulled(&unit(search.stacked(), k));
        let rest = span.split(&row).rest;
        if size(&rest).hi <= ROUNDED_COSINE * size(&row).hi {
            continue;
        }
        out.push((k, sign(search, interior, span, &rest, &mut known)));
    }
    out
}

fn sign(
    search: &mut Search<'_>,
    interior: &[Twofold],
    span: &Frame,
    row: &[Twofold],
    known: &mut Vec<Vec<Twofold>>,
) -> Sign {
    let along = cosine(row, interior);
    if along.abs() <= ROUNDED_COSINE {
        return Sign::Either;
    }
    let against: Vec<Twofold> = row.iter().map(|x| if along > 0.0 { -*x } else { *x }).collect();
    if known.iter().any(|d| cosine(&against, d) > ROUNDED_COSINE) {
        return Sign::Either;
    }
    match search.project((&against, size(&against).hi), span, &|state| state == State::Strict) {
        Some(d) if !(cosine(&against, &d) > ROUNDED_COSINE) => {}
        Some(d) => {
            known.push(d);
            return Sign::Either;
        }
        None => return Sign::Either,
    }
    if along > 0.0 { Sign::Plus } else { Sign::Minus }
}

fn cosine(x: &[Twofold], y: &[Twofold]) -> f64 {
    dot(x, y).hi / (size(x).hi * size(y).hi)
}
