"""The question of docs/reading-results.md, asked of an index.parquet by pyarrow and pandas: one JSON line with answer and seconds."""

import json
import sys
import time

import pandas as pd
import pyarrow.parquet as pq

path, times = sys.argv[1], int(sys.argv[2])
columns = ['key', 'top1', 'method', 'flat', 'entropy']


def ask(table):
    maps = table[(table['method'] == 'gradcam') & (table['flat'] == False)]  # noqa: E712
    return (
        maps.groupby('top1')
        .agg(images=('key', 'size'), entropy=('entropy', 'mean'))
        .round(4)
        .reset_index()
        .rename(columns={'top1': 'class'})
        .sort_values(['images', 'class'], ascending=[False, True])
    )


def seconds(work):
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        result = work()
        taken.append(time.perf_counter() - start)
    return result, taken


whole, whole_seconds = seconds(lambda: pq.read_table(path))
answer, answer_seconds = seconds(lambda: ask(pd.read_parquet(path, columns=columns)))
print(
    json.dumps(
        {
            'rows': whole.num_rows,
            'columns': whole.num_columns,
            'answer': json.loads(answer.to_json(orient='records')),
            'wholeSeconds': whole_seconds,
            'answerSeconds': answer_seconds,
        }
    )
)
