"""Figures that disclose something together cannot be declared, so no release has them."""

from dataclasses import replace

import pytest

from nejtak.disclosure import Cell, Declaration, Variable, check_declaration
from nejtak.errors import NejtakError

REASONS = ("pay", "process", "chemistry", "other")
DECIDED = Variable("decided", REASONS, "other")
ALSO = tuple(Variable(f"also.{reason}", (reason,)) for reason in REASONS[:2])
JOB = Variable("job", ("sales", "it", "floor"), "floor")


def cell(*categories: str, is_sum: bool = False, by: tuple[str, ...] = ()) -> Cell:
    """A figure about these categories, each written as variable:category."""
    pairs = (category.split(":") for category in categories)
    found = frozenset((variable, category) for variable, category in pairs)
    return Cell(" or ".join(categories), found, is_sum, by)


PAY, PROCESS = cell("decided:pay"), cell("decided:process")
ALSO_PAY = cell("also.pay:pay")
EXCLUSIVE = ((("decided", "pay"), ("also.pay", "pay")),)


def declared(*cells: Cell) -> Declaration:
    """Figures about the reasons above."""
    return Declaration((DECIDED, *ALSO, JOB), cells, EXCLUSIVE)


def test_reasons_ticks_and_sums_stand_together() -> None:
    """Decided and also by reason, and sums of them in one variable or over two."""
    sums = [cell("decided:pay", "decided:process", is_sum=True)]
    sums += [cell("decided:pay", "also.pay:pay", is_sum=True)]
    check_declaration(declared(PAY, PROCESS, cell("decided:chemistry"), ALSO_PAY, *sums))


def test_reach_is_published_alone() -> None:
    """Below eight counted answers the deciding reason is published by reach, in blocks."""
    check_declaration(declared(cell("decided:pay", "decided:process"), cell("decided:chemistry")))


FOLLOW_UP = Variable("altered", ("yes", "no"), "no", asked_of=("decided", "pay"))
REFUSED = {
    "at least one of several": [cell("also.pay:pay", "also.process:process")],
    "decided.pay is counted in 2 blocks": [PAY, cell("decided:pay", "decided:process")],
    "decided:other counts an answer that must not be published": [PAY, cell("decided:other")],
    "Some figures are divided": [PAY, cell("decided:process", by=("job",))],
    "divided by several variables": [cell("decided:pay", by=("job", "level"))],
    "job:sales is divided by its own variable": [cell("job:sales", by=("job",))],
    "partly exclude each other": [cell("decided:pay", "decided:process"), ALSO_PAY],
    "is not a sum of published blocks": [PAY, cell("decided:pay", "decided:process", is_sum=True)],
}


@pytest.mark.parametrize("why", REFUSED)
def test_figures_that_disclose_together_are_refused(why: str) -> None:
    """Each rule that `test_published_counts` breaks by listing tables."""
    with pytest.raises(NejtakError, match=why):
        check_declaration(declared(*REFUSED[why]))


def test_a_union_with_its_parts_is_refused() -> None:
    """Decided, also, and either of them as blocks."""
    union = cell("decided:pay", "also.pay:pay")
    with pytest.raises(NejtakError, match="at least one of several"):
        check_declaration(declared(PAY, ALSO_PAY, union))


def test_two_groupings_and_two_crossings_are_refused() -> None:
    """Also if each divides a table of its own; a crossing has no total."""
    by_job, by_level = cell("decided:pay", by=("job",)), cell("also.pay:pay", by=("level",))
    for other in (by_level, cell("also.pay:pay"), cell("decided:process", by=("level",))):
        with pytest.raises(NejtakError, match="Some figures are divided"):
            check_declaration(declared(by_job, other))
    check_declaration(declared(by_job, cell("also.pay:pay", by=("job",))))


def test_a_conditional_follow_up_is_refused() -> None:
    """A question that is asked of those alone who named a reason."""
    follow_up = replace(declared(cell("altered:yes")), variables=(DECIDED, FOLLOW_UP))
    with pytest.raises(NejtakError, match="a question that was not put to everybody"):
        check_declaration(follow_up)


def test_a_question_without_an_unpublished_answer_is_refused() -> None:
    """Its last cell would be what the others leave."""
    whole = Declaration((Variable("decided", REASONS),), (PAY,))
    with pytest.raises(NejtakError, match="decided leaves no answer unpublished"):
        check_declaration(whole)


def test_all_faults_are_named_at_once() -> None:
    """One run tells everything that has to change."""
    with pytest.raises(NejtakError) as error:
        check_declaration(
            declared(PAY, cell("decided:other"), cell("decided:pay", "decided:process"))
        )
    assert "must not be published" in str(error.value)
    assert "in 2 blocks" in str(error.value)


COMPARED = tuple(
    Variable(f"compared.{row}", ("there", "same", "here", "cannot-say"), "cannot-say")
    for row in ("pay", "tasks")
)
WORDS = tuple(Variable(f"image.{word}", (word,)) for word in ("slow", "closed"))
AGAIN = Variable("again", ("1", "2", "3", "4", "5"), "3")
THERE, HERE = cell("compared.pay:there"), cell("compared.pay:here")
NEIGHBOURS = {
    "worse on anything at all": cell("compared.pay:there", "compared.tasks:there"),
    "any word that hurts": cell("image.slow:slow", "image.closed:closed"),
    "lost because of pay": cell("decided:pay", "compared.pay:there"),
    "comparison by type of rival, beside its margins": cell("compared.tasks:there", by=("rival",)),
    "comparison by type of rival and job": cell("compared.tasks:there", by=("rival", "job")),
    "had an opinion": cell("compared.pay:there", "compared.pay:same", "compared.pay:here"),
    "could not say": cell("compared.pay:cannot-say"),
    "the middle of a scale": cell("again:3"),
    "top three points": cell("again:3", "again:4", "again:5"),
}


def sections(*cells: Cell) -> Declaration:
    """Figures about a comparison, words and a scale, with the reasons above."""
    return Declaration((DECIDED, *COMPARED, *WORDS, AGAIN), cells)


def test_both_margins_of_a_comparison_stand_together() -> None:
    """Better there, the same and better here; words one by one; both ends of a scale."""
    low, high = cell("again:1", "again:2"), cell("again:4", "again:5")
    words = [cell("image.slow:slow"), cell("image.closed:closed")]
    check_declaration(sections(THERE, HERE, cell("compared.pay:same"), *words, low, high, PAY))


@pytest.mark.parametrize("neighbour", NEIGHBOURS)
def test_the_neighbours_of_a_comparison_are_refused(neighbour: str) -> None:
    """Unions, crossings, a second grouping, a total beside its parts, and untold answers."""
    with pytest.raises(NejtakError, match="The report is refused"):
        check_declaration(sections(THERE, HERE, NEIGHBOURS[neighbour]))
