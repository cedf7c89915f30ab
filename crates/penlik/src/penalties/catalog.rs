//! The catalog: one entry per kind of penalty.
//!
//! From it come the specification [`PenaltySpec`], the list that the conformance tests walk, and the classes of the Node package
//! with their documentation. To add a kind, write its kernel and one entry; see `table.rs` for the form of an entry.

use std::sync::Arc;

use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};

use super::along::{Along, Axis, Differences, Direction, Edges, Graph, IsotropicVariation, Restrictions, Sheaf};
use super::parameter::{ParameterType, Reader};
use super::proximal::{bounds, cube};
use super::table::catalog;
use super::{
    AnyPenalty, Ard, Capability, Choice, Combination, Domain, Entry, Form, Grouped, Grouping, Hoyer, Json, Labels,
    Mapped, Matrices, NestedPrefix, Orthogonality, Parameter, PerColumn, Projected, Properties, PrototypeDiversity,
    QuadraticAnchor, RowPrecision, Rows, Separable, SoftmaxEntropy, SoftmaxLoss, SparseGrouped, Spectral, SpectralBall,
    Structure, Table, TopK, Whole,
};
use crate::check::{CheckError, Code, non_negative, positive};
use crate::kernels::{
    Absolute, Count, ElasticNet, GemanMcClure, Harmonic, Huber, JumpRelu, Log, Mcp, Ridge, Scad, ShiftedAbsolute,
    Smoothed, SmoothedAbsolute, SoftplusGate,
};
use crate::prox::{
    Affine, FusedLasso, HalfPower, Hyperplane, Interval, L1Ball, L2Ball, LogBarrier, LogSum, LogisticLoss, MaximumNorm,
    NonNegativeL1, Simplex, Slope, TwoThirdsPower,
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
    can [Smooth, Majorized, Shaped, Normalized], shapes ["eps"], convex: true, normalizer: true;

    /// Logarithm that punishes an entry ever less as it grows: sparser than the absolute value, not convex.
    LogSparsity = "sum_i log(1 + (x_i/delta)^2)" {
        /// Scale at which an entry begins to count as large, in units of x.
        delta: f64 as Positive,
    } as Separable(Log::new(delta)?),
    can [Smooth, Majorized, Shaped, Normalized], shapes ["delta"], convex: false, normalizer: true;

    /// Half the sum of squares: shrinks every entry by the same factor.
    Ridge = "sum_i x_i^2/2" {} as Separable(Ridge),
    can [Smooth, Majorized, Prox, DiagonalProx, Normalized], shapes [], convex: true, normalizer: true;

    /// Sum of absolute values: exact zeros through its proximal map, soft thresholding.
    L1 = "sum_i |x_i|" {} as Separable(Absolute),
    can [Prox, DiagonalProx, Normalized], shapes [], convex: true, normalizer: true;

    /// Square near zero, absolute value beyond delta: no sparsity, and large entries are pulled no harder than others.
    Huber = "sum_i h(x_i), h(x) = x^2/(2 delta) where |x| <= delta, |x| - delta/2 beyond" {
        /// Size of an entry at which the square gives way to the absolute value, in units of x.
        delta: f64 as Positive,
    } as Separable(Huber::new(delta)?),
    can [Smooth, Majorized, Shaped, Prox, DiagonalProx, Normalized], shapes ["delta"], convex: true, normalizer: true;

    /// Absolute values and squares: exact zeros, and entries that move together stay together.
    ElasticNet = "sum_i l1 |x_i| + l2 x_i^2/2" {
        /// Weight of the absolute value.
        l1: f64 as NonNegative,
        /// Weight of half the square.
        l2: f64 as NonNegative,
    } as Separable(ElasticNet::new(l1, l2)?),
    can [Prox, DiagonalProx, Normalized], shapes [], convex: true, normalizer: true;

    /// Minimax concave penalty, exact: sparse, and entries beyond gamma times the threshold are not shrunk. Steps of its prox stay below gamma/strength.
    MCP = "sum_i k(|x_i|), k(r) = threshold r - r^2/(2 gamma) where r <= gamma threshold, gamma threshold^2/2 beyond" {
        /// Where, in units of the threshold, shrinkage ends.
        gamma: f64 as AboveOne,
        /// Slope at zero.
        threshold: f64 as Positive = 1.0,
    } as Separable(Mcp::new(threshold, gamma)?),
    can [Prox, DiagonalProx], shapes [], convex: false, normalizer: false because "P is bounded, so exp(-strength P) does not fall towards infinity";

    /// Minimax concave penalty, rounded off within eps of zero, with derivatives; MCP is its limit and has the prox.
    SmoothedMCP = "sum_i k(x_i), r = sqrt(x^2 + eps^2), k(x) = threshold r - x^2/(2 gamma) where r <= gamma threshold, (gamma threshold^2 + eps^2/gamma)/2 beyond" {
        /// Where, in units of the threshold, shrinkage ends.
        gamma: f64 as AboveOne,
        /// Width of the rounding, in units of x.
        eps: f64 as Positive,
        /// Slope near zero.
        threshold: f64 as Positive = 1.0,
    } as Separable(Smoothed::new(Mcp::new(threshold, gamma)?, eps)?),
    can [Smooth, Majorized, Shaped], shapes ["threshold", "gamma", "eps"], convex: false, normalizer: false because "P is bounded, so exp(-strength P) does not fall towards infinity";

    /// Smoothly clipped absolute deviation, exact: sparse, and entries beyond gamma times the threshold are not shrunk. Steps of its prox stay below (gamma - 1)/strength.
    SCAD = "sum_i k(|x_i|), k(r) = threshold r where r <= threshold, (2 gamma threshold r - r^2 - threshold^2)/(2 (gamma - 1)) where r <= gamma threshold, threshold^2 (gamma + 1)/2 beyond" {
        /// Where, in units of the threshold, shrinkage ends.
        gamma: f64 as AboveTwo,
        /// Slope at zero, and the size up to which it holds.
        threshold: f64 as Positive = 1.0,
    } as Separable(Scad::new(threshold, gamma)?),
    can [Prox, DiagonalProx], shapes [], convex: false, normalizer: false because "P is bounded, so exp(-strength P) does not fall towards infinity";

    /// Smoothly clipped absolute deviation, rounded off within eps of zero, with derivatives; SCAD is its limit and has the prox.
    SmoothedSCAD = "sum_i k(r_i), r = sqrt(x^2 + eps^2), k(r) = threshold r where r <= threshold, (2 gamma threshold r - r^2 - threshold^2)/(2 (gamma - 1)) where r <= gamma threshold, threshold^2 (gamma + 1)/2 beyond" {
        /// Where, in units of the threshold, shrinkage ends.
        gamma: f64 as AboveTwo,
        /// Width of the rounding, in units of x.
        eps: f64 as Positive,
        /// Slope near zero, and the size up to which it holds.
        threshold: f64 as Positive = 1.0,
    } as Separable(Smoothed::new(Scad::new(threshold, gamma)?, eps)?),
    can [Smooth, Majorized, Shaped], shapes ["threshold", "gamma", "eps"], convex: false, normalizer: false because "P is bounded, so exp(-strength P) does not fall towards infinity";

    /// Number of entries that are not zero: hard thresholding.
    L0 = "sum_i [x_i != 0]" {} as Separable(Count),
    can [Prox, DiagonalProx], shapes [], convex: false, normalizer: false because "P counts entries and does not grow with them, so exp(-strength P) does not fall towards infinity";

    /// Half the squared distance from a center in the metric of a symmetric positive semidefinite matrix F, which is given in exactly one form: matrix, blocks, kronecker, diagonal or lowRank.
    QuadraticAnchor = "(theta - center)' F (theta - center)/2" {
        /// Point of value 0, row after row; all zeros where it is not given.
        center: Option<Vec<f64>> as EachFinite like "[1, 0, -1]",
        /// F in full, for theta row after row.
        matrix: Option<Table> as EachFinite,
        /// F = diag(B_1, B_2, ...): one m x m matrix for every m entries of theta, or a single one that all share.
        blocks: Option<Matrices> as EachFinite,
        /// F = A (x) B as [A, B], A over the rows of theta and B over its columns.
        kronecker: Option<Vec<Table>> as EachFinite,
        /// F = diag(d); beside lowRank, what is added to it.
        diagonal: Option<Vec<f64>> as EachNonNegative like "[2, 0.5, 0]",
        /// F = U U' + diag(d), as U with a row for every entry of theta and few columns.
        lowRank: Option<Table> as EachFinite,
    } as QuadraticAnchor(Form::given(matrix, blocks, kronecker, diagonal, lowRank)?, center) in Dense,
    can [Smooth, Prox, Normalized], shapes [], convex: true, normalizer: true;

    /// Half the squared length of every column times a precision of its own: precisions that are learned switch columns off.
    ARD = "sum_j precisions_j |t_j|^2/2 over columns t_j" {
        /// Precision of each column.
        precisions: Vec<f64> as EachPositive like "[1, 0.5, 4]",
    } as Ard(precisions) in Separable,
    can [Smooth, Majorized, Shaped, Prox, DiagonalProx, Normalized], shapes ["precisions"], convex: true, normalizer: true;

    /// Gaussian rows: half the square of every row in the metric of its precision matrix.
    RowPrecision = "sum_n t_n' precision_n t_n/2 over rows t_n" {
        /// Symmetric positive semidefinite matrix that all rows share, or an array with one for each row.
        precision: Matrices as EachFinite like "[[2, 1], [1, 2]]",
    } as RowPrecision(precision) in Rows at "[[1, -2], [0, 0.5]]",
    can [Smooth, Prox, Normalized], shapes [], convex: true, normalizer: true;

    /// Absolute differences of neighbours, rounded off within eps of zero: piecewise constant sequences in the limit.
    TotalVariation = "sum_t sqrt(d_t^2 + eps^2), d the differences of each sequence" {
        /// Width of the rounding, in units of x.
        eps: f64 as Positive,
        /// Order of the differences; a sequence of no more entries has none.
        order: usize as Counting = 1,
        /// Whether each row of theta is a sequence, which is taken when it is not given, or each column.
        axis: Option<Axis> as Axis,
    } as Along(SmoothedAbsolute::new(eps)?, Differences::new(order, axis)?) at "[1, 1, 4, 4, 2]",
    can [Smooth, Shaped], shapes ["eps"], convex: true, normalizer: false because "P does not change along polynomials of degree below the order, so exp(-strength P) does not fall in these directions";

    /// Absolute higher differences, rounded off within eps of zero: piecewise polynomial sequences in the limit, lines for order 2.
    TrendFilter = "sum_t sqrt(d_t^2 + eps^2), d the differences of the given order of each sequence" {
        /// Width of the rounding, in units of x.
        eps: f64 as Positive,
        /// Order of the differences: one more than the degree of the pieces.
        order: usize as Counting = 2,
        /// Whether each row of theta is a sequence, which is taken when it is not given, or each column.
        axis: Option<Axis> as Axis,
    } as Along(SmoothedAbsolute::new(eps)?, Differences::new(order, axis)?) at "[1, 2, 3, 2, 1]",
    can [Smooth, Shaped], shapes ["eps"], convex: true, normalizer: false because "P does not change along polynomials of degree below the order, so exp(-strength P) does not fall in these directions";

    /// Logarithm of differences: fewer jumps than total variation leaves, and large ones nearly free; not convex.
    LogDifferences = "sum_t log(1 + (d_t/delta)^2), d the differences of each sequence" {
        /// Scale at which a difference begins to count as large, in units of x.
        delta: f64 as Positive,
        /// Order of the differences; a sequence of no more entries has none.
        order: usize as Counting = 1,
        /// Whether each row of theta is a sequence, which is taken when it is not given, or each column.
        axis: Option<Axis> as Axis,
    } as Along(Log::new(delta)?, Differences::new(order, axis)?) at "[1, 1, 4, 4, 2]",
    can [Smooth, Shaped], shapes ["delta"], convex: false, normalizer: false because "P does not change along polynomials of degree below the order, so exp(-strength P) does not fall in these directions";

    /// Squares of small differences, absolute values of large ones: smooth sequences that may jump.
    HuberDifferences = "sum_t h(d_t), h(x) = x^2/(2 delta) where |x| <= delta, |x| - delta/2 beyond, d the differences of each sequence" {
        /// Size of a difference at which the square gives way to the absolute value, in units of x.
        delta: f64 as Positive,
        /// Order of the differences; a sequence of no more entries has none.
        order: usize as Counting = 1,
        /// Whether each row of theta is a sequence, which is taken when it is not given, or each column.
        axis: Option<Axis> as Axis,
    } as Along(Huber::new(delta)?, Differences::new(order, axis)?) at "[1, 1, 4, 4, 2]",
    can [Smooth, Shaped], shapes ["delta"], convex: true, normalizer: false because "P does not change along polynomials of degree below the order, so exp(-strength P) does not fall in these directions";

    /// Half the sum of squared differences: smooth sequences, polynomials of degree below the order for free.
    DifferencePenalty = "sum_t d_t^2/2, d the differences of each sequence" {
        /// Order of the differences; a sequence of no more entries has none.
        order: usize as Counting = 2,
        /// Whether each row of theta is a sequence, which is taken when it is not given, or each column.
        axis: Option<Axis> as Axis,
    } as Along(Ridge, Differences::new(order, axis)?) at "[1, 4, 9, 16, 25]",
    can [Smooth, Normalized], shapes [], convex: true, normalizer: true;

    /// A soft wall against differences of the wrong sign: sequences that rise or fall, and with order 2 convex or concave ones.
    Monotonicity = "sum_t eps log(1 + exp(-s d_t/eps)), s = 1 or -1, d the differences of each sequence" {
        /// Width within which the wall rises, in units of x.
        eps: f64 as Positive,
        /// The sign that goes free: increasing, which is taken when it is not given, or decreasing; of order 2 convex or concave.
        direction: Option<Direction> as Direction,
        /// Order of the differences; a sequence of no more entries has none.
        order: usize as Counting = 1,
        /// Whether each row of theta is a sequence, which is taken when it is not given, or each column.
        axis: Option<Axis> as Axis,
    } as Along(SoftplusGate::new(eps, direction != Some(Direction::Decreasing))?, Differences::new(order, axis)?) at "[1, 2, 1.5, 3]",
    can [Smooth, Shaped], shapes ["eps"], convex: true, normalizer: false because "P does not grow along sequences of the right sign, so exp(-strength P) does not fall in these directions";

    /// Absolute differences over the edges of a graph of the rows of theta, rounded off within eps of zero: pieces of equal rows in the limit.
    GraphTotalVariation = "sum_e w_e sum_f sqrt((x_if - x_jf)^2 + eps^2) over edges e = (i, j) and columns f" {
        /// The edges.
        edges: Edges as Edges like "[[0, 1], [1, 2], [0, 2]]",
        /// Width of the rounding, in units of x.
        eps: f64 as Positive,
        /// A weight for every edge; 1 each when they are not given.
        weights: Option<Vec<f64>> as EachNonNegative,
    } as Along(SmoothedAbsolute::new(eps)?, Graph::new(edges, weights)?) at "[[1, 2], [1, 0], [4, 2]]",
    can [Smooth, Shaped], shapes ["eps"], convex: true, normalizer: false because "P does not change when a constant is added to all rows, so exp(-strength P) does not fall in that direction";

    /// Half the squared differences over the edges of a graph of the rows of theta: neighbours become alike.
    GraphLaplacian = "sum_e w_e sum_f (x_if - x_jf)^2/2 over edges e = (i, j) and columns f" {
        /// The edges.
        edges: Edges as Edges like "[[0, 1], [1, 2], [0, 2]]",
        /// A weight for every edge; 1 each when they are not given.
        weights: Option<Vec<f64>> as EachNonNegative,
    } as Along(Ridge, Graph::new(edges, weights)?) at "[[1, 2], [1, 0], [4, 2]]",
    can [Smooth, Normalized], shapes [], convex: true, normalizer: true;

    /// Half the squared disagreement over the edges of a graph, each end seen through a matrix of its own: a graph Laplacian with maps.
    Sheaf = "sum_e ||F_e x_i - G_e x_j||^2/2 over edges e = (i, j), x_i row i of theta" {
        /// The edges.
        edges: Edges as Edges like "[[0, 1], [1, 2]]",
        /// For every edge the pair of matrices F, G, each an array of rows.
        maps: Restrictions as Restrictions like "[[[[1, 0], [0, 1]], [[1, 0], [0, 1]]], [[[1, 1]], [[0, 2]]]]",
    } as Along(Ridge, Sheaf::new(edges, maps)?) at "[[1, 2], [1, 0], [4, 2]]",
    can [Smooth, Normalized], shapes [], convex: true, normalizer: true;

    /// Lengths of the gradient of a grid, rounded off within eps of zero: pieces of one colour in the limit, whatever the direction of their borders.
    TotalVariation2D = "sum_p sqrt(dx_p^2 + dy_p^2 + eps^2) over the points of the grid theta but the last, dx and dy to the right and below, 0 at the border" {
        /// Width of the rounding, in units of x.
        eps: f64 as Positive,
    } as IsotropicVariation(eps) in Along at "[[1, 1, 4], [1, 4, 4]]",
    can [Smooth, Shaped], shapes ["eps"], convex: true, normalizer: false because "P does not change when a constant is added to all entries, so exp(-strength P) does not fall in that direction";

    /// Mean square of a derivative of a periodic function, from its cosine and sine coefficients: high harmonics cost more.
    HarmonicRoughness = "sum_j w_j^(2 order) (a_j^2 + b_j^2)/2, rows of theta (a_1, b_1, a_2, b_2, ...)" {
        /// The angular frequency w_j of every pair of coefficients.
        frequencies: Vec<f64> as EachNonNegative like "[1, 2]",
        /// The derivative.
        order: usize as Counting = 2,
    } as Separable(Harmonic::new(&frequencies, order)?) at "[1, -2, 0.5, 0.25]",
    can [Smooth, Majorized, Prox, DiagonalProx, Normalized], shapes [], convex: true, normalizer: true;

    /// Square near zero, at most 1/2 however large an entry is: an entry far away has no pull, not convex.
    GemanMcClure = "sum_i x_i^2/(2 (x_i^2 + sigma^2))" {
        /// Scale beyond which an entry counts as an outlier, in units of x.
        sigma: f64 as Positive,
    } as Separable(GemanMcClure::new(sigma)?),
    can [Smooth, Majorized, Shaped], shapes ["sigma"], convex: false, normalizer: false because "P is bounded, so exp(-strength P) does not fall towards infinity";

    /// Square of small norms of groups, at most 1/2 however large a norm is: a group far away has no pull, not convex.
    GroupGemanMcClure = "sum_g c_g r_g^2/(2 (r_g^2 + sigma^2)), r_g = |x_g|_2" {
        /// Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized.
        groups: Grouping as Groups like "[[0, 1], [2]]",
        /// Norm beyond which a group counts as an outlier, in units of x.
        sigma: f64 as Positive,
        /// Weight of each group; unless given, the square root of its number of entries.
        weights: Option<Vec<f64>> as EachNonNegative,
    } as Grouped(GemanMcClure::new(sigma)?, groups, weights),
    can [Smooth, Majorized, Shaped], shapes ["sigma"], convex: false, normalizer: false because "P is bounded, so exp(-strength P) does not fall towards infinity";

    /// Norms of groups: whole groups become exactly zero through its proximal map.
    GroupLasso = "sum_g c_g r_g, r_g = |x_g|_2" {
        /// Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized.
        groups: Grouping as Groups like "[[0, 1], [2]]",
        /// Weight of each group; unless given, the square root of its number of entries.
        weights: Option<Vec<f64>> as EachNonNegative,
    } as Grouped(Absolute, groups, weights),
    can [Prox, Normalized], shapes [], convex: true, normalizer: true;

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
    can [Smooth, Majorized, Shaped], shapes ["eps"], convex: true, normalizer: false because "its integral takes Bessel functions of orders that grow with the groups, which are not provided";

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
    can [Prox], shapes [], convex: true, normalizer: false because "no closed form of the integral of exp(-strength P) is known";

    /// Logarithm of the norms of groups, which punishes a group ever less as it grows, not convex.
    GroupLog = "sum_g c_g log(1 + (r_g/delta)^2), r_g = |x_g|_2" {
        /// Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized.
        groups: Grouping as Groups like "[[0, 1], [2]]",
        /// Norm at which a group begins to count as large, in units of x.
        delta: f64 as Positive,
        /// Weight of each group; unless given, the square root of its number of entries.
        weights: Option<Vec<f64>> as EachNonNegative,
    } as Grouped(Log::new(delta)?, groups, weights),
    can [Smooth, Majorized, Shaped], shapes ["delta"], convex: false, normalizer: false because "its integral is finite only where strength times weight exceeds half the size of each group, and is not provided";

    /// Square of small norms of groups, norm of large ones: large groups are pulled no harder than others.
    GroupHuber = "sum_g c_g h(r_g), r_g = |x_g|_2, h(r) = r^2/(2 delta) where r <= delta, r - delta/2 beyond" {
        /// Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized.
        groups: Grouping as Groups like "[[0, 1], [2]]",
        /// Norm at which the square gives way to the norm, in units of x.
        delta: f64 as Positive,
        /// Weight of each group; unless given, the square root of its number of entries.
        weights: Option<Vec<f64>> as EachNonNegative,
    } as Grouped(Huber::new(delta)?, groups, weights),
    can [Smooth, Majorized, Shaped, Prox], shapes ["delta"], convex: true, normalizer: false because "its integral takes incomplete gamma functions of the sizes of the groups, which are not provided";

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
    can [Prox], shapes [], convex: false, normalizer: false because "P is bounded, so exp(-strength P) does not fall towards infinity";

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
    can [Smooth, Majorized, Shaped], shapes ["threshold", "gamma", "eps"], convex: false, normalizer: false because "P is bounded, so exp(-strength P) does not fall towards infinity";

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
    can [Prox], shapes [], convex: false, normalizer: false because "P is bounded, so exp(-strength P) does not fall towards infinity";

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
    can [Smooth, Majorized, Shaped], shapes ["threshold", "gamma", "eps"], convex: false, normalizer: false because "P is bounded, so exp(-strength P) does not fall towards infinity";

    /// Number of groups that are not zero, by their weights: hard thresholding of whole groups.
    GroupL0 = "sum_g c_g [x_g != 0]" {
        /// Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized.
        groups: Grouping as Groups like "[[0, 1], [2]]",
        /// Weight of each group; unless given, the square root of its number of entries.
        weights: Option<Vec<f64>> as EachNonNegative,
    } as Grouped(Count, groups, weights),
    can [Prox], shapes [], convex: false, normalizer: false because "P counts groups and does not grow with them, so exp(-strength P) does not fall towards infinity";

    /// Columns in an order, such as those of a representation that is cut after some of them: every prefix pays for the columns it holds.
    NestedPrefix = "sum_k weights_k sum_{i < prefixes_k} sqrt(|column i|_2^2 + eps^2)" {
        /// Number of columns of each prefix.
        prefixes: Vec<usize> as EachCounting like "[1, 3]",
        /// Width of the rounding, in units of x.
        eps: f64 as Positive,
        /// Weight of each prefix; unless given, 1.
        weights: Option<Vec<f64>> as EachNonNegative,
    } as NestedPrefix(prefixes, weights, eps) in Grouped,
    can [Smooth, Majorized, Shaped], shapes ["eps"], convex: true, normalizer: false because "its integral takes products of Bessel functions of orders that grow with the rows, which are not provided";

    /// Columns pulled toward an orthonormal set.
    Orthogonality = "||theta' theta - I||^2/2" {} as Whole(Orthogonality::of_columns()) in Dense at "[[1, 0.5], [0, 2], [-1, 1]]",
    can [Smooth], shapes [], convex: false, normalizer: false because "no closed form of the integral of exp(-strength P) is known";

    /// Columns of different blocks pulled toward right angles; inside a block they are free.
    BlockOrthogonality = "sum over blocks g < h of ||theta_g' theta_h||^2/2" {
        /// The number of the block of each column.
        blocks: Vec<usize> as EachCount like "[0, 0, 1]",
    } as Whole(Orthogonality::between_blocks(blocks)) in Dense at "[[1, 0.5, -1], [0, 2, 1]]",
    can [Smooth], shapes [], convex: false, normalizer: false because "P is 0 wherever all blocks but one are 0, and the integral of exp(-strength P) is infinite";

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
    can [Smooth, Shaped], shapes ["bandwidth", "jitter"], convex: false, normalizer: false because "P does not change when all prototypes move together, so exp(-strength P) does not fall in these directions";

    /// Sum of the singular values, rounded off within eps of zero: low rank in the limit, smooth everywhere. TraceNorm is its limit and has the prox.
    NuclearNorm = "sum_i sqrt(sigma_i^2 + eps^2) - eps over the singular values sigma_i of theta; without - eps where not shifted" {
        /// Width of the rounding, in units of theta.
        eps: f64 as Positive,
        /// Whether eps is taken away from each term, so that the value at zero is 0.
        shifted: bool as Either = true,
    } as Choice(
        shifted,
        |s| Spectral::new(ShiftedAbsolute::new(eps)?, s),
        |s| Spectral::new(SmoothedAbsolute::new(eps)?, s)
    ) in Spectral at "[[1, 2], [3, 4], [5, 6]]",
    can [Smooth, Shaped], shapes ["eps"], convex: true, normalizer: false because "no closed form of the integral of exp(-strength P) is known";

    /// Sum of the singular values, exact: low rank through its proximal map, which thresholds them.
    TraceNorm = "sum_i sigma_i over the singular values sigma_i of theta" {} as Spectral(Absolute) at "[[3, 0], [0, 1]]",
    can [Prox], shapes [], convex: true, normalizer: false because "no closed form of the volume of its unit ball is provided";

    /// Logarithm of the singular values: punishes them ever less as they grow, closer to the rank than their sum.
    SpectralLog = "sum_i log(1 + (sigma_i/delta)^2) over the singular values sigma_i of theta" {
        /// Scale at which a singular value begins to count as large, in units of theta.
        delta: f64 as Positive,
    } as Spectral(Log::new(delta)?) at "[[1, 2], [3, 4], [5, 6]]",
    can [Smooth, Shaped], shapes ["delta"], convex: false, normalizer: false because "its integral is finite only for strengths above half of rows + columns - 1, and is not provided";

    /// Huber function of the singular values: square near zero, their sum far away.
    SpectralHuber = "sum_i h(sigma_i) over the singular values of theta, h(s) = s^2/(2 delta) where s <= delta, s - delta/2 beyond" {
        /// Size of a singular value at which the square gives way, in units of theta.
        delta: f64 as Positive,
    } as Spectral(Huber::new(delta)?) at "[[1, 2], [3, 4], [5, 6]]",
    can [Smooth, Shaped, Prox], shapes ["delta"], convex: true, normalizer: false because "no closed form of the integral of exp(-strength P) is known";

    /// Minimax concave penalty of the singular values, exact: low rank, and large singular values are not shrunk. Steps of its prox stay below gamma/strength.
    SpectralMCP = "sum_i k(sigma_i) over the singular values of theta, k as in MCP" {
        /// Where, in units of the threshold, shrinkage ends.
        gamma: f64 as AboveOne,
        /// Slope at zero.
        threshold: f64 as Positive = 1.0,
    } as Spectral(Mcp::new(threshold, gamma)?) at "[[3, 0], [0, 1]]",
    can [Prox], shapes [], convex: false, normalizer: false because "P is bounded, so exp(-strength P) does not fall towards infinity";

    /// Minimax concave penalty of the singular values, rounded off within eps of zero, with derivatives; SpectralMCP is its limit and has the prox.
    SmoothedSpectralMCP = "sum_i k(sigma_i) over the singular values of theta, k as in SmoothedMCP" {
        /// Where, in units of the threshold, shrinkage ends.
        gamma: f64 as AboveOne,
        /// Width of the rounding, in units of theta.
        eps: f64 as Positive,
        /// Slope near zero.
        threshold: f64 as Positive = 1.0,
    } as Spectral(Smoothed::new(Mcp::new(threshold, gamma)?, eps)?) at "[[1, 2], [3, 4], [5, 6]]",
    can [Smooth, Shaped], shapes ["threshold", "gamma", "eps"], convex: false, normalizer: false because "P is bounded, so exp(-strength P) does not fall towards infinity";

    /// Sum of square roots of absolute values: sparser than the absolute value, and large entries are shrunk less.
    HalfPower = "sum_i sqrt(|x_i|)" {} as Mapped(HalfPower::new(1.0)?) in Separable,
    can [Prox, DiagonalProx], shapes [], convex: false, normalizer: false because "the kind is made for its proximal map, and no normalizer is provided";

    /// Sum of absolute values to the power two thirds: between the absolute value and HalfPower.
    TwoThirdsPower = "sum_i |x_i|^(2/3)" {} as Mapped(TwoThirdsPower::new(1.0)?) in Separable,
    can [Prox, DiagonalProx], shapes [], convex: false, normalizer: false because "the kind is made for its proximal map, and no normalizer is provided";

    /// Sum of logarithms of absolute values, with exact zeros; LogSparsity is its smooth relative.
    LogSum = "sum_i log(1 + |x_i|/scale)" {
        /// Size at which an entry begins to count as large, in units of x.
        scale: f64 as Positive,
    } as Mapped(LogSum::new(1.0, positive("scale", scale)?)?) in Separable,
    can [Prox, DiagonalProx], shapes [], convex: false, normalizer: false because "the kind is made for its proximal map, and no normalizer is provided";

    /// Logarithmic barrier: keeps entries above zero, infinite elsewhere.
    LogBarrier = "sum_i -log(x_i) where all x > 0, infinite elsewhere" {} as Mapped(LogBarrier::new(1.0)?) in Separable
    at "[1, 2, 0.5]",
    can [Prox, DiagonalProx], shapes [], convex: true, normalizer: false because "exp(-strength P) is a power of the entries, which grows with them";

    /// Sum of entries that may not be negative: exact zeros, and nothing below them.
    NonNegativeL1 = "sum_i x_i where all x >= 0, infinite elsewhere" {} as Mapped(NonNegativeL1::new(1.0)?) in Separable
    at "[1, 2, 0]",
    can [Prox, DiagonalProx], shapes [], convex: true, normalizer: false because "the kind is made for its proximal map, and no normalizer is provided";

    /// Sorted absolute values, the larger ones punished more: controls false discoveries, and pools entries of like size. One weight for each column.
    SLOPE = "sum_i weights_i |x|_(i), |x|_(1) >= |x|_(2) >= ..., row by row" {
        /// A weight for each rank, in non-increasing order.
        weights: Vec<f64> as EachNonNegative like "[2, 0.5, 0.25]",
    } as Mapped(Slope::new(&weights)?) in Rows at "[3, 2, -1]",
    can [Prox], shapes [], convex: true, normalizer: false because "the kind is made for its proximal map, and no normalizer is provided";

    /// Largest absolute value of each row: large entries are cut to one level.
    LInfinity = "max_i |x_i|, row by row" {} as Mapped(MaximumNorm::new(1.0)?) in Rows,
    can [Prox], shapes [], convex: true, normalizer: false because "the kind is made for its proximal map, and no normalizer is provided";

    /// Fused lasso along each row, exact: entries that are zero, and stretches of equal ones; with l1 = 0 the total variation.
    FusedLasso = "sum_i l1 |x_i| + tv |x_(i+1) - x_i|, row by row" {
        /// Weight of the entries.
        l1: f64 as NonNegative,
        /// Weight of the differences.
        tv: f64 as NonNegative,
    } as Mapped(FusedLasso::new(non_negative("tv", tv)?, non_negative("l1", l1)?)?) in Rows at "[1, 3, 3.5, -1]",
    can [Prox], shapes [], convex: true, normalizer: false because "the kind is made for its proximal map, and no normalizer is provided";

    /// Logistic loss of scores with labels: its proximal map is a step of splitting methods for classification.
    LogisticLoss = "sum_i log(1 + exp(-labels_i x_i)), row by row" {
        /// A label, -1 or 1, for each column.
        labels: Vec<f64> as EachFinite like "[1, -1, 1]",
    } as Mapped(LogisticLoss::new(&labels)?) in Rows,
    can [Prox], shapes [], convex: true, normalizer: false because "P falls to 0 as scores agree with their labels, so exp(-strength P) does not fall towards infinity";

    /// Multinomial loss of rows of scores, a label for each row: its proximal map is a step of splitting methods for classification.
    SoftmaxLoss = "sum_rows log(sum_j exp(x_j)) - x_label" {
        /// The column of the right class, for each row.
        labels: Vec<usize> as EachNonNegative like "[0, 2]",
    } as SoftmaxLoss(labels) in Rows at "[[1, -2, 0], [0.5, 1, 2]]",
    can [Prox], shapes [], convex: true, normalizer: false because "P does not change when a constant is added to a row, so exp(-strength P) does not fall in that direction";

    /// Rows of non-negative entries with a given sum, such as probabilities: 0 there, infinite elsewhere. Its proximal map is the projection, sparsemax.
    Simplex = "0 where all x >= 0 and sum_i x_i = total, row by row; infinite elsewhere" {
        /// The sum of each row.
        total: f64 as NonNegative = 1.0,
    } as Projected(Simplex::new(total)?) in Rows at "[0.25, 0.5, 0.25]",
    can [Prox], shapes [], convex: true, normalizer: false because "P is 0 on the set, so the strength does not change it";

    /// Entries between bounds: 0 there, infinite elsewhere. Its proximal map is the projection; a bound that is left out does not bound.
    Box = "0 where all lower <= x <= upper; infinite elsewhere" {
        /// The lower bound, one for all columns or one for each.
        lower: Option<PerColumn> as EachFinite like "-1",
        /// The upper bound, one for all columns or one for each.
        upper: Option<PerColumn> as EachFinite like "[1, 2, 3]",
    } as Projected(bounds(lower, upper)?) in Separable at "[1, 0.5, -0.25]",
    can [Prox, DiagonalProx], shapes [], convex: true, normalizer: false because "P is 0 on the set, so the strength does not change it";

    /// Entries that are not negative: 0 there, infinite elsewhere. Its proximal map is the projection.
    NonNegative = "0 where all x >= 0; infinite elsewhere" {}
    as Projected(Interval::new(&[0.0], &[f64::INFINITY])?) in Separable at "[1, 2, 0]",
    can [Prox, DiagonalProx], shapes [], convex: true, normalizer: false because "P is 0 on the set, so the strength does not change it";

    /// Rows whose absolute values add up to a radius at most: 0 there, infinite elsewhere. Its proximal map is the projection.
    L1Ball = "0 where sum_i |x_i| <= radius, row by row; infinite elsewhere" {
        /// The radius.
        radius: f64 as NonNegative,
    } as Projected(L1Ball::new(radius)?) in Rows at "[0.25, -0.125, 0]",
    can [Prox], shapes [], convex: true, normalizer: false because "P is 0 on the set, so the strength does not change it";

    /// Rows of a length up to a radius: 0 there, infinite elsewhere. Its proximal map is the projection.
    L2Ball = "0 where sqrt(sum_i x_i^2) <= radius, row by row; infinite elsewhere" {
        /// The radius.
        radius: f64 as NonNegative,
    } as Projected(L2Ball::new(radius)?) in Rows at "[0.25, -0.125, 0]",
    can [Prox], shapes [], convex: true, normalizer: false because "P is 0 on the set, so the strength does not change it";

    /// Entries of a size up to a radius: 0 there, infinite elsewhere. Its proximal map is the projection.
    LInfinityBall = "0 where all |x_i| <= radius; infinite elsewhere" {
        /// The radius.
        radius: f64 as NonNegative,
    } as Projected(cube(radius)?) in Separable at "[0.25, -0.5, 0]",
    can [Prox, DiagonalProx], shapes [], convex: true, normalizer: false because "P is 0 on the set, so the strength does not change it";

    /// Rows on a hyperplane: 0 there, infinite elsewhere. Its proximal map is the projection.
    Hyperplane = "0 where sum_i normal_i x_i = offset, row by row; infinite elsewhere" {
        /// What the hyperplane is perpendicular to, not all zero.
        normal: Vec<f64> as EachFinite like "[1, 1, 2]",
        /// The sum.
        offset: f64 as Finite like "1.5",
    } as Projected(Hyperplane::new(&normal, offset)?) in Rows at "[1.5, 0, 0]",
    can [Prox], shapes [], convex: true, normalizer: false because "P is 0 on the set, so the strength does not change it";

    /// Rows that solve linear equations: 0 there, infinite elsewhere. Its proximal map is the projection.
    Affine = "0 where matrix x = rhs, row by row; infinite elsewhere" {
        /// The equations, one in each row, none a combination of the others.
        matrix: Table as EachFinite like "[[1, 1, 0], [0, 0, 2]]",
        /// The right-hand side of each.
        rhs: Vec<f64> as EachFinite like "[2, 6]",
    } as Projected(Affine::new(&matrix.data, matrix.cols, &rhs)?) in Rows at "[1, 1, 3]",
    can [Prox], shapes [], convex: true, normalizer: false because "P is 0 on the set, so the strength does not change it";

    /// Matrices whose singular values are at most a radius: 0 there, infinite elsewhere. Its proximal map is the projection.
    SpectralBall = "0 where the largest singular value of x <= radius; infinite elsewhere" {
        /// The radius.
        radius: f64 as NonNegative,
    } as SpectralBall(radius) in Spectral at "[[0.25, 0], [0, -0.5]]",
    can [Prox], shapes [], convex: true, normalizer: false because "P is 0 on the set, so the strength does not change it";

    /// Spread of the magnitudes in each row, whatever its scale: 0 for a row with one entry that is not 0, 1 for a row of equal ones. Rows of zeros and rows of one entry count 0.
    Hoyer = "sum over rows of (|x|_1/|x|_2 - 1)/(sqrt(n) - 1)" {} as Rows(Hoyer) at "[[1, -2, 2], [3, 0, 4]]",
    can [Smooth], shapes [], convex: false, normalizer: false because "P is bounded and does not change with the scale of a row, so exp(-strength P) does not fall towards infinity";

    /// Entropy of the softmax of each row of logits: pulls the categories of a row apart, until one remains.
    SoftmaxEntropy = "sum over rows of -sum_k a_k log(a_k), a = softmax(x/temperature)" {
        /// Logits in a row; the length of theta is a multiple of it.
        categories: usize as Counting like "3",
        /// Scale of the logits.
        temperature: f64 as Positive = 1.0,
    } as Rows(SoftmaxEntropy::new(categories, temperature)?),
    can [Smooth, Shaped], shapes ["temperature"], convex: false, normalizer: false because "P is bounded and does not change when a constant is added to a row, so exp(-strength P) does not fall towards infinity";

    /// Half the squares of the k largest entries of each row: shrinks what is large and leaves the rest alone. Of equal entries the first count; where the last one that counts equals one that does not, the gradient is a subgradient.
    TopK = "sum over rows of sum_{i in the k largest |x|} x_i^2/2" {
        /// Entries of a row that count, at most its width.
        k: usize as Counting like "2",
        /// Entries in a row; the length of theta is a multiple of it.
        width: usize as Counting like "3",
    } as Rows(TopK::new(k, width)?),
    can [Smooth], shapes [], convex: true, normalizer: false because "no closed form of the integral of exp(-strength P) is known";

    /// Smoothed count of the entries that exceed the threshold of their column, weighted by the thresholds.
    JumpReLU = "sum over rows of sum_j thresholds_j sigma((x_j - thresholds_j)/smoothing)" {
        /// Threshold of each column, in units of x; the length of theta is a multiple of their number.
        thresholds: Vec<f64> as EachPositive like "[0.25, 0.5, 1]",
        /// Width of the jump, in units of x.
        smoothing: f64 as Positive,
    } as Separable(JumpRelu::new(thresholds, smoothing)?),
    can [Smooth, Shaped], shapes ["thresholds"], convex: false, normalizer: false because "P is bounded, so exp(-strength P) does not fall towards infinity";
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
