/** What every call answers: what it was asked for, or all problems at once. */
export type Answer<T> = ({ type: "success" } & T) | { type: "failure"; errors: Problem[] };

/** Codes of problems with what a function was given; `where.path` says where. Later versions may have more. */
export type ArgumentProblem =
  | /** The argument holds what is no plain data, such as a function. */ "not_plain_data"
  | /** Another type is wanted here. */ "wrong_type"
  | /** There is no such key; `help` names the one that was probably meant. */ "unknown_key"
  | /** A key that must be there is not. */ "missing_key"
  | /** There is no standard of this name. */ "unknown_standard"
  | /** The standard of one's own cannot be understood, or contradicts itself. */ "bad_standard"
  | /** The standard does not judge the seven indicators, which are all that columns have. */ "standard_not_for_columns"
  | /** Another word than those of `Stage`. */ "unknown_stage"
  | /** Another word than those of `Kind`. */ "unknown_kind"
  | /** Another word than those of `Ownership`, 公办 and 民办. */ "unknown_ownership"
  | /** Another word than those of `Place`, 城区, 镇区 and 乡村. */ "unknown_location"
  | /** Another word than those of `Scope`. */ "unknown_scope"
  | /** Another word than those of `Locale`. */ "unknown_locale"
  | /** Another word than those that may stand here. */ "unknown_value"
  | /** Not a finite decimal number, or one with too many digits. */ "bad_decimal"
  | /** An amount below zero. */ "negative"
  | /** Pupils that are no whole number. */ "fractional_pupils"
  | /** Answers to a survey that are no whole number. */ "fractional_count"
  | /** Beyond what is possible at all. */ "out_of_range"
  | /** Not a day of the calendar, written as 2026-09-01. */ "bad_date"
  | /** A fact that is not stated as its kind is. */ "bad_value"
  | /** A number in a column that cannot be. */ "bad_number"
  | /** Neither sections nor anything else is given. */ "empty_sections"
  | /** The statements have another shape. */ "bad_narrative";

/** Codes of problems with the statements of a text. Later versions may have more. */
export type TextProblem =
  | /** There are no statements. */ "empty"
  | /** An identifier stands twice. */ "duplicate_id"
  | /** Two groups have one name. */ "duplicate_name"
  | /** A quantity has two shares in one group. */ "duplicate_share"
  | /** A statement names a group that is not there. */ "unknown_group"
  | /** A total or a limit that cannot be. */ "out_of_range"
  | /** Not a percentage as printed. */ "bad_percent"
  | /** Not a number as printed. */ "bad_number"
  | /** More than 100 %. */ "percent_too_large"
  | /** Numbers too long to be added exactly. */ "too_long"
  | /** A column of the table is missing. */ "missing_column"
  | /** A heading of the table is not known, or stands twice. */ "unknown_column"
  | /** A row has more cells than the heading. */ "too_many_cells"
  | /** The table names a type of statement that is not known. */ "unknown_type"
  | /** A total or a limit is given twice. */ "duplicate"
  | /** Not a whole number that can be used. */ "bad_count"
  | /** Not a sum such as 11+7+21=39. */ "bad_sum";

/**
 * What a fact is stated as: a number or a string of digits; `"yes"`, `"no"` or `"not_yet"` (or `true`, `false`, 是, 否, 未定); a
 * day as `"2021-09-01"`; a level as `3` or `"Ⅲ"`; a grade as `3` or `"良好"`.
 */
export type FactInput = number | string | boolean;

/** Facts by key; with a note and a reference to the evidence where there are any. `null` is not stated. */
export type Facts = { [key: string]: FactInput | { value: FactInput; note?: string | null; evidence?: string | null } | null };

/** Words for people in a standard, in both languages. */
export type Words = {
  /** In Chinese. */
  zh: string;
  /** In English. */
  en: string;
};

/** A standard of one's own: the tables of a TOML document as plain data, as docs/standards.md describes them. Numbers are text. */
export type StandardDocument = {
  /** What it is called, the standard it starts from, and which rules of that are left out. */
  standard: { id: string; version: string; extends?: string; omit?: string[]; document: string; title: Words };
  /** Documents that its clauses cite. */
  document?: { id: string; number: string; title: Words; issuer: string; year: number }[];
  /** Resource indicators. */
  resource?: object[];
  /** When a section passes as a whole (综合评估达标). */
  comprehensive?: object;
  /** Limits of the coefficients between schools (校际差异系数). */
  dispersion?: object;
  /** Limits of their mean (综合差异系数). */
  composite?: object;
  /** How what belongs to a whole school is divided between its stages. */
  split?: object;
  /** Schools that are not evaluated. */
  exclusion?: object[];
  /** When a threshold need not be reached. */
  relaxation?: object[];
  /** What schools and the county state. */
  fact?: object[];
  /** Everything that is no resource indicator. */
  rule?: object[];
  /** Groups of respondents, and how many are wanted. */
  survey?: object;
  /** Every number of the document, with the rule that carries it. */
  number?: object[];
};

/** An indicator of a standard as `standards()` lists it. */
export type StandardIndicator = {
  /** Which indicator. */
  id: Indicator;
  /** As printed in tables, such as `L4`; empty where there is none. */
  code: string;
  /** Its name. */
  title: string;
  /** What is counted. */
  numerator: string;
  /** Of what is counted. */
  unit: Unit;
  /** 100 for 每百名学生, 1 for 生均. */
  per: number;
  /** Decimals of its value on display. */
  decimals: number;
  /** Where it comes from. */
  clause: Clause;
  /** What must be reached, in `unit` per `per` pupils; `null` for an indicator that is only compared between schools. */
  thresholds: { primary: number; junior: number } | null;
  /** Part of the threshold that must be reached at least, such as 0.85; `null` without a threshold. */
  floor: number | null;
};

/** What a county or a school is asked to state. */
export type StandardFact = {
  /** Its key in `facts` of a call. */
  key: string;
  /** Who states it. */
  level: "county" | "school";
  /** How it is stated. */
  kind: FactKind;
  /** Empty where it has none. */
  unit: string;
  /** Its name. */
  label: string;
  /** The part of the declaration form where it is asked. */
  part: Part;
  /** The subject it speaks of, for quality monitoring. */
  subject: string | null;
  /** What is meant by it, where the name does not say. */
  help: string | null;
  /** Smallest value, inclusive. */
  min: number;
  /** Largest value, inclusive; `null` without one. */
  max: number | null;
};

/** A limit of a rule. The first that fits decides. */
export type StandardLimit = {
  /** In the unit of the rule. */
  value: number;
  /** Only for this stage; `null` for all. */
  stage: Stage | null;
  /** Only for some schools. */
  conditional: boolean;
  /** First day it holds, as `2021-09-01`; `null` without one. */
  from: string | null;
  /** Last day it holds; `null` without one. */
  until: string | null;
  /** Where it comes from, when not from the rule's clause. */
  clause: Clause | null;
  /** What has to be known about it. */
  note: string | null;
};

/** A rule that is not a resource indicator. */
export type StandardRule = {
  /** Identifier, as `rule` of a finding. */
  id: string;
  /** The part it belongs to. */
  part: Part;
  /** Number of its item in the part. */
  item: number;
  /** What it is asked of. */
  level: Level;
  /** The stage it speaks of, or `null`. */
  stage: Stage | null;
  /** Its name. */
  title: string;
  /** What is observed, in words. */
  formula: string;
  /** Keys of the facts it needs. */
  facts: string[];
  /** How it is compared; `null` for attestations and for what is only reported. */
  comparison: Comparison | null;
  /** Unit of what is observed and of the limits; empty where there is none. */
  unit: string;
  /** Empty for attestations and for what is only reported. */
  limits: StandardLimit[];
  /** First day it holds, as `2021-09-01`; `null` without one. */
  from: string | null;
  /** Last day it holds; `null` without one. */
  until: string | null;
  /** 责任单位, where the document names one. */
  responsible: string[];
  /** What has to be known about it. */
  note: string | null;
  /** Where it comes from. */
  clause: Clause;
};

/** A number of the document, and the rule that carries it or why none does. */
export type StandardNumber = {
  /** The number as printed. */
  text: string;
  /** Where it stands in the document. */
  article: string;
  /** Identifier of the rule that carries it. */
  rule: string | null;
  /** Why no rule does. */
  reason: string | null;
};

/** A standard as `standards()` lists it. */
export type StandardSummary = {
  /** Identifier, as `standard` of a call. */
  id: string;
  /** Version. */
  version: string;
  /** SHA-256 of its document, in hex. */
  sha256: string;
  /** Its name. */
  title: string;
  /** The standard it starts from. */
  extends: string | null;
  /** The documents its clauses cite. */
  documents: Document[];
  /** The resource indicators, in their order. */
  indicators: StandardIndicator[];
  /** 综合评估达标, where sections are judged: `atLeast` indicators must reach their threshold. */
  comprehensive: { title: string; atLeast: number; clause: Clause } | null;
  /** 校际差异系数; no limits where single coefficients are not judged. */
  dispersion: { title: string; clause: Clause; limits: { primary: number; junior: number } | null };
  /** 综合差异系数, where the mean of the coefficients is judged. */
  composite: { title: string; clause: Clause; limits: { primary: number; junior: number } } | null;
  /** What the county and its schools are asked to state: the keys of `facts` in a call. */
  facts: StandardFact[];
  /** Everything that is no resource indicator. */
  rules: StandardRule[];
  /** Every number of its document. */
  numbers: StandardNumber[];
};

/** Columns of `evaluateColumns`: one row per school. NaN is missing; a stage without pupils has no section. */
export type Columns = {
  /** Identifier of a standard, such as `"national-2017"`. */
  standard: string;
  /** County of each row, from 0. */
  county: Uint32Array;
  /** Number of counties. */
  counties: number;
  /** Not zero: the row is not evaluated. */
  excluded?: Uint8Array | null;
  /** 在校生数 (人), by stage. The senior pupils of a school only share what belongs to the whole of it. */
  pupils: { primary: Float64Array; junior: Float64Array; senior?: Float64Array | null };
  /** 高于规定学历教师数 (人), by stage. */
  teachersAboveRequired: { primary: Float64Array; junior: Float64Array };
  /** 县级以上骨干教师数 (人), by stage. */
  backboneTeachers: { primary: Float64Array; junior: Float64Array };
  /** 体育、艺术（美术、音乐）专任教师数 (人), by stage. */
  peArtTeachers: { primary: Float64Array; junior: Float64Array };
  /** 教学及辅助用房面积 (㎡) of the whole school, net of 室内体育用房; split between stages by weighted pupils, as the three that follow. */
  teachingArea: Float64Array;
  /** 体育运动场馆面积 (㎡). */
  sportsArea: Float64Array;
  /** 教学仪器设备值, in 元 times `equipmentFactor`. */
  equipmentValue: Float64Array;
  /** 网络多媒体教室数 (间). */
  networkedClassrooms: Float64Array;
  /** What one of `equipmentValue` is in 元: 1 (default) or 10000 for 万元. */
  equipmentFactor?: number | null;
};

/** What `evaluateColumns` answers. */
export type ColumnsResult = {
  /**
   * Two for each row, primary and then junior: bits 0–6 say which of the seven are at the threshold, 7–13 at the floor, bit
   * 14 综合评估达标, bit 15 evaluated.
   */
  flags: Uint16Array;
  /** Two for each row, likewise: bits 0–6 say of which of the seven the amount is missing. */
  missing: Uint8Array;
  /** Coefficients of variation, at `(county * 2 + stage) * 7 + indicator`; NaN where there is none. */
  cv: Float64Array;
  /** County means, at the same places; NaN where there is none. */
  mean: Float64Array;
  /** Verdict on the part of resources, by county: 1 met, 0 not met, 2 undetermined. */
  verdict: Uint8Array;
};

/**
 * The standards there are, with their indicators, rules, limits and citations, and what each asks to be stated.
 *
 * @param options `locale` is the language of titles and notes, `"zh-CN"` when absent.
 * @returns All of them, the national one first.
 * @example
 * ```js
 * import init, { standards } from "junheng";
 * await init();
 * const [national] = standards({ locale: "en" });
 * for (const { key, kind, unit, label } of national.facts) console.log(key, kind, unit, label);
 * ```
 */
export function standards(options?: { locale?: Locale | null } | null): StandardSummary[];

/**
 * Evaluates the sections of a county, and whatever else is known of it, against a standard; or one school, with
 * `options.scope: "school"`.
 *
 * @param call What is known. Missing is `null` or absent, never 0.
 * @returns The evaluation. A county of which not everything is known has `"undetermined"` where it matters.
 * @errors ArgumentProblem
 * @example
 * ```js
 * import init, { evaluate } from "junheng";
 * await init();
 * const answer = evaluate({
 *   standard: "national-2017",
 *   sections: [
 *     { school: "第一小学", stage: "primary", pupils: 1000, teachingArea: "4512.5" },
 *     { school: "第二小学", stage: "primary", pupils: 500, teachingArea: 2100 },
 *   ],
 *   options: { locale: "en" },
 * });
 * if (answer.type === "failure") throw new Error(answer.errors.map((one) => one.message).join("\n"));
 * for (const { school, indicators } of answer.evaluation.sections) {
 *   const area = indicators.find((one) => one.id === "teaching_area");
 *   console.log(school, area.value, area.status, area.shortfall.toThreshold, area.shortfall.unit);
 * }
 * ```
 */
export function evaluate(call: EvaluateCall): Answer<{
  /** The evaluation. */
  evaluation: Evaluation;
}>;

/**
 * The resource indicators of very many schools and counties from typed arrays. Decided as exactly as by `evaluate`; nothing is
 * said in words.
 *
 * @param columns One row for each school, in any order.
 * @returns Verdicts as bits and numbers, in the order of the rows and counties.
 * @errors ArgumentProblem
 * @example
 * ```js
 * import init, { evaluateColumns } from "junheng";
 * await init();
 * const column = (...numbers) => Float64Array.from(numbers);
 * const primary = (...numbers) => ({ primary: column(...numbers), junior: column(NaN, NaN) });
 * const { result } = evaluateColumns({
 *   standard: "national-2017", county: Uint32Array.of(0, 0), counties: 1, pupils: primary(1000, 500),
 *   teachersAboveRequired: primary(42, 20), backboneTeachers: primary(10, 5), peArtTeachers: primary(9, 4),
 *   teachingArea: column(4500, 2100), sportsArea: column(7500, 3800), equipmentValue: column(200, 110), equipmentFactor: 10000,
 *   networkedClassrooms: column(23, 12),
 * });
 * const passes = (row) => (result.flags[2 * row] & 0x4000) !== 0; // bit 14: 综合评估达标 of the primary section
 * console.log(passes(0), passes(1), result.cv[3]); // the fourth of the seven: teaching_area
 * ```
 */
export function evaluateColumns(columns: Columns): Answer<{
  /** The result. */
  result: ColumnsResult;
}>;
