#!/usr/bin/env python3
"""Seeded synthetic school tables. Three sizes: county (188 rows: 128 primary + 74 junior
sections), province (10,000 rows), nation (200,000 rows in ~2,850 counties).
Each as UTF-8 CSV (BOM, CRLF, as Excel writes it), as GB18030 CSV and as workbook (shared strings, as Excel writes it).
All names are invented. Nothing here describes a real school.
usage: generate.py [county|province|nation ...] (default: all)"""
import csv, io, json, math, os, random, sys, zipfile
from xml.sax.saxutils import escape
HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, 'data')
SPEC = json.load(open(os.path.join(HERE, 'spec.json'), encoding='utf-8'))
COLS = SPEC['columns']
SEED = 20170419
PROV = '北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西 海南 重庆 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆'.split()
SYL = '安平和兴东西南北青白金银石龙虎凤鹤云水山河江湖海林松柏柳桃梅兰竹永长新古大上下中前后高明清华文武德仁义礼信义昌盛隆泰康宁乐丰阳阴春夏秋红蓝丹玉珠宝城镇乡村桥塘湾岭坪坡沟洼营庄'
RARE = '䶮㙍𬇙䢺㛃'          # outside GBK: four-byte GB18030
THR = {s: [float(x) for x in SPEC['thresholds'][s]] for s in ('primary', 'junior')}

def clampi(x, lo, hi): return max(lo, min(hi, int(round(x))))

class Gen:
    def __init__(self, seed): self.r = random.Random(seed)
    def name(self, n): return ''.join(self.r.choice(SYL) for _ in range(n))
    def lognorm(self, med, sig): return med * math.exp(self.r.gauss(0, sig))

    def pupils(self, kind):
        r = self.r
        if kind == '教学点': return clampi(self.lognorm(45, .6), 5, 180)
        if kind == '小学': p = clampi(self.lognorm(380, .8), 20, 3600)
        elif kind == '初中': p = clampi(self.lognorm(560, .7), 40, 3600)
        else: p = clampi(self.lognorm(900, .6), 60, 4000)
        if r.random() < .05: p = r.choice((500, 1000, 1500, 2000))   # makes exact thresholds reachable
        return p

    def school(self, typ, cf):
        """-> 13 numbers (None = blank). cf: county (level, spread) per stage and indicator"""
        r = self.r
        p1 = p2 = p3 = 0
        if typ == '小学': p1 = self.pupils('小学')
        elif typ == '小学教学点': p1 = self.pupils('教学点')
        elif typ == '初级中学': p2 = self.pupils('初中')
        elif typ == '九年一贯制学校': p1, p2 = self.pupils('小学'), self.pupils('初中')
        elif typ == '完全中学': p2, p3 = self.pupils('初中'), self.pupils('高中')
        else: p1, p2, p3 = self.pupils('小学'), self.pupils('初中'), self.pupils('高中')
        out = [p1 or None, p2 or None, p3 or None]
        for k in range(3):                                    # teachers, by stage
            for s, p in (('primary', p1), ('junior', p2)):
                if not p: out.append(None); continue
                t = THR[s][k]
                x = self.lognorm(t * 1.35 * cf[s][k][0], cf[s][k][1]) * (p / 450) ** -.12
                v = max(0, round(x * p / 100))
                u = r.random()
                if u < .30:                                    # sit exactly on the threshold where an integer allows it
                    e = round(t * p * 10)
                    if e % 1000 == 0: v = e // 1000
                elif u < .40:
                    e = round(t * .85 * p * 1000)
                    if e % 100000 == 0: v = e // 100000
                out.append(v)
        # shared facilities: teaching area, sport area (m2, 2 decimals), equipment (yuan), rooms
        w100 = p1 * 100 + p2 * 110 + p3 * 132                  # weighted pupils x100
        st = 'primary' if p1 and (not p2 or r.random() < .5) else 'junior'
        ws = 100 if st == 'primary' else 110
        for k in range(3, 7):
            t = THR[st][k]
            x = self.lognorm(t * 1.35 * cf[st][k][0], cf[st][k][1]) * ((w100 / 100) / 450) ** -.10
            u = r.random()
            exact = t * w100 / ws if u < .04 else (t * .85 * w100 / ws if u < .06 else None)
            tot = x * w100 / ws if exact is None else exact    # in m2 / yuan / rooms x100
            if k in (3, 4): v = round(tot * 100) / 100; out.append(int(v) if v == int(v) else v)
            elif k == 5:
                y = round(tot); v = y / 10000; out.append(int(v) if v == int(v) else v)
            else: out.append(max(0, round(tot / 100)))
        return out

    def types(self, n):
        r = self.r
        base = ['小学'] * 62 + ['小学教学点'] * 10 + ['初级中学'] * 18 + ['九年一贯制学校'] * 7 + ['完全中学'] * 2 + ['十二年一贯制学校'] * 1
        return [r.choice(base) for _ in range(n)]

    def cfac(self):
        return {s: [(self.lognorm(1.0, .13), self.r.uniform(.14, .50)) for _ in range(7)] for s in ('primary', 'junior')}

    def sname(self, county, typ, i):
        r = self.r
        core = self.name(r.choice((2, 2, 3)))
        if r.random() < .004: core += r.choice(RARE)
        tail = {'小学': r.choice(('小学', '中心小学', '实验小学', '第%d小学' % (i % 9 + 1))), '小学教学点': '教学点', '初级中学': r.choice(('中学', '初级中学', '第%d中学' % (i % 9 + 1))),
                '九年一贯制学校': r.choice(('学校', '九年一贯制学校')), '完全中学': '中学', '十二年一贯制学校': '实验学校'}[typ]
        n = county + core + tail
        u = r.random()
        if u < .005: n += '(东校区,西校区)'       # needs quoting
        elif u < .0055: n = n + '"育才"'          # needs quote doubling
        elif u < .0057: n = n + '\n(分校)'        # line break inside a cell
        return n

def tiny_exact_county(g, prov, city, idx, code):
    """two primary + two junior schools of equal size: one CV exactly 0.50 / 0.45, the others 0"""
    rows = []
    j = idx % 4 + 1
    kp, kj = idx % 3, (idx + 1) % 3
    for s in range(2):
        p = 1000 * j
        t = [60 * j, 20 * j, 18 * j]
        t[kp] = t[kp] * (1 if s == 0 else 3) // 2
        rows.append(('小学', [p, None, None, t[0], None, t[1], None, t[2], None, 5 * p, 8 * p, p * 2400 // 10000, 30 * j]))
    for s in range(2):
        p = 700 * j
        t = [60 * j, 20 * j, 20 * j]
        t[kj] = t[kj] * (11 if s == 0 else 29) // 20
        rows.append(('初级中学', [None, p, None, None, t[0], None, t[1], None, t[2], 7 * p, 12 * p, p * 3000 / 10000, 21 * j]))
    return rows

def make(size):
    g = Gen(SEED + {'county': 1, 'province': 2, 'nation': 3}[size])
    r = g.r
    if size == 'county':
        plan = [(0, 0, 0, ['小学'] * 104 + ['小学教学点'] * 4 + ['小学教学点'] * 6 + ['初级中学'] * 48 + ['九年一贯制学校'] * 18 + ['十二年一贯制学校'] * 2 + ['完全中学'] * 6, None)]
    else:
        total, nc, np_ = (10000, 142, 1) if size == 'province' else (200000, 2850, 31)
        tiny = 2 if size == 'province' else 12
        w = [g.lognorm(1.0, .55) for _ in range(nc - tiny)]
        left = total - 4 * tiny
        n = [max(6, int(left * x / sum(w))) for x in w]
        i = 0
        while sum(n) != left:
            d = 1 if sum(n) < left else -1
            if n[i % len(n)] + d >= 6: n[i % len(n)] += d
            i += 1
        plan = []
        for c in range(nc):
            p = c * np_ // nc if np_ > 1 else 16
            plan.append((p, c // 10, c, None, n[c] if c < nc - tiny else None))
    rows = []
    prev_city = None
    for (p, ci, c, types, n) in plan:
        prov = PROV[p]
        if ci != prev_city: city = g.name(2) + '市'; prev_city = ci
        code = '%06d' % ((11 + p) * 10000 + (c % 9990) + 101) if size != 'nation' else '%06d' % (110101 + c * 190)
        county = g.name(2) + r.choice(('县', '县', '区', '市'))
        if types is None and n is None: sch = tiny_exact_county(g, prov, city, c, code)
        else:
            cf = g.cfac()
            tl = types or g.types(n)
            sch = []
            for t in tl: sch.append((t, g.school(t, cf)))
            if types:                                           # county file: 4 counted teaching points (>=50), 6 not counted
                tp = [i for i, t in enumerate(tl) if t == '小学教学点']
                for q, i in enumerate(tp):
                    v = sch[i][1]; want = q < 4
                    while (v[0] >= 50) != want: v = g.school('小学教学点', cf)
                    sch[i] = (sch[i][0], v)
                r.shuffle(sch)
        for i, (t, v) in enumerate(sch):
            rows.append([prov, city, county, code, code + '%04d' % (i + 1), g.sname(county, t, i), t] + v)
    return rows

def workbook(path, rows):
    """The least a workbook is: seven columns of shared strings, thirteen of numbers, fixed times in the archive."""
    strings, cells = {}, []
    letters = [chr(ord('A') + j) for j in range(len(COLS))]
    for i, row in enumerate(rows, 1):
        cells.append(f'<row r="{i}">')
        for j, v in enumerate(row):
            if v is None: continue
            if i == 1 or j < 7: cells.append(f'<c r="{letters[j]}{i}" t="s"><v>{strings.setdefault(str(v), len(strings))}</v></c>')
            else: cells.append(f'<c r="{letters[j]}{i}"><v>{v}</v></c>')
        cells.append('</row>')
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
    rels = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
    package = 'http://schemas.openxmlformats.org/package/2006'
    kind = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
    parts = {
        '[Content_Types].xml': f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/></Types>',
        '_rels/.rels': f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{rels}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        'xl/workbook.xml': f'<workbook xmlns="{main}" xmlns:r="{rels}"><sheets><sheet name="学校" sheetId="1" r:id="rId1"/></sheets></workbook>',
        'xl/_rels/workbook.xml.rels': f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{rels}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{rels}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        'xl/worksheets/sheet1.xml': f'<worksheet xmlns="{main}"><sheetData>{"".join(cells)}</sheetData></worksheet>',
        'xl/sharedStrings.xml': f'<sst xmlns="{main}" uniqueCount="{len(strings)}">' + ''.join(f'<si><t xml:space="preserve">{escape(x)}</t></si>' for x in strings) + '</sst>',
    }
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name), head + text, zipfile.ZIP_DEFLATED)

def write(size, rows):
    buf = io.StringIO(newline='')
    w = csv.writer(buf, lineterminator='\r\n')
    w.writerow(COLS)
    for x in rows: w.writerow(['' if v is None else v for v in x])
    s = buf.getvalue()
    open(f'{OUT}/{size}.utf8.csv', 'wb').write(b'\xef\xbb\xbf' + s.encode('utf-8'))
    open(f'{OUT}/{size}.gb18030.csv', 'wb').write(s.encode('gb18030'))
    workbook(f'{OUT}/{size}.xlsx', [COLS] + rows)
    meta = {'rows': len(rows), 'counties': len({x[3] for x in rows}),
            'primary': sum(1 for x in rows if x[7] and not (x[6] == '小学教学点' and x[7] < 50)), 'junior': sum(1 for x in rows if x[8])}
    json.dump(meta, open(f'{OUT}/{size}.meta.json', 'w'), ensure_ascii=False, indent=1)
    print(size, meta)

if __name__ == '__main__':
    os.makedirs(OUT, exist_ok=True)
    for size in (sys.argv[1:] or ['county', 'province', 'nation']): write(size, make(size))
