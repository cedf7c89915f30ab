//! One pass over θ: norms, a function of each, and what it says about the entries.
//!
//! θ is cut into leaves of whole groups, and within a leaf a block of groups goes through the three steps together; what is
//! between them stays in registers and the nearest cache, and nothing is allocated. The order of every sum depends on the shape
//! of θ alone.

use super::layout::{Layout, Shape, in_rows};
use super::norms::norms;
use crate::kernels::stream::{self, Pass, fitting};
use crate::linalg::Workers;
use crate::linalg::simd::dispatch;

/// Groups that go through the steps together.
pub(super) const BLOCK: usize = 64;

/// What becomes of an entry x of a group of norm r, for which the function gave s.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// x·s/r; 0 in no group.
    Gradient,
    /// x·s/r; x itself in no group.
    Prox,
    /// s; 0 in no group.
    Weight,
}

/// Σ f(c_g, r_g).
pub(super) fn sum(
    layout: &Layout<'_>,
    x: &[f64],
    workers: &Workers,
    f: impl Fn(f64, f64) -> f64 + Clone + Sync,
) -> Pass {
    let leaf = |leaf: usize| {
        let base = leaf * layout.leaf();
        let x = &x[base..x.len().min(base + layout.leaf())];
        blocks(layout, base, x, |_, radii, weights| {
            let f = f.clone();
            stream::sum(
                radii,
                &Workers::sequential(),
                #[inline(always)]
                move |i, r| f(weights[i], r),
            )
        })
    };
    let leaves = x.len().div_ceil(layout.leaf());
    fitting(x.len(), workers).tree(leaves, &leaf, &Pass::merge).unwrap_or(Pass::EMPTY)
}

/// Writes every entry and adds k, where (k, s) = f(c_g, r_g).
pub(super) fn map(
    layout: &Layout<'_>,
    x: &[f64],
    out: &mut [f64],
    workers: &Workers,
    answer: Answer,
    f: impl Fn(f64, f64) -> (f64, f64) + Clone + Sync,
) -> Pass {
    let leaf = |leaf: usize, out: &mut [f64]| {
        let base = leaf * layout.leaf();
        let x = &x[base..base + out.len()];
        if layout.leaves_out() {
            match answer {
                // Zeros are +0.
                Answer::Prox => out.iter_mut().zip(x).for_each(|(out, x)| *out = x + 0.0),
                _ => out.fill(0.0),
            }
        }
        blocks(layout, base, x, |first, radii, weights| {
            let (f, mut slopes) = (f.clone(), [0.0; BLOCK]);
            let slopes = &mut slopes[..radii.len()];
            let pass = stream::map(
                radii,
                slopes,
                &Workers::sequential(),
                #[inline(always)]
                move |i, r| f(weights[i], r),
            );
            write(layout, first, x, out, answer, radii, slopes);
            pass
        })
    };
    fitting(x.len(), workers).tree_mut(out, layout.leaf(), &leaf, &Pass::merge).unwrap_or(Pass::EMPTY)
}

/// The norms of all groups.
pub(super) fn radii(layout: &Layout<'_>, x: &[f64]) -> Vec<f64> {
    let mut all = Vec::with_capacity(layout.count());
    for (leaf, x) in x.chunks(layout.leaf()).enumerate() {
        blocks(layout, leaf * layout.leaf(), x, |_, radii, _| {
            all.extend_from_slice(radii);
            Pass::EMPTY
        });
    }
    all
}

/// Block after block of a leaf that begins at `base`: f of the first group, the norms and the weights.
fn blocks(layout: &Layout<'_>, base: usize, x: &[f64], mut f: impl FnMut(usize, &[f64], [f64; BLOCK]) -> Pass) -> Pass {
    let (before, count, mut pass) = (layout.groups_in(base), layout.groups_in(x.len()), Pass::EMPTY);
    for first in (0..count).step_by(BLOCK) {
        let (mut radii, mut weights) = ([0.0; BLOCK], [0.0; BLOCK]);
        let held = BLOCK.min(count - first);
        layout.weights(if base == 0 { first } else { before + first }, &mut weights[..held]);
        block_norms(layout, x, first, held, &mut radii);
        let radii = &radii[..held];
        pass = pass.merge(f(first, radii, weights));
    }
    pass
}

/// One function for all passes, which keeps their code small.
#[inline(never)]
fn block_norms(layout: &Layout<'_>, x: &[f64], first: usize, count: usize, radii: &mut [f64; BLOCK]) {
    let radii = &mut radii[..count];
    dispatch(
        #[inline(always)]
        || norms(layout, x, first, radii),
    );
}

fn write(
    layout: &Layout<'_>,
    first: usize,
    x: &[f64],
    out: &mut [f64],
    answer: Answer,
    radii: &[f64],
    slopes: &mut [f64],
) {
    if answer == Answer::Weight {
        return spread(layout, first, x, out, slopes, |_, s| s);
    }
    let mut exact = true;
    let mut factors = [0.0; BLOCK];
    let factors = &mut factors[..radii.len()];
    for ((factor, r), s) in factors.iter_mut().zip(radii).zip(&*slopes) {
        *factor = if *s == 0.0 { 0.0 } else { s / r };
        exact &= *s == 0.0 || factor.is_normal();
    }
    if exact {
        // Adding 0 makes every zero +0.
        return spread(layout, first, x, out, factors, |x, factor| x * factor + 0.0);
    }
    for (g, (r, s)) in radii.iter().zip(slopes).enumerate() {
        let r = if *r > 0.0 { *r } else { 1.0 };
        layout.visit(first + g, x.len(), |i| out[i] = x[i] / r * *s + 0.0);
    }
}

/// out = f(x, the number of its group), on the groups from `first` on.
#[inline(always)]
fn spread(
    layout: &Layout<'_>,
    first: usize,
    x: &[f64],
    out: &mut [f64],
    numbers: &[f64],
    f: impl Fn(f64, f64) -> f64 + Copy,
) {
    dispatch(
        #[inline(always)]
        || match layout.shape {
            Shape::Runs { size } => {
                let range = first * size..(first + numbers.len()) * size;
                runs(size, &x[range.clone()], &mut out[range], numbers, f);
            }
            Shape::Columns { columns } => {
                for (x, out) in x.chunks_exact(columns).zip(out.chunks_exact_mut(columns)) {
                    for ((x, out), number) in x[first..].iter().zip(&mut out[first..]).zip(numbers) {
                        *out = f(*x, *number);
                    }
                }
            }
            Shape::Lists { lists, columns } => {
                for (number, (base, list)) in numbers.iter().zip(in_rows(lists, columns, first)) {
                    let (x, out) = (&x[base..][..columns], &mut out[base..][..columns]);
                    list.iter().for_each(|&i| out[i] = f(x[i], *number));
                }
            }
        },
    );
}

#[inline(always)]
fn runs(size: usize, x: &[f64], out: &mut [f64], numbers: &[f64], f: impl Fn(f64, f64) -> f64 + Copy) {
    match size {
        1 => short::<1>(x, out, numbers, f),
        2 => short::<2>(x, out, numbers, f),
        3 => short::<3>(x, out, numbers, f),
        4 => short::<4>(x, out, numbers, f),
        5 => short::<5>(x, out, numbers, f),
        6 => short::<6>(x, out, numbers, f),
        8 => short::<8>(x, out, numbers, f),
        16 => short::<16>(x, out, numbers, f),
        0 => {}
        _ => {
            for ((x, out), number) in x.chunks_exact(size).zip(out.chunks_exact_mut(size)).zip(numbers) {
                x.iter().zip(out).for_each(|(x, out)| *out = f(*x, *number));
            }
        }
    }
}

#[inline(always)]
fn short<const M: usize>(x: &[f64], out: &mut [f64], numbers: &[f64], f: impl Fn(f64, f64) -> f64 + Copy) {
    for ((x, out), number) in x.as_chunks::<M>().0.iter().zip(out.as_chunks_mut::<M>().0).zip(numbers) {
        for i in 0..M {
            out[i] = f(x[i], *number);
        }
    }
}
