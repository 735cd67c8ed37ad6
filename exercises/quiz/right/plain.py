# Loops and plain Python.

# %% accumulator_step
accumulator_step = "c, e, g, j"

# %% add_share
def add_share(Delta, delta, a):
    rows = Delta.tolist()
    for i, d in enumerate(delta):
        for j, activation in enumerate(a):
            rows[i][j] += d * activation
    return rows

# %% theta2_slice
def theta2_slice(s1, s2, s3):
    sizes = [s2 + s1 * s2, s3 + s2 * s3]
    return [sizes[0], sum(sizes)]

# %% central_difference
def central_difference(J, theta, eps):
    values = [J(theta + sign * eps) for sign in (-1, 1)]
    return (values[1] - values[0]) / eps / 2

# %% forks
forks = "JDCA"
