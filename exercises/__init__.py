"""The nbgrader course: problem sets as data, and what is generated from them."""
