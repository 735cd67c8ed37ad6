"""What runs inside the sandbox, with the student's code. It is mounted there alone: it holds, and
imports from the rest of `grading`, nothing.
"""
