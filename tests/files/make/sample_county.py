"""Writes www/sample-county.tsv, the invented county behind the page's example button.

46 schools with a story: most pass; the crowded town school lacks rooms and
grounds, a hill school has no PE or art teacher, and sports grounds are spread
too unevenly among the primary schools.
"""

import random
from fractions import Fraction
from pathlib import Path

from tables import WHOLE_HEADER

TARGET = Path(__file__).resolve().parents[3] / "www" / "sample-county.tsv"
SEED = 46

# name, kind, place, primary pupils, junior pupils, senior pupils, sports area per weighted pupil
SCHOOLS = [
    ("禾穗街道第一小学", "小学", "城区", 1986, 0, 0, 6.1),
    ("禾穗街道第二小学", "小学", "城区", 1642, 0, 0, 7.0),
    ("禾穗街道晨露小学", "小学", "城区", 1384, 0, 0, 7.7),
    ("禾穗街道风车小学", "小学", "城区", 1176, 0, 0, 7.6),
    ("谷垛街道中心小学", "小学", "城区", 1258, 0, 0, 8.1),
    ("谷垛街道蒲公英小学", "小学", "城区", 934, 0, 0, 8.4),
    ("谷垛街道向日葵小学", "小学", "城区", 1088, 0, 0, 7.9),
    ("稻花镇中心小学", "小学", "镇区", 862, 0, 0, 12.6),
    ("稻花镇云雀小学", "小学", "镇区", 418, 0, 0, 21.8),
    ("稻花镇纸鸢小学", "小学", "乡村", 236, 0, 0, 27.4),
    ("麦芒镇中心小学", "小学", "镇区", 774, 0, 0, 15.2),
    ("麦芒镇竹哨小学", "小学", "镇区", 352, 0, 0, 24.6),
    ("麦芒镇萤火小学", "小学", "乡村", 188, 0, 0, 31.5),
    ("豆蔓镇中心小学", "小学", "镇区", 696, 0, 0, 14.4),
    ("豆蔓镇松果小学", "小学", "乡村", 264, 0, 0, 28.3),
    ("豆蔓镇雨燕小学", "小学", "乡村", 172, 0, 0, 30.2),
    ("藕丝镇中心小学", "小学", "镇区", 648, 0, 0, 16.9),
    ("藕丝镇银杏叶小学", "小学", "镇区", 312, 0, 0, 22.7),
    ("藕丝镇苇叶小学", "小学", "乡村", 154, 0, 0, 33.0),
    ("荞壳乡中心小学", "小学", "乡村", 386, 0, 0, 24.1),
    ("荞壳乡石榴籽小学", "小学", "乡村", 128, 0, 0, 36.4),
    ("荞壳乡麦笛小学", "小学", "乡村", 92, 0, 0, 41.7),
    ("高粱红乡中心小学", "小学", "乡村", 342, 0, 0, 25.3),
    ("高粱红乡星芽小学", "小学", "乡村", 118, 0, 0, 38.2),
    ("高粱红乡蝉鸣小学", "小学", "乡村", 136, 0, 0, 34.8),
    ("高粱红乡晚霞教学点", "小学教学点", "乡村", 38, 0, 0, 44.0),
    ("第一初级中学", "初级中学", "城区", 0, 1874, 0, 9.4),
    ("第二初级中学", "初级中学", "城区", 0, 1468, 0, 10.6),
    ("第三初级中学", "初级中学", "城区", 0, 1152, 0, 11.3),
    ("稻花镇初级中学", "初级中学", "镇区", 0, 786, 0, 14.8),
    ("麦芒镇初级中学", "初级中学", "镇区", 0, 642, 0, 16.2),
    ("豆蔓镇初级中学", "初级中学", "镇区", 0, 594, 0, 17.5),
    ("藕丝镇初级中学", "初级中学", "镇区", 0, 528, 0, 15.9),
    ("藕丝镇雨燕初级中学", "初级中学", "镇区", 0, 364, 0, 19.1),
    ("荞壳乡初级中学", "初级中学", "乡村", 0, 286, 0, 20.6),
    ("高粱红乡初级中学", "初级中学", "乡村", 0, 248, 0, 21.4),
    ("禾穗街道九年一贯制学校", "九年一贯制学校", "城区", 976, 588, 0, 9.6),
    ("谷垛街道九年一贯制学校", "九年一贯制学校", "城区", 812, 534, 0, 9.9),
    ("稻花镇石榴籽九年一贯制学校", "九年一贯制学校", "镇区", 466, 318, 0, 12.7),
    ("麦芒镇风车九年一贯制学校", "九年一贯制学校", "镇区", 394, 262, 0, 13.8),
    ("豆蔓镇晨露九年一贯制学校", "九年一贯制学校", "镇区", 358, 226, 0, 14.6),
    ("藕丝镇竹哨九年一贯制学校", "九年一贯制学校", "乡村", 284, 176, 0, 17.2),
    ("荞壳乡萤火九年一贯制学校", "九年一贯制学校", "乡村", 214, 132, 0, 18.8),
    ("高粱红乡松果九年一贯制学校", "九年一贯制学校", "乡村", 196, 118, 0, 19.5),
    ("青禾实验学校", "十二年一贯制学校", "城区", 1024, 786, 552, 9.7),
    ("禾穗街道云雀小学", "小学", "城区", 1062, 0, 0, 7.8),
]
# school → {indicator: amount per pupil (or per 100) that the story wants}
STORY = {
    "禾穗街道第一小学": {"teaching": 3.62},
    "禾穗街道第二小学": {"teaching": 4.13},
    "第一初级中学": {"teaching": 5.08, "equipment": 2290},
    "荞壳乡麦笛小学": {"pe_art": 0},
    "高粱红乡蝉鸣小学": {"pe_art": 1, "backbone": 1},
    "禾穗街道风车小学": {"teaching": 4.31},
    "谷垛街道向日葵小学": {"equipment": 1846},
    "稻花镇纸鸢小学": {"backbone": 2},
    "藕丝镇苇叶小学": {"equipment": 1640},
    "第二初级中学": {"rooms": 2.2},
    "荞壳乡初级中学": {"pe_art": 2},
    "豆蔓镇晨露九年一贯制学校": {"equipment": 2105},
    "谷垛街道九年一贯制学校": {"teaching": 4.62, "equipment": 2040},
}
NEED = {  # per weighted pupil, so that every section of the school passes
    "小学": {"teaching": 4.5, "equipment": 2000, "rooms": 2.3},
    "初级中学": {"teaching": 5.8, "equipment": 2500, "rooms": 2.4},
    "一贯": {"teaching": 5.2728, "equipment": 2272.8, "rooms": 2.3},
}


def up(value):
    return int(-(-value // 1))


def people(rng, stage, pupils, story):
    need = {"primary": 4.2, "junior": 5.3}[stage]
    above = up(pupils * need * rng.uniform(1.04, 1.42) / 100)
    backbone = story.get("backbone", up(pupils * rng.uniform(1.0, 1.45) / 100))
    pe_art = story.get("pe_art", up(pupils * rng.uniform(0.92, 1.3) / 100))
    above = max(above, pe_art + 3, backbone + 2, 5)
    master = int(above * rng.uniform(0.01, 0.09))
    diploma = int(above * rng.uniform(0.12, 0.34)) if stage == "primary" else rng.randint(0, above // 12)
    bachelor = above - master - (diploma if stage == "primary" else 0)
    sports = -(-pe_art * 2 // 5)
    music = (pe_art - sports + 1) // 2
    return [0, master, bachelor, diploma, sports, music, pe_art - sports - music, backbone]


def rows():
    rng = random.Random(SEED)
    for name, kind, place, primary, junior, senior, sports in SCHOOLS:
        story = STORY.get(name, {})
        several = kind in ("九年一贯制学校", "十二年一贯制学校")
        need = NEED["一贯" if several else kind.replace("教学点", "")]
        weighted = primary + junior
        if several:
            weighted = primary + 1.1 * junior + 1.32 * senior
        net = weighted * story.get("teaching", need["teaching"] * rng.uniform(1.01, 1.3))
        area = weighted * sports
        indoor = round(area * rng.uniform(0.05, 0.12), 1) if weighted > 900 else 0.0
        money = weighted * story.get("equipment", need["equipment"] * rng.uniform(1.01, 1.35)) / 10000
        rooms = up(weighted * story.get("rooms", need["rooms"] * rng.uniform(1.0, 1.25)) / 100)
        row = ["青禾县" + name if not name.startswith("青禾") else name, kind, place]
        row += [str(n) if n else "" for n in (primary, junior, senior)]
        for stage, pupils in (("primary", primary), ("junior", junior)):
            cells = people(rng, stage, pupils, story) if pupils else [""] * 8
            row += [str(n) for n in cells]
        row += ["%.1f" % (net + indoor), "%.1f" % indoor, "%.1f" % (area - indoor),
                "%.2f" % money, str(rooms)]
        yield row


# What schools state beside rooms and teachers. One school lacks music rooms, one has too few pupils funded, one trains
# on less than 5 % of its funds.
FACTS = ["义务教育阶段教学班数", "音乐专用教室间数", "美术专用教室间数", "公用经费核定学生数",
         "年度教师培训经费预算总额（万元）", "年度公用经费预算总额（万元）", "德育工作水平", "校园文化建设水平", "办学性质"]


def facts(row):
    primary, junior, senior = (int(row[c] or 0) for c in (3, 4, 5))
    classes = -(-primary // 43) + -(-junior // 47)
    rooms = -(-classes // 12)
    pupils = primary + junior
    funds = round(pupils * 0.085, 2)
    training = round(funds * 0.055 + 0.01, 2)
    music, funded = rooms, max(pupils, 100)
    if row[0].endswith("禾穗街道第一小学"):
        music -= 1
    if row[0].endswith("荞壳乡麦笛小学"):
        funded = pupils
    if row[0].endswith("稻花镇初级中学"):
        training = round(funds * 0.046, 2)
    private = row[0].endswith("青禾实验学校")
    return [str(classes), str(music), str(rooms), str(funded), "%.2f" % training, "%.2f" % funds,
            "优秀" if pupils > 900 else "良好", "良好", "民办" if private else "公办"]


def main():
    body = [row + facts(row) for row in rows()]
    header = WHOLE_HEADER + FACTS
    total = ["合计", "", ""]
    for c in range(3, len(header)):
        if header[c] in FACTS[-3:]:
            total.append("")
            continue
        value = sum(Fraction(row[c] or 0) for row in body)
        total.append(str(value) if value.denominator == 1 else "%.2f" % float(value))
    lines = ["【示例】青禾县（虚构）义务教育优质均衡发展基础数据表：学校、乡镇、数字均为虚构，仅供演示"]
    lines += ["\t".join(row) for row in [header, *body, total]]
    lines.append("注：本表为程序生成的虚构示例，与任何真实地区和学校无关。")
    TARGET.write_text("\n".join(lines) + "\n", "utf-8", newline="\n")
    print(TARGET.name, len(body), "schools")


if __name__ == "__main__":
    main()
