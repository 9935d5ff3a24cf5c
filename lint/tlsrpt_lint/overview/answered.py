"""The rows of the files, filled from what DNS answered about their domains."""

from collections.abc import Mapping

from tlsrpt_lint.coverage import mta_sts_owner, report_owner
from tlsrpt_lint.live.answer import Status
from tlsrpt_lint.live.transcript import Outcome, Transcript
from tlsrpt_lint.names import Name, parse_name
from tlsrpt_lint.overview.domains import (
    Dane,
    Domain,
    Mail,
    Overview,
    Published,
    sorted_by_name,
)

_NOT_ASKED = "DNS was not asked"


def names(files: Overview) -> list[Name]:
    """The domains of the rows that DNS can be asked about, each once."""
    found = (parse_name(row.name)[0] for row in files.domains if not row.relative)
    return list(dict.fromkeys(found))


def filled(files: Overview, answers: Overview, transcripts: Mapping[Name, Transcript]) -> Overview:
    """The rows with the states that DNS shows, one a domain; where they come from stays.

    `answers` are the rows that the transcripts make. A domain without a transcript is unknown.
    """
    answered = {row.name: row for row in answers.domains}
    rows: dict[tuple[str, bool], Domain] = {}
    for row in files.domains:
        if (row.name, row.relative) in rows:
            continue  # the files have several instances, the world sees one
        transcript = None if row.relative else transcripts.get(parse_name(row.name)[0])
        found = _unasked(row) if transcript is None else _row(row, answered, transcript)
        rows[row.name, row.relative] = found
    return files._replace(domains=sorted_by_name(rows.values()), from_dns=True)


def _unasked(row: Domain) -> Domain:
    unknown = Published.UNKNOWN
    return row._replace(
        mail=Mail.UNKNOWN,
        mx=(),
        tls_rpt=unknown,
        cname=None,
        destinations=(),
        mta_sts=unknown,
        tlsa=Dane.UNKNOWN,
        rules=(),
        remark="its zone is not known, so DNS was not asked" if row.relative else _NOT_ASKED,
    )


def _row(row: Domain, answered: Mapping[str, Domain], transcript: Transcript) -> Domain:
    domain = transcript.domain
    mx = transcript.outcome(domain, "MX")
    report = transcript.outcome(report_owner(domain), "TXT")
    mta_sts = transcript.outcome(mta_sts_owner(domain), "TXT")
    found = answered.get(row.name)
    if found is None:  # neither an MX nor a policy
        found = row._replace(
            mail=Mail.NONE if mx.denies else Mail.UNKNOWN,
            mx=(),
            tls_rpt=Published.UNKNOWN if report.remark and not report.denies else Published.NONE,
            destinations=(),
            mta_sts=Published.UNKNOWN,
            tlsa=Dane.NO_HOSTS if mx.denies else Dane.UNKNOWN,
            rules=(),
        )
    elif found.tls_rpt is Published.RECORD and report.links:
        found = found._replace(tls_rpt=Published.CNAME)
    elif report.status is Status.LOOP:
        found = found._replace(tls_rpt=Published.BROKEN)
    if found.mta_sts is Published.UNKNOWN:  # as it is where the policy is not known
        found = found._replace(mta_sts=_published(mta_sts))
    remark = ""
    if found.tls_rpt is Published.UNKNOWN:
        remark = report.remark.detail if report.remark else _NOT_ASKED
    links = (str(parse_name(link.rdata.text)[0]) for link in report.links)
    return found._replace(
        zone=row.zone,
        cname=next(links, None),
        record_at=row.record_at,
        mx_at=row.mx_at,
        remark=remark,
    )


def _published(outcome: Outcome) -> Published:
    """What a question for an MTA-STS record came to, where nothing else is known of the domain."""
    if outcome.records:
        return Published.RECORD
    return Published.NONE if outcome.denies else Published.UNKNOWN
