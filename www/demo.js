// The demo of the three ways to embed: everything on it is what docs/embed.md says, and nothing else.
const byId = (id) => document.getElementById(id);

// What is copied works on this very site.
byId('element-code').textContent = byId('element-code').textContent.replace('HOST-ORIGIN', location.origin);

for (const button of document.querySelectorAll('.copy')) {
  button.addEventListener('click', () => {
    // By a selection: plain http has no other clipboard.
    const range = document.createRange();
    range.selectNodeContents(byId(button.dataset.of));
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    const copied = document.execCommand('copy');
    selection.removeAllRanges();
    button.textContent = copied ? '已复制' : '请手动复制';
    setTimeout(() => { button.textContent = '复制'; }, 2000);
  });
}

// The element, with what it tells.
const VERDICTS = { met: '达标', not_met: '未达标', undetermined: '无法判定', not_judged: '不作判定' };
const element = document.createElement('junheng-evaluator');
const tell = (words) => {
  const item = document.createElement('li');
  item.textContent = words;
  byId('events').append(item);
  while (byId('events').children.length > 6) byId('events').firstChild.remove();
};
element.addEventListener('junheng-ready', ({ detail }) => tell(`junheng-ready：程序 ${detail.engine}，接口版本 ${detail.contract}`));
element.addEventListener('junheng-error', ({ detail }) => tell(`junheng-error：${detail.code}，${detail.message}`));
element.addEventListener('junheng-result', ({ detail }) => {
  const { stages, verdict } = detail.evaluation;
  const shares = stages.map((one) => `${one.stage === 'primary' ? '小学' : '初中'} ${one.comprehensive.met}/${one.comprehensive.of} 达标`);
  tell(`junheng-result：${detail.name}，${shares.join('，')}，全县${VERDICTS[verdict] || '—'}`);
});
element.setAttribute('view', 'result');
element.setAttribute('data', 'sample-county.tsv');
element.setAttribute('host-origin', location.origin);
byId('element-place').append(element);
byId('locale').addEventListener('change', ({ target }) => element.setAttribute('locale', target.value));
byId('theme').addEventListener('change', ({ target }) => element.setAttribute('theme', target.value));
byId('colours').addEventListener('change', ({ target }) => { element.className = target.value; });

// The contract without the page.
const NAMES = {
  teachers_above_required: '高于规定学历教师（人/百人）',
  backbone_teachers: '骨干教师（人/百人）',
  pe_art_teachers: '体音美教师（人/百人）',
  teaching_area: '教学及辅助用房（㎡/人）',
  sports_area: '体育运动场馆（㎡/人）',
  equipment_value: '教学仪器设备（元/人）',
  networked_classrooms: '网络多媒体教室（间/百人）',
};
const STATUS = { met: '达标', within_floor: '达到85%底线', below_floor: '低于85%底线', undetermined: '无法判定', not_judged: '不单独判定' };
const SECTIONS = [
  {
    school: '第一小学', stage: 'primary', pupils: 1000,
    teachersAboveRequired: 45, backboneTeachers: 11, peArtTeachers: 9,
    teachingArea: '4512.5', sportsArea: 7600,
    equipmentValue: 2100000, networkedClassrooms: 24,
  },
  {
    school: '第二小学', stage: 'primary', pupils: 620,
    teachersAboveRequired: 20, backboneTeachers: 6, peArtTeachers: 6,
    teachingArea: '2980', sportsArea: 4400,
    equipmentValue: 1090000, networkedClassrooms: 15,
  },
];

const row = (cells, head) => {
  const line = document.createElement('tr');
  cells.forEach((words, at) => {
    const cell = document.createElement(head || at === 0 ? 'th' : 'td');
    if (cell.nodeName === 'TH') cell.scope = head ? 'col' : 'row';
    cell.textContent = words;
    line.append(cell);
  });
  return line;
};

const show = ({ sections, stages }) => {
  const table = document.createElement('table');
  table.append(document.createElement('caption'), document.createElement('thead'), document.createElement('tbody'));
  table.caption.textContent = '小学：各校数值与判定，校际差异系数';
  table.tHead.append(row(['指标', ...sections.map((one) => one.school), '差异系数'], true));
  for (const one of stages[0].indicators) {
    const values = sections.map((section) => {
      const { value, status } = section.indicators.find((other) => other.id === one.id);
      return `${value === null ? '—' : value.toFixed(2)} ${STATUS[status]}`;
    });
    table.tBodies[0].append(row([NAMES[one.id], ...values, one.cv === null ? '—' : one.cv.toFixed(3)]));
  }
  byId('api-place').textContent = '';
  byId('api-place').append(table);
  byId('api-place').hidden = false;
};

byId('run').addEventListener('click', async () => {
  byId('run-state').textContent = '正在计算…';
  try {
    const { default: init, evaluate } = await import('./npm/evaluate.js');
    await init();
    const answer = evaluate({ standard: 'national-2017', sections: SECTIONS });
    if (answer.type === 'failure') throw new Error(answer.errors.map((one) => one.message).join('；'));
    show(answer.evaluation);
    byId('run-state').textContent = `计算完成，标准 ${answer.evaluation.meta.standard.id}`;
  } catch (error) {
    byId('run-state').textContent = `没有算成：${error.message}（需要 npm 文件夹，和内核 96 以上的浏览器）`;
  }
});
