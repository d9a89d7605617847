/** What every call answers: the result, or all problems. */
export type Answer<T> = ({ type: "success" } & T) | { type: "failure"; errors: Problem[] };

/**
 * What a fact is stated as: a number or a string of digits; `"yes"`, `"no"` or `"not_yet"` (or `true`, `false`, 是, 否, 未定); a
 * day as `"2021-09-01"`; a level as `3` or `"Ⅲ"`; a grade as `3` or `"良好"`.
 */
export type FactInput = number | string | boolean;

/** Facts by key; with a note and a reference to the evidence where there are any. `null` is not stated. */
export type Facts = { [key: string]: FactInput | { value: FactInput; note?: string | null; evidence?: string | null } | null };

/** Words for people in a standard, in both languages. */
export type Words = { zh: string; en: string };

/** A standard of one's own: the tables of a TOML document as plain data, as www/docs/standards.md describes them. */
export type StandardDocument = {
  standard: { id: string; version: string; extends?: string; omit?: string[]; document: string; title: Words };
  document?: { id: string; number: string; title: Words; issuer: string; year: number }[];
  resource?: object[];
  comprehensive?: object;
  dispersion?: object;
  composite?: object;
  split?: object;
  exclusion?: object[];
  relaxation?: object[];
  fact?: object[];
  rule?: object[];
  survey?: object;
  number?: object[];
};

/** An indicator of a standard as `standards()` lists it. */
export type StandardIndicator = {
  id: Indicator;
  /** As printed in tables, such as `L4`; empty where there is none. */
  code: string;
  title: string;
  /** What is counted. */
  numerator: string;
  unit: Unit;
  /** 100 for 每百名学生, 1 for 生均. */
  per: number;
  /** Decimals of its value on display. */
  decimals: number;
  clause: Clause;
  /** `null` for an indicator that is only compared between schools. */
  thresholds: { primary: number; junior: number } | null;
  /** Part of the threshold that must be reached at least. */
  floor: number | null;
};

/** What a county or a school is asked to state. */
export type StandardFact = {
  key: string;
  level: "county" | "school";
  kind: FactKind;
  /** Empty where it has none. */
  unit: string;
  label: string;
  /** The part of the declaration form where it is asked. */
  part: Part;
  /** The subject it speaks of, for quality monitoring. */
  subject: string | null;
  help: string | null;
  /** Smallest and largest value, inclusive. */
  min: number;
  max: number | null;
};

/** A limit of a rule. The first that fits decides. */
export type StandardLimit = {
  value: number;
  /** Only for this stage. */
  stage: Stage | null;
  /** Only for some schools. */
  conditional: boolean;
  /** First and last day. */
  from: string | null;
  until: string | null;
  /** Where it comes from, when not from the rule's clause. */
  clause: Clause | null;
  note: string | null;
};

/** A rule that is not a resource indicator. */
export type StandardRule = {
  id: string;
  part: Part;
  item: number;
  level: Level;
  stage: Stage | null;
  title: string;
  /** What is observed, in words. */
  formula: string;
  /** Keys of the facts it needs. */
  facts: string[];
  /** `null` for attestations and for what is only reported. */
  comparison: Comparison | null;
  unit: string;
  /** Empty for attestations and for what is only reported. */
  limits: StandardLimit[];
  from: string | null;
  until: string | null;
  /** 责任单位. */
  responsible: string[];
  note: string | null;
  clause: Clause;
};

/** A number of the document, and the rule that carries it or why none does. */
export type StandardNumber = { text: string; article: string; rule: string | null; reason: string | null };

/** A standard as `standards()` lists it. */
export type StandardSummary = {
  id: string;
  version: string;
  sha256: string;
  title: string;
  /** The standard it starts from. */
  extends: string | null;
  documents: Document[];
  indicators: StandardIndicator[];
  /** 综合评估达标, where sections are judged. */
  comprehensive: { title: string; atLeast: number; clause: Clause } | null;
  /** 校际差异系数; no limits where single coefficients are not judged. */
  dispersion: { title: string; clause: Clause; limits: { primary: number; junior: number } | null };
  /** 综合差异系数, where the mean of the coefficients is judged. */
  composite: { title: string; clause: Clause; limits: { primary: number; junior: number } } | null;
  facts: StandardFact[];
  rules: StandardRule[];
  numbers: StandardNumber[];
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
/** Evaluates sections, and whatever else is known of a county, against a standard. */
export function evaluate(call: EvaluateCall): Answer<{ evaluation: Evaluation }>;
/** Many counties at once, from typed columns. */
export function evaluateColumns(columns: Columns): Answer<{ result: ColumnsResult }>;
