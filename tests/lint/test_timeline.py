"""A timeline is a sorted list, whatever goes from its front and comes back before it."""

from hypothesis import given
from hypothesis import strategies as st

from app.lint.facts import Fact
from app.lint.timeline import Timeline


@given(st.lists(st.tuples(st.sampled_from(["add", "add", "first", "any"]), st.integers(0, 9))))
def test_it_answers_as_a_sorted_list_does(steps: list[tuple[str, int]]) -> None:
    line = Timeline()
    plain: list[tuple[int, str, int, Fact]] = []
    for row, (step, number) in enumerate(steps):
        if step == "add":
            fact = Fact(row, f"m-{number}", "", number, number)
            plain.append((number, fact.message_id, row, fact))
            plain.sort(key=lambda one: one[:3])
            assert line.add(number, fact) == plain.index((number, fact.message_id, row, fact))
        elif plain:
            time, _, _, fact = plain.pop(0 if step == "first" else number % len(plain))
            line.remove(time, fact)
            line.remove(time, fact)
        facts = [one[3] for one in plain]
        assert (list(line), len(line), bool(line)) == (facts, len(facts), bool(facts))
        assert [line.time(at) for at in range(len(line))] == [one[0] for one in plain]
        assert list(line.between(3, 6)) == [one[3] for one in plain if 3 <= one[0] <= 6]
        assert list(line.before(6, 3)) == [one[3] for one in plain[::-1] if 3 <= one[0] <= 6]
        assert line.parts(3, 6) is any(3 < one[0] < 6 for one in plain)
        for at, (time, _, _, fact) in enumerate(plain):
            assert line.index(time, fact) == at
            assert line.fact(at) is fact
            assert line.near(at, 2) == (facts[max(0, at - 2) : at][::-1], facts[at + 1 : at + 3])
            later = [one[0] for one in plain[at + 1 :]]
            assert line.after(time, fact) == (later[0] if later else None)
