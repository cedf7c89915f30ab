# Normal location–scale models with a formula for each predictor, μ and ln σ, fitted by mgcv's gaulss with tight tolerances.
#
#   Rscript scripts/references/location_scale.R crates/penlik/tests/fixtures/location_scale.json

suppressMessages(library(mgcv))
options(digits = 17)
target <- commandArgs(trailingOnly = TRUE)[1]

set.seed(7)
n <- 250
x <- round(runif(n), 4); z <- round(rnorm(n), 4); v <- round(runif(n), 4)
d <- data.frame(x, z, v, y = round(sin(2 * pi * x) + 0.3 * z + exp(-1 + sin(3 * v)) * rnorm(n) / 2, 5))
tight <- gam.control(epsilon = 1e-13, maxit = 400, newton = list(conv.tol = 1e-12, maxNstep = 5, maxSstep = 2, maxHalf = 30, use.svd = FALSE))
cases <- list(
  c('s(x, bs="cr", k=8)', 's(v, bs="cr", k=8)'),
  c('s(x, bs="cr", k=8) + z', 's(x, bs="cr", k=6) + s(v, bs="cr", k=8)'),
  c('s(x, bs="ps", k=9) + s(v, bs="cr", k=5)', '1'),
  c('x + z', 'v')
)
number <- function(x) paste0("[", paste(sprintf("%.14g", x), collapse = ","), "]")
text <- function(x) paste0('"', gsub('"', '\\\\"', x), '"')
written <- vapply(cases, function(case) {
  m <- gam(list(as.formula(paste("y ~", case[1])), as.formula(paste("~", case[2]))), family = gaulss(b = 0), data = d, method = "REML", control = tight)
  p <- predict(m, se.fit = TRUE)
  smooth <- vapply(m$smooth, function(s) sum(m$edf[s$first.para:s$last.para]), 0)
  cat(sprintf("%-70s %.12f edf %.8f conv %s\n", paste(case, collapse = " | "), m$gcv.ubre, sum(m$edf), paste(m$outer.info$conv, collapse = "")))
  paste0("{", paste(c(
    paste0('"formulas":[', paste(text(case), collapse = ","), "]"),
    paste0('"criterion":', if (length(m$smooth)) sprintf("%.17g", m$gcv.ubre) else "null"), paste0('"edf":', sprintf("%.14g", sum(m$edf))),
    paste0('"logLikelihood":', sprintf("%.14g", as.numeric(logLik(m)))),
    paste0('"edfTerms":', number(unlist(smooth))),
    paste0('"links":', number(as.vector(t(p$fit)))), paste0('"errors":', number(as.vector(t(p$se.fit))))
  ), collapse = ",\n"), "}")
}, "")
columns <- paste0(text(names(d)), ":", vapply(d, number, ""))
writeLines(paste0('{"data":{', paste(columns, collapse = ",\n"), '},\n"models":[', paste(written, collapse = ",\n"), "]}"), target)
