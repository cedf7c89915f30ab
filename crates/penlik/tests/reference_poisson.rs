//! Poisson models against references of 30 digits, at default settings.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod support;

use support::{Exact, Ledger};

#[test]
fn counts_with_and_without_weights_and_offset_agree_with_thirty_digits() {
    for name in ["poisson of 12 rows", "poisson of 200 rows with weights and offset"] {
        let exact = Exact::read(name);
        let fitted = exact.fit();
        let mut ledger = Ledger::new(name);
        ledger.compare("coefficients", fitted.coefficients(), &exact.truth("coefficients"), 13.0);
        ledger.compare("standard errors", fitted.standard_errors(), &exact.truth("standardErrors"), 13.0);
        ledger.compare("log-likelihood", &[fitted.log_likelihood()], &exact.truth("logLikelihood"), 13.0);
        ledger.compare("deviance", &[fitted.deviance()], &exact.truth("deviance"), 13.0);
        ledger.close();
    }
}
