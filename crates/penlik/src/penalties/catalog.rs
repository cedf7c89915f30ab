//! The catalog: one entry per kind of penalty.
//!
//! From it come the specification [`PenaltySpec`], the list that the conformance tests walk, and the classes of the Node package
//! with their documentation. To add a kind, write its kernel and one entry; see `table.rs` for the form of an entry.

use std::sync::Arc;

use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};

use super::parameter::{ParameterType, Reader};
use super::proximal::{bounds, cube};
use super::table::catalog;
use super::{AnyPenalty, Capability, Combination, Domain, Entry, Json, Parameter, Properties, Separable, Structure};
use super::{Mapped, PerColumn, Projected, SoftmaxLoss, SpectralBall, Table};
use crate::check::{CheckError, Code, non_negative, positive};
use crate::kernels::{Absolute, Count, ElasticNet, Huber, Log, Mcp, Ridge, Scad, Smoothed, SmoothedAbsolute};
use crate::prox::{
    Affine, FusedLasso, HalfPower, Hyperplane, Interval, L1Ball, L2Ball, LogBarrier, LogSum, LogisticLoss, MaximumNorm,
    NonNegativeL1, Simplex, Slope, TwoThirdsPower,
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

    /// Sum of square roots of absolute values: sparser than the absolute value, and large entries are shrunk less.
    HalfPower = "sum_i sqrt(|x_i|)" {} as Mapped(HalfPower::new(1.0)?) in Separable,
    can [Prox, DiagonalProx], shapes [], convex: false, normalizer: false;

    /// Sum of absolute values to the power two thirds: between the absolute value and HalfPower.
    TwoThirdsPower = "sum_i |x_i|^(2/3)" {} as Mapped(TwoThirdsPower::new(1.0)?) in Separable,
    can [Prox, DiagonalProx], shapes [], convex: false, normalizer: false;

    /// Sum of logarithms of absolute values, with exact zeros; LogSparsity is its smooth relative.
    LogSum = "sum_i log(1 + |x_i|/scale)" {
        /// Size at which an entry begins to count as large, in units of x.
        scale: f64 as Positive,
    } as Mapped(LogSum::new(1.0, positive("scale", scale)?)?) in Separable,
    can [Prox, DiagonalProx], shapes [], convex: false, normalizer: false;

    /// Logarithmic barrier: keeps entries above zero, infinite elsewhere.
    LogBarrier = "sum_i -log(x_i) where all x > 0, infinite elsewhere" {} as Mapped(LogBarrier::new(1.0)?) in Separable
    at "[1, 2, 0.5]",
    can [Prox, DiagonalProx], shapes [], convex: true, normalizer: false;

    /// Sum of entries that may not be negative: exact zeros, and nothing below them.
    NonNegativeL1 = "sum_i x_i where all x >= 0, infinite elsewhere" {} as Mapped(NonNegativeL1::new(1.0)?) in Separable
    at "[1, 2, 0]",
    can [Prox, DiagonalProx], shapes [], convex: true, normalizer: false;

    /// Sorted absolute values, the larger ones punished more: controls false discoveries, and pools entries of like size. One weight for each column.
    SLOPE = "sum_i weights_i |x|_(i), |x|_(1) >= |x|_(2) >= ..., row by row" {
        /// A weight for each rank, in non-increasing order.
        weights: Vec<f64> as EachNonNegative like "[2, 0.5, 0.25]",
    } as Mapped(Slope::new(&weights)?) in Rows at "[3, 2, -1]",
    can [Prox], shapes [], convex: true, normalizer: false;

    /// Largest absolute value of each row: large entries are cut to one level.
    LInfinity = "max_i |x_i|, row by row" {} as Mapped(MaximumNorm::new(1.0)?) in Rows,
    can [Prox], shapes [], convex: true, normalizer: false;

    /// Fused lasso along each row, exact: entries that are zero, and stretches of equal ones; with l1 = 0 the total variation.
    FusedLasso = "sum_i l1 |x_i| + tv |x_(i+1) - x_i|, row by row" {
        /// Weight of the entries.
        l1: f64 as NonNegative,
        /// Weight of the differences.
        tv: f64 as NonNegative,
    } as Mapped(FusedLasso::new(non_negative("tv", tv)?, non_negative("l1", l1)?)?) in Rows at "[1, 3, 3.5, -1]",
    can [Prox], shapes [], convex: true, normalizer: false;

    /// Logistic loss of scores with labels: its proximal map is a step of splitting methods for classification.
    LogisticLoss = "sum_i log(1 + exp(-labels_i x_i)), row by row" {
        /// A label, -1 or 1, for each column.
        labels: Vec<f64> as EachFinite like "[1, -1, 1]",
    } as Mapped(LogisticLoss::new(&labels)?) in Rows,
    can [Prox], shapes [], convex: true, normalizer: false;

    /// Multinomial loss of rows of scores, a label for each row: its proximal map is a step of splitting methods for classification.
    SoftmaxLoss = "sum_rows log(sum_j exp(x_j)) - x_label" {
        /// The column of the right class, for each row.
        labels: Vec<usize> as EachNonNegative like "[0, 2]",
    } as SoftmaxLoss(labels) in Rows at "[[1, -2, 0], [0.5, 1, 2]]",
    can [Prox], shapes [], convex: true, normalizer: false;

    /// Rows of non-negative entries with a given sum, such as probabilities: 0 there, infinite elsewhere. Its proximal map is the projection, sparsemax.
    Simplex = "0 where all x >= 0 and sum_i x_i = total, row by row; infinite elsewhere" {
        /// The sum of each row.
        total: f64 as NonNegative = 1.0,
    } as Projected(Simplex::new(total)?) in Rows at "[0.25, 0.5, 0.25]",
    can [Prox], shapes [], convex: true, normalizer: false;

    /// Entries between bounds: 0 there, infinite elsewhere. Its proximal map is the projection; a bound that is left out does not bound.
    Box = "0 where all lower <= x <= upper; infinite elsewhere" {
        /// The lower bound, one for all columns or one for each.
        lower: Option<PerColumn> as EachFinite like "-1",
        /// The upper bound, one for all columns or one for each.
        upper: Option<PerColumn> as EachFinite like "[1, 2, 3]",
    } as Projected(bounds(lower, upper)?) in Separable at "[1, 0.5, -0.25]",
    can [Prox, DiagonalProx], shapes [], convex: true, normalizer: false;

    /// Entries that are not negative: 0 there, infinite elsewhere. Its proximal map is the projection.
    NonNegative = "0 where all x >= 0; infinite elsewhere" {}
    as Projected(Interval::new(&[0.0], &[f64::INFINITY])?) in Separable at "[1, 2, 0]",
    can [Prox, DiagonalProx], shapes [], convex: true, normalizer: false;

    /// Rows whose absolute values add up to a radius at most: 0 there, infinite elsewhere. Its proximal map is the projection.
    L1Ball = "0 where sum_i |x_i| <= radius, row by row; infinite elsewhere" {
        /// The radius.
        radius: f64 as NonNegative,
    } as Projected(L1Ball::new(radius)?) in Rows at "[0.25, -0.125, 0]",
    can [Prox], shapes [], convex: true, normalizer: false;

    /// Rows of a length up to a radius: 0 there, infinite elsewhere. Its proximal map is the projection.
    L2Ball = "0 where sqrt(sum_i x_i^2) <= radius, row by row; infinite elsewhere" {
        /// The radius.
        radius: f64 as NonNegative,
    } as Projected(L2Ball::new(radius)?) in Rows at "[0.25, -0.125, 0]",
    can [Prox], shapes [], convex: true, normalizer: false;

    /// Entries of a size up to a radius: 0 there, infinite elsewhere. Its proximal map is the projection.
    LInfinityBall = "0 where all |x_i| <= radius; infinite elsewhere" {
        /// The radius.
        radius: f64 as NonNegative,
    } as Projected(cube(radius)?) in Separable at "[0.25, -0.5, 0]",
    can [Prox, DiagonalProx], shapes [], convex: true, normalizer: false;

    /// Rows on a hyperplane: 0 there, infinite elsewhere. Its proximal map is the projection.
    Hyperplane = "0 where sum_i normal_i x_i = offset, row by row; infinite elsewhere" {
        /// What the hyperplane is perpendicular to, not all zero.
        normal: Vec<f64> as EachFinite like "[1, 1, 2]",
        /// The sum.
        offset: f64 as Finite like "1.5",
    } as Projected(Hyperplane::new(&normal, offset)?) in Rows at "[1.5, 0, 0]",
    can [Prox], shapes [], convex: true, normalizer: false;

    /// Rows that solve linear equations: 0 there, infinite elsewhere. Its proximal map is the projection.
    Affine = "0 where matrix x = rhs, row by row; infinite elsewhere" {
        /// The equations, one in each row, none a combination of the others.
        matrix: Table as EachFinite like "[[1, 1, 0], [0, 0, 2]]",
        /// The right-hand side of each.
        rhs: Vec<f64> as EachFinite like "[2, 6]",
    } as Projected(Affine::new(&matrix.data, matrix.cols, &rhs)?) in Rows at "[1, 1, 3]",
    can [Prox], shapes [], convex: true, normalizer: false;

    /// Matrices whose singular values are at most a radius: 0 there, infinite elsewhere. Its proximal map is the projection.
    SpectralBall = "0 where the largest singular value of x <= radius; infinite elsewhere" {
        /// The radius.
        radius: f64 as NonNegative,
    } as SpectralBall(radius) in Spectral at "[[0.25, 0], [0, -0.5]]",
    can [Prox], shapes [], convex: true, normalizer: false;
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
    let kinds: Vec<&str> = CATALOG.iter().map(|entry| entry.kind).chain(Combination::KINDS).collect();
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
