//! Prototypes of one class in the same place: found, and moved apart. Labels come as JSON.

use napi_derive::napi;
use penlik::check::{CheckError, Code};
use penlik::penalties::{Block, Labels, PrototypeDiversity};

use crate::arrays::Out;
use crate::errors::{Failure, enter};

/// The pairs of rows i < j of one label that are equal, one pair after the other.
#[napi(catch_unwind)]
pub fn coincident_prototypes(labels: String, theta: &[f64], columns: u32) -> napi::Result<Vec<u32>> {
    enter(|| {
        let pairs = penalty(&labels)?.coincident(Block::new(theta, columns as usize)?)?;
        // Rows are fewer than the entries of an array of JavaScript.
        Ok(pairs.into_iter().flat_map(|(i, j)| [i as u32, j as u32]).collect())
    })
}

/// out = θ with rows that coincide moved apart; the number of rows moved is returned.
#[napi(catch_unwind)]
pub fn separate_coincident_prototypes(
    labels: String,
    theta: &[f64],
    columns: u32,
    distance: f64,
    seed: f64,
    mut out: Out<'_>,
) -> napi::Result<u32> {
    enter(|| {
        let block = Block::new(theta, columns as usize)?;
        Ok(penalty(&labels)?.separate(block, distance, seed as u64, &mut out)? as u32)
    })
}

/// Any penalty of these labels: what coincides does not depend on its other parameters.
fn penalty(labels: &str) -> Result<PrototypeDiversity, Failure> {
    let value = serde_json::from_str(labels).map_err(|error| Failure::unreadable("labels", &error))?;
    let unreadable = || CheckError::new(Code::Domain, "labels", "something else", "an array of numbers or strings");
    Ok(PrototypeDiversity::new(Labels::from_json(&value).ok_or_else(unreadable)?, 1.0, 1.0, false)?)
}
