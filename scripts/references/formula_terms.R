# Designs with arithmetic, polynomials, splines and contrasts as R's model.matrix makes them, with lm's coefficients and the designs of new
# rows, for crates/penlik/tests/formula_terms.rs.
#
#   LC_ALL=C Rscript scripts/references/formula_terms.R > crates/penlik/tests/fixtures/formula_terms.json
#
# "theirs" is R's spelling where it is another than ours; contrasts are given by column.

suppressMessages(library(splines))
quoted <- function(x) paste0('"', gsub('"', '\\\\"', gsub("\\\\", "\\\\\\\\", x)), '"')
array <- function(x) paste0("[", paste(x, collapse = ","), "]")
numbers <- function(x) array(sprintf("%.17g", x))
record <- function(fields) paste0("{", paste0(quoted(names(fields)), ":", fields, collapse = ","), "}")

n <- 40
i <- seq_len(n)
rows <- data.frame(
  x = round(80 * abs(sin(i * i))) / 8 + i %% 5 + 0.125,
  z = round(16 * cos(3 * i)) / 8 + 3,
  k = (i * 7) %% 4,
  g = c("p", "q", "r", "s")[1 + (i * 5 + i %/% 4) %% 4],
  h = c("u", "v")[1 + (i %/% 3) %% 2],
  y = round(8 * (3 + sin(i) + i / 10)) / 8, stringsAsFactors = FALSE)
new <- data.frame(x = c(0.5, 3.25, 7, 11.5, 20), z = c(2, 1.5, 4.5, 3, 2.25), k = c(0, 1, 2, 3, 1), g = c("s", "p", "q", "r", "q"),
                  h = c("v", "u", "u", "v", "v"), stringsAsFactors = FALSE)

case <- function(ours, theirs = ours, ...) list(ours = ours, theirs = theirs, contrasts = list(...))
cases <- list(
  case("y ~ I(x^2)"), case("y ~ x + I(x^2) + I(x^3)"), case("y ~ log(x) * h"), case("log(y) ~ x"), case("sqrt(y) ~ log(x) + I(z / x)"),
  case("I(y^2 - 1) ~ exp(-z) + g"), case("y ~ log2(x) + log10(z) + log1p(x * z)"), case("y ~ I(x * z) + abs(x - z) + sqrt(x + z)"),
  case("y ~ I((x - 2)^2 / (1 + z^2))"), case("y ~ I(-x^2) + I(2^-z)"), case("y ~ x + offset(log(z)) + offset(2 * x)"),
  case("y ~ I(x^2) * h"), case("y ~ g:I(x^2)"), case("y ~ 0 + g + I(x^2):g"), case("y ~ log(x):sqrt(z)"), case("y ~ I(x + z)^2"),
  case("y ~ scale(x)"), case("y ~ scale(log(x)) * h"), case("y ~ scale(x, scale = FALSE) + scale(z, center = FALSE)"),
  case("y ~ scale(x, center = FALSE, scale = FALSE)"),
  case("y ~ poly(x, 3)"), case("y ~ poly(x, 2) * h"), case("y ~ poly(x, 2):g"), case("y ~ poly(x, 2) * poly(z, 2)"), case("y ~ poly(k, 3)"),
  case("y ~ poly(x, 3, raw = TRUE)"), case("y ~ poly(x, degree = 2, raw = TRUE):g + h"), case("y ~ poly(log(x), 4)"), case("y ~ poly(x, 8)"),
  case("y ~ poly(x, 1)"), case("log(y) ~ h + g:poly(x, 2)"),
  case("y ~ bs(x)"), case("y ~ bs(x, df = 6)"), case("y ~ bs(x, knots = c(3, 6.5))"), case("y ~ bs(x, df = 5, degree = 2)"),
  case("y ~ 0 + bs(x, df = 7, intercept = TRUE)"), case("y ~ bs(x, df = 5, Boundary.knots = c(0, 25))"), case("y ~ bs(x, 4) * h"),
  case("y ~ ns(x, df = 4)"), case("y ~ ns(x)"), case("y ~ ns(x, knots = c(3, 6.5))"), case("y ~ ns(x, knots = 4):h"), case("y ~ ns(log(x), 3) + g"),
  case("y ~ 0 + ns(x, df = 5, intercept = TRUE)"), case("y ~ ns(x, 3, Boundary.knots = c(2, 10))"),
  case("y ~ C(g, sum)"), case("y ~ C(g, helmert)"), case("y ~ C(g, poly)"), case("y ~ C(g, treatment)"),
  case("y ~ C(g, treatment, base = 3)", "y ~ C(g, contr.treatment(4, base = 3))"), case("y ~ C(g, base = 2)", "y ~ C(g, contr.treatment(4, base = 2))"),
  case("y ~ C(k, sum) * x", "y ~ C(factor(k), sum) * x"), case("y ~ C(g, helmert) * C(h, sum)"), case("y ~ x + x:C(g, sum)"),
  case("y ~ x:C(g, sum)"), case("y ~ 0 + C(g, sum)"), case("y ~ C(g, sum) + C(g, sum):C(h, helmert)"), case("y ~ ordered(k)"),
  case("y ~ ordered(k) * h"), case("y ~ C(g, poly):poly(x, 2)"), case("y ~ C(g, sum):C(h, sum)"),
  case("y ~ g", g = "contr.sum"), case("y ~ g * h", g = "contr.sum", h = "contr.helmert"), case("y ~ g * x", g = "contr.helmert"),
  case("y ~ g:h + x", g = "contr.poly", h = "contr.sum"), case("y ~ 0 + g + h", g = "contr.sum", h = "contr.sum"),
  case("y ~ g * I(x^2)", g = "contr.poly"), case("y ~ C(k) + g", "y ~ factor(k) + g", `factor(k)` = "contr.sum"))

typed <- function(frame) { frame$g <- factor(frame$g, levels = c("p", "q", "r", "s")); frame$h <- factor(frame$h, levels = c("u", "v")); frame }
entry <- function(case) {
  fit <- suppressWarnings(lm(as.formula(case$theirs), data = typed(rows), contrasts = if (length(case$contrasts)) case$contrasts))
  X <- model.matrix(fit)
  frame <- suppressWarnings(model.frame(delete.response(terms(fit)), typed(new), xlev = fit$xlevels))
  ahead <- suppressWarnings(model.matrix(delete.response(terms(fit)), frame, contrasts.arg = fit$contrasts))
  names(case$contrasts) <- sub("factor(k)", "k", names(case$contrasts), fixed = TRUE)
  chosen <- if (length(case$contrasts)) record(sapply(case$contrasts, function(v) quoted(sub("contr.", "", v, fixed = TRUE)))) else "{}"
  coefficients <- unname(coef(fit))
  record(c(formula = quoted(case$ours), contrasts = chosen, columns = ncol(X), design = numbers(t(X)), new = numbers(t(ahead)),
           coefficients = array(ifelse(is.na(coefficients), "null", sprintf("%.17g", coefficients))), response = numbers(model.response(model.frame(fit)))))
}

columns <- function(frame) record(sapply(frame, function(v) if (is.numeric(v)) numbers(v) else array(quoted(v))))
cat('{\n"rows":', columns(rows), ',\n"new":', columns(new), ',\n"cases":[\n', paste(sapply(cases, entry), collapse = ",\n"), "\n]}\n", sep = "")
