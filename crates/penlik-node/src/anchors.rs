//! Several quadratic anchors as one.

use napi_derive::napi;
use penlik::check::{CheckError, Code, finite};
use penlik::curvature::Curvature;
use penlik::penalties::{Form, PenaltySpec, QuadraticAnchor, collapse};
use serde_json::{Value, json};

use crate::errors::{Failure, enter};

/// The JSON of anchors, in an array, and the number of entries of θ; back comes `{ anchor, constant }`.
#[napi(catch_unwind)]
pub fn collapse_anchors(anchors: String, entries: u32) -> napi::Result<String> {
    enter(|| {
        let specs: Vec<PenaltySpec> =
            serde_json::from_str(&anchors).map_err(|error| Failure::unreadable("anchors", &error))?;
        let anchors = specs.into_iter().map(built).collect::<Result<Vec<_>, _>>()?;
        let one = collapse(&anchors, entries as usize)?;
        Ok(json!({ "anchor": spec(&one.anchor, entries as usize)?, "constant": one.constant }).to_string())
    })
}

fn built(spec: PenaltySpec) -> Result<QuadraticAnchor, CheckError> {
    match spec {
        PenaltySpec::QuadraticAnchor { center, matrix, blocks, kronecker, diagonal, lowRank, strength } => {
            QuadraticAnchor::new(Form::given(matrix, blocks, kronecker, diagonal, lowRank)?, center, strength)
        }
        _ => Err(CheckError::new(Code::Domain, "anchors", "of another kind", "QuadraticAnchor each")),
    }
}

/// The anchor with its strength in the matrix: a diagonal where it is one, and the full matrix otherwise.
fn spec(anchor: &QuadraticAnchor, entries: usize) -> Result<Value, Failure> {
    let center = anchor.center().map_or_else(|| vec![0.0; entries], <[f64]>::to_vec);
    finite("the center", &center)?;
    let mut spec = json!({ "kind": "QuadraticAnchor", "center": center });
    match anchor.curvature() {
        Curvature::Diagonal(diagonal) => spec["diagonal"] = json!(diagonal.entries()),
        dense => {
            let matrix = dense.to_dense()?;
            spec["matrix"] = json!({ "rows": entries, "cols": entries, "data": matrix.matrix().data });
        }
    }
    Ok(spec)
}
