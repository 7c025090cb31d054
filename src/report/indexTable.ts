/** `index.parquet`: all records in one table, for DuckDB, Athena, pandas. The only importer of hyparquet-writer. */
import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import type { CountedRecord } from '../storage/records.ts';
import { indexColumns, indexRows, type IndexRow } from './indexColumns.ts';

/** What is in memory as rows; the rest is there compressed: about 40 bytes a row. */
const rowsPerGroup = 50_000;

/** Takes records in the order of the manifest, so that the same run gives the same bytes. */
export class IndexTable {
  readonly #labels: readonly string[] | null;
  readonly #bytes = new ByteWriter();
  readonly #writer: ParquetWriter;
  #rows: IndexRow[] = [];

  /** @param labels names of classes by index */
  constructor(labels: readonly string[] | null) {
    this.#labels = labels;
    const schema = schemaFromColumnData({ columnData: columnsOf([]) });
    this.#writer = new ParquetWriter({ writer: this.#bytes, schema, createdBy: 'camline' });
  }

  async add(counted: CountedRecord): Promise<void> {
    this.#rows.push(...indexRows(counted, this.#labels));
    if (this.#rows.length >= rowsPerGroup) await this.#flush();
  }

  async finish(): Promise<Uint8Array> {
    await this.#flush();
    await this.#writer.finish();
    return this.#bytes.getBytes();
  }

  async #flush(): Promise<void> {
    if (this.#rows.length === 0) return;
    await this.#writer.write({ columnData: columnsOf(this.#rows), rowGroupSize: this.#rows.length });
    this.#rows = [];
  }
}

const columnsOf = (rows: readonly IndexRow[]) =>
  indexColumns.map(({ name, type, value }) => ({
    name,
    type,
    nullable: true,
    data: rows.map((row) => value(row) ?? null),
  }));
