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
    AnyPenalty, Capability, Domain, Entry, Json, Labels, Orthogonality, Parameter, Properties, PrototypeDiversity,
    Separable, Spectral, Structure, Whole,
};
use crate::check::{CheckError, Code};
use crate::kernels::{
    Absolute, Count, ElasticNet, Huber, Log, Mcp, Ridge, Scad, ShiftedAbsolute, Smoothed, SmoothedAbsolute,
};

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

    /// Columns pulled toward an orthonormal set.
    Orthogonality = "||theta' theta - I||^2/2" {} as Whole(Orthogonality::of_columns()) in Dense at "[[1, 0.5], [0, 2], [-1, 1]]",
    can [Smooth], shapes [], convex: false, normalizer: false;

    /// Columns of different blocks pulled toward right angles; inside a block they are free.
    BlockOrthogonality = "sum over blocks g < h of ||theta_g' theta_h||^2/2" {
        /// The number of the block of each column.
        blocks: Vec<usize> as EachCount like "[0, 0, 1]",
    } as Whole(Orthogonality::between_blocks(blocks)) in Dense at "[[1, 0.5, -1], [0, 2, 1]]",
    can [Smooth], shapes [], convex: false, normalizer: false;

    /// Log-determinants that push the prototypes of a class apart. Rows of theta are prototypes; where two of a class coincide the gradient cannot part them (see coincidentPrototypes).
    PrototypeDiversity = "-sum over classes of log det(K + jitter I), K_ij = exp(-||theta_i - theta_j||^2/(2 bandwidth^2)) over the members, for classes of two or more" {
        /// The class of each prototype, as a number or a string.
        labels: Labels as EachLabel like "[\"a\", \"a\", \"b\", \"a\"]",
        /// Distance at which prototypes begin to be unlike, in units of theta.
        bandwidth: f64 as Positive = 1.0,
        /// What is added to the diagonal of K, so that coincident prototypes have a finite value.
        jitter: f64 as Positive = 1e-6,
        /// Whether the value of prototypes far apart is taken away, so that it is 0 there.
        normalize: bool as Either = false,
    } as Whole(PrototypeDiversity::new(labels, bandwidth, jitter, normalize)?) in Dense at "[[0, 1], [1, 1], [2, 0], [3, -1]]",
    can [Smooth, Shaped], shapes ["bandwidth", "jitter"], convex: false, normalizer: false;

    /// Sum of the singular values, rounded off within eps of zero: low rank in the limit, smooth everywhere. TraceNorm is its limit and has the prox.
    NuclearNorm = "sum_i sqrt(sigma_i^2 + eps^2) - eps over the singular values sigma_i of theta; without - eps where not shifted" {
        /// Width of the rounding, in units of theta.
        eps: f64 as Positive,
        /// Whether eps is taken away from each term, so that the value at zero is 0.
        shifted: bool as Either = true,
    } as Spectral(ShiftedAbsolute::new(eps, shifted)?) at "[[1, 2], [3, 4], [5, 6]]",
    can [Smooth, Shaped], shapes ["eps"], convex: true, normalizer: false;

    /// Sum of the singular values, exact: low rank through its proximal map, which thresholds them.
    TraceNorm = "sum_i sigma_i over the singular values sigma_i of theta" {} as Spectral(Absolute) at "[[3, 0], [0, 1]]",
    can [Prox], shapes [], convex: true, normalizer: false;

    /// Logarithm of the singular values: punishes them ever less as they grow, closer to the rank than their sum.
    SpectralLog = "sum_i log(1 + (sigma_i/delta)^2) over the singular values sigma_i of theta" {
        /// Scale at which a singular value begins to count as large, in units of theta.
        delta: f64 as Positive,
    } as Spectral(Log::new(delta)?) at "[[1, 2], [3, 4], [5, 6]]",
    can [Smooth, Shaped], shapes ["delta"], convex: false, normalizer: false;

    /// Huber function of the singular values: square near zero, their sum far away.
    SpectralHuber = "sum_i h(sigma_i) over the singular values of theta, h(s) = s^2/(2 delta) where s <= delta, s - delta/2 beyond" {
        /// Size of a singular value at which the square gives way, in units of theta.
        delta: f64 as Positive,
    } as Spectral(Huber::new(delta)?) at "[[1, 2], [3, 4], [5, 6]]",
    can [Smooth, Shaped, Prox], shapes ["delta"], convex: true, normalizer: false;

    /// Minimax concave penalty of the singular values, exact: low rank, and large singular values are not shrunk. Steps of its prox stay below gamma/strength.
    SpectralMCP = "sum_i k(sigma_i) over the singular values of theta, k as in MCP" {
        /// Where, in units of the threshold, shrinkage ends.
        gamma: f64 as AboveOne,
        /// Slope at zero.
        threshold: f64 as Positive = 1.0,
    } as Spectral(Mcp::new(threshold, gamma)?) at "[[3, 0], [0, 1]]",
    can [Prox], shapes [], convex: false, normalizer: false;

    /// Minimax concave penalty of the singular values, rounded off within eps of zero, with derivatives; SpectralMCP is its limit and has the prox.
    SmoothedSpectralMCP = "sum_i k(sigma_i) over the singular values of theta, k as in SmoothedMCP" {
        /// Where, in units of the threshold, shrinkage ends.
        gamma: f64 as AboveOne,
        /// Width of the rounding, in units of theta.
        eps: f64 as Positive,
        /// Slope near zero.
        threshold: f64 as Positive = 1.0,
    } as Spectral(Smoothed::new(Mcp::new(threshold, gamma)?, eps)?) at "[[1, 2], [3, 4], [5, 6]]",
    can [Smooth, Shaped], shapes ["threshold", "gamma", "eps"], convex: false, normalizer: false;
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
