"""Says what the check found: as text for people, as JSON for programs. No secret is printed."""

from collections.abc import Iterator
from typing import Any

from .findings import Finding, Findings
from .following import QUERIES_OF_ONE_PATH


def as_json(findings: Findings) -> dict[str, Any]:
    """Return ``findings`` for a program."""
    return {
        "leaks": [_finding_as_json(finding) for finding in findings.leaks.values()],
        "also_public": [_finding_as_json(finding) for finding in findings.also_public.values()],
        "warnings": [{"warning": text, "addresses": addresses} for text, addresses in findings.warnings.items()],
        "proofs": findings.notes,
        "texts": findings.secrets,
        "too_short": findings.too_short,
        "requests": findings.requests,
        "complete": findings.is_complete,
        "stopped": findings.stopped,
        "not_asked": findings.not_asked,
        "queries_left_out": findings.queries_left_out,
        "seconds": round(findings.seconds, 1),
    }


def _finding_as_json(finding: Finding) -> dict[str, Any]:
    kind = finding.secret.kind
    facts = {"what": kind.label, "of": finding.secret.owner, "length": len(finding.secret.text)}
    return {**facts, "places": finding.places, "number": finding.number, "next": kind.next_step}


def as_lines(findings: Findings) -> Iterator[str]:
    """Yield ``findings`` as lines of text."""
    yield from findings.notes
    seconds = f"{findings.seconds:,.0f} seconds"
    yield f"Looked for {findings.secrets:,} texts in {findings.requests:,} responses, in {seconds}."
    if findings.too_short:
        yield f"Texts that are too short to tell from chance, and were left out: {findings.too_short:,}."
    yield from _group("Strangers can read this:", findings.leaks, has_next=True)
    yield from _group("Also public by your own text, so not counted as leaks:", findings.also_public, has_next=False)
    for warning, addresses in findings.warnings.items():
        yield ""
        yield f"Warning: {warning}. Addresses: {len(addresses)}, such as {addresses[0]}."
    if findings.queries_left_out:
        yield ""
        yield (
            f"Left out: {findings.queries_left_out:,} addresses that differ from others in their query alone. "
            f"Of each path, {QUERIES_OF_ONE_PATH} queries were asked."
        )
    if findings.stopped:
        yield ""
        yield f"Not finished: {findings.stopped}"
    if findings.not_asked:
        raise_it = "" if findings.stopped else " Raise --max-requests to ask them too."
        yield ""
        yield f"Not asked: at least {findings.not_asked:,} addresses.{raise_it}"


def _group(heading: str, group: dict[Any, Finding], *, has_next: bool) -> Iterator[str]:
    if group:
        yield ""
        yield heading
    for finding in group.values():
        named = finding.places if has_next else finding.places[:1]
        yield f"- {finding.secret} ({len(finding.secret.text):,} characters)"
        yield from (f"    at   {place}" for place in named)
        if finding.number > len(named):
            yield f"    and {finding.number - len(named):,} more"
        if has_next:
            yield f"    next {finding.secret.kind.next_step}"
