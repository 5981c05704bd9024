"""The pipeline, in the order news moves through it.

    feeds due ─► poll ─► entries ─► read ─► articles ─► match ─► hits ─► digest ─► deliveries
                (fetch,   (new     (fetch,   (text,      (one     (one a  (grouped   (one row a
                 parse)    only)    extract)  story)      pass)    term and  by story) channel)
                                                                   article)

Every stage reads its work from the database and writes its result there in
one transaction, so a run that was killed is finished by the next one.

`flows.steps` holds the plain functions of the stages, `flows.workers` the
processes in which pages are taken apart, `flows.errors` what can go wrong.
Importing this package imports neither Prefect nor any step.
"""
