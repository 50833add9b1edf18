"""Which of a student's versions counts, now that all are known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from course_lib.grading.collecting.planning import Ask, Decision, State, nobody
from course_lib.grading.collecting.record import Group, Record, Version, Versions, latest_of
from course_lib.grading.collecting.roster import Unsure

__all__ = ["Settled", "settled"]


@dataclass(frozen=True, slots=True)
class Settled:
    """Decisions in their order, and the version of each group that counts, where that is clear."""

    decisions: list[Decision]
    latest: Mapping[Group, Version]


def settled(
    decisions: Iterable[Decision],
    record: Record,
    by_hand: Iterable[Version] = (),
    ask: Ask = nobody,
) -> Settled:
    """The latest wins, whatever order they come in.

    `by_hand` are versions that lie in submitted/ and were never collected: somebody put them there.
    Two different files of the same time, of which none has the right name, are not guessed about.
    """
    decided = list(decisions)
    new = [d.version for d in decided if d.version]
    before = record.with_also(by_hand)
    after = record.with_also([*by_hand, *new])
    groups = dict.fromkeys(version.group for version in new)
    latest = {group: _latest(after[group].values(), ask) for group in groups}
    seen: set[tuple[Group, str]] = set()
    result = []
    for decision in decided:
        result.append(_settled(decision, latest, before, seen))
        if decision.version:
            seen.add((decision.version.group, decision.version.sha256))
    return Settled(result, {group: one[0] for group, one in latest.items() if len(one) == 1})


def _latest(versions: Iterable[Version], ask: Ask) -> list[Version]:
    latest = latest_of(versions)
    if len(latest) == 1:
        return latest
    unsure = Unsure("several files of the same time", tuple(sorted(v.source for v in latest)))
    told = ask(f"{latest[0].student}, {latest[0].notebook}", unsure)
    return [replace(v, chosen=True) for v in latest if v.source == told] or latest


def _settled(
    decision: Decision,
    latest: Mapping[Group, list[Version]],
    before: Versions,
    seen: set[tuple[Group, str]],
) -> Decision:
    version = decision.version
    if version is None:
        return decision
    known, candidates = before.get(version.group, {}), latest[version.group]
    if (version.group, version.sha256) in seen:
        return replace(decision, state="unchanged", reason="the same file is there twice")
    earlier = known.get(version.sha256)
    counts = version.sha256 in {v.sha256 for v in candidates}
    if len(candidates) > 1 and counts and not earlier:
        others = " and ".join(sorted(v.source for v in candidates))
        reason = f"different files of the same time, which one counts is not clear: {others}"
        return replace(decision, state="not placed", reason=reason, version=None)
    if counts and candidates[0].chosen and not version.chosen:
        version = replace(version, chosen=len(candidates) == 1)
    after = earlier.merged(version) if earlier else version
    if earlier and after.at == earlier.at:
        return replace(decision, state="unchanged", version=version)
    if earlier and counts and len(candidates) > 1:
        # A roster tells when somebody's last was handed in: no reason to take this one for it.
        reason = "by its time it may be the last; it was collected as an earlier one, and stays so"
        return replace(decision, state="earlier", reason=reason, version=None)
    state: State = "earlier" if not counts else "newer" if known else "new"
    return replace(decision, state=state, version=version)
