// Made-up counties for the outside checks: seeded, so that a failure can be made again.

/** Pseudo-random numbers of 32 bits (mulberry32). */
export function random(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  const below = (n) => Math.floor((next() / 2 ** 32) * n);
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    chance: (share) => next() / 2 ** 32 < share,
    pick: (list) => list[below(list.length)],
  };
}

export const KEYS = {
  teachers_above_required: 'teachersAboveRequired', backbone_teachers: 'backboneTeachers', pe_art_teachers: 'peArtTeachers',
  teaching_area: 'teachingArea', sports_area: 'sportsArea', equipment_value: 'equipmentValue',
  networked_classrooms: 'networkedClassrooms', computers: 'computers', books: 'books', full_time_teachers: 'fullTimeTeachers',
  intermediate_title_teachers: 'intermediateTitleTeachers',
};

/** A fact as its kind is stated, often next to what rules ask. */
function fact(r, one) {
  const stated = (() => {
    switch (one.kind) {
      case 'yes_no': return r.pick(['yes', 'yes', 'no', 'not_yet', true, false, '是', '否']);
      case 'date': return `${r.between(2014, 2025)}-${r.pick(['01-01', '06-30', '12-31'])}`;
      case 'year': return r.between(2017, 2026);
      case 'level': return r.pick([1, 2, 3, 4, 5, 'Ⅲ']);
      case 'grade': return r.pick([1, 2, 3, 4, '良好']);
      case 'fraction': return r.pick([0, 0.1, '0.149', 0.15, '0.150', 0.151, 15]);
      case 'percent': return r.pick([0, 37.9, '38', 60, 84.99, 85, 99.99, 100, '100.00']);
      case 'count': return r.pick([0, 1, 2, 3, 5, 11, 18, 20, r.between(80, 110), r.between(80, 110), 100, 2500, 30186]);
      default: return r.pick([0, '0.5', 1, 1.7, 53.5, 54, 67, 73, 90, 95.25, 96, '100', 200, 6000, '8000.01', 10000]);
    }
  })();
  return r.chance(0.2) ? { value: stated, note: '见附件', evidence: `材料${r.between(1, 9)}` } : stated;
}

/** A call of `evaluate`: everything that `standard` (an entry of `standards()`) asks, with gaps. */
export function county(r, standard) {
  const complete = r.chance(0.4);
  const stated = () => complete || r.chance(0.7);
  const schools = [];
  const sections = [];
  const classes = [];
  for (let i = r.between(1, 12); i > 0; i -= 1) {
    const kind = r.pick(['primary', 'primary', 'junior', 'nine_year', 'teaching_point', 'special', 'senior', 'complete_secondary']);
    const name = `第${i}学校`;
    const school = {
      name, ...(r.chance(0.8) && { kind }), ...(r.chance(0.8) && { ownership: r.pick(['public', 'public', '民办']) }),
      ...(r.chance(0.8) && { location: r.pick(['urban', 'town', '乡村']) }), ...(r.chance(0.7) && { boarding: r.chance(0.3) }),
      ...(r.chance(0.3) && { township: r.pick(['城关镇', '东山乡']) }),
      ...(r.chance(0.5) && { builtYear: r.pick([2009, 2010, 2011, 2016, 2017]) }), facts: {},
    };
    const stages = { primary: ['primary'], teaching_point: ['primary'], junior: ['junior'], complete_secondary: ['junior'], nine_year: ['primary', 'junior'] };
    for (const stage of stages[kind] ?? []) {
      const pupils = r.pick([0, r.between(20, 120), 100, 500, 1000, r.between(100, 2600), 2000]);
      const section = { school: name, stage, pupils };
      for (const one of standard.indicators) {
        const level = one.thresholds?.[stage] ?? (one.per === 100 ? 5 : 3);
        const share = r.pick([0, 0.5, 0.849, 0.85, 0.851, 0.999, 1, 1, 1.2, 2]);
        const total = Number(((level * share * pupils) / one.per).toFixed(4));
        if (complete || r.chance(0.93)) section[KEYS[one.id]] = r.chance(0.3) ? String(total) : total;
      }
      sections.push(section);
      if (r.chance(0.6)) {
        let left = pupils;
        for (let n = 1; left > 0 && n < 40; n += 1) {
          const size = Math.min(left, r.pick([30, 45, 46, 50, 51]));
          classes.push({ school: name, stage, name: `${n}班`, pupils: size });
          left -= size;
        }
      }
    }
    if (kind === 'special') school.pupils = r.between(0, 200);
    const own = complete || r.chance(0.7);
    for (const one of standard.facts.filter((each) => each.level === 'school')) {
      if (own && stated()) school.facts[one.key] = fact(r, one);
    }
    if (r.chance(0.9)) schools.push(school);
  }
  const facts = {};
  for (const one of standard.facts) {
    const total = one.level === 'school' && ['count', 'amount'].includes(one.kind) && r.chance(0.1);
    if ((one.level === 'county' && stated()) || total) facts[one.key] = fact(r, one);
  }
  const survey = r.chance(0.7)
    ? r.pick([['家长', '教师'], ['parents', 'students', '其他']]).map((group) => {
      const valid = r.pick([0, 20, 100, 1000]);
      return { group, valid, satisfied: Math.min(valid, Math.round(valid * r.pick([0.84, 0.85, 0.85, 0.9, 1]))) };
    })
    : undefined;
  return {
    standard: standard.id, sections, schools, facts, classes, ...(survey && { survey }),
    options: {
      trace: true, locale: 'en', scope: r.chance(0.9) ? 'county' : 'school',
      ...(r.chance(0.8) && { asOf: `${r.between(2019, 2030)}-${r.pick(['01-01', '06-30', '12-31'])}` }),
    },
  };
}

/** The headings of `schoolsOfYear`. */
export const yearHeader = ['学校名称', '学校标识码', '学段', '在校生数', '高于规定学历教师数', '县级以上骨干教师数', '体育、艺术专任教师数',
  '教学及辅助用房面积（㎡）', '体育运动场馆面积（㎡）', '教学仪器设备值（元）', '网络多媒体教室（间）'];

/** The schools of a year: [name, code, stage, pupils, seven totals]. Values grow a little from year to year. */
export function schoolsOfYear(year) {
  const r = random(7);
  const rows = [];
  for (let at = 1; at <= 24; at += 1) {
    const stage = at % 3 === 0 ? '初中' : '小学';
    const base = r.between(150, 1800);
    const low = r.between(60, 130) / 100;
    const grown = low * (1 + 0.08 * (year - 2022));
    const pupils = base + 7 * at * (year - 2022);
    const each = stage === '小学' ? [4.2, 1, 0.9] : [5.3, 1, 0.9];
    const area = stage === '小学' ? [4.5, 7.5, 2000, 2.3] : [5.8, 10.2, 2500, 2.4];
    const spread = () => grown * (r.between(75, 125) / 100);
    const totals = [...each.map((one) => Math.round((one * pupils * spread()) / 100)),
      Math.round(area[0] * pupils * spread()), Math.round(area[1] * pupils * spread()), Math.round(area[2] * pupils * spread()),
      Math.round((area[3] * pupils * spread()) / 100)];
    rows.push([`虚构第${at}学校`, `31130000${String(at).padStart(2, '0')}`, stage, pupils, ...totals]);
  }
  // 2023: the first school gets another name. 2024: the second is gone, two came, one of them with a stage more.
  if (year >= 2023) rows[0][0] = '虚构实验小学';
  if (year >= 2024) {
    rows.splice(1, 1);
    rows.push(['虚构新建小学', '3113000099', '小学', 300, 20, 5, 4, 2000, 3000, 900000, 9]);
    rows.push([rows[3][0], rows[3][1], '初中', 120, 9, 2, 2, 900, 1500, 400000, 4]);
  }
  return rows;
}
