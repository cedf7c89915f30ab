//! Prints the catalog of penalties as JSON: what `scripts/generate` makes the classes of the Node package from.

use std::io::Write;

use penlik::penalties::CATALOG;

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, CATALOG)?;
    out.write_all(b"\n")
}
