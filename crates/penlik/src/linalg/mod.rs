//! Linear algebra. The only room that imports faer.

mod panels;
mod workers;

pub use panels::{LANES, PANEL_ROWS, Panels};
pub use workers::Workers;
