# Model matrices and penalties of smooths from mgcv, without constraints and without scaling: Rscript smooth_bases.R FOLDER
suppressMessages(library(mgcv))
folder <- commandArgs(TRUE)[1]
numbers <- function(x) paste0("[", paste(sprintf("%.17g", x), collapse = ", "), "]")
lists <- function(x) paste0("[", paste(sapply(x, numbers), collapse = ", "), "]")
# Row after row.
matrix_text <- function(x) numbers(t(x))

# Irregular values on multiples of 1/64, some repeated.
i <- 0:29
d <- data.frame(x = ((i * i * 7 + 3 * i) %% 257) / 64, z = ((i * 37 + 11) %% 61)^2 / 1024 - 1, w = ((i * 17 + 5) %% 53) / 64)
d$x[7] <- d$x[3]
new <- data.frame(x = c(-3, -0.25, 0, 0.7, 2.1, 4, 4.5, 9), z = c(-4, -1.5, -1, -0.3, 0.6, 1.7, 2.5, 3), w = c(-1, -0.1, 0.1, 0.4, 0.5, 0.7, 0.9, 2))

# Splines of degree 1 are continued to the right by constants there, to the left by lines: those rows are left out.
case <- function(name, spec, covariates, knots = NULL, fields = "", rows = 8) {
  plain <- smoothCon(spec, d, knots = knots, absorb.cons = FALSE, scale.penalty = FALSE)[[1]]
  scaled <- smoothCon(spec, d, knots = knots, absorb.cons = FALSE, scale.penalty = TRUE)[[1]]
  free <- smoothCon(spec, d, knots = knots, absorb.cons = TRUE, scale.penalty = FALSE)[[1]]
  scales <- mapply(function(a, b) { big <- which.max(abs(a)); b[big] / a[big] }, plain$S, scaled$S)
  sprintf('{"name": "%s", "covariates": %s, "rows": %d, %s\n"design": %s,\n"predicted": %s,\n"constrained": %s,\n"penalties": %s,\n"scales": %s}',
          name, paste0('["', paste(covariates, collapse = '", "'), '"]'), rows, fields,
          matrix_text(plain$X), matrix_text(PredictMat(plain, new[1:rows, ])), if (length(covariates) == 1) matrix_text(free$X) else "[]", lists(lapply(plain$S, t)), numbers(scales))
}
univariate <- function(name, k, m = NULL, knots = NULL, rows = 8) {
  spec <- if (is.null(m)) s(x, bs = name, k = k) else s(x, bs = name, k = k, m = m)
  spec$term <- "x"
  fields <- sprintf('"bs": "%s", "k": %d, "m": %s, "knots": %s,', name, k, numbers(m), numbers(knots))
  case(name, spec, "x", if (is.null(knots)) NULL else list(x = knots), fields, rows)
}
save <- function(name, cases) {
  columns <- function(x) paste0('{', paste(sprintf('"%s": %s', names(x), sapply(x, numbers)), collapse = ", "), '}')
  text <- sprintf('{"version": "mgcv %s",\n"data": %s,\n"new": %s,\n"cases": [\n%s\n]}\n', packageVersion("mgcv"), columns(d), columns(new),
                  paste(cases, collapse = ",\n"))
  cat(text, file = file.path(folder, name))
}

save("cubic.json", c(
  univariate("cr", 3), univariate("cr", 5), univariate("cr", 10), univariate("cr", 24),
  univariate("cr", 4, knots = c(-0.5, 0.75, 1, 5)),
  univariate("cs", 5), univariate("cs", 12),
  univariate("cc", 4), univariate("cc", 5), univariate("cc", 12), univariate("cc", 5, knots = c(-0.5, 0.75, 1, 2, 5))))
save("bsplines.json", c(
  univariate("ps", 10), univariate("ps", 7, c(2, 1)), univariate("ps", 6, c(1, 2)), univariate("ps", 9, c(3, 3)), univariate("ps", 8, c(0, 1), rows = 5),
  univariate("ps", 7, c(2, 2), c(-1, 5)), univariate("ps", 7, c(2, 2), c(-3, -2.5, -1, -0.25, 1, 1.25, 3, 5, 5.5, 6, 8)),
  univariate("cp", 8), univariate("cp", 6, c(1, 1)), univariate("cp", 9, c(3, 1)), univariate("cp", 7, c(2, 2), c(-1, 5)),
  univariate("cp", 7, c(2, 2), c(-1, 0, 1.5, 2, 2.5, 3, 3.5, 5)),
  univariate("bs", 10), univariate("bs", 8, c(3, 2, 1, 0)), univariate("bs", 7, c(2, 1)), univariate("bs", 7, c(3, 3)), univariate("bs", 8, c(4, 2, 3)),
  univariate("bs", 6, c(1, 1), rows = 5), univariate("bs", 7, c(3, 1), c(-1, 5)), univariate("bs", 7, c(3, 2), c(-3, -2.5, -1, -0.25, 1, 1.25, 3, 5, 5.5, 6, 8))))

# A product of margins in x, z, w; its call as text, and the same as fields.
product <- function(kind, bases, sizes, orders = NULL, np = TRUE) {
  names <- c("x", "z", "w")[seq_along(bases)]
  m <- if (is.null(orders)) "" else paste0(", m = list(", paste(sapply(orders, deparse), collapse = ", "), ")")
  flag <- if (np) "" else ", np = FALSE"
  spec <- eval(parse(text = sprintf("%s(%s, bs = %s, k = %s%s%s)", kind, paste(names, collapse = ", "), deparse(bases), deparse(sizes), m, flag)))
  quoted <- function(x) paste0('["', paste(x, collapse = '", "'), '"]')
  case(kind, spec, names, NULL, sprintf('"bases": %s, "sizes": %s, "orders": %s, "np": %s,', quoted(bases), numbers(sizes),
                                        if (is.null(orders)) "[]" else lists(orders), if (np) "true" else "false"))
}
save("tensors.json", c(
  product("te", c("cr", "cr"), c(5, 5)), product("te", c("ps", "cr"), c(6, 5)), product("te", c("ps", "cr"), c(6, 5), np = FALSE),
  product("te", c("cc", "cp"), c(6, 5)), product("te", c("cs", "bs"), c(4, 6), list(2, c(3, 1))), product("te", c("cr", "ps", "cr"), c(3, 4, 3)),
  product("ti", c("cr", "cr"), c(5, 4)), product("ti", c("ps", "cr"), c(6, 5)), product("ti", c("bs", "cc"), c(5, 5), np = FALSE),
  product("t2", c("cr", "ps"), c(6, 5)), product("t2", c("cr", "cs"), c(5, 4)), product("t2", c("cr", "ps", "cc"), c(3, 4, 4))))

# Columns of R's package splines. Outside the ends R continues natural splines by lines, as is wanted, and others by their polynomials.
columns <- function(natural, df = NULL, knots = NULL, ends = NULL, degree = 3, intercept = FALSE) {
  arguments <- list(x = d$x, df = df, knots = knots, intercept = intercept)
  if (!is.null(ends)) arguments$Boundary.knots <- ends
  if (!natural) arguments$degree <- degree
  made <- do.call(if (natural) splines::ns else splines::bs, arguments)
  optional <- function(x) if (is.null(x)) "null" else numbers(x)
  sprintf('{"natural": %s, "degree": %d, "df": %s, "knots": %s, "ends": %s, "intercept": %s,\n"columns": %s,\n"outside": %s}',
          if (natural) "true" else "false", degree, if (is.null(df)) "null" else df, optional(knots), optional(ends),
          if (intercept) "true" else "false", matrix_text(made),
          if (natural) matrix_text(predict(made, outside)) else "[]")
}
outside <- c(-3, -0.5, 0.25, 4.5, 9)
cases <- c(columns(FALSE), columns(FALSE, df = 6), columns(FALSE, df = 7, degree = 2), columns(FALSE, df = 5, degree = 1),
  columns(FALSE, knots = c(0.5, 1, 3)), columns(FALSE, df = 8, intercept = TRUE, degree = 4), columns(FALSE, df = 5, ends = c(-1, 6)),
  columns(TRUE), columns(TRUE, df = 4), columns(TRUE, df = 1, intercept = FALSE), columns(TRUE, knots = c(0.5, 1, 3)),
  columns(TRUE, df = 5, intercept = TRUE), columns(TRUE, df = 3, ends = c(-1, 6)), columns(TRUE, knots = c(1, 2), ends = c(0.5, 3)))
cat(sprintf('{"version": "R %s.%s",\n"x": %s,\n"outside": %s,\n"cases": [\n%s\n]}\n', R.version$major, R.version$minor, numbers(d$x), numbers(outside),
            paste(cases, collapse = ",\n")), file = file.path(folder, "regression.json"))
