//! How a fit ended, and what a person should know about it.

/// How a fit ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// The certificate holds.
    Converged,
    /// The iterations ran out.
    IterationLimit,
    /// The Hessian is not positive definite: some direction is neither determined by the data nor penalised.
    Singular,
    /// F cannot be decreased further in floating point, yet the certificate does not hold.
    Stalled,
    /// Cancelled from outside.
    Cancelled,
}

fn counted(iterations: usize) -> String {
    if iterations == 1 { "1 iteration".into() } else { format!("{iterations} iterations") }
}

impl Status {
    /// What a person should know.
    #[must_use]
    pub fn message(self, iterations: usize) -> String {
        let separated =
            "if coefficients and standard errors are huge, the classes may be separated; a ridge gives a finite answer";
        match self {
            Self::Converged => "converged".into(),
            Self::IterationLimit => format!("not converged after {}; {separated}", counted(iterations)),
            Self::Singular => format!("the data do not determine every coefficient; {separated}"),
            Self::Stalled => {
                format!("no further decrease is seen in floating point, yet no optimum is near; {separated}")
            }
            Self::Cancelled => format!("cancelled after {}", counted(iterations)),
        }
    }
}
