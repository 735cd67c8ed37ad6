"""The map of the sources is complete, and each of its places exists."""

import re
from functools import cache
from typing import Any

import pytest
import yaml
from identities import BOOK
from myst_parser.mdit_to_docutils.base import default_slugify

MAP: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (BOOK / "source_map.yml").read_text(encoding="utf-8")
)
FENCE = re.compile(r"^(`{3,}|:{3,}).*?^\1$", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"^#{1,3} (.+)$", re.MULTILINE)
LABEL = re.compile(r"^:label: *(\S+)$", re.MULTILINE)

# The sections that the five documents have, in their order: headings, titles of slides, parts with
# a title of their own, and quiz questions. A title in brackets is ours, for a part without one.
SECTIONS = {
    "week5notes": [
        "Neural Networks: Learning",
        "Cost Function and Backpropagation",
        "Cost Function",
        "Backpropagation Algorithm",
        "Gradient compuation",
        "Forward propagation",
        "Backpropagation Algorithm (2)",
        "Backpropagation Intuition",
        "Forward propagation (2)",
        "What’s backpropagation doing?",
        "Backpropagation in Practice",
        "Implementation Note: Unrolling Parameters",
        "Gradient Checking",
        "Numerical estimation of gradients",
        "Gradient Checking (2)",
        "Implement Note",
        "Random Initialization",
        "Putting It Together",
        "Training a Neural Network",
        "1. You are training a three layer neural network",
        "2. Suppose Theta1 is a 5×3 matrix",
        "3. Let J(θ) = 3θ³ + 2",
        "4. Which of the following statements are true?",
        "5. Which of the following statements are true?",
    ],
    "solberg2017": [
        "Backpropagation – learning in neural nets",
        "Reading material",
        "Notation- forward propagation",
        "Example feed-forward computation",
        "Cost function for one-vs-all neural networks",
        "Cost function for softmax neural networks",
        "Introduction to backpropagation and computational graphs",
        "A more complicated graph example",
        "The sigmoid gate",
        "Forward and backward for a single neuron",
        "A more tricky example",
        "A more tricky example (2)",
        "Patterns in backward flow",
        "The optimization problem",
        "A very simple net with one input",
        "From scalars to vectors",
        "Backpropagation algorithm for a single training sample (xᵢ, yᵢ)",
        "Derivative of loss function",
        "Including the regularization term",
        "Backpropagation with a loop over training data",
        "Checking dimensions",
        "Assumptions behind backpropagation",
        "Assumptions behind backpropagation (2)",
        "Gradient checking",
        "Gradient checking: numerical estimation of the gradient",
        "Procedure for gradient checking",
        "Regarding gradient checking",
        "Random initialization of weights",
        "Training a neural network",
        "Training a network",
        "Weekly exercise",
        "Next weeks",
    ],
    "enengee": [
        "Neural Networks: Backpropagation",
        "Introduction",
        "Backpropagation Algorithm",
        "[The recursive formula (2)]",
        "[The output layer, from (3)]",
        "[Proof of (2)]",
        "Backpropagation algorithm (2)",
        "Backpropagation Intuition",
        "Backpropagation in Practice",
        "Implementation Note: Unrolling Parameters",
        "Gradient checking",
        "Implementation Note",
        "Important",
        "Random Initialization",
        "Putting it together",
        "Steps to train a neural networks",
        "References",
    ],
    "nnslides": [
        "Neural Function",
        "Biology of a Neuron",
        "Brain Structure",
        "The “One Learning Algorithm” Hypothesis",
        "Sensor Representations in the Brain",
        "Comparison of computing power",
        "Neural Networks",
        "Neural networks",
        "Neuron Model: Logistic Unit",
        "Neural Network",
        "Feed-Forward Process",
        "Neural Network (2)",
        "Feed-Forward Steps",
        "Vectorization",
        "Other Network Architectures",
        "Multiple Output Units: One-vs-Rest",
        "Multiple Output Units: One-vs-Rest (2)",
        "Neural Network Classification",
        "Understanding Representations",
        "Representing Boolean Functions",
        "Representing Boolean Functions (2)",
        "Combining Representations to Create Non-Linear Functions",
        "Layering Representations",
        "Layering Representations (2)",
        "LeNet 5 Demonstration",
        "Neural Network Learning",
        "Perceptron Learning Rule",
        "Batch Perceptron",
        "Learning in NN: Backpropagation",
        "Cost Function",
        "Optimizing the Neural Network",
        "Forward Propagation",
        "Backpropagation Intuition",
        "Backpropagation Intuition (2)",
        "Backpropagation Intuition (3)",
        "Backpropagation Intuition (4)",
        "Backpropagation Intuition (5)",
        "Backpropagation Intuition (6)",
        "Backpropagation: Gradient Computation",
        "Backpropagation",
        "Training a Neural Network via Gradient Descent with Backprop",
        "Backprop Issues",
        "Implementation Details",
        "Random Initialization",
        "Implementation Details (2)",
        "Gradient Checking",
        "Gradient Checking (2)",
        "Implementation Steps",
        "Putting It All Together",
        "Training a Neural Network",
        "Training a Neural Network (2)",
    ],
    "ufldl": [
        "Backpropagation Algorithm",
        "[The cost of one example, and of all]",
        "[Weight decay, and the bias left out]",
        "[The weight decay parameter]",
        "[Labels for classification, ranges for regression]",
        "[Random initialisation]",
        "[One step of gradient descent]",
        "[From one example to the whole cost]",
        "[The intuition: an error term for each node]",
        "[The algorithm, node by node]",
        "[The algorithm in matrices]",
        "Implementation note",
        "[Batch gradient descent]",
    ],
}

ENTRIES = [
    pytest.param(entry, id=f"{source}: {entry['section']}")
    for source, entries in MAP.items()
    for entry in entries
]


@cache
def anchors(page: str) -> set[str]:
    """The labels and the anchors of the headings of a page."""
    text = (BOOK / f"{page}.md").read_text(encoding="utf-8")
    headings = HEADING.findall(FENCE.sub("", text))
    return set(LABEL.findall(text)) | {default_slugify(heading) for heading in headings}


@pytest.mark.parametrize("source", SECTIONS)
def test_every_section_of_the_source_is_mapped_once_and_in_its_order(source: str) -> None:
    assert [entry["section"] for entry in MAP[source]] == SECTIONS[source]


def test_the_sources_are_those_of_the_bibliography() -> None:
    bibliography = (BOOK / "references.bib").read_text(encoding="utf-8")
    assert MAP.keys() == SECTIONS.keys() <= set(re.findall(r"^@\w+\{(\w+),", bibliography, re.M))


def test_a_section_has_one_name() -> None:
    for sections in SECTIONS.values():
        assert len(set(sections)) == len(sections)


@pytest.mark.parametrize("entry", ENTRIES)
def test_the_section_is_taught_where_the_map_says(entry: dict[str, Any]) -> None:
    assert entry["taught"]
    for place in entry["taught"]:
        page, _, anchor = place.partition("#")
        assert (BOOK / f"{page}.md").exists(), f"no page {page}"
        assert not anchor or anchor in anchors(page), f"{page} has no {anchor}"


@pytest.mark.parametrize("entry", ENTRIES)
def test_the_errata_of_the_section_exist(entry: dict[str, Any]) -> None:
    assert set(entry.get("errata", [])) <= anchors("errata")


@pytest.mark.parametrize("entry", ENTRIES)
def test_the_entry_has_only_fields_that_the_page_shows(entry: dict[str, Any]) -> None:
    assert entry.keys() <= {"section", "taught", "errata", "note"}
