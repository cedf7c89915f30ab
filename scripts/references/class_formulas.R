# Multinomial models with a formula for each class, fitted by mgcv with tight tolerances: criterion, degrees of freedom, strengths, predictors and
# their standard errors, tests of the smooths.
#
#   Rscript scripts/references/class_formulas.R crates/penlik/tests/fixtures/class_formulas.json

suppressMessages(library(mgcv))
options(digits = 17)
target <- commandArgs(trailingOnly = TRUE)[1]

set.seed(33)
n <- 300
x <- round(runif(n), 4); z <- round(rnorm(n), 4); v <- round(runif(n), 4); o <- round(rnorm(n) / 4, 4)
a <- factor(sample(c("p", "q", "r"), n, TRUE)); g <- factor(sample(letters[1:10], n, TRUE))
u <- round(rnorm(10), 4)[g]
logits <- cbind(0, 2 * sin(2 * pi * x) + 0.5 * z, 4 * (v - 0.5)^2 + (a == "q") + u * 0.7 + o, 1.5 * cos(3 * x) - z)
draw <- function(l) sample(0:(length(l) - 1), 1, prob = exp(l) / sum(exp(l)))
d <- data.frame(x, z, v, o, a = as.character(a), g = as.character(g))
d$three <- apply(logits[, 1:3], 1, draw)
d$four <- apply(logits, 1, draw)
data <- transform(d, a = factor(a), g = factor(g))
tight <- gam.control(epsilon = 1e-13, maxit = 400, newton = list(conv.tol = 1e-12, maxNstep = 5, maxSstep = 2, maxHalf = 30, use.svd = FALSE))

cases <- list()
add <- function(name, response, formulas) {
  classes <- length(formulas)
  list_of <- lapply(seq_along(formulas), function(k) as.formula(paste(if (k == 1) response else "", "~", formulas[k])))
  fit <- gam(list_of, family = multinom(K = classes), data = data, method = "REML", control = tight)
  cases[[length(cases) + 1]] <<- list(name = name, response = response, formulas = formulas, fit = fit)
}
add("a smooth in one class, a line in the other", "three", c('s(x, bs="cr", k=8)', 'z'))
add("other smooths in each class", "three", c('s(x, bs="cr", k=8) + z', 's(v, bs="cr", k=6) + a'))
add("the same smooth and one more", "three", c('s(x, bs="cr")', 's(x, bs="cr") + s(v, bs="cr", k=7) + z'))
add("the same covariate with bases of other sizes", "three", c('s(x, bs="cr", k=5) + z', 's(x, bs="ps", k=12)'))
add("random effects and an offset in one class", "three", c('s(x, bs="cr", k=8)', 's(v, bs="cr", k=6) + s(g, bs="re") + offset(o)'))
add("tensor in one class", "three", c('te(x, z, k=4)', 'z + v'))
add("parametric terms alone", "three", c('x + z', 'a'))
add("given strengths", "three", c('s(x, bs="cr", k=8, sp=0.5)', 's(x, bs="cr", k=8, sp=8) + z'))
add("four classes", "four", c('s(x, bs="cr", k=8) + z', 's(v, bs="cr", k=6) + a', 's(x, bs="cr", k=8) + s(z, bs="cr", k=6)'))

number <- function(x) if (is.null(x)) "null" else paste0("[", paste(ifelse(is.finite(x), sprintf("%.14g", x), "null"), collapse = ","), "]")
one <- function(x) if (is.null(x) || !is.finite(x)) "null" else sprintf("%.17g", x)
text <- function(x) paste0('"', gsub('"', '\\\\"', x), '"')
column <- function(v) if (is.character(v)) paste0("[", paste(text(v), collapse = ","), "]") else number(v)
written <- vapply(cases, function(case) {
  m <- case$fit
  p <- predict(m, se.fit = TRUE)
  if (is.null(m$full.sp)) m$full.sp <- m$sp
  smooth <- vapply(m$smooth, function(s) sum(m$edf[s$first.para:s$last.para]), 0)
  table <- summary(m)$s.table
  cat(sprintf("%-50s %.12f edf %.8f conv %s\n", case$name, m$gcv.ubre, sum(m$edf), paste(m$outer.info$conv, collapse = "")))
  paste0("{", paste(c(
    paste0('"name":', text(case$name)), paste0('"response":', text(case$response)),
    paste0('"formulas":[', paste(text(case$formulas), collapse = ","), "]"),
    paste0('"criterion":', one(m$gcv.ubre)), paste0('"edf":', one(sum(m$edf))), paste0('"edfTerms":', number(smooth)),
    paste0('"deviance":', one(deviance(m))), paste0('"strengths":', number(m$full.sp)),
    paste0('"coefficients":', number(coef(m))), paste0('"coefficientErrors":', number(sqrt(diag(m$Vp)))),
    paste0('"tests":', if (is.null(table)) "[]" else number(as.vector(t(table)))),
    paste0('"links":', number(as.vector(t(p$fit)))), paste0('"errors":', number(as.vector(t(p$se.fit))))
  ), collapse = ",\n"), "}")
}, "")
columns <- paste0(text(names(d)), ":", vapply(d, column, ""))
writeLines(paste0('{"data":{', paste(columns, collapse = ",\n"), '},\n"models":[', paste(written, collapse = ",\n"), "]}"), target)
