/** What every call answers: the result, or all problems. */
export type Answer<T> = ({ type: "success" } & T) | { type: "failure"; errors: Problem[] };

/** A rule of a standard as `standards()` lists it. */
export type StandardIndicator = {
  id: Indicator;
  title: string;
  /** What is counted. */
  numerator: string;
  unit: Unit;
  /** 100 for 每百名学生, 1 for 生均. */
  per: number;
  clause: Clause;
  thresholds: { primary: number; junior: number };
  /** Part of the threshold that must be reached at least. */
  floor: number;
};

/** A standard as `standards()` lists it. */
export type StandardSummary = {
  id: string;
  version: string;
  sha256: string;
  title: string;
  documents: Document[];
  indicators: StandardIndicator[];
  comprehensive: { title: string; atLeast: number; clause: Clause };
  dispersion: { title: string; clause: Clause; limits: { primary: number; junior: number } };
};

/** Columns of `evaluateColumns`: one row per school. NaN is missing; a stage without pupils has no section. */
export type Columns = {
  standard: string;
  /** County of each row, from 0. */
  county: Uint32Array;
  /** Number of counties. */
  counties: number;
  /** Not zero: the row is not evaluated. */
  excluded?: Uint8Array | null;
  /** 在校生数 (人). */
  pupils: { primary: Float64Array; junior: Float64Array; senior?: Float64Array | null };
  /** Teachers (人), by stage. */
  teachersAboveRequired: { primary: Float64Array; junior: Float64Array };
  backboneTeachers: { primary: Float64Array; junior: Float64Array };
  peArtTeachers: { primary: Float64Array; junior: Float64Array };
  /** Of the whole school (㎡, ㎡, 元, 间); split between stages by weighted pupils. */
  teachingArea: Float64Array;
  sportsArea: Float64Array;
  equipmentValue: Float64Array;
  networkedClassrooms: Float64Array;
  /** What one of `equipmentValue` is in 元: 1 (default) or 10000 for 万元. */
  equipmentFactor?: number | null;
};

/** What `evaluateColumns` answers. */
export type ColumnsResult = {
  /** Per row primary, then junior: bits 0–6 at the threshold, 7–13 at the floor, 14 综合评估达标, 15 evaluated. */
  flags: Uint16Array;
  /** Per row primary, then junior: bits 0–6 amount missing. */
  missing: Uint8Array;
  /** `(county * 2 + stage) * 7 + indicator`; NaN where there is none. */
  cv: Float64Array;
  mean: Float64Array;
  /** Resource part per county: 1 met, 0 not met, 2 undetermined. */
  verdict: Uint8Array;
};

/** The standards there are, with rules and citations. */
export function standards(options?: { locale?: Locale | null } | null): StandardSummary[];
/** Evaluates sections. */
export function evaluate(call: EvaluateCall): Answer<{ evaluation: Evaluation }>;
/** Many counties at once, from typed columns. */
export function evaluateColumns(columns: Columns): Answer<{ result: ColumnsResult }>;
