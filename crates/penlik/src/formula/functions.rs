//! The closed list of functions that a formula may call. Nothing else can be called, and nothing here runs caller's code.

/// A function of the formula language. The parser reads all of them; what a later step cannot build yet it refuses by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Function {
    /// `C(x)`: a column as a categorical one.
    C,
    /// `factor(x)`: the same.
    Factor,
    /// `cbind(a, b, …)`: several columns side by side.
    Cbind,
    /// `offset(x)`: a column that enters the linear predictor with coefficient 1.
    Offset,
    /// `I(x)`: arithmetic instead of formula operators.
    I,
    /// `log(x)`.
    Log,
    /// `log2(x)`.
    Log2,
    /// `log10(x)`.
    Log10,
    /// `log1p(x)`.
    Log1p,
    /// `exp(x)`.
    Exp,
    /// `sqrt(x)`.
    Sqrt,
    /// `abs(x)`.
    Abs,
    /// `scale(x)`: centred and divided by the standard deviation.
    Scale,
    /// `poly(x, degree)`: orthogonal polynomials.
    Poly,
    /// `bs(x, …)`: B-splines.
    Bs,
    /// `ns(x, …)`: natural cubic splines.
    Ns,
    /// `ordered(x)`: a column as a categorical one whose levels have an order.
    Ordered,
    /// `c(1, 2, …)`: numbers or words side by side, as values of arguments.
    Combine,
    /// `list(a, b, …)`: values side by side, as a value of an argument.
    List,
    /// `s(x, …)`: a penalized smooth.
    S,
    /// `te(x, z, …)`: a tensor product smooth.
    Te,
    /// `ti(x, z, …)`: a tensor product interaction.
    Ti,
    /// `t2(x, z, …)`: the alternative tensor product smooth.
    T2,
}

const TABLE: [(&str, Function); 23] = [
    ("C", Function::C),
    ("factor", Function::Factor),
    ("cbind", Function::Cbind),
    ("offset", Function::Offset),
    ("I", Function::I),
    ("log", Function::Log),
    ("log2", Function::Log2),
    ("log10", Function::Log10),
    ("log1p", Function::Log1p),
    ("exp", Function::Exp),
    ("sqrt", Function::Sqrt),
    ("abs", Function::Abs),
    ("scale", Function::Scale),
    ("poly", Function::Poly),
    ("bs", Function::Bs),
    ("ns", Function::Ns),
    ("ordered", Function::Ordered),
    ("c", Function::Combine),
    ("list", Function::List),
    ("s", Function::S),
    ("te", Function::Te),
    ("ti", Function::Ti),
    ("t2", Function::T2),
];

impl Function {
    /// The function of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        TABLE.iter().find(|(known, _)| *known == name).map(|(_, function)| *function)
    }

    /// How it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        TABLE.iter().find(|(_, function)| *function == self).map_or("?", |(name, _)| name)
    }

    /// All names in words.
    pub(super) fn list() -> String {
        format!("one of {}", Self::names().collect::<Vec<_>>().join(", "))
    }

    /// All names.
    pub fn names() -> impl Iterator<Item = &'static str> {
        TABLE.iter().map(|(name, _)| *name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_is_found_by_its_name_and_only_by_it() {
        for (name, function) in TABLE {
            assert_eq!((function.name(), Function::from_name(name)), (name, Some(function)));
        }
        assert_eq!(Function::from_name("system"), None);
    }
}
