"""DuckDB counts what a report counts: how many of each client's respondents picked what.

    python duckdb_counts.py ANSWERS.jsonl COUNTS.csv

Counts alone: no bands, nobody kept safe, no page. It uses as many cores as there are.
"""

import sys

import duckdb

answers, counts = sys.argv[1:]
duckdb.sql(f"""
    CREATE TEMP TABLE said AS
    SELECT client, answers.* FROM read_ndjson('{answers}', columns={{
        client: 'VARCHAR',
        answers: 'STRUCT(weights MAP(VARCHAR, VARCHAR), deciding VARCHAR, altered VARCHAR,
                         destination VARCHAR)'}})
""")
duckdb.sql(f"""
    COPY (
        SELECT client, 'weights' AS question, weight.key AS row, weight.value AS "column",
               count(*) AS count
        FROM (SELECT client, unnest(map_entries(weights)) AS weight FROM said) GROUP BY ALL
        UNION ALL
        SELECT client, 'deciding', deciding,
               if(altered IS NOT DISTINCT FROM 'yes', 'turned', 'firm'), count(*)
        FROM said GROUP BY ALL
        UNION ALL
        SELECT client, 'altered', altered, '', count(*) FROM said GROUP BY ALL
        UNION ALL
        SELECT client, 'destination', destination, '', count(*) FROM said GROUP BY ALL
    ) TO '{counts}' (HEADER)
""")
