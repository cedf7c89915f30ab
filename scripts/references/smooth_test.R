# Covariances, degrees of freedom and tests of smooth terms of a Poisson model by mgcv: `Rscript smooth_test.R OUT` (mgcv 1.8-41).
#
# The scale is known, so that mgcv's p-values are exact to rounding; with an estimated scale its own have about three digits.

suppressMessages(library(mgcv))
set.seed(3)
n <- 120
x <- runif(n)
z <- runif(n)
g <- factor(sample(8, n, TRUE))
y <- rpois(n, exp(0.6 + sin(6 * x) * 0.25 + 0.25 * (z - 0.5)^2 + rnorm(8, 0, 0.2)[g]))

numbers <- function(v) paste0("[", paste(formatC(as.numeric(v), digits = 17, format = "g"), collapse = ", "), "]")
field <- function(name, v) paste0("\"", name, "\": ", numbers(v))

describe <- function(m) {
  design <- model.matrix(m)
  information <- crossprod(sqrt(m$weights) * design)
  penalty <- 0 * information
  terms <- character(0)
  table <- summary(m)$s.table
  for (k in seq_along(m$smooth)) {
    smooth <- m$smooth[[k]]
    at <- smooth$first.para:smooth$last.para
    penalty[at, at] <- penalty[at, at] + m$sp[k] * smooth$S[[1]]
    terms <- c(terms, paste0("{", paste(c(
      field("positions", at - 1), field("edf", sum(m$edf[at])), field("edf1", sum(m$edf1[at])),
      field("statistic", table[k, "Chi.sq"]), field("p", table[k, "p-value"])
    ), collapse = ", "), "}"))
  }
  paste0("{", paste(c(
    field("beta", coef(m)), field("inverse", m$Vp), field("frequentist", m$Ve), field("information", information),
    field("penalty", penalty), paste0("\"terms\": [", paste(terms, collapse = ", "), "]")
  ), collapse = ",\n"), "}")
}

models <- list(
  smooths = gam(y ~ s(x) + s(z, k = 6), family = poisson, method = "REML"),
  effects = gam(y ~ x + s(g, bs = "re"), family = poisson, method = "REML")
)
lines <- paste0("\"", names(models), "\": ", sapply(models, describe), collapse = ",\n")
writeLines(paste0("{", lines, "}"), commandArgs(TRUE)[1])
