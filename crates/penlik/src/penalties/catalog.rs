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
    AnyPenalty, Capability, Choice, Domain, Entry, Grouped, Grouping, Json, NestedPrefix, Parameter, Properties,
    Separable, SparseGrouped, Structure,
};
use crate::check::{CheckError, Code};
use crate::kernels::{
    Absolute, Count, ElasticNet, GemanMcClure, Huber, Log, Mcp, Ridge, Scad, ShiftedAbsolute, Smoothed,
    SmoothedAbsolute,
};

catalog! {
    /// Absolute value, rounded off within eps of zero: sparse in the limit, smooth everywhere.
    SmoothedL1 = "sum_i sqrt(x_i^2 + eps^2), less eps each where shifted" {
        /// Width of the rounding, in units of x.
        eps: f64 as Positive,
        /// Whether eps is taken off each entry, so that the value at zero is 0; derivatives are the same.
        shifted: bool as Either = false,
    } as Choice(
        shifted,
        |s| Separable::new(ShiftedAbsolute::new(eps)?, s),
        |s| Separable::new(SmoothedAbsolute::new(eps)?, s)
    ) in Separable,
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

    /// Square near zero, at most 1/2 however large an entry is: an entry far away has no pull, not convex.
    GemanMcClure = "sum_i x_i^2/(2 (x_i^2 + sigma^2))" {
        /// Scale beyond which an entry counts as an outlier, in units of x.
        sigma: f64 as Positive,
    } as Separable(GemanMcClure::new(sigma)?),
    can [Smooth, Majorized, Shaped], shapes ["sigma"], convex: false, normalizer: false;

    /// Square of small norms of groups, at most 1/2 however large a norm is: a group far away has no pull, not convex.
    GroupGemanMcClure = "sum_g c_g r_g^2/(2 (r_g^2 + sigma^2)), r_g = |x_g|_2" {
        /// Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized.
        groups: Grouping as Groups like "[[0, 1], [2]]",
        /// Norm beyond which a group counts as an outlier, in units of x.
        sigma: f64 as Positive,
        /// Weight of each group; unless given, the square root of its number of entries.
        weights: Option<Vec<f64>> as EachNonNegative,
    } as Grouped(GemanMcClure::new(sigma)?, groups, weights),
    can [Smooth, Majorized, Shaped], shapes ["sigma"], convex: false, normalizer: false;

    /// Norms of groups: whole groups become exactly zero through its proximal map.
    GroupLasso = "sum_g c_g r_g, r_g = |x_g|_2" {
        /// Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized.
        groups: Grouping as Groups like "[[0, 1], [2]]",
        /// Weight of each group; unless given, the square root of its number of entries.
        weights: Option<Vec<f64>> as EachNonNegative,
    } as Grouped(Absolute, groups, weights),
    can [Prox], shapes [], convex: true, normalizer: false;

    /// Norms of groups, rounded off within eps of zero: whole groups are shrunk together, smooth everywhere.
    SmoothedGroupLasso = "sum_g c_g sqrt(r_g^2 + eps^2), r_g = |x_g|_2, less eps each where shifted" {
        /// Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized.
        groups: Grouping as Groups like "[[0, 1], [2]]",
        /// Width of the rounding, in units of x.
        eps: f64 as Positive,
        /// Whether eps is taken off each norm, so that the value at zero is 0; derivatives are the same.
        shifted: bool as Either = false,
        /// Weight of each group; unless given, the square root of its number of entries.
        weights: Option<Vec<f64>> as EachNonNegative,
    } as Choice(
        shifted,
        |s| Grouped::new(ShiftedAbsolute::new(eps)?, groups.clone(), weights.clone(), s),
        |s| Grouped::new(SmoothedAbsolute::new(eps)?, groups.clone(), weights.clone(), s)
    ) in Grouped,
    can [Smooth, Majorized, Shaped], shapes ["eps"], convex: true, normalizer: false;

    /// Norms of groups and absolute values: whole groups become exactly zero, and entries within the others.
    SparseGroupLasso = "sum_g c_g group r_g + l1 sum_i |x_i| over the entries in groups, r_g = |x_g|_2" {
        /// Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized.
        groups: Grouping as Groups like "[[0, 1], [2]]",
        /// Weight of the absolute values.
        l1: f64 as NonNegative,
        /// Weight of the norms.
        group: f64 as NonNegative = 1.0,
        /// Weight of each group; unless given, the square root of its number of entries.
        weights: Option<Vec<f64>> as EachNonNegative,
    } as SparseGrouped(groups, weights, l1, group) in Grouped,
    can [Prox], shapes [], convex: true, normalizer: false;

    /// Logarithm of the norms of groups, which punishes a group ever less as it grows, not convex.
    GroupLog = "sum_g c_g log(1 + (r_g/delta)^2), r_g = |x_g|_2" {
        /// Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized.
        groups: Grouping as Groups like "[[0, 1], [2]]",
        /// Norm at which a group begins to count as large, in units of x.
        delta: f64 as Positive,
        /// Weight of each group; unless given, the square root of its number of entries.
        weights: Option<Vec<f64>> as EachNonNegative,
    } as Grouped(Log::new(delta)?, groups, weights),
    can [Smooth, Majorized, Shaped], shapes ["delta"], convex: false, normalizer: false;

    /// Square of small norms of groups, norm of large ones: large groups are pulled no harder than others.
    GroupHuber = "sum_g c_g h(r_g), r_g = |x_g|_2, h(r) = r^2/(2 delta) where r <= delta, r - delta/2 beyond" {
        /// Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized.
        groups: Grouping as Groups like "[[0, 1], [2]]",
        /// Norm at which the square gives way to the norm, in units of x.
        delta: f64 as Positive,
        /// Weight of each group; unless given, the square root of its number of entries.
        weights: Option<Vec<f64>> as EachNonNegative,
    } as Grouped(Huber::new(delta)?, groups, weights),
    can [Smooth, Majorized, Shaped, Prox], shapes ["delta"], convex: true, normalizer: false;

    /// Minimax concave penalty of the norms of groups, exact: whole groups become zero, large ones are not shrunk. Steps of its prox stay below gamma/(strength c_g).
    GroupMCP = "sum_g c_g k(r_g), r_g = |x_g|_2, k(r) = threshold r - r^2/(2 gamma) where r <= gamma threshold, gamma threshold^2/2 beyond" {
        /// Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized.
        groups: Grouping as Groups like "[[0, 1], [2]]",
        /// Where, in units of the threshold, shrinkage ends.
        gamma: f64 as AboveOne,
        /// Slope at zero.
        threshold: f64 as Positive = 1.0,
        /// Weight of each group; unless given, the square root of its number of entries.
        weights: Option<Vec<f64>> as EachNonNegative,
    } as Grouped(Mcp::new(threshold, gamma)?, groups, weights),
    can [Prox], shapes [], convex: false, normalizer: false;

    /// Minimax concave penalty of the norms of groups, rounded off within eps of zero, with derivatives; GroupMCP is its limit and has the prox.
    SmoothedGroupMCP = "sum_g c_g k(r_g), r_g = |x_g|_2, s = sqrt(r^2 + eps^2), k(r) = threshold s - r^2/(2 gamma) where s <= gamma threshold, (gamma threshold^2 + eps^2/gamma)/2 beyond" {
        /// Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized.
        groups: Grouping as Groups like "[[0, 1], [2]]",
        /// Where, in units of the threshold, shrinkage ends.
        gamma: f64 as AboveOne,
        /// Width of the rounding, in units of x.
        eps: f64 as Positive,
        /// Slope near zero.
        threshold: f64 as Positive = 1.0,
        /// Weight of each group; unless given, the square root of its number of entries.
        weights: Option<Vec<f64>> as EachNonNegative,
    } as Grouped(Smoothed::new(Mcp::new(threshold, gamma)?, eps)?, groups, weights),
    can [Smooth, Majorized, Shaped], shapes ["threshold", "gamma", "eps"], convex: false, normalizer: false;

    /// Smoothly clipped absolute deviation of the norms of groups, exact: whole groups become zero, large ones are not shrunk. Steps of its prox stay below (gamma - 1)/(strength c_g).
    GroupSCAD = "sum_g c_g k(r_g), r_g = |x_g|_2, k(r) = threshold r where r <= threshold, (2 gamma threshold r - r^2 - threshold^2)/(2 (gamma - 1)) where r <= gamma threshold, threshold^2 (gamma + 1)/2 beyond" {
        /// Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized.
        groups: Grouping as Groups like "[[0, 1], [2]]",
        /// Where, in units of the threshold, shrinkage ends.
        gamma: f64 as AboveTwo,
        /// Slope at zero, and the norm up to which it holds.
        threshold: f64 as Positive = 1.0,
        /// Weight of each group; unless given, the square root of its number of entries.
        weights: Option<Vec<f64>> as EachNonNegative,
    } as Grouped(Scad::new(threshold, gamma)?, groups, weights),
    can [Prox], shapes [], convex: false, normalizer: false;

    /// Smoothly clipped absolute deviation of the norms of groups, rounded off within eps of zero, with derivatives; GroupSCAD is its limit and has the prox.
    SmoothedGroupSCAD = "sum_g c_g k(s_g), s_g = sqrt(|x_g|_2^2 + eps^2), k(s) = threshold s where s <= threshold, (2 gamma threshold s - s^2 - threshold^2)/(2 (gamma - 1)) where s <= gamma threshold, threshold^2 (gamma + 1)/2 beyond" {
        /// Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized.
        groups: Grouping as Groups like "[[0, 1], [2]]",
        /// Where, in units of the threshold, shrinkage ends.
        gamma: f64 as AboveTwo,
        /// Width of the rounding, in units of x.
        eps: f64 as Positive,
        /// Slope near zero, and the norm up to which it holds.
        threshold: f64 as Positive = 1.0,
        /// Weight of each group; unless given, the square root of its number of entries.
        weights: Option<Vec<f64>> as EachNonNegative,
    } as Grouped(Smoothed::new(Scad::new(threshold, gamma)?, eps)?, groups, weights),
    can [Smooth, Majorized, Shaped], shapes ["threshold", "gamma", "eps"], convex: false, normalizer: false;

    /// Number of groups that are not zero, by their weights: hard thresholding of whole groups.
    GroupL0 = "sum_g c_g [x_g != 0]" {
        /// Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized.
        groups: Grouping as Groups like "[[0, 1], [2]]",
        /// Weight of each group; unless given, the square root of its number of entries.
        weights: Option<Vec<f64>> as EachNonNegative,
    } as Grouped(Count, groups, weights),
    can [Prox], shapes [], convex: false, normalizer: false;

    /// Columns in an order, such as those of a representation that is cut after some of them: every prefix pays for the columns it holds.
    NestedPrefix = "sum_k weights_k sum_{i < prefixes_k} sqrt(|column i|_2^2 + eps^2)" {
        /// Number of columns of each prefix.
        prefixes: Vec<usize> as EachCounting like "[1, 3]",
        /// Width of the rounding, in units of x.
        eps: f64 as Positive,
        /// Weight of each prefix; unless given, 1.
        weights: Option<Vec<f64>> as EachNonNegative,
    } as NestedPrefix(prefixes, weights, eps) in Grouped,
    can [Smooth, Majorized, Shaped], shapes ["eps"], convex: true, normalizer: false;
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
        assert_eq!(spec, PenaltySpec::SmoothedL1 { eps: 1e-3, shifted: false, strength: 1.0 });
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
