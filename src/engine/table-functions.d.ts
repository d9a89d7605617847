/** Told (done, total) while a file is read. */
export type Progress = (done: number, total: number) => void;
/** Reads a worksheet: sheets, headers, mapping with reasons, sections, issues, excluded rows. */
export function readTable(content: Uint8Array | string, name?: string | null, options?: TableOptions | null, progress?: Progress | null): Answer<{ table: Reading }>;
/**
 * Reads and evaluates a worksheet: one evaluation for each county in it, and counties rolled up by city, by province and
 * all together (empty for one county). `evaluation` is that of the only county, `null` where there are several.
 */
export function evaluateTable(content: Uint8Array | string, name?: string | null, options?: TableOptions | null, progress?: Progress | null): Answer<{ counties: CountyEvaluation[]; rollUp: RollUp[]; evaluation: Evaluation | null; table: Reading }>;
