/** Told (done, total) while a file is read. */
export type Progress = (done: number, total: number) => void;
/** Reads a worksheet: sheets, headers, mapping with reasons, sections, issues, excluded rows. */
export function readTable(content: Uint8Array | string, name?: string | null, options?: TableOptions | null, progress?: Progress | null): Answer<{ table: Reading }>;
/**
 * Reads and evaluates a worksheet: one evaluation for each county in it, and counties rolled up by city, by province and
 * all together (empty for one county). `evaluation` is that of the only county, `null` where there are several.
 */
export function evaluateTable(content: Uint8Array | string, name?: string | null, options?: TableOptions | null, progress?: Progress | null): Answer<{ counties: CountyEvaluation[]; rollUp: RollUp[]; evaluation: Evaluation | null; table: Reading }>;

/** What `readColumns` answers: schools as columns, in the order of the file. */
export type ColumnsReading = {
  /** For `evaluateColumns({ standard, ...columns })`. A stage without pupils of its own is NaN, and so are its teachers. */
  columns: Omit<Columns, "standard">;
  /** The counties by their index in `columns.county`: names as given, `null` where the source names none. */
  counties: { county: string | null; city: string | null; province: string | null }[];
  /** Where each school stands: index of the sheet, and row from 1. */
  sheet: Uint32Array;
  row: Uint32Array;
  /** Doubts about columns, and about rows that are not plainly numbers. */
  issues: Issue[];
  /** Rows not taken, and why; schools that a rule of the standard leaves out are taken, and marked in `columns.excluded`. */
  excluded: Excluded[];
  /** Rows below the headers that are not blank, and those taken. */
  rowsIn: number;
  rowsTaken: number;
  format: Format;
  encoding: string | null;
};

/**
 * Reads very many schools into typed arrays: the numbers `readTable` reads, without places, terms and the remarks that
 * compare schools. Rows that are not plainly numbers are read the same careful way. `equipmentValue` is in 元.
 */
export function readColumns(content: Uint8Array | string, name?: string | null, options?: TableOptions | null, progress?: Progress | null): Answer<ColumnsReading>;
/** Whether the numbers of a published text agree with each other: its statements, or a table of them as text. */
export function checkNarrative(narrative: Narrative | string, options?: { locale?: Locale | null } | null): Answer<{ review: Review }>;
