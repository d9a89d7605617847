/** Told (done, total) while a file is read. */
export type Progress = (done: number, total: number) => void;
/** Reads a worksheet: sheets, headers, mapping with reasons, sections, issues, excluded rows. */
export function readTable(content: Uint8Array | string, name?: string | null, options?: TableOptions | null, progress?: Progress | null): Answer<{ table: Reading }>;
/** Reads and evaluates a worksheet, one evaluation per county. */
export function evaluateTable(content: Uint8Array | string, name?: string | null, options?: TableOptions | null, progress?: Progress | null): Answer<{ counties: { county: string | null; evaluation: Evaluation }[]; evaluation: Evaluation | null; table: Reading }>;
