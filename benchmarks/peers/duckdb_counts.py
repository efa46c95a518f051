"""DuckDB counts what a report counts: how many of each client's respondents picked what.

    python duckdb_counts.py ANSWERS.jsonl COUNTS.csv

Counts alone: no blocks, nobody kept safe, no page. It uses as many cores as there are.
"""

import sys

import duckdb

answers, counts = sys.argv[1:]
duckdb.sql(f"""
    CREATE TEMP TABLE said AS
    SELECT client, answers.* FROM read_ndjson('{answers}', columns={{
        client: 'VARCHAR',
        answers: 'STRUCT(decided VARCHAR, also VARCHAR[], winnable VARCHAR, chosen VARCHAR)'}})
""")
duckdb.sql(f"""
    COPY (
        SELECT client, 'decided' AS question, decided AS row, '' AS "column", count(*) AS count
        FROM said GROUP BY ALL
        UNION ALL
        SELECT client, 'also', reason, '', count(*)
        FROM (SELECT client, decided, unnest(also) AS reason FROM said)
        WHERE reason IS DISTINCT FROM decided GROUP BY ALL
        UNION ALL
        SELECT client, 'winnable', winnable, '', count(*) FROM said GROUP BY ALL
        UNION ALL
        SELECT client, 'chosen', chosen, '', count(*) FROM said GROUP BY ALL
    ) TO '{counts}' (HEADER)
""")
