//! The catalog: one entry per kind of penalty.
//!
//! From it come the specification [`PenaltySpec`], the list that the conformance tests walk, and the classes of the Node package
//! with their documentation. To add a kind, write its kernel and one entry; see `table.rs` for the form of an entry.

use std::sync::Arc;

use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};

use super::parameter::{ParameterType, Reader};
use super::table::catalog;
use super::{
    AnyPenalty, Capability, Domain, Entry, Hoyer, Json, Parameter, Properties, Rows, Separable, SoftmaxEntropy,
    Structure, TopK,
};
use crate::check::{CheckError, Code};
use crate::kernels::{Absolute, Count, ElasticNet, Huber, JumpRelu, Log, Mcp, Ridge, Scad, Smoothed, SmoothedAbsolute};

catalog! {
    /// Absolute value, rounded off within eps of zero: sparse in the limit, smooth everywhere.
    SmoothedL1 = "sum_i sqrt(x_i^2 + eps^2)" {
        /// Width of the rounding, in units of x.
        eps: f64 as Positive,
    } as Separable(SmoothedAbsolute::new(eps)?),
    can [Smooth, Majorized, Shaped], shapes ["eps"], convex: true, normalizer: true;

    /// Logarithm that punishes an entry ever less as it grows: sparser than the absolute value, not convex.
    LogSparsity = "sum_i log(1 + (x_i/delta)^2)" {
        /// Scale at which an entry begins to count as large, in units of x.
        delta: f64 as Positive,
    } as Separable(Log::new(delta)?),
    can [Smooth, Majorized, Shaped], shapes ["delta"], convex: false, normalizer: true;

    /// Half the sum of squares: shrinks every entry by the same factor.
    Ridge = "sum_i x_i^2/2" {} as Separable(Ridge),
    can [Smooth, Majorized, Prox, DiagonalProx], shapes [], convex: true, normalizer: true;

    /// Sum of absolute values: exact zeros through its proximal map, soft thresholding.
    L1 = "sum_i |x_i|" {} as Separable(Absolute),
    can [Prox, DiagonalProx], shapes [], convex: true, normalizer: true;

    /// Square near zero, absolute value beyond delta: no sparsity, and large entries are pulled no harder than others.
    Huber = "sum_i h(x_i), h(x) = x^2/(2 delta) where |x| <= delta, |x| - delta/2 beyond" {
        /// Size of an entry at which the square gives way to the absolute value, in units of x.
        delta: f64 as Positive,
    } as Separable(Huber::new(delta)?),
    can [Smooth, Majorized, Shaped, Prox, DiagonalProx], shapes ["delta"], convex: true, normalizer: true;

    /// Absolute values and squares: exact zeros, and entries that move together stay together.
    ElasticNet = "sum_i l1 |x_i| + l2 x_i^2/2" {
        /// Weight of the absolute value.
        l1: f64 as NonNegative,
        /// Weight of half the square.
        l2: f64 as NonNegative,
    } as Separable(ElasticNet::new(l1, l2)?),
    can [Prox, DiagonalProx], shapes [], convex: true, normalizer: true;

    /// Minimax concave penalty, exact: sparse, and entries beyond gamma times the threshold are not shrunk. Steps of its prox stay below gamma/strength.
    MCP = "sum_i k(|x_i|), k(r) = threshold r - r^2/(2 gamma) where r <= gamma threshold, gamma threshold^2/2 beyond" {
        /// Where, in units of the threshold, shrinkage ends.
        gamma: f64 as AboveOne,
        /// Slope at zero.
        threshold: f64 as Positive = 1.0,
    } as Separable(Mcp::new(threshold, gamma)?),
    can [Prox, DiagonalProx], shapes [], convex: false, normalizer: false;

    /// Minimax concave penalty, rounded off within eps of zero, with derivatives; MCP is its limit and has the prox.
    SmoothedMCP = "sum_i k(x_i), r = sqrt(x^2 + eps^2), k(x) = threshold r - x^2/(2 gamma) where r <= gamma threshold, (gamma threshold^2 + eps^2/gamma)/2 beyond" {
        /// Where, in units of the threshold, shrinkage ends.
        gamma: f64 as AboveOne,
        /// Width of the rounding, in units of x.
        eps: f64 as Positive,
        /// Slope near zero.
        threshold: f64 as Positive = 1.0,
    } as Separable(Smoothed::new(Mcp::new(threshold, gamma)?, eps)?),
    can [Smooth, Majorized, Shaped], shapes ["threshold", "gamma", "eps"], convex: false, normalizer: false;

    /// Smoothly clipped absolute deviation, exact: sparse, and entries beyond gamma times the threshold are not shrunk. Steps of its prox stay below (gamma - 1)/strength.
    SCAD = "sum_i k(|x_i|), k(r) = threshold r where r <= threshold, (2 gamma threshold r - r^2 - threshold^2)/(2 (gamma - 1)) where r <= gamma threshold, threshold^2 (gamma + 1)/2 beyond" {
        /// Where, in units of the threshold, shrinkage ends.
        gamma: f64 as AboveTwo,
        /// Slope at zero, and the size up to which it holds.
        threshold: f64 as Positive = 1.0,
    } as Separable(Scad::new(threshold, gamma)?),
    can [Prox, DiagonalProx], shapes [], convex: false, normalizer: false;

    /// Smoothly clipped absolute deviation, rounded off within eps of zero, with derivatives; SCAD is its limit and has the prox.
    SmoothedSCAD = "sum_i k(r_i), r = sqrt(x^2 + eps^2), k(r) = threshold r where r <= threshold, (2 gamma threshold r - r^2 - threshold^2)/(2 (gamma - 1)) where r <= gamma threshold, threshold^2 (gamma + 1)/2 beyond" {
        /// Where, in units of the threshold, shrinkage ends.
        gamma: f64 as AboveTwo,
        /// Width of the rounding, in units of x.
        eps: f64 as Positive,
        /// Slope near zero, and the size up to which it holds.
        threshold: f64 as Positive = 1.0,
    } as Separable(Smoothed::new(Scad::new(threshold, gamma)?, eps)?),
    can [Smooth, Majorized, Shaped], shapes ["threshold", "gamma", "eps"], convex: false, normalizer: false;

    /// Number of entries that are not zero: hard thresholding.
    L0 = "sum_i [x_i != 0]" {} as Separable(Count),
    can [Prox, DiagonalProx], shapes [], convex: false, normalizer: false;

    /// Spread of the magnitudes in each row, whatever its scale: 0 for a row with one entry that is not 0, 1 for a row of equal ones. Rows of zeros and rows of one entry count 0.
    Hoyer = "sum over rows of (|x|_1/|x|_2 - 1)/(sqrt(n) - 1)" {} as Rows(Hoyer) at "[[1, -2, 2], [3, 0, 4]]",
    can [Smooth], shapes [], convex: false, normalizer: false;

    /// Entropy of the softmax of each row of logits: pulls the categories of a row apart, until one remains.
    SoftmaxEntropy = "sum over rows of -sum_k a_k log(a_k), a = softmax(x/temperature)" {
        /// Logits in a row; the length of theta is a multiple of it.
        categories: usize as Counting like "3",
        /// Scale of the logits.
        temperature: f64 as Positive = 1.0,
    } as Rows(SoftmaxEntropy::new(categories, temperature)?),
    can [Smooth, Shaped], shapes ["temperature"], convex: false, normalizer: false;

    /// Half the squares of the k largest entries of each row: shrinks what is large and leaves the rest alone. Of equal entries the first count; where the last one that counts equals one that does not, the gradient is a subgradient.
    TopK = "sum over rows of sum_{i in the k largest |x|} x_i^2/2" {
        /// Entries of a row that count, at most its width.
        k: usize as Counting like "2",
        /// Entries in a row; the length of theta is a multiple of it.
        width: usize as Counting like "3",
    } as Rows(TopK::new(k, width)?),
    can [Smooth], shapes [], convex: true, normalizer: false;

    /// Smoothed count of the entries that exceed the threshold of their column, weighted by the thresholds.
    JumpReLU = "sum over rows of sum_j thresholds_j sigma((x_j - thresholds_j)/smoothing)" {
        /// Threshold of each column, in units of x; the length of theta is a multiple of their number.
        thresholds: Vec<f64> as EachPositive like "[0.25, 0.5, 1]",
        /// Width of the jump, in units of x.
        smoothing: f64 as Positive,
    } as Separable(JumpRelu::new(thresholds, smoothing)?),
    can [Smooth, Shaped], shapes ["thresholds"], convex: false, normalizer: false;
}

const STRENGTH: Parameter = Parameter {
    name: "strength",
    sort: f64::NAME,
    domain: Domain::NonNegative,
    default: Some(Json("1")),
    optional: true,
    example: None,
    summary: "Factor by which the penalty is multiplied.",
};

fn unknown(kind: &Value) -> CheckError {
    let kinds: Vec<&str> = CATALOG.iter().map(|entry| entry.kind).collect();
    CheckError::new(Code::Domain, "kind", kind.to_string(), format!("one of {}", kinds.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<PenaltySpec, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    #[test]
    fn a_specification_is_read_with_its_default_strength() {
        let spec = read(r#"{ "eps": 1e-3, "kind": "SmoothedL1" }"#).unwrap();
        assert_eq!(spec, PenaltySpec::SmoothedL1 { eps: 1e-3, strength: 1.0 });
    }

    #[test]
    fn what_does_not_belong_in_a_specification_is_refused_by_name() {
        let refused = |text| read(text).unwrap_err();
        assert!(refused(r#"{ "kind": "Ridge", "eps": 1 }"#).starts_with("eps is given; expected no parameter"));
        assert!(refused(r#"{ "kind": "SmoothedL1" }"#).starts_with("eps is missing; expected a number"));
        assert!(refused(r#"{ "kind": "SmoothedL1", "eps": null }"#).starts_with("eps is null; expected a number"));
        assert!(refused(r#"{ "kind": "ridge" }"#).starts_with("kind is \"ridge\"; expected one of SmoothedL1,"));
        assert!(refused(r#"{ "eps": 1 }"#).starts_with("kind is null; expected one of"));
    }
}
