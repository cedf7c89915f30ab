//! Norms of many groups at once.
//!
//! A norm is the root of a sum of squares where that sum is far from the ends of the range of doubles; else the entries are
//! multiplied by a power of two first, which is exact.

use super::layout::{Layout, Shape, in_rows};
use crate::linalg::LANES;

/// 2^±900: squares that count do not vanish in sums above the one, and sums below the other have not overflowed.
const SAFE: std::ops::Range<f64> = f64::from_bits((1023 - 900) << 52)..f64::from_bits((1023 + 900) << 52);
/// Terms of one partial sum.
const CHUNK: usize = 1024;
/// Rows of one partial sum.
const ROWS: usize = 256;

/// out = the norms of the consecutive groups from `first` on, for a leaf x.
#[inline(always)]
pub(super) fn norms(layout: &Layout<'_>, x: &[f64], first: usize, out: &mut [f64]) {
    match layout.shape {
        Shape::Runs { size } => runs(&x[first * size..][..out.len() * size], size, out),
        Shape::Columns { columns } => down(x, columns, first, out),
        Shape::Lists { lists, columns } => {
            for (out, (base, list)) in out.iter_mut().zip(in_rows(lists, columns, first)) {
                let row = &x[base..][..columns];
                *out = list.iter().fold(0.0, |sum, &i| row[i].mul_add(row[i], sum));
            }
        }
    }
    let mut safe = true;
    for out in out.iter_mut() {
        safe &= SAFE.contains(out);
        *out = if SAFE.contains(out) { out.sqrt() } else { *out };
    }
    if !safe {
        repair(layout, x, first, out);
    }
}

#[inline(always)]
fn runs(x: &[f64], size: usize, out: &mut [f64]) {
    match size {
        1 => short::<1>(x, out),
        2 => short::<2>(x, out),
        3 => short::<3>(x, out),
        4 => short::<4>(x, out),
        5 => short::<5>(x, out),
        6 => short::<6>(x, out),
        0 => out.fill(0.0),
        _ => out.iter_mut().zip(x.chunks_exact(size)).for_each(|(out, x)| *out = x.chunks(CHUNK).map(long).sum()),
    }
}

#[inline(always)]
fn short<const M: usize>(x: &[f64], out: &mut [f64]) {
    for (out, x) in out.iter_mut().zip(x.as_chunks::<M>().0) {
        *out = x.iter().fold(0.0, |sum, x| x.mul_add(*x, sum));
    }
}

#[inline(always)]
fn long(x: &[f64]) -> f64 {
    let (mut sums, (whole, tail)) = ([0.0_f64; LANES], x.as_chunks::<LANES>());
    for x in whole {
        for lane in 0..LANES {
            sums[lane] = x[lane].mul_add(x[lane], sums[lane]);
        }
    }
    let tail: f64 = tail.iter().map(|x| x * x).sum();
    ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7])) + tail
}

/// Sums down the columns from `first` on.
#[inline(always)]
fn down(x: &[f64], columns: usize, first: usize, out: &mut [f64]) {
    out.fill(0.0);
    let mut part = [0.0_f64; super::pass::BLOCK];
    for rows in x.chunks(columns * ROWS) {
        let part = &mut part[..out.len()];
        part.fill(0.0);
        for row in rows.chunks_exact(columns) {
            for (part, x) in part.iter_mut().zip(&row[first..]) {
                *part = x.mul_add(*x, *part);
            }
        }
        out.iter_mut().zip(part).for_each(|(out, part)| *out += *part);
    }
}

/// The norms whose sums of squares, in `out`, are not safe.
#[cold]
fn repair(layout: &Layout<'_>, x: &[f64], first: usize, out: &mut [f64]) {
    for (g, out) in out.iter_mut().enumerate() {
        let mut largest = 0.0_f64;
        let mut sound = true;
        layout.visit(first + g, x.len(), |i| {
            largest = largest.max(x[i].abs());
            sound &= x[i].is_finite();
        });
        *out = match () {
            () if !sound => f64::NAN,
            () if largest == 0.0 => 0.0,
            () => {
                let scale = power_of_two(largest);
                let mut sum = 0.0_f64;
                layout.visit(first + g, x.len(), |i| sum = (x[i] / scale).mul_add(x[i] / scale, sum));
                scale * sum.sqrt()
            }
        };
    }
}

/// The largest power of two that is a normal number and not above x > 0.
fn power_of_two(x: f64) -> f64 {
    f64::from_bits(x.max(f64::MIN_POSITIVE).to_bits() & 0x7ff0_0000_0000_0000)
}
