/** Codes of problems with a worksheet from which nothing can be taken. Later versions may have more. */
export type FileProblem =
  | /** There is nothing in it. */ "empty_input"
  | /** Larger than can be read. */ "too_large"
  | /** Its end is missing. */ "truncated"
  | /** Protected by a password. */ "encrypted"
  | /** Damaged, or against its own format. */ "unreadable_workbook"
  | /** A workbook packed as only attacks are. */ "suspicious_archive"
  | /** A workbook with XML that no ordinary one has. */ "suspicious_xml"
  | /** An Excel binary workbook (.xlsb). */ "binary_workbook"
  | /** A worksheet in a format of the past. */ "old_workbook"
  | /** A web page without a table, though it is called a worksheet. */ "html_workbook"
  | /** XML that is no worksheet. */ "xml_document"
  | /** A spreadsheet of Apple Numbers. */ "numbers_document"
  | /** A UOF document. */ "uof_document"
  | /** A text document. */ "word_document"
  | /** A presentation. */ "presentation"
  | /** A PDF or OFD document. */ "pdf"
  | /** A picture. */ "picture"
  | /** An archive that is no workbook. */ "archive"
  | /** A database. */ "database"
  | /** Another kind of file. */ "unknown_format"
  | /** There is no encoding of the name given. */ "unknown_encoding"
  | /** Only the full entry reads this kind of file. */ "needs_files"
  | /** The options of reading cannot be understood. */ "bad_options"
  | /** It has no sheet of cells. */ "no_sheets"
  | /** More rows than can be read. */ "too_many_rows"
  | /** More columns than can be read. */ "too_many_columns"
  | /** A web page with more tables than can be read. */ "too_many_tables"
  | /** No table of schools was found in it. */ "no_table"
  | /** The table has headings and no schools. */ "no_rows";

/** Told how much of a file is read: `done` of `total`, in the file's own parts. */
export type Progress = (done: number, total: number) => void;

/**
 * Reads a worksheet, or pasted text: what its sheets, headings and rows were taken for and why, what they say, and what is
 * doubtful.
 *
 * @param content The bytes of a file, or text.
 * @param name The name of the file, as people know it; it stands in all places told.
 * @param options What is known better than the file says.
 * @param progress Called while the file is read.
 * @returns What was understood. A file from which nothing can be taken is a failure.
 * @errors ArgumentProblem, FileProblem
 * @example
 * ```js
 * import init, { readTable } from "junheng";
 * await init();
 * const answer = readTable("学校名称\t学段\t在校生数\t教学用房面积\n第一小学\t小学\t1000\t4512.5", "pasted", { locale: "en" });
 * for (const { letters, header, field, confidence } of answer.table.sheets[0].columns) console.log(letters, header, field, confidence);
 * for (const { code, message, where } of answer.table.issues) console.log(code, message, where?.cell);
 * ```
 */
export function readTable(content: Uint8Array | string, name?: string | null, options?: TableOptions | null, progress?: Progress | null): Answer<{
  /** What was understood. */
  table: Reading;
}>;

/**
 * Reads a worksheet and evaluates every county in it.
 *
 * @param content The bytes of a file, or text.
 * @param name The name of the file, as people know it; it stands in all places told.
 * @param options What is known better than the file says, and what is asked for.
 * @param progress Called while the file is read.
 * @returns The evaluations, and what was understood of the file.
 * @errors ArgumentProblem, FileProblem
 * @example
 * ```js
 * import init, { evaluateTable } from "junheng";
 * await init();
 * const schools = [["第一小学", "小学", 1000, 4512.5], ["第二小学", "小学", 500, 2100]];
 * const text = [["学校名称", "学段", "在校生数", "教学及辅助用房面积"], ...schools].map((row) => row.join("\t")).join("\n");
 * const answer = evaluateTable(text, "pasted", { asOf: "2026-09-01", locale: "en" });
 * for (const { county, evaluation } of answer.counties) console.log(county, evaluation.verdict, evaluation.stages[0].comprehensive);
 * ```
 */
export function evaluateTable(content: Uint8Array | string, name?: string | null, options?: TableOptions | null, progress?: Progress | null): Answer<{
  /** One for each county in the file, in its order. */
  counties: CountyEvaluation[];
  /** The counties taken together by city, by province and all; empty for one county. */
  rollUp: RollUp[];
  /** That of the only county; `null` where there are several. */
  evaluation: Evaluation | null;
  /** What was understood. */
  table: Reading;
}>;

/** What `readColumns` answers: schools as columns, in the order of the file. */
export type ColumnsReading = {
  /** For `evaluateColumns({ standard, ...columns })`. A stage without pupils of its own is NaN, and so are its teachers. */
  columns: Omit<Columns, "standard">;
  /** The counties by their index in `columns.county`: names as given, `null` where the source names none. */
  counties: { county: string | null; city: string | null; province: string | null }[];
  /** Index of the sheet on which each school stands. */
  sheet: Uint32Array;
  /** Row in which each school stands, from 1. */
  row: Uint32Array;
  /** Doubts about columns, and about rows that are not plainly numbers. */
  issues: Issue[];
  /** Rows not taken, and why; schools that a rule of the standard leaves out are taken, and marked in `columns.excluded`. */
  excluded: Excluded[];
  /** Rows below the headers that are not blank. */
  rowsIn: number;
  /** Rows taken: with those excluded they are all. */
  rowsTaken: number;
  /** The kind of source. */
  format: Format;
  /** Encoding of text; `null` for workbooks. */
  encoding: string | null;
};

/**
 * Reads very many schools into typed arrays: the numbers `readTable` reads, without places, terms and the remarks that
 * compare schools. Rows that are not plainly numbers are read the same careful way. `equipmentValue` is in 元.
 *
 * @param content The bytes of a file, or text.
 * @param name The name of the file, as people know it; it stands in all places told.
 * @param options What is known better than the file says.
 * @param progress Called while the file is read.
 * @returns The columns, and where each school stands.
 * @errors ArgumentProblem, FileProblem
 * @example
 * ```js
 * import init, { evaluateColumns, readColumns } from "junheng";
 * await init();
 * const text = "县\t学校名称\t学段\t在校生数\t教学及辅助用房面积\n甲县\t一小\t小学\t1000\t4512.5\n乙县\t二小\t小学\t500\t2100";
 * const { columns, counties, row } = readColumns(text);
 * const { result } = evaluateColumns({ standard: "national-2017", ...columns });
 * counties.forEach(({ county }, at) => console.log(county, result.mean[at * 14 + 3])); // teaching_area of the primary stage
 * console.log(row); // the rows of the schools in the file
 * ```
 */
export function readColumns(content: Uint8Array | string, name?: string | null, options?: TableOptions | null, progress?: Progress | null): Answer<ColumnsReading>;

/**
 * Whether the numbers of a published text agree with each other: which totals its percentages allow, and which of its
 * statements contradict that.
 *
 * @param narrative What the text says, or a table of it as text, with the headings of the page 核验.
 * @param options `locale` is the language of explanations, `"zh-CN"` when absent.
 * @returns What is found of each group and each statement.
 * @errors ArgumentProblem, TextProblem
 * @example
 * ```js
 * import init, { checkNarrative } from "junheng";
 * await init();
 * const answer = checkNarrative({
 *   groups: [{ id: "p", name: "小学", total: 128 }],
 *   statements: [
 *     { id: "1", words: "场馆达标率49.22%", kind: { type: "share", group: "p", quantity: "场馆", percent: "49.22" } },
 *     { id: "2", words: "63所场馆不达标", kind: { type: "short_count", group: "p", quantity: "场馆", count: 63 } },
 *   ],
 * }, { locale: "en" });
 * for (const { id, verdict, explanation } of answer.review.statements) console.log(id, verdict, explanation);
 * ```
 */
export function checkNarrative(narrative: Narrative | string, options?: { locale?: Locale | null } | null): Answer<{
  /** What is found. */
  review: Review;
}>;
