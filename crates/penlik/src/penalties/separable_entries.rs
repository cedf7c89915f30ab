//! What a pass of a separable penalty does with one entry: by the kernel's shorter way where all of a block is within its reach.

use crate::kernels::stream::Entry;
use crate::kernels::{Scalar, ScalarKernel};

/// k(x) of every entry.
#[derive(Clone)]
pub(super) struct Values<K>(pub(super) K);

impl<K: Scalar> Entry for Values<K> {
    #[inline(always)]
    fn safe(&self, i: usize, x: f64) -> (f64, f64) {
        (self.0.value(column(&self.0, i), x), 0.0)
    }

    fn reach(&self) -> f64 {
        self.0.reach()
    }

    #[inline(always)]
    fn near(&self, i: usize, x: f64) -> (f64, f64) {
        (self.0.near_value(column(&self.0, i), x), 0.0)
    }

    const IS_PRODUCT: bool = K::IS_PRODUCT;
}

/// k(x) and λ·k′(x) of every entry.
#[derive(Clone)]
pub(super) struct Slopes<K> {
    pub(super) kernel: K,
    pub(super) strength: f64,
}

impl<K: ScalarKernel> Entry for Slopes<K> {
    #[inline(always)]
    fn safe(&self, i: usize, x: f64) -> (f64, f64) {
        let jet = self.kernel.jet(column(&self.kernel, i), x);
        (jet.value, self.strength * jet.d1)
    }

    fn reach(&self) -> f64 {
        self.kernel.reach()
    }

    #[inline(always)]
    fn near(&self, i: usize, x: f64) -> (f64, f64) {
        let (value, slope) = self.kernel.near_slope(column(&self.kernel, i), x);
        (value, self.strength * slope)
    }

    const IS_PRODUCT: bool = K::IS_PRODUCT;
}

/// The column of entry i, where columns differ.
#[inline(always)]
fn column(kernel: &impl Scalar, i: usize) -> usize {
    let columns = kernel.columns();
    if columns == 1 { 0 } else { i % columns }
}
