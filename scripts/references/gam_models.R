# Generalized additive models fitted by mgcv with tight tolerances: criterion, degrees of freedom, fitted values and standard errors.
#
#   Rscript scripts/references/gam_models.R crates/penlik/tests/fixtures/gam_models.json

suppressMessages(library(mgcv))
options(digits = 17)
target <- commandArgs(trailingOnly = TRUE)[1]

set.seed(20)
n <- 240
x0 <- round(runif(n), 4); x1 <- round(runif(n), 4); x2 <- round(runif(n), 4); x3 <- round(runif(n, 0, 2 * pi), 4)
f1 <- sin(2 * pi * x0); f2 <- exp(2 * x1) / 3; f3 <- 8 * (x2 - 0.5)^2; f4 <- cos(x3)
g <- factor(sample(letters[1:8], n, TRUE)); a <- factor(sample(c("p", "q", "r"), n, TRUE))
z <- round(rnorm(n), 4); u <- round(rnorm(8)[g], 4)
slope <- c(1, -1, 0.3)[a]
eta <- f1 + f2 / 2
d <- data.frame(
  x0, x1, x2, x3, z, g = as.character(g), a = as.character(a), w = round(runif(n, 0.5, 2), 3), o = round(rnorm(n) / 5, 4),
  y = round(f1 + f2 + f3 + rnorm(n) / 2, 5),
  yc = round(f4 + f1 + rnorm(n) / 2, 5),
  ya = round(slope * f1 + as.integer(a) / 2 + rnorm(n) / 3, 5),
  yz = round(f1 * z + f2 + rnorm(n) / 3, 5),
  yg = round(f1 + u * 0.8 + z * rnorm(8)[g] / 2 + rnorm(n) / 3, 5),
  yt = round(sin(4 * x0 * x1) * 2 + x0 + rnorm(n) / 4, 5),
  count = rpois(n, exp(eta)),
  nb = rnbinom(n, mu = exp(eta), size = 2.5),
  b = rbinom(n, 1, plogis(2 * f1 + f3 - 1)),
  pos = round(rgamma(n, 4, 4 / exp(eta)), 5),
  tw = round(rTweedie(exp(eta), p = 1.4, phi = 0.8), 5),
  class = sample(0:2, n, TRUE)
)
logits <- cbind(2 * f1, f3 - 1, 0)
d$class <- apply(logits, 1, function(l) sample(0:2, 1, prob = exp(c(0, l[1], l[2])) / sum(exp(c(0, l[1], l[2])))))
d$yd <- round(sin(18 * x0^4) + rnorm(n) / 5, 5)
f <- function(...) as.factor(...)
tight <- gam.control(epsilon = 1e-13, maxit = 400, newton = list(conv.tol = 1e-12, maxNstep = 5, maxSstep = 2, maxHalf = 30, use.svd = FALSE))

data <- transform(d, g = factor(g), a = factor(a))
data$ao <- ordered(data$a)

# name, penlik's formula and options, mgcv's model
cases <- list()
add <- function(name, formula, fit, options = list()) cases[[length(cases) + 1]] <<- list(name = name, formula = formula, fit = fit, options = options)
G <- function(...) {
  call <- match.call()
  call[[1]] <- quote(gam)
  if (is.null(call$method)) call$method <- "REML"
  positions <- which(names(call) == "")
  if (length(positions) > 2) names(call)[positions[3]] <- "family"
  call$data <- quote(data)
  call$control <- quote(tight)
  eval(call, globalenv())
}

add("gaussian, cr", 'y ~ s(x0, bs="cr") + s(x1, bs="cr") + s(x2, bs="cr", k=12)', G(y ~ s(x0, bs = "cr") + s(x1, bs = "cr") + s(x2, bs = "cr", k = 12)))
add("gaussian, cr, ML", 'y ~ s(x0, bs="cr") + s(x1, bs="cr")', G(y ~ s(x0, bs = "cr") + s(x1, bs = "cr"), method = "ML"), list(method = "ML"))
add("gaussian, cr, GCV", 'y ~ s(x0, bs="cr") + s(x1, bs="cr")', G(y ~ s(x0, bs = "cr") + s(x1, bs = "cr"), method = "GCV.Cp"), list(method = "GCV"))
add("gaussian, weights and offset", 'y ~ s(x0, bs="cr") + x1 + offset(o)', G(y ~ s(x0, bs = "cr") + x1 + offset(o), weights = w), list(weights = "w"))
add("gaussian, ps", 'y ~ s(x0, bs="ps") + s(x1, bs="ps", k=14, m=c(2,1)) + s(x2, bs="ps", m=c(3,2))', G(y ~ s(x0, bs = "ps") + s(x1, bs = "ps", k = 14, m = c(2, 1)) + s(x2, bs = "ps", m = c(3, 2))))
add("gaussian, bs with two penalties", 'y ~ s(x0, bs="bs", m=c(3,2,1)) + s(x1, bs="bs")', G(y ~ s(x0, bs = "bs", m = c(3, 2, 1)) + s(x1, bs = "bs")))
add("gaussian, cyclic", 'yc ~ s(x3, bs="cc", k=12) + s(x0, bs="cr")', G(yc ~ s(x3, bs = "cc", k = 12) + s(x0, bs = "cr")))
add("gaussian, cyclic with given knots", 'yc ~ s(x3, bs="cc", knots=c(0, 1, 2, 3, 4, 5, 6.283185307179586)) + s(x0, bs="cp", k=9)', gam(yc ~ s(x3, bs = "cc", k = 7) + s(x0, bs = "cp", k = 9), data = data, method = "REML", control = tight, knots = list(x3 = c(0, 1, 2, 3, 4, 5, 6.283185307179586))))
add("gaussian, cyclic between two ends", 'yc ~ s(x3, bs="cc", k=8, knots=c(0, 6.283185307179586))', gam(yc ~ s(x3, bs = "cc", k = 8), data = data, method = "REML", control = tight, knots = list(x3 = c(0, 6.283185307179586))))
add("gaussian, thin plate", 'y ~ s(x0) + s(x1, k=8) + s(x2)', G(y ~ s(x0) + s(x1, k = 8) + s(x2)))
add("gaussian, thin plate of two covariates", 'yt ~ s(x0, x1, k=25) + s(x2)', G(yt ~ s(x0, x1, k = 25) + s(x2)))
add("gaussian, tensor product", 'yt ~ te(x0, x1) + s(x2, bs="cr")', G(yt ~ te(x0, x1) + s(x2, bs = "cr")))
add("gaussian, tensor of mixed margins", 'yt ~ te(x0, x1, bs=c("ps", "cr"), k=c(6, 4))', G(yt ~ te(x0, x1, bs = c("ps", "cr"), k = c(6, 4))))
add("gaussian, anova of tensors", 'yt ~ ti(x0) + ti(x1) + ti(x0, x1)', G(yt ~ ti(x0) + ti(x1) + ti(x0, x1)))
add("gaussian, alternative tensor", 'yt ~ t2(x0, x1)', G(yt ~ t2(x0, x1)))
add("gaussian, by a factor", 'ya ~ a + s(x0, by=a, bs="cr")', G(ya ~ a + s(x0, by = a, bs = "cr")))
add("gaussian, by an ordered factor", 'ya ~ a + s(x0, bs="cr", k=8) + s(x0, by=ordered(a), bs="cr", k=8)', G(ya ~ a + s(x0, bs = "cr", k = 8) + s(x0, by = ao, bs = "cr", k = 8)))
add("gaussian, by numbers", 'yz ~ s(x0, by=z, bs="cr") + s(x1, bs="cr")', G(yz ~ s(x0, by = z, bs = "cr") + s(x1, bs = "cr")))
add("gaussian, one strength by id", 'ya ~ a + s(x0, by=a, bs="cr", id=1)', G(ya ~ a + s(x0, by = a, bs = "cr", id = 1)))
add("gaussian, random intercepts and slopes", 'yg ~ s(x0, bs="cr") + s(g, bs="re") + s(g, z, bs="re")', G(yg ~ s(x0, bs = "cr") + s(g, bs = "re") + s(g, z, bs = "re")))
add("gaussian, factor smooths", 'yg ~ s(x0, g, bs="fs", k=5)', G(yg ~ s(x0, g, bs = "fs", k = 5)))
add("gaussian, deviations that sum to zero", 'ya ~ s(x0, k=6) + s(a, x0, bs="sz", k=6)', G(ya ~ s(x0, k = 6) + s(a, x0, bs = "sz", k = 6)))
add("gaussian, Gaussian process", 'y ~ s(x0, bs="gp") + s(x1, bs="gp", m=c(2, 0.4))', G(y ~ s(x0, bs = "gp") + s(x1, bs = "gp", m = c(2, 0.4))))
add("gaussian, Duchon", 'yt ~ s(x0, x1, bs="ds", m=c(1, 0.5), k=20)', G(yt ~ s(x0, x1, bs = "ds", m = c(1, 0.5), k = 20)))
# mgcv's "cs" is not here: which line it shrinks by how much depends on how rounding splits a null space of two dimensions.
add("gaussian, shrinkage", 'y ~ s(x0, bs="ts") + s(x2, bs="ts")', G(y ~ s(x0, bs = "ts") + s(x2, bs = "ts")))
add("gaussian, select", 'y ~ s(x0, bs="cr") + s(x3, bs="cr") + s(x2, bs="cr")', G(y ~ s(x0, bs = "cr") + s(x3, bs = "cr") + s(x2, bs = "cr"), select = TRUE), list(select = TRUE))
add("gaussian, given strengths", 'y ~ s(x0, bs="cr", sp=0.3) + s(x1, bs="cr", sp=20)', G(y ~ s(x0, bs = "cr", sp = 0.3) + s(x1, bs = "cr", sp = 20)))
add("gaussian, not penalised", 'y ~ s(x0, bs="cr", k=6, fx=TRUE) + s(x1, bs="cr")', G(y ~ s(x0, bs = "cr", k = 6, fx = TRUE) + s(x1, bs = "cr")))
add("poisson", 'count ~ s(x0, bs="cr") + s(x1, bs="cr") + s(x2, bs="cr")', G(count ~ s(x0, bs = "cr") + s(x1, bs = "cr") + s(x2, bs = "cr"), poisson()), list(family = "poisson"))
add("binomial", 'b ~ s(x0, bs="ps") + s(x2, bs="cr")', G(b ~ s(x0, bs = "ps") + s(x2, bs = "cr"), binomial()), list(family = "binomial"))
add("binomial, probit", 'b ~ s(x0, bs="cr") + s(x2, bs="cr")', G(b ~ s(x0, bs = "cr") + s(x2, bs = "cr"), binomial("probit")), list(family = list(kind = "binomial", link = "probit")))
add("gamma with log link", 'pos ~ s(x0, bs="cr") + s(x1, bs="cr")', G(pos ~ s(x0, bs = "cr") + s(x1, bs = "cr"), Gamma("log")), list(family = list(kind = "gamma", link = "log")))
add("negative binomial", 'nb ~ s(x0, bs="cr") + s(x1, bs="cr")', G(nb ~ s(x0, bs = "cr") + s(x1, bs = "cr"), nb()), list(family = "negativeBinomial"))
add("Tweedie of given power", 'tw ~ s(x0, bs="cr") + s(x1, bs="cr")', G(tw ~ s(x0, bs = "cr") + s(x1, bs = "cr"), Tweedie(1.4)), list(family = list(kind = "tweedie", power = 1.4)))
add("multinomial", 'C(class) ~ s(x0, bs="cr", k=8) + s(x2, bs="cr", k=8)', gam(list(class ~ s(x0, bs = "cr", k = 8) + s(x2, bs = "cr", k = 8), ~ s(x0, bs = "cr", k = 8) + s(x2, bs = "cr", k = 8)), family = multinom(K = 2), data = data, method = "REML", control = tight), list(family = list(kind = "multinomial", reference = "0", penaltyMetric = "reference")))

add("gaussian, of a logarithm", 'y ~ s(log(x0 + 0.1), bs="cr") + s(I(x1^2), bs="ps") + s(x2)', G(y ~ s(log(x0 + 0.1), bs = "cr") + s(I(x1^2), bs = "ps") + s(x2)))
add("gaussian, tensor of a root", 'yt ~ te(sqrt(x0), x1) + s(x2, bs="cr")', G(yt ~ te(sqrt(x0), x1) + s(x2, bs = "cr")))
add("gaussian, by a square", 'yz ~ s(x0, by=I(z^2), bs="cr") + s(x1, bs="cr")', G(yz ~ s(x0, by = I(z^2), bs = "cr") + s(x1, bs = "cr")))
add("gaussian, zero at a point", 'y ~ s(x0, bs="cr", pc=0.5) + s(x1) + s(x2, bs="ps", pc=0.25)', G(y ~ s(x0, bs = "cr", pc = 0.5) + s(x1) + s(x2, bs = "ps", pc = 0.25)))
add("gaussian, thin plate of two covariates, zero at a point", 'yt ~ s(x0, x1, k=20, pc=c(0.5, 0.2)) + s(x2, bs="cr")', G(yt ~ s(x0, x1, k = 20, pc = list(x0 = 0.5, x1 = 0.2)) + s(x2, bs = "cr")))
add("gaussian, by a factor, zero at a point", 'ya ~ a + s(x0, by=a, bs="cr", pc=0.1)', G(ya ~ a + s(x0, by = a, bs = "cr", pc = 0.1)))
add("gaussian, by numbers, zero at a point", 'yz ~ s(x0, by=z, bs="cr", pc=0.3) + s(x1, bs="cr")', G(yz ~ s(x0, by = z, bs = "cr", pc = 0.3) + s(x1, bs = "cr")))
add("gaussian, deviations of one strength", 'ya ~ s(x0, k=6) + s(a, x0, bs="sz", k=6, id=1)', G(ya ~ s(x0, k = 6) + s(a, x0, bs = "sz", k = 6, id = 1)))
beside <- list(x0 = c(0.01, 0.2, 0.3, 0.7, 0.8, 0.99), x3 = c(0, 6.283185307179586))
add("gaussian, knots beside the formula", 'yc ~ s(x0, bs="cr", k=6) + s(x3, bs="cc", k=8)', gam(yc ~ s(x0, bs = "cr", k = 6) + s(x3, bs = "cc", k = 8), data = data, method = "REML", control = tight, knots = beside), list(knots = beside))
add("gaussian, adaptive", 'yd ~ s(x0, bs="ad", k=25, m=4)', G(yd ~ s(x0, bs = "ad", k = 25, m = 4)))
add("gaussian, adaptive by default", 'yd ~ s(x0, bs="ad") + x1', G(yd ~ s(x0, bs = "ad") + x1))

number <- function(x) if (is.null(x)) "null" else paste0("[", paste(ifelse(is.finite(x), sprintf("%.17g", x), "null"), collapse = ","), "]")
one <- function(x) if (is.null(x) || !is.finite(x)) "null" else sprintf("%.17g", x)
text <- function(x) paste0('"', gsub('"', '\\\\"', x), '"')
json <- function(x) {
  if (is.list(x)) paste0("{", paste(paste0(text(names(x)), ":", vapply(x, json, "")), collapse = ","), "}")
  else if (is.character(x)) text(x) else if (is.logical(x)) tolower(as.character(x)) else if (length(x) > 1) number(x) else sprintf("%.17g", x)
}
column <- function(v) if (is.character(v)) paste0("[", paste(text(v), collapse = ","), "]") else number(v)
written <- vapply(cases, function(case) {
  m <- case$fit
  p <- predict(m, se.fit = TRUE)
  if (is.null(m$full.sp)) m$full.sp <- m$sp
  smooth <- vapply(m$smooth, function(s) sum(m$edf[s$first.para:s$last.para]), 0)
  cat(sprintf("%-40s %.12f edf %.8f conv %s\n", case$name, m$gcv.ubre, sum(m$edf), paste(m$outer.info$conv, collapse = "")))
  paste0("{", paste(c(
    paste0('"name":', text(case$name)), paste0('"formula":', text(case$formula)),
    paste0('"options":', if (length(case$options)) json(case$options) else "{}"),
    paste0('"criterion":', one(m$gcv.ubre)), paste0('"edf":', one(sum(m$edf))), paste0('"edfTerms":', number(smooth)),
    paste0('"deviance":', one(deviance(m))), paste0('"scale":', one(m$sig2)), paste0('"strengths":', number(m$full.sp)), paste0('"estimated":', number(m$sp)),
    paste0('"fitted":', number(as.vector(t(as.matrix(p$fit))))), paste0('"errors":', number(as.vector(t(as.matrix(p$se.fit)))))
  ), collapse = ",\n"), "}")
}, "")
columns <- paste0(text(names(d)), ":", vapply(d, column, ""))
writeLines(paste0('{"data":{', paste(columns, collapse = ",\n"), '},\n"models":[', paste(written, collapse = ",\n"), "]}"), target)
