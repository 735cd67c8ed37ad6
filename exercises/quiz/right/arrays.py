# Arrays throughout, with copies and prints.

# %% add_share
def add_share(Delta, delta, a):
    result = np.array(Delta, order="F")
    result += np.einsum("i,j->ij", delta, a)
    return result

# %% theta2_slice
def theta2_slice(s1, s2, s3):
    ends = np.cumsum([np.zeros((s2, s1 + 1)).size, np.zeros((s3, s2 + 1)).size])
    print("theta has", ends[-1], "entries")
    return tuple(ends)

# %% central_difference
def central_difference(J, theta, eps):
    below, above = map(J, np.array([theta - eps, theta + eps]))
    return np.float64(0.5 * (above - below) / eps)
