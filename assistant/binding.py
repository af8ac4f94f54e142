"""Do a claim's figures and names belong to the same things as in the sentences that are to prove it?

That a figure and a name stand in a source proves little: they may stand for different things there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.facts import Fact, FactKind, Name, NameKind
from assistant.found import Quote
from assistant.polarity import same_sense
from assistant.retrieve import contains_run
from assistant.told import Told, years_of
from assistant.views import DocumentView
from assistant.write import where_named

NEAR = 3  # sentences between a figure and the name or year that it is told of
_AROUND = 120  # characters
_FEW, _COMPANY = 3, 0.6  # words after a figure, and the share of them that must stand around its proof
# Units that a figure cannot change for another ("12 ngày kể từ tháng" is not "12 tháng kể từ ngày").
_MEASURES = frozenset("giây phút giờ ngày đêm tuần tháng quý năm nghìn ngàn triệu tỷ tỉ kg km ha m".split())
_SAID = 0.5  # share of what is said of a name that must stand in one sentence with it

Run = tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """A sentence of a document that may prove something: its index in the view, and what it tells."""

    view: DocumentView
    index: int
    told: Told

    @property
    def document_id(self) -> str:
        return self.view.document.id

    @property
    def quote(self) -> Quote:
        return Quote(self.document_id, *self.view.bounds[self.index])


@dataclass(frozen=True, slots=True)
class Asked:
    """What the question names, which a reader takes a claim to be about when it names nothing itself."""

    places: tuple[frozenset[Run], ...]
    years: frozenset[str]


def figures_belong(claim: Told, sources: Sequence[Source], asked: Asked) -> bool:
    """Tell whether every figure counts the same thing, of the same place and time, in the same sense."""
    if not all(_in_order(claim, source.told) for source in sources):
        return False
    for fact in claim.facts:
        proofs = [(s, proof) for s in sources for proof in s.told.facts if fact.key in proof.proves]
        times = sum(other.key == fact.key for other in claim.facts)
        if times > len(proofs):
            return False
        if not any(_same_figure(claim, fact, s, proof, sources, asked) for s, proof in proofs):
            return False
    return True


def _in_order(claim: Told, source: Told) -> bool:
    """Tell whether figures that only their order tells apart come as in the source: from when, till when.

    Those are dates, and figures that count the same thing.
    """
    ranks: dict[tuple[FactKind, str], list[Fact]] = {}
    for fact in claim.facts:
        if any(fact.key in other.proves for other in source.facts):
            counted = "" if fact.kind is FactKind.DATE else (claim.after(fact) or [""])[0]
            ranks.setdefault((fact.kind, counted), []).append(fact)
    return all(_subsequence(facts, source.facts) for facts in ranks.values())


def _subsequence(part: Sequence[Fact], whole: Sequence[Fact]) -> bool:
    rest = iter(whole)
    return all(any(fact.key in other.proves for other in rest) for fact in part)


def _same_figure(
    claim: Told, fact: Fact, source: Source, proof: Fact, sources: Sequence[Source], asked: Asked
) -> bool:
    return (
        _same_unit(claim, fact, source.told, proof)
        and _same_company(claim, fact, source.told, proof)
        and _no_better_figure(claim, fact, source.told, proof)
        and _none_elsewhere(claim, fact, source, proof, sources)
        and _same_place(claim, fact, source, proof, sources, asked)
        and _same_year(claim, fact, source, proof, sources, asked)
        and same_sense(claim, fact, source.told, proof)
    )


def _same_unit(claim: Told, fact: Fact, source: Told, proof: Fact) -> bool:
    """Tell whether what a figure counts, the word after it, follows it in the source too."""
    if fact.kind in (FactKind.DATE, FactKind.NUMBER):
        return True
    after, theirs = claim.after(fact), source.after(proof)
    if after and theirs and (after[0] in _MEASURES or theirs[0] in _MEASURES):
        return after[0] == theirs[0]
    if after[1:2] and after[1:2] == theirs[1:2] and after[0] != theirs[0]:
        return False  # "19 đảng bộ" is not "19 chi bộ"
    return not after or not theirs or after[0] in theirs[:4] or theirs[0] in after[:2]


def _same_company(claim: Told, fact: Fact, source: Told, proof: Fact) -> bool:
    """Tell whether the words after a figure stand mostly around it in the source, not elsewhere there."""
    after = set(claim.after(fact))
    if len(after) < _FEW:
        return True
    around = source.between(max(0, proof.start - _AROUND), proof.start + _AROUND)
    return len(after & set(around)) >= _COMPANY * len(after)


def _no_better_figure(claim: Told, fact: Fact, source: Told, proof: Fact) -> bool:
    """Tell whether a figure was not taken for another of the source: figures are easily swapped.

    It was when another fits the claim's words better, unless the figure's own words are all in the claim
    ("giảm 478 xóm" after a longer clause); when what it counts is told of another alone; or when what comes
    before it in the claim comes only with a later one.
    """
    after, own_after = set(claim.after(fact)), set(source.after(proof))
    before, own_before = set(claim.before(fact)), set(source.before(proof))
    clause = own_after | own_before
    rivals = [f for f in source.facts if f is not proof and not f.proves & fact.proves]
    own = 3 * len(after & own_after) + len(before & own_before)
    elliptic = bool(clause) and clause <= after | before
    preceding = set(source.between(0, proof.start))
    for rival in rivals:
        their_after, their_before = set(source.after(rival)), set(source.before(rival))
        fit = 3 * len(after & their_after) + len(before & their_before)
        if rival.kind is proof.kind and fit > own and not elliptic:
            return False
        if FactKind.DATE in (rival.kind, proof.kind):
            continue
        borrowed_after = own_after and (after - clause) & their_after
        if borrowed_after or (before - clause - preceding) & (their_after | their_before):
            return False
    return _follows(claim, fact, source, proof)


def _none_elsewhere(claim: Told, fact: Fact, source: Source, proof: Fact, sources: Sequence[Source]) -> bool:
    """Tell whether no figure of another chosen sentence, one that the claim leaves out, fits better.

    The sentence that says most of the claim comes first: a date from elsewhere must not replace its own,
    nor may a figure come from elsewhere that has no words by it.
    """
    after, before = set(claim.after(fact)), set(claim.before(fact))
    said = {key for other in claim.facts for key in other.proves}

    def fit(told: Told, other: Fact) -> int:
        return 3 * len(after & set(told.after(other))) + len(before & set(told.before(other)))

    def left_out(told: Told) -> list[Fact]:
        return [f for f in told.facts if f.kind in (fact.kind, proof.kind) and f.key not in said]

    main = max(sources, key=lambda s: len(claim.word_set & s.told.word_set))
    elsewhere = main is not source and not any(fact.key in other.proves for other in main.told.facts)
    if elsewhere and not (after or before):
        return False
    if elsewhere and FactKind.DATE in (fact.kind, proof.kind) and left_out(main.told):
        return False
    own = fit(source.told, proof)
    if elsewhere and any(fit(main.told, rival) >= own for rival in left_out(main.told)):
        return False
    rivals = [fit(s.told, rival) for s in sources if s is not source for rival in left_out(s.told)]
    return max(rivals, default=0) <= own


def _follows(claim: Told, fact: Fact, source: Told, proof: Fact) -> bool:
    """Tell whether a figure belongs to the figure before it in the claim.

    One without words of its own does when no other of its kind stands between the two in the source
    ("3.338 đảng viên nữ, chiếm 55,38%"); one of the same clause when no semicolon parts them there.
    """
    earlier = [f for f in claim.facts if f.end <= fact.start]
    if not earlier:
        return True
    host = earlier[-1]
    dated = FactKind.DATE in (fact.kind, host.kind)
    if dated and FactKind.NUMBER not in (fact.kind, host.kind):
        return True  # a year rules what it rules from afar
    hosts = [f for f in source.facts if f.proves & host.proves]
    if claim.after(fact):
        together = claim.clause(host.start) == claim.clause(fact.start)
        return not (together and hosts) or any(";" not in _gap(source, other, proof) for other in hosts)
    return any(
        not any(_lies_between(f, other, proof) for f in source.facts if f.kind is proof.kind)
        and (not dated or other.end <= proof.start or _one_clause(source, other, proof))
        for other in hosts
    )


def _one_clause(told: Told, one: Fact, other: Fact) -> bool:
    return told.clause(one.start) == told.clause(other.start)


def _gap(told: Told, one: Fact, other: Fact) -> str:
    first, last = sorted((one, other), key=lambda f: f.start)
    return told.text[first.end : last.start]


def _lies_between(fact: Fact, one: Fact, other: Fact) -> bool:
    first, last = sorted((one, other), key=lambda f: f.start)
    return first.end <= fact.start and fact.end <= last.start


def _same_place(
    claim: Told, fact: Fact, source: Source, proof: Fact, sources: Sequence[Source], asked: Asked
) -> bool:
    own = claim.ruling_names(NameKind.PLACE, fact)
    theirs = source.told.ruling_names(NameKind.PLACE, proof)
    if not own:  # a reader takes the question's place for the figure's
        named = [places for places in asked.places if places]
        return not theirs or not named or any(theirs & places for places in named)
    if theirs and not own & theirs:
        return False
    return all(contains_run(source.view.about, run) or _near(run, source, sources) for run in own - theirs)


def _same_year(
    claim: Told, fact: Fact, source: Source, proof: Fact, sources: Sequence[Source], asked: Asked
) -> bool:
    if fact.kind is FactKind.DATE:
        return True
    own, theirs = claim.ruling_years(fact), source.told.ruling_years(proof)
    if not own:
        return not theirs or not asked.years or bool(theirs & asked.years)
    if theirs:
        return own <= theirs
    return all(year in source.view.about or _near((year,), source, sources) for year in own)


def _near(run: Run, source: Source, sources: Sequence[Source]) -> bool:
    """Tell whether a name or year stands in a chosen sentence of the same document, not far off."""
    return any(
        other.document_id == source.document_id
        and abs(other.index - source.index) <= NEAR
        and (other.told.has(run) or (len(run) == 1 and _tells_year(other.told, run[0])))
        for other in sources
    )


def _tells_year(told: Told, year: str) -> bool:
    return any(year in years_of(fact) for fact in told.facts)


def name_quotes(
    name: Name, sources: Sequence[Source], views: Mapping[str, DocumentView]
) -> tuple[Quote, ...] | None:
    """Return the quotes that a name needs besides the sources; None when it stands nowhere.

    None are needed for a name in a source; the place or title of a source's document is quoted from where
    the document names it first.
    """
    # The first word of a sentence may have its capital from its position alone.
    runs = [name.run, name.run[1:]] if name.start == 0 and len(name.run) > 1 else [name.run]
    if any(_stands(run, sources) for run in runs):
        return ()
    for view in views.values():
        for run in runs:
            if contains_run(view.about, run):
                named = where_named(view, run)
                return (named[1],) if named else None
    return None


def _stands(run: Sequence[str], sources: Sequence[Source]) -> bool:
    """Tell whether a name stands in the sources, whole or in pieces of at least two tokens."""
    if not run:
        return True
    for size in range(len(run), 0, -1):
        whole = size == len(run)
        if (whole or size >= 2) and any(s.told.has(run[:size]) for s in sources):
            return whole or _stands(run[size:], sources)
    return False


def names_belong(claim: Told, sources: Sequence[Source]) -> bool:
    """Tell whether what a claim says of a name is told of that name, not of another one."""
    for name in claim.names:
        said = claim.around_name(name)
        holders = [source for source in sources if source.told.has(name.run)]
        if said and holders:
            share = max(len(said & source.told.content_set) for source in holders) / len(said)
            if share < _SAID:
                return False
        if name.kind is not NameKind.OTHER and not _no_better_name(name, said, claim, sources):
            return False
    kinds = (NameKind.PERSON, NameKind.PLACE)
    return all(_same_order(claim.named(k), source.told.named(k)) for k in kinds for source in sources)


def _no_better_name(name: Name, said: set[str], claim: Told, sources: Sequence[Source]) -> bool:
    """Tell whether no other name of the kind, one that the claim leaves out, fits what is said better."""
    named = {other.run for other in claim.named(name.kind)}
    own = rival = 0
    for source in sources:
        for other in source.told.named(name.kind):
            fit = len(said & source.told.around_name(other))
            if other.run == name.run:
                own = max(own, fit)
            elif other.run not in named:
                rival = max(rival, fit)
    return rival == 0 or own > rival or (own == rival and name.kind is NameKind.PLACE)


def _same_order(own: Sequence[Name], theirs: Sequence[Name]) -> bool:
    """Tell whether names that both texts have come in one order: who did what to whom."""
    first = {name.run: place for place, name in reversed(list(enumerate(theirs)))}
    places = [first[name.run] for name in own if name.run in first]
    return all(a <= b for a, b in pairwise(places))
