//! All words of the page, in Chinese and English side by side: a text without one of them does not compile.
//!
//! `{0}`, `{1}` … stand for what is filled in.

use super::state::{Page, Work};
use crate::diagnostic::{Locale, Location, Problem, Text};
use crate::intake::{Field, RowRole, SourceReading};
use crate::table::Format;

macro_rules! texts {
    ($($key:ident: $zh:literal, $en:literal;)*) => {
        /// Every text of the page.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Key {
            $(#[doc = $zh] $key,)*
        }

        impl Key {
            /// Every key.
            pub const ALL: &'static [Self] = &[$(Self::$key,)*];

            /// In Chinese.
            pub const fn zh(self) -> &'static str {
                match self { $(Self::$key => $zh,)* }
            }

            /// In English.
            pub const fn en(self) -> &'static str {
                match self { $(Self::$key => $en,)* }
            }
        }
    };
}

texts! {
    // The frame of the page.
    ProductName: "均衡", "Junheng";
    ProductTitle: "均衡 · 义务教育优质均衡发展评估", "Junheng · evaluation of balanced compulsory education";
    ProductLine: "县域义务教育优质均衡发展评估", "Evaluation of balanced, high-quality compulsory education";
    SkipToContent: "跳到正文", "Skip to content";
    StepsLabel: "步骤", "Steps";
    ThemeLabel: "外观", "Appearance";
    ThemeAuto: "自动", "Auto";
    ThemeLight: "浅色", "Light";
    ThemeDark: "深色", "Dark";
    ContrastLabel: "对比度", "Contrast";
    ContrastPlain: "标准", "Standard";
    ContrastHigh: "高", "High";
    LargePrint: "长辈版", "Large print";
    Display: "显示", "Display";
    EvaluatedOn: "评估日期 {0}", "evaluated on {0}";
    DataOfYear: "{0}数据", "data of {0}";
    ErrorPrefix: "出错：", "Error: ";
    PrivacyLine: "数据只在本机处理和保存，不上传。断开网络也能使用。", "Your data is processed and kept on this computer alone and never uploaded. It also works offline.";
    FooterStandard: "依据：{0}（{1}，版本 {2}）", "Rules: {0} ({1}, version {2})";
    FooterEngine: "均衡 Junheng {0}", "Junheng {0}";
    DropHere: "松开鼠标，读取这些文件", "Drop the files to read them";
    TableOf: "{0}：表格", "{0}: table";
    Close: "关闭", "Close";
    Cancel: "取消", "Cancel";
    Comma: "、", ", ";
    Semicolon: "；", "; ";

    // Inside another page.
    HostAsk: "{0} 请求与本页交换数据", "{0} asks to exchange data with this page";
    HostAskData: "它要交来“{0}”（{1}）。", "It wants to hand over “{0}” ({1}).";
    HostAskText: "允许后，它可以把数据交给本页，也能取得本页的评估结果（含各校数据）。不允许也能照常使用，数据只留在这里。本次访问只问一次，页面底部可以改。", "If you allow it, it can hand data to this page and get the result of the evaluation, schools included. If you do not, everything works and your data stays here. You are asked once in this visit, and can change it at the foot of the page.";
    HostAskShown: "{0} 要在这里显示一份评估结果", "{0} wants to show a result of an evaluation here";
    HostAskShownText: "允许后，结果由本页重新算出并显示，只供查看；它也能取得显示的结果。不允许就不显示。本次访问只问一次，页面底部可以改。", "If you allow it, the result is computed again here and shown, to be looked at only; the site can get what is shown, too. If you do not, nothing is shown. You are asked once in this visit, and can change it at the foot of the page.";
    HostAllow: "允许", "Allow";
    HostDeny: "不允许", "Do not allow";
    HostAllowed: "已允许与 {0} 交换数据。", "Exchange of data with {0} is allowed.";
    HostWithdraw: "收回", "Withdraw";
    HostDenied: "没有允许与 {0} 交换数据。", "Exchange of data with {0} is not allowed.";
    HostAllowNow: "改为允许", "Allow it";
    HostHelp: "请网页的维护人员查看嵌入说明（docs/embed.md）", "who maintains the page finds help in the description of embedding (docs/embed.md)";
    HostNotNamed: "网页没有在 host-origin 中写明自己的来源，数据没有接收", "the page has not named its own origin in host-origin, so the data was not taken";
    HostNotAllowed: "用户没有允许交换数据", "the user has not allowed an exchange of data";
    HostTooLarge: "数据超过 {0}，或既不是文本也不是 ArrayBuffer", "the data is larger than {0}, or neither text nor an ArrayBuffer";
    HostBadMessage: "消息的格式不对，没有处理", "the message has not the right shape and was not acted on";
    HostUnknownValue: "{0} 的值无效：{1}", "not a value of {0}: {1}";
    PublishedNothing: "这里显示所在网站发布的评估结果。还没有收到结果。", "This shows a result published by the site around it. No result has arrived yet.";
    PublishedDenied: "没有允许接收数据，所以不显示结果。", "Receiving data was not allowed, so no result is shown.";
    ShowWhole: "显示全部结果", "Show the whole result";
    ShowSummary: "只显示概况", "Show the overview only";
    PublishedNote: "发布的结果，只供查看。结论由本页用文件中的数据重新算出，与文件所写一致。", "A published result, to be looked at only. Its verdict was computed again here from the data in the file, and agrees with it.";

    // The tour.
    GuideOffer: "第一次使用？", "Here for the first time?";
    GuideOfferText: "用虚构的示例县走一遍，约两分钟：结论、没有达到的要求、学校、依据，最后换成自己的数据。随时可以结束，页面照常使用。", "Walk through an invented county in about two minutes: the verdict, what is not met, a school, the reasons, and then your own data. Leave at any time; the page works meanwhile.";
    GuideBegin: "开始导览", "Take the tour";
    GuideDecline: "不用了", "No, thanks";
    GuideAgain: "两分钟导览", "Two-minute tour";
    GuideStep: "导览 {0}/{1}", "Tour, {0} of {1}";
    GuideThere: "到那里", "Go there";
    GuideBack: "上一处", "Back";
    GuideNext: "下一处", "Next";
    GuideSkip: "结束", "Leave";
    GuideEnd: "完成", "Done";
    GuideVerdict: "先看结论", "First, the verdict";
    GuideVerdictText: "全县是否达标，各部分达到几项、差几项。没有资料的项目算作“无法判定”，既不算达标也不算未达标。", "Whether the county passes, and how many rules of each part are met. What is not known counts as undetermined: neither met nor failed.";
    GuideFailing: "再看没有达到的要求", "Then what is not met";
    GuideFailingText: "每一行是一条没有达到的要求，点开就是条文、算法和涉及的学校。", "Every line is a rule that is not met. Open it for the clause, the calculation and the schools concerned.";
    GuideSchool: "找到学校", "Find the school";
    GuideSchoolText: "点校名，图和表都会指出它，下方卡片列出它各项的数值和缺口。", "Choose a name: charts and table point at it, and the card below lists its values and what is lacking.";
    GuideWhy: "每个数字都问得到依据", "Ask any number why";
    GuideWhyText: "点开任何一个比例、系数或数值：条文原文、公式、代入的数字，以及它来自表里的哪个单元格。", "Open any share, coefficient or value: the words of the clause, the formula, the numbers put in, and the cells they came from.";
    GuideOwn: "换成自己的数据", "Now your own data";
    GuideOwnText: "在这里选择文件，或在任何地方按 Ctrl+V 粘贴表格。数据只在本机处理，会替换示例。这份导览在页面底部可以再看。", "Choose a file here, or paste a table anywhere with Ctrl+V. It is processed on this computer alone and replaces the example. This tour stays at the foot of the page.";
    // What-if.
    WhatIf: "模拟", "What-if";
    WhatIfNote: "试改数字与学校", "Try other numbers";
    WhatIfPrefix: "【模拟】", "What-if: ";
    WhatIfStamp: "模拟结果，不是正式结果（{0} 处改动）", "What-if, not the real result (changes: {0})";
    WhatIfLead: "在副本上试改数值、标准、学校或填报，判定立即重算。读入的数据和正式结果都不变；改动随本次工作保存在本机，页面、打印和导出都标明“模拟”。", "Try other numbers, another standard, other schools or statements on a copy; every verdict is computed at once. Your data and the real result stay as they are. Changes are kept with the work on this computer, and pages, prints and exports are marked “What-if”.";
    WhatIfOn: "正在看模拟结果，共 {0} 处改动，不是正式结果。", "This is a what-if result, not the real one (changes: {0}). ";
    WhatIfElsewhere: "另有模拟（{0} 处改动）；本页是真实数据。", "There is a what-if (changes: {0}); this page shows the real data. ";
    WhatIfPaused: "模拟（{0} 处改动）已暂停，现在看到的是正式结果。", "The what-if (changes: {0}) is paused: you see the real result. ";
    WhatIfCounty: "全县：", "The county: ";
    WhatIfWas: "实际：{0}", "real: {0}";
    WhatIfBecomes: "变为", " becomes ";
    WhatIfShow: "看模拟结果", "Show the what-if";
    WhatIfReal: "看正式结果", "Show the real result";
    WhatIfLink: "改动与前后对比", "Changes and effect";
    WhatIfToResult: "看完整结果", "See the whole result";
    WhatIfEnd: "结束模拟", "End the what-if";
    WhatIfDropAll: "全部撤回", "Take all back";
    WhatIfDrop: "撤回", "Take back";
    WhatIfDropOne: "撤回：{0}", "Take back: {0}";
    WhatIfRefused: "没有生效：{0}", "Not made: {0}";
    WhatIfUndo: "撤销一步", "Undo";
    WhatIfRedo: "重做", "Redo";
    WhatIfStrip: "与正式结果不同的判定", "What differs from the real result";
    WhatIfNothing: "判定没有变化。", "No verdict is different.";
    WhatIfMoreLines: "另有 {0} 项变化", "and {0} more";
    WhatIfSchools: "{0} 个学段部的判定有变化", "sections with another status: {0}";
    WhatIfList: "改动", "Changes";
    WhatIfEmpty: "还没有改动。在上面试改，或在结果页点开一所学校再试。", "No changes yet. Try some above, or open a school on the result page and try from there.";
    WhatIfTry: "试改", "Try";
    WhatIfValues: "数值", "Numbers";
    WhatIfRules: "标准", "Standard";
    WhatIfInclusion: "参评", "Inclusion";
    WhatIfPupils: "调学生", "Move pupils";
    WhatIfTeachers: "调教师、设备", "Move teachers";
    WhatIfMerge: "合并", "Merge";
    WhatIfSplit: "拆分", "Split";
    WhatIfAdd: "新增学校", "Add a school";
    WhatIfStatements: "自评", "Declared";
    WhatIfStatementsNote: "县级或学校填报的内容，逐项试改。没有填报的也可以试填。问卷和班级名册不在这里改。", "What the county or a school states, one by one; what is not stated yet can be tried as well. The survey and class rolls are not changed here.";
    WhatIfWho: "谁填报", "Stated by";
    WhatIfCountyItself: "县（市、区）", "The county";
    WhatIfWhat: "填报项", "Fact";
    WhatIfAnswer: "改为", "Change to";
    WhatIfNow: "现在：{0}", "Now: {0}";
    WhatIfNotStated: "未填报", "not stated";
    WhatIfNothingTyped: "请先填写。", "Fill it in first.";
    WhatIfNothingStated: "这个标准没有填报项。", "This standard asks for nothing to be stated.";
    WhatIfMakeState: "试改", "Try it";
    WhatIfEffect: "有什么变化", "What this changes";
    WhatIfSchoolsTitle: "判定有变化的学段部（{0}）", "Sections with another status ({0})";
    WhatIfNoSchools: "没有学校的判定发生变化。", "No school has another status.";
    WhatIfChanged: "有变化", "changed";
    WhatIfItem: "项目", "Item";
    WhatIfBefore: "实际", "Real";
    WhatIfAfter: "模拟", "What-if";
    WhatIfComprehensive: "综合评估达标", "Comprehensive: met";
    WhatIfWhole: "全县", "The county";
    WhatIfVerdicts: "判定", "Verdicts";
    WhatIfShare: "达标学校比例", "sections that meet it";
    WhatIfCv: "校际差异系数", "coefficient of variation";
    WhatIfNotEvaluated: "不参评", "Not evaluated";
    WhatIfNotANumber: "请填数字", "Type a number";
    WhatIfWhole0: "请填整数", "Type a whole number";
    WhatIfOriginal: "恢复 {0}", "Back to {0}";
    WhatIfOriginalOf: "{0}：恢复 {1}", "{0}: back to {1}";
    WhatIfNoSections: "没有学校可试改。", "There are no schools to try.";
    WhatIfSchool: "学校", "School";
    WhatIfPupilsOf: "在校生数", "Pupils";
    WhatIfPeople: "人", "people";
    WhatIfFill: "补足（缺 {0}）", "Make up (short by {0})";
    WhatIfFillOf: "{0}：补足到标准，缺 {1}", "{0}: make up to the standard, short by {1}";
    WhatIfFillSchool: "本校各项补足到标准（改 {0} 个数）", "Make up everything this school lacks (numbers set: {0})";
    WhatIfFillNeed: "模拟补足（{0} 个学段部，各改 1 个数）", "Try making it up (sections: {0}, one number each)";
    WhatIfEven: "模拟这样增加（{0} 个学段部，各改 1 个数）", "Try these additions (sections: {0}, one number each)";
    WhatIfFillNeedOf: "{0}：{1}", "{0}: {1}";
    WhatIfEnter: "试改一下（模拟）", "Try other numbers (what-if)";
    WhatIfTryThis: "试改这个数", "Try another number";
    WhatIfTrySchool: "试改", "Try other numbers";
    WhatIfWeights: "拆分权重只影响按学生数拆分过的一贯制学校、完全中学。", "Weights act only on multi-stage schools whose amounts were split by pupils.";
    WhatIfOtherRules: "其他规则的要求值", "Limits of other rules";
    WhatIfLeaveNote: "不参评的学校，连同它的班级和填报，一并不算。", "A school left out goes with its classes and statements.";
    WhatIfLeave: "不参评", "Leave out";
    WhatIfLeft: "按规定不参评的学校", "Left out by the standard";
    WhatIfInclude: "纳入评估", "Evaluate it";
    WhatIfPupilsNote: "学生转出多少，就转入多少；教师、用房等不动，生均值重新计算。", "As many arrive as leave. Teachers and rooms stay; ratios are computed anew.";
    WhatIfFrom: "从", "From";
    WhatIfTo: "到", "To";
    WhatIfCountPupils: "学生人数", "Pupils";
    WhatIfTeachersNote: "调出多少，就调入多少。一名教师可以同时属于几类，请都选上。", "As many arrive as leave. A teacher may be of several kinds: choose all of them.";
    WhatIfCount: "数量", "How many";
    WhatIfKinds: "计入哪些指标", "Counted as";
    WhatIfMakeMove: "调动", "Move";
    WhatIfMergeNote: "各学段的学生、教师、面积、设备等分别相加，生均值重新计算；班级照旧，不合班。填报的数都有才相加，否则作为未知。", "Pupils, teachers, areas and equipment are added stage by stage and ratios computed anew; classes stay as they are. What schools state is added only where all of them state it, and is unknown otherwise.";
    WhatIfMerged: "撤并的学校", "School that goes";
    WhatIfInto: "并入", "School that stays";
    WhatIfMakeMerge: "合并", "Merge";
    WhatIfSplitNote: "各项按学生比例分给新校；人、间、台、册取整，㎡和元取到0.01，余数留在原校。", "The new school gets its share by pupils, rounded down to whole people and things and 0.01 m² or yuan; the remainder stays.";
    WhatIfNewName: "新校名称", "Name of the new school";
    WhatIfPrimaryGo: "去新校的小学生", "Primary pupils that go";
    WhatIfJuniorGo: "去新校的初中生", "Junior pupils that go";
    WhatIfMakeSplit: "拆分", "Split";
    WhatIfAddNote: "留空的项目作为未知，不当作0。", "What is left empty is unknown, and not zero.";
    WhatIfStage: "学段", "Stage";
    WhatIfWithUnit: "{0}（{1}）", "{0} ({1})";
    WhatIfMakeAdd: "新增", "Add";
    WhatIfOneCounty: "模拟只对本县；各县对比请看正式结果。", "The what-if is of this county alone; compare counties in the real result.";

    // Steps.
    PageData: "数据", "Data";
    PageCheck: "核对", "Check";
    PageDeclare: "自评", "Declare";
    PageStandards: "标准", "Standards";
    PageNarrative: "核对公报", "Check a text";
    PageResult: "结果", "Result";
    PageExport: "导出", "Export";
    PageDataNote: "粘贴或选择表格", "Paste or choose a table";
    PageCheckNote: "确认读得对不对", "See what was understood";
    PageDeclareNote: "填报其余各项", "State the rest";
    PageStandardsNote: "条文与数字", "Clauses and numbers";
    PageNarrativeNote: "数字前后是否一致", "Do its numbers agree?";
    PageResultNote: "逐校逐项达标情况", "School by school";
    PageExportNote: "表格与打印件", "Files and print";
    StepMustFix: "{0} 处必须修正", "{0} to correct";
    StepNothingToFix: "没有必须修正的问题", "Nothing must be corrected";
    StepOneSchool: "一所学校", "One school";

    // The example.
    SampleName: "虚构示例：青禾县", "Invented example: Qinghe County";
    SampleBadge: "虚构示例", "Invented example";
    SampleBanner: "学校、乡镇和数字均为虚构，仅供了解本工具，不能作为任何依据。", "Schools, towns and numbers are made up to show the tool. They are no evidence of anything.";
    CurrentData: "现在的数据：{0}。", "Current data: {0}.";
    SourcesTitle: "现有数据", "Data at hand";
    SourcesSum: "{0} 个来源，读到 {1} 行，取用 {2} 行", "{0} sources, {1} rows read, {2} taken";
    SourcesHint: "可以继续放入文件或粘贴表格：放入时选择加入还是替换。放入往年的表，可以比较各年。移除、换编码和各项改动都可以撤销。", "Put in more at any time and say whether it joins or replaces the data. Tables of earlier years can be compared. Removing, re-reading and corrections can be undone.";
    SourcesSampleHint: "放入自己的数据会替换虚构示例。", "Your own data replaces the example.";
    SourceName: "名称", "Name";
    SourceSize: "大小", "Size";
    SourceEarlier: "较早的年度，不参加评估，只用于比较", "An earlier year: not evaluated, compared only";
    SourceRows: "取用/行数", "Taken/rows";
    SourceIssues: "问题", "Issues";
    SourceActions: "操作", "Actions";
    SourceRemove: "移除", "Remove";
    SourceRemoveOf: "移除：{0}", "Remove: {0}";
    SourceNothing: "没有取用", "nothing taken";
    SourceFine: "无", "none";
    SourceDoubts: "{0} 处请核对", "{0} to look at";
    EncodingOf: "换编码：{0}", "Encoding of {0}";
    Undo: "撤销", "Undo";
    Redo: "重做", "Redo";
    ClearData: "清除数据", "Clear the data";
    TrySample: "用虚构示例试一试", "Try the invented example";

    // 1 Data.
    DataTitle: "放入学校数据", "Put in the school data";
    DataLead: "把全县的学校数据表贴进来，或选择文件。不需要改成固定格式：标题行、多层表头、合计行和表注会自动识别，下一步可以逐项核对。", "Paste the county's school table or choose a file. No fixed layout is needed: titles, stacked headings, totals and notes are recognised, and you check everything in the next step.";
    PasteLabel: "粘贴表格", "Paste a table";
    PastePlaceholder: "在 Excel 或 WPS 中选中表格（连同表头），复制，然后在这里按 Ctrl+V", "Select the table with its headings in Excel or WPS, copy it, and press Ctrl+V here";
    PasteHint: "在页面任何地方按 Ctrl+V 都可以粘贴表格；也可以把 xlsx、xls、et、ods、csv 文件拖进来，一次多个或整个文件夹都行（例如每校一个文件）。只有一所学校时，粘贴它的表头和那一行即可。", "Ctrl+V works anywhere on the page, and you can drop xlsx, xls, et, ods or csv files: one, many, or a folder with one for every school. For one school, paste the headings and its row.";
    PasteName: "粘贴的表格", "Pasted table";
    SeveralName: "{0} 等 {1} 个文件", "{0} and others, {1} files";
    NothingTaken: "按现在的更正，没有可以评估的数据", "With these corrections there is nothing to evaluate";
    UndoLast: "撤销上一步", "Undo the last step";
    OpenAnyway: "查看表格，手工指定表头", "Show the table and choose its header";
    BlankName: "仅填报（没有学校数据）", "Declared facts only (no school data)";
    ReadTable: "读取表格", "Read the table";
    ChooseFile: "选择文件", "Choose files";
    HowTitle: "怎样使用", "How it works";
    How1: "放入数据", "Put in the data";
    How1Text: "粘贴、拖入或选择文件。一张表、分学段的多张工作表都可以。", "Paste, drop or choose. One table, or one sheet per stage.";
    How2: "核对识别结果", "Check what was understood";
    How2Text: "看每一列被认作什么、哪些行没有取用、哪些数字可疑；认错了可以改。", "See what each column was taken for, which rows were left out, which numbers look doubtful. Correct what is wrong.";
    How3: "填报其余条目", "State the rest";
    How3Text: "资源配置以外的条目在“自评”中填写，填一项判一项；没有学校数据也可以先填。", "What is not in the table is stated under Declare and judged at once, with or without school data.";
    How4: "查看并导出结果", "Read and export the result";
    How4Text: "点开任何一个数字，可以看到条文、公式和它来自哪个单元格。", "Open any number to see its clause, its formula and the cells it came from.";
    NeedsTitle: "需要哪些列", "Which columns are needed";
    NeedsLead: "资源配置指标由下列数据算出。表里缺的项目按“无法判定”处理，不会当作 0。", "The resource indicators are computed from these. What the table lacks counts as undetermined, never as zero.";
    NeedsIndicator: "指标", "Indicator";
    NeedsColumns: "表中应有的列", "Columns in your table";
    NeedsPrimary: "小学标准", "Primary";
    NeedsJunior: "初中标准", "Junior secondary";
    NeedsBase: "基本信息", "Basics";
    NeedsBaseColumns: "学校名称、学段（或办学类型）、在校生数", "School name, stage (or kind of school), pupils";
    NeedsL1: "高于规定学历教师数；或按学历分列的专任教师数", "Teachers above the required qualification, or full-time teachers by qualification";
    NeedsL2: "县级以上骨干教师数", "Backbone teachers recognised at county level or above";
    NeedsL3: "体育、音乐、美术（艺术）专任教师数，分列或合计", "Full-time PE, music and fine art teachers, apart or together";
    NeedsL4: "教学及辅助用房面积；含室内体育用房时另列室内体育用房面积", "Area of teaching and auxiliary rooms; indoor sports rooms apart if they are included";
    NeedsL5: "运动场地面积、室内体育用房面积；或体育运动场馆面积合计", "Sports grounds and indoor sports rooms, or both together";
    NeedsL6: "教学仪器设备资产值（元或万元）", "Value of teaching equipment (yuan or 10,000 yuan)";
    NeedsL7: "网络多媒体教室数", "Networked multimedia classrooms";
    NeedsComputers: "计算机台数（教学用）", "Computers for teaching";
    NeedsBooks: "图书册数", "Books";
    NeedsTeachers: "专任教师数", "Full-time teachers";
    NeedsTitles: "中级及以上专业技术职务教师数", "Teachers of intermediate title or above";
    NeedsNote: "九年一贯制、完全中学可以一校一行：用房、场馆、设备、多媒体教室按学生数加权拆分到学段，教师按实际任教学段。", "Multi-stage schools may stand in one row: rooms, grounds, equipment and classrooms are split by weighted pupils, teachers by where they teach.";

    // Reading, and what can go wrong.
    ReadingNow: "正在读取", "Reading";
    ReadingPercent: "已读取 {0}%", "{0}% read";
    ProblemsFound: "没有读成，{0} 个问题", "Not read; problems: {0}";
    TroubleTitle: "没有读成：{0}", "Could not be read: {0}";
    Where: "位置", "Where";
    WhatToDo: "怎么办", "What to do";
    PreviousKept: "之前的数据和结果没有受影响。", "Your earlier data and result are untouched.";
    NothingLost: "页面没有受影响，可以再试一次。", "The page is unharmed. You can try again.";
    BackToPrevious: "回到之前的结果", "Back to the earlier result";
    FileTooLarge: "文件有 {0}，超过上限 {1}", "The file has {0}, more than the limit of {1}";
    FileTooLargeHelp: "一个县的数据通常不到 1 MB。请删去图片和无关的工作表后另存，或只复制需要的列粘贴进来", "A county's data rarely needs 1 MB. Save it without pictures and unrelated sheets, or paste only the columns needed";
    FilesTooMuch: "全部文件合计超过 {0}，这个文件没有放入", "All files together would exceed {0}; this one was not taken";
    FilesTooMuchHelp: "请先移除不需要的文件，或分几次评估", "Remove files that are not needed, or evaluate in parts";
    SourceTwice: "与“{0}”的内容完全相同，没有重复放入", "The same bytes as {0}; not taken twice";
    SourceTwiceHelp: "如果应当是另一所学校的表，请检查是否放错了文件", "If it should be another school's table, check whether the right file was chosen";
    SourceGone: "浏览器里已经没有这个文件的内容", "The browser does not hold this file any more";
    SourceGoneHelp: "请重新放入这个文件；其他文件和改动都还在", "Put the file in again; the others and the corrections are still there";
    FailedTitle: "{0} 个文件没有放入", "Files not taken: {0}";
    FailedLead: "其余文件已经放入。", "The others were taken.";
    FailedMore: "另有 {0} 个", "and {0} more";
    ReadingOf: "正在读取 {0}/{1}", "Reading {0} of {1}";
    ArrivedFiles: "刚放入 {0} 个文件（{1}）。", "{0} files were put in ({1}).";
    ArrivedFile: "刚放入“{0}”。", "{0} was put in.";
    ArrivedPaste: "刚粘贴了一张表格。", "A table was pasted.";
    ArrivedWhere: "与现有数据（{0}）是什么关系？", "Where does it belong, beside the data at hand ({0})?";
    ArrivedJoin: "加入现有数据", "Add to the data";
    ArrivedReplace: "替换，重新开始", "Replace it, start anew";
    ArrivedNowhere: "不放入", "Take nothing";
    FileUnreadable: "浏览器读不到这个文件：{0}", "The browser cannot read the file: {0}";
    FileUnreadableHelp: "文件可能已被移动、正被其他程序占用，或者是一个文件夹。请关闭占用它的程序后重新选择", "It may have been moved, be locked by another program, or be a folder. Close the program and choose it again";
    WorkerTrapped: "读取这个文件时程序出错（{0}）", "The program failed while reading this file ({0})";
    WorkerTrappedHelp: "读取部件已重新启动，其他文件可以照常读取。请用 Excel 或 WPS 打开该文件，另存为新的 xlsx 后再试，或直接复制表格粘贴进来", "The reader has been restarted; other files work as before. Open the file in Excel or WPS, save it as a new xlsx and try again, or paste the table";
    FilesUnavailable: "无法载入读取文件的部件（{0}）", "The part that reads files could not be loaded ({0})";
    FilesUnavailableHelp: "请检查网络后重试；也可以在 Excel 或 WPS 中复制表格，直接粘贴进来", "Check the connection and try again, or copy the table in Excel or WPS and paste it";
    InternalTrouble: "程序内部出错（{0}）", "An internal error ({0})";
    InternalTroubleHelp: "这是程序的缺陷，请告诉维护者；可以先改用粘贴", "This is a defect of the program; please report it. Pasting may work meanwhile";

    // Keeping the work.
    KeptTitle: "继续上次的工作", "Go on with earlier work";
    KeptLead: "这些工作保存在这台电脑的这个浏览器里。", "Kept in this browser on this computer.";
    KeptContinue: "继续", "Continue";
    KeptContinueOf: "继续：{0}", "Continue: {0}";
    KeptDelete: "删除", "Delete";
    KeptDeleteOf: "删除保存的工作：{0}", "Delete the kept work: {0}";
    KeptDecline: "不用，重新开始", "No, start anew";
    KeptSaved: "{0} 保存", "kept {0}";
    KeptSources: "{0} 个来源", "{0} sources";
    KeptNowhere: "没有保存", "Not kept";
    Understood: "知道了", "Understood";
    WhereTitle: "数据在哪里", "Where the data is";
    WhereLead: "全部在这台电脑上。页面不向任何地方发送数据：断开网络照常使用，也可以在浏览器的开发者工具中核对。", "All of it on this computer. The page sends nothing anywhere: it works offline, and the browser's developer tools show as much.";
    WhereWorks: "放入的文件和表格、改动与撤销记录", "Files and tables, corrections and their history";
    WhereWorksIn: "这个浏览器的数据库（IndexedDB“junheng”），最近 {0} 份工作，刷新或意外关闭后可以继续。", "This browser's database (IndexedDB \"junheng\"): the latest {0} works, to go on with after a reload or a crash.";
    WhereWorksNow: "现有 {0} 份", "{0} now";
    WhereBytes: "，共占用约 {0}", ", about {0} in all";
    WhereEntries: "自评中填写的内容", "What is stated under Declare";
    WhereEntriesIn: "这个浏览器的本地存储（localStorage）。", "This browser's local storage.";
    WhereEntriesNow: "现有 {0} 份", "{0} now";
    WhereMappings: "表头与项目的对应", "Mappings of headings";
    WhereMappingsIn: "这个浏览器的本地存储，最近 {0} 种表头，下次同样的表头自动采用。", "This browser's local storage: the latest {0} headings, taken again for the same headings.";
    WhereMappingsNow: "现有 {0} 种", "{0} now";
    MappingsExport: "导出对应", "Export the mappings";
    MappingsImport: "导入对应", "Import mappings";
    MappingsHint: "在“核对”中改正过的列，按表头记住；导出的文件可以发给其他学校或换一台电脑使用。", "Columns corrected under Check are remembered by their headings. The exported file serves other schools or another computer.";
    MappingsTaken: "已导入 {0} 种表头的对应，表头相同的工作表按它读取。", "Mappings taken: {0}. Sheets with the same headings are read by them.";
    MappingsNone: "“{0}”不是对应文件。请选择用“导出对应”得到的 json 文件。", "{0} is no file of mappings. Choose a json file made by exporting them.";
    MappingsNewer: "“{0}”出自本页更新的版本，请用更新的版本导入。", "{0} is of a newer version of this page; import it there.";
    MappingsBad: "“{0}”中第 {1} 种对应读不懂：{2}。没有导入任何对应。", "{0}: mapping {1} cannot be read: {2}. Nothing was imported.";
    MappingsEmpty: "“{0}”中第 {1} 种对应没有表头或没有对应的列。没有导入任何对应。", "{0}: mapping {1} has no headings or no columns. Nothing was imported.";
    MappingsColumn: "“{0}”中第 {1} 种对应指向第 {2} 列，而它的表头没有这一列。没有导入任何对应。", "{0}: mapping {1} names column {2}, which its headings do not have. Nothing was imported.";
    MappingRemembered: "表头与以前改正过的相同，{0} 列按上次的对应。", "The headings are ones corrected before: {0} columns are taken as they were then.";
    MappingForget: "不采用，重新识别", "Recognise them anew";
    WhereProgram: "页面自己的程序文件", "The page's own program files";
    WhereProgramIn: "这个浏览器的缓存（Cache Storage）：https 网页第一次打开后保存，断开网络时用它打开；新版本在下次打开时采用。", "This browser's cache, after the first visit over https: from it the page opens offline. A new version is taken at the next start.";
    WherePreferences: "语言、外观、所选标准", "Language, appearance, standard";
    WherePreferencesIn: "这个浏览器的本地存储。", "This browser's local storage.";
    WhereProof: "怎样核对没有上传", "How to see that nothing is sent";
    WhereProof1: "断开网络后再用一次：读取、评估、导出照常。", "Go offline and use it again: reading, evaluation and export work as before.";
    WhereProof2: "按 F12 打开开发者工具的“网络（Network）”，放入数据：列出的只有本页自己的程序文件，没有任何上传请求。", "Press F12, open Network, and put in data: only the page's own program files are listed, and no upload.";
    WhereProof3: "页面自带的安全策略（Content-Security-Policy）只许连接本站，单文件版不许任何连接，由浏览器强制执行；网站管理员可以在服务器日志中核对。", "The page's own Content-Security-Policy allows connections to its own site alone, the single file none at all; the browser enforces it, and the server's log shows as much.";
    WhereExample: "虚构示例不保存。导出的文件存到您选择的位置。", "The invented example is not kept. Exports go where you save them.";
    WhereFile: "从磁盘打开的单文件版：浏览器让本机所有从磁盘打开的网页共用一处存储，请只打开可信的网页文件。", "Opened from disk: the browser lets all pages opened from this computer's disk share one storage. Open only page files you trust.";
    WhereShared: "多人共用的电脑，离开前请清除。", "On a shared computer, clear it before you leave.";
    ForgetAll: "清除本机保存的全部内容", "Clear everything stored here";
    ForgetAllSure: "将删除保存的全部工作、填报、对应和偏好，页面上现有的数据也一并清除，不能恢复。", "This deletes all kept works, entries, mappings and preferences, and the data at hand. It cannot be undone.";
    ForgetAllYes: "确认清除", "Clear everything";
    ForgetAllNo: "不清除", "Keep it";
    Forgotten: "已清除：本机不再保存任何内容。", "Cleared: nothing is stored any more.";
    KeepForbidden: "这里不能保存工作：浏览器或所在网页禁止了存储。页面照常使用，关闭或刷新后要重新放入数据。", "Nothing can be kept here: the browser or the page around this one forbids it. Everything works, but after closing or reloading the data must be put in again.";
    KeepFull: "存储空间已满，最近的改动没有保存。请清理磁盘空间，或清除以前保存的工作；现在的数据仍在页面上。", "The storage is full and the latest changes were not kept. Free some space or clear earlier works; the data at hand is still on the page.";
    KeepBlocked: "另一个标签页里打开着本页的旧版本，暂时不能保存。请关闭其他标签页后刷新。", "Another tab holds an older version of this page, so nothing can be kept. Close the other tabs and reload.";
    KeepNewer: "保存的工作出自本页更新的版本，这里读不了。请使用更新的版本打开。", "What was kept is of a newer version of this page. Open it with that version.";
    KeepFailed: "最近的改动没有保存（{0}）。现在的数据仍在页面上，关闭或刷新后要重新放入。", "The latest changes were not kept ({0}). The data at hand is still on the page; after closing or reloading it must be put in again.";

    // Standards.
    FooterStandards: "标准与条文", "Standards and clauses";
    FooterNarrative: "核对公报中的数字", "Check the numbers of a text";
    StampStandards: "查看所用标准的全部条文和数字", "All clauses and numbers of the standard in use";
    StandardsTitle: "标准与条文", "Standards";
    StandardsLead: "评估所用的每一个数字都写在标准文件里，并注明条文出处和可靠程度。可以换用其他标准，或在它的基础上写自己的标准；更换后全部重新评估。", "Every number used in the evaluation stands in a document with its clause and how well it is known. Choose another, or write one of your own on top; everything is evaluated again.";
    StandardInUse: "正在使用", "in use";
    StandardUse: "采用", "Use";
    StandardUseOf: "采用：{0}", "Use: {0}";
    StandardDocument: "{0}《{1}》（{2}，{3}年）", "{0}, {1} ({2}, {3})";
    StandardVersion: "{0}，版本 {1}", "{0}, version {1}";
    StandardCounts: "资源指标 {0} 项，其他规则 {1} 条，填报项 {2} 个", "{0} resource indicators, {1} other rules, {2} facts";
    StandardExtends: "以 {0} 为基础", "on top of {0}";
    StandardHash: "标准文件 SHA-256：{0}", "SHA-256 of the document: {0}";
    PerPupils: "每 {0} 名学生", "per {0} pupils";
    PerPupil: "生均", "per pupil";
    FloorIs: "底线：达标值×{0}", "floor: threshold × {0}";
    CountsIs: "计入：{0}", "counts: {0}";
    AtLeastOf: "{1} 项中至少 {0} 项达到标准，其余不低于底线", "at least {0} of {1} reach the threshold, the others their floor";
    SplitWeights: "小学、初中、高中学生权重 {0}", "weights of primary, junior and senior pupils {0}";
    SplitWithoutPrimary: "没有小学部时，初中、高中权重 {0} : {1}", "without a primary part, junior and senior {0} : {1}";
    ExclusionTitle: "不参评：{0}", "Not evaluated: {0}";
    RelaxationAdds: "可计入“{1}”：{0}", "may be added to {1}: {0}";
    LevelCounty: "对全县", "of the county";
    LevelSection: "对每个学段部", "of every section";
    LevelSchool: "对每所学校", "of every school";
    LevelClass: "对每个班", "of every class";
    LevelSubject: "对每个学科", "of every subject";
    LevelOfStage: "{0}（{1}）", "{0} ({1})";
    LimitWhen: "{0}（{1}）", "{0} ({1})";
    RuleNotJudged: "只作统计，不判定", "reported, not judged";
    AppliesTo: "适用：{0}", "applies to: {0}";
    FromDay: "自 {0} 起", "from {0}";
    UntilDay: "至 {0} 止", "until {0}";
    BetweenDays: "{0} 至 {1}", "{0} to {1}";
    Boarding: "寄宿制学校", "boarding schools";
    NotBoarding: "非寄宿制学校", "day schools";
    PupilsAtLeast: "学生不少于 {0} 人", "at least {0} pupils";
    PupilsBelow: "学生不足 {0} 人", "fewer than {0} pupils";
    BuiltFrom: "{0} 年及以后建校", "built in {0} or later";
    BuiltUntil: "{0} 年及以前建校", "built in {0} or earlier";
    FlagIsYes: "“{0}”为是", "{0}: yes";
    SurveySampleShare: "调查样本为常住人口×{0}", "sample: residents × {0}";
    SurveyShareIs: "{0}占有效问卷不少于 {1}", "{0}: at least {1} of the valid answers";
    FactsTitle: "填报项（{0} 个）", "Facts to be stated ({0})";
    FactsOf: "填报项", "Facts";
    FactName: "名称", "Name";
    FactBy: "由谁填报", "Stated";
    FactAs: "怎样填", "As";
    FactUsedBy: "用于", "Used by";
    FactKey: "键", "Key";
    UnitIs: "（{0}）", " ({0})";
    KindCount: "整数", "whole number";
    KindAmount: "数", "number";
    KindPercent: "百分数", "percentage";
    KindFraction: "0到1之间的数", "number from 0 to 1";
    KindLevel: "Ⅰ到Ⅴ级", "level I to V";
    KindYear: "年份", "year";
    KindDate: "日期", "day";
    KindYesNo: "是、否或未定", "yes, no or not yet";
    KindGrade: "优秀、良好、合格或不合格", "grade";
    NumbersTitle: "文件里的每个数字 → 规则 → 条文（{0} 个）", "Every number of the document, its rule and its clause ({0})";
    NumbersLead: "逐个核对文件中的数字：由哪条规则承载；没有规则承载的，说明原因。", "Each number of the document: the rule that carries it, or why none does.";
    NumbersOf: "文件里的每个数字", "Numbers of the document";
    NumberText: "文件中的数字", "As it stands";
    NumberArticle: "条文", "Clause";
    NumberRule: "由哪条规则承载", "Carried by";
    OwnTitle: "自己的标准", "A standard of one's own";
    OwnLead: "地方文件在国家标准上增加、改动的数字，可以写成一份标准文件（toml）。从现有标准开始改，或打开已有文件；检查通过后即可采用。", "What a local document adds or changes can be written as a document (toml). Begin with an existing one or open a file; once the check finds nothing wrong it can be used.";
    OwnStart: "从 {0} 开始", "Begin with {0}";
    OwnOpen: "打开标准文件", "Open a document";
    OwnLabel: "标准文件 {0}", "Document {0}";
    OwnCheck: "检查", "Check";
    OwnUse: "检查并采用", "Check and use";
    OwnSave: "存为文件", "Save as a file";
    OwnChecking: "正在检查…", "Checking…";
    OwnGood: "没有问题：{0}，规则 {1} 条，填报项 {2} 个。", "Nothing wrong: {0}, {1} rules, {2} facts.";
    OwnBad: "有 {0} 处问题，改正后再检查：", "To correct before it can be used: {0}";
    OwnLine: "第 {0} 行", "Line {0}";
    OwnHint: "标准文件不会被保存在浏览器里，请存为文件。写法见随附文档“标准文件的格式”。", "The document is not kept in the browser: save it as a file. The format is described in the documentation.";
    ToNarrative: "核对一份公报中的数字", "Check the numbers of a published text";
    ToStandards: "回到标准", "Back to the standards";

    // A published text.
    NarrativeTitle: "核对公报中的数字", "Check the numbers of a published text";
    NarrativeLead: "一份公报、方案或报告里的达标率、达标校数、合计和平均数，应当彼此一致。把它们列成表，这里逐句核对。", "Shares, counts, sums and means of a published text should agree with each other. List them, and each is checked against the others.";
    NarrativeLabel: "公报中的数字（表格）", "Numbers of the text (a table)";
    NarrativeHint: "第一行是表头（组别、指标、类型、数值、说法），以后每行一句；类型写总数、达标率、达标数、未达标数、合计或平均。可以在 Excel 或 WPS 里填好后粘贴，也可以先载入例子看写法。", "The first row is the heading, then one statement a row: group, quantity, kind, value, words. Load the example to see how; fill it in in Excel or WPS and paste it here.";
    NarrativeCheck: "核对", "Check";
    NarrativeDemo: "载入例子（滨海新区2021年方案）", "Load the example (Binhai plan of 2021)";
    NarrativeFaults: "表中有 {0} 处读不懂：", "Not understood: {0}";
    NarrativeResult: "核对结果", "Result";
    NarrativeSummary: "共 {0} 句：{1} 句一致，{2} 句矛盾，其余没有可以对照的数字。", "{0} statements: {1} agree, {2} contradict, the others have nothing to be compared with.";
    NarrativeQuantity: "指标", "Quantity";
    NarrativePercent: "公布的比例", "Printed share";
    NarrativeCount: "折合达标", "Implied count";
    NarrativeShort: "折合未达标", "Implied short";
    AgreementAgrees: "一致", "agrees";
    AgreementContradicts: "矛盾", "contradicts";
    AgreementRounding: "在舍入误差内", "within rounding";
    AgreementOther: "另一口径", "another quantity";
    AgreementUndecided: "无法核对", "cannot be checked";

    // Several years, and several counties ranked.
    PageCompare: "比较", "Compare";
    PageCompareNote: "各年度、各县对照", "Years and counties";
    YearsLead: "每个年度按同一标准（{0}）分别评估，只比较资源配置；其余各部分按最新一年填报。", "Each year is evaluated on its own under the same standard ({0}). Only resources are compared; the other parts are stated for the newest year alone.";
    YearsLink: "数据里有 {0} 个年度（{1}），结果是最新一年的。", "The data hold {0} years ({1}); the result is of the newest.";
    CountiesLink: "数据里有 {0} 个县（市、区）。", "The data hold {0} counties.";
    ToCompare: "看比较与趋势", "Compare them";
    MoverDoubtful: "数据存疑", "doubtful data";
    BackToResult: "返回结果", "Back to the result";
    CompareNothing: "现在的数据只有一个年度、一个县。要比较，请把各年度的表一起放入（每年一个文件或一张工作表，名称中写明年度；或在表中加“年度”列），或放入几个县的数据。", "The data at hold one year and one county. To compare, put in the tables of several years together (a file or sheet for each, named with its year, or a column “year”), or the data of several counties.";
    TrendTitle: "趋势", "Trend";
    TrendMeasure: "看什么", "Show";
    TrendCv: "校际差异系数", "Coefficient";
    TrendShare: "达标学校比例", "Share that meets";
    TrendFigure: "数值", "Figure";
    TrendName: "{0}：{1}的变化", "{0}: {1} over the years";
    TrendCvRead: "一格一项指标，一点一个年度；虚线是限值，线以下为在限值以内，× 为超过。", "One panel is one indicator, one mark one year; the dashed line is the limit: below it is within, × is over.";
    TrendShareRead: "一格一项，一点一个年度：达到标准的学段部占全部学段部的百分比。", "One panel is one indicator, one mark one year: sections that meet the threshold, in per cent of all.";
    TrendKeys: "左右键换年度，上下键换指标", "left and right change the year, up and down the indicator";
    TrendLimit: "限值 {0}", "limit {0}";
    TrendSaidCv: "差异系数 {0}，限值 {1}，{2}", "coefficient {0}, limit {1}, {2}";
    TrendSaidPlain: "差异系数 {0}", "coefficient {0}";
    TrendSaidShare: "达标 {0}", "met {0}";
    TrendWithin: "在限值以内", "within";
    TrendOver: "超过限值", "over the limit";
    TrendUnknown: "缺数据，无法判定", "data missing, undetermined";
    TrendTable: "各年度数值", "The numbers of every year";
    TrendSections: "学段部数", "Sections";
    TrendDoubts: "{0}的数据有 {1} 处存疑，按读到的数评估；可把那一年单独放入后核对。", "Doubts about {0}: {1}. It is evaluated as read; put that year in by itself to check them.";
    ChangeTitle: "变化从哪里来", "Where the change comes from";
    ChangeFrom: "从", "From";
    ChangeTo: "到", "to";
    ChangeLead: "{0}：两年都有 {1} 个学段部，减少 {2} 个，新增 {3} 个。", "{0}: {1} sections in both years, {2} gone, {3} come.";
    ChangeDefinition: "怎样分解", "How it is taken apart";
    ChangeDefinitionText: "数值变化＝两年都有的学校，按后一年的数算出的值减去按前一年的数算出的值。学校减少＝前一年只算两年都有的学校时的值，减去前一年全部学校的值。学校新增＝后一年全部学校的值，减去后一年只算两年都有的学校时的值。三者相加正好等于总变化，与先后顺序无关：撤并的学校没有后一年的数，新增的学校没有前一年的数。各部分四舍五入显示，末位可能差1。每所学校在差异系数的平方中占一份：在校生数占全部的比例，乘以它的值与均值之差除以均值的平方；“影响最大的学校”按这一份的增减排列，各校的增减相加就是平方的变化。学校先按标识码对应，没有标识码时按学校全名对应，都在同一学段内；标识码不同的同名学校不作为同一所。", "Values: of the schools in both years, the figure by the later numbers less the figure by the earlier ones. Gone: in the earlier year, the figure of the schools that stayed less that of all. Come: in the later year, the figure of all less that of the schools that stayed. The three add up to the whole change in any order, because schools that went have no later numbers and schools that came no earlier ones. Parts are rounded for display. Every school adds a part to the square of the coefficient: its share of the pupils times the square of how far its value is from the mean, divided by the mean. Schools that changed it most are those whose part grew or shrank most; all these changes add up to that of the square. Schools are matched by code, and by their full name where one has no code, within a stage; one name under two codes is two schools.";
    ChangeSharesTitle: "达标学校比例（百分点）", "Share that meets (percentage points)";
    ChangeCvTitle: "校际差异系数", "Coefficient";
    ChangeMovers: "影响最大的学校", "Schools that changed it most";
    MoverOne: "{0}，{1}", "{0}, {1}";
    MoverWider: "使差异增大", "wider";
    MoverNarrower: "使差异减小", "narrower";
    MoverGone: "不在", "gone";
    MoverCome: "新增", "new";
    ChangeWhole: "变化", "Change";
    ChangeValues: "数值变化", "Values";
    ChangeGone: "学校减少", "Gone";
    ChangeCome: "学校新增", "Come";
    ChangeNoParts: "变化按未舍入的数计算，末位可能与两年所列之差不同。缺数据或没有两年都有的学校的，不能分解，以“—”表示。", "Changes are those of the numbers before rounding: their last digit may differ from what the two years show. What lacks data, or has no school in both years, cannot be taken apart and shows “—”.";
    SchoolsChanged: "哪些学校变了", "Which schools changed";
    SchoolsRenamed: "改了名（标识码相同）", "Renamed (the code stayed)";
    SchoolsGone: "减少的学校", "Gone";
    SchoolsCome: "新增的学校", "Come";
    SchoolsVerdicts: "判定有变化的学校", "Schools whose status changed";
    SchoolsSame: "其余 {0} 个两年都有的学段部，各项判定没有变化。", "Of the other {0} sections in both years no status changed.";
    SchoolsNone: "没有。", "None.";
    SchoolsPupils: "在校生", "Pupils";
    SchoolsWhat: "变化的指标", "What changed";
    ChangedOne: "{0} {1} → {2}（{3} → {4}）", "{0} {1} → {2} ({3} → {4})";
    Arrow: "{0} → {1}", "{0} → {1}";
    AloneAbsent: "另一年没有", "not in the other year";
    AloneOtherStage: "另一年有这所学校，没有这个学段", "the other year has the school without this stage";
    AloneOtherCode: "另一年有同名学校，标识码不同，不作为同一所", "the other year has its name under another code: not taken for the same";
    AloneSeveral: "另一年名称或标识码对应几所，分不清是哪一所", "several of its name or code: not known which";
    AloneUnread: "另一年的在校生数没有读出", "its pupils could not be read in the other year";
    AloneExcluded: "另一年没有参加评估：{0}", "not evaluated in the other year: {0}";
    RankTitle: "各县排名", "Counties ranked";
    RankLead: "按校际差异系数从小到大（越小越均衡）；相同的并列，缺数据的不排名。", "By coefficient, the smallest (most balanced) first; equals share a rank, what lacks data has none.";
    RankCaveat: "所选学段少于 {0} 个学段部的县另行标出：一两个学段部的变化就会使系数明显改变，名次只供参考。{0} 个是本工具的约定，标准没有规定；排名不影响任何判定。", "Counties with fewer than {0} sections of the stage are marked: one or two of them move their coefficient much, so their rank is a hint at most. The number {0} is a convention of this tool and no rule; ranks decide nothing.";
    RankPlace: "名次", "Rank";
    RankSmall: "学段部少", "few sections";
    RankMet: "达标学段部", "Sections that meet";

    // Several counties.
    CompareTitle: "各县（市、区）对照", "Counties side by side";
    CompareLead: "每个县（市、区）分别评估。差异系数不能合并：汇总行只数达标的县和学段部，不计算合并的系数。点名称查看该县的结果。", "Each county by itself. Coefficients are never pooled: the rows below only count counties and sections. Open a name for its result.";
    CompareCounty: "县（市、区）", "County";
    CompareVerdict: "结论", "Verdict";
    CompareSections: "{0}综合评估达标", "{0}: sections that pass";
    CompareOver: "系数超限", "Coefficients over limit";
    CompareWaiting: "正在逐县评估……", "Evaluating county by county …";
    EvaluationWaiting: "正在评估……学段部较多，结果很快出来。", "Evaluating … There are many sections; the result will be here shortly.";
    CompareCity: "{0}（{1} 个县）", "{0} ({1} counties)";
    CompareAll: "合计（{0} 个县）", "All ({0} counties)";
    CompareUnnamed: "（未填写）", "(not named)";
    CompareMetCounties: "{0} 个县达标", "{0} counties met";

    // Before there is data.
    ReadingFirst: "正在读取，读完后显示在这里。", "Being read; it will be shown here.";
    NothingYet: "还没有数据。先粘贴表格或选择文件，这里就会有内容。", "There is no data yet. Paste a table or choose a file first.";
    RestComing: "正在载入……", "Loading …";
    RestMissing: "网页只载入了一部分，可能是网络中断或网页刚刚更新。已放入的内容还在。", "Only a part of this page could be loaded: the network may be down, or the page was just updated. What was put in is still here.";
    RestAgain: "重新载入其余部分", "Load the rest again";
    GoToData: "去放入数据", "Put in data";

    // 2 Check.
    CheckTitle: "核对识别结果", "Check what was understood";
    CheckLead: "结果只和读到的数据一样可靠。请看一遍下面四处：取用了哪些行，每一列认作什么，哪些数字可疑，哪些行没有取用。", "A result is only as good as what was read. Look at four things: the rows taken, the meaning of each column, doubtful numbers, and rows left out.";
    FactSource: "来源", "Source";
    FactRows: "读到的行", "Rows read";
    FactRowsNote: "= 取用 {0} + 未取用 {1}", "= {0} taken + {1} left out";
    FactSections: "参评学段部", "Sections evaluated";
    FactSectionsNote: "小学 {0}，初中 {1}；不参评 {2}", "primary {0}, junior {1}; not evaluated {2}";
    FactIssues: "必须修正", "Must be corrected";
    FactIssuesNote: "另有 {0} 处须说明，{1} 处提示", "also {0} to explain, {1} notes";
    FormatPaste: "粘贴的文本", "pasted text";
    FormatDelimited: "分隔文本（csv）", "delimited text (csv)";
    FormatXlsx: "工作簿（xlsx）", "workbook (xlsx)";
    FormatXls: "工作簿（xls/et）", "workbook (xls/et)";
    FormatOds: "工作簿（ods）", "workbook (ods)";
    FormatHtml: "网页表格", "Table of a web page";
    FormatXml: "XML 表格", "XML spreadsheet";
    EncodingLabel: "文字编码", "Encoding";
    EncodingAuto: "自动：{0}", "automatic: {0}";
    EncodingWhich: "哪一行读得通，就选哪一个；选中后立即按它重新读取，不需要重新放入文件。", "Choose the one that reads well; the file is read again at once, without being put in again.";
    EncodingFound: "自动识别", "recognised";
    EncodingBroken: "{0} 处无法解读", "unreadable: {0}";
    EncodingAgain: "恢复自动识别", "Recognise it again";
    EncodingChange: "编码", "Encoding";
    EncodingHint: "校名出现乱码时在这里更换，立即重新读取。", "If names come out garbled, change it here; the file is read again at once.";
    UnderstoodTitle: "读到了什么", "What was understood";
    Sheets: "工作表", "Sheets";
    OnlySheet: "表格", "Table";
    SheetSkipped: "未读取", "not read";
    SheetRead: "读取此表", "Read this sheet";
    SheetLeaveOut: "不读此表", "Leave this sheet out";
    SheetReset: "全部恢复自动识别", "Recognise everything again";
    SheetTitle: "标题", "Title";
    HeaderTop: "表头从第几行开始", "First heading row";
    HeaderRows: "表头共几行", "Heading rows";
    SheetStage: "本表学段", "Stage of this sheet";
    StageAuto: "自动（按列或学校类型）", "automatic (by column or kind)";
    StageAutoIs: "自动：{0}", "automatic: {0}";
    SheetRowsNote: "本表 {0} 行学校数据，得到 {1}。", "{0} school rows in this sheet give {1}.";
    SheetFormNote: "这是一张竖排的登记表，有 {0} 个项目，得到 {1}。", "A form of {0} items below each other; it gives {1}.";
    PreviewRow: "行", "Row";
    RoleTitle: "标题", "title";
    RoleHeader: "表头", "heading";
    RoleCodes: "编号或标准", "codes";
    RoleSchool: "学校", "school";
    RoleTotal: "合计", "total";
    RoleNote: "表注", "note";
    RoleGroup: "分组", "group";
    RoleItem: "项目", "item";
    RoleBlank: "空行", "blank";
    GridLabel: "工作表，可以直接修改", "The worksheet; cells can be changed";
    GridTools: "修改工作表的工具", "Tools to change the worksheet";
    GridKeys: "直接输入即替换，双击或按 F2 修改；Ctrl+C、Ctrl+V 复制粘贴，Ctrl+D 向下填充，Ctrl+Z 撤销，F8 到下一个问题。按 Esc 后再按 Tab 离开表格。", "Type to replace, double-click or F2 to edit; Ctrl+C and Ctrl+V copy and paste, Ctrl+D fills down, Ctrl+Z undoes, F8 goes to the next problem. Esc, then Tab, leaves the sheet.";
    GridTouch: "点一下选中，点两下修改，长按一行可以改变它的身份。", "Tap to choose, tap twice to edit, press a row long to take it for something else.";
    GridCell: "单元格 {0}", "Cell {0}";
    GridAt: "{0} {1}：{2}。", "{0} {1}: {2}.";
    GridChosen: "已选中 {0}。", "{0} selected.";
    GridNothing: "（空）", "(empty)";
    GridDoubt: "{0}：{1}。", "{0}: {1}.";
    GridBefore: "原值：{0}", "Before: {0}";
    GridRestore: "恢复原值", "Restore";
    GridTally: "{0} {1} 格", "{0}, cells: {1}";
    GridClean: "本表没有须修正或说明的单元格", "Nothing to correct or explain in this sheet";
    GridPrevious: "上一个问题", "Previous";
    GridNext: "下一个问题", "Next problem";
    GridOnly: "只看有问题的行", "Only rows with problems";
    GridUndo: "撤销", "Undo";
    GridRedo: "重做", "Redo";
    GridStepIs: "{0}：{1}", "{0}: {1}";
    GridRow: "第 {0} 行", "Row {0}";
    GridRowIs: "第 {0} 行：{1}", "Row {0}: {1}";
    GridSearch: "查找，按回车到下一处", "Find; Enter for the next";
    GridFound: "{0} 处", "{0} found";
    GridEmpty: "没有可以显示的行。", "There are no rows to show.";
    GridPasteLeftOut: "有 {0} 个单元格超出了表的边缘，没有粘贴。", "{0} cells lay beyond the edge of the sheet and were not pasted.";
    RowMenuOne: "第 {0} 行当作", "Take row {0} as";
    RowMenuMany: "第 {0}—{1} 行（{2} 行）当作", "Take rows {0}–{1} ({2}) as";
    RowAsSchool: "学校", "a school";
    RowAsTotal: "合计行，不计", "a total, not counted";
    RowAsNote: "注释，不计", "a note, not counted";
    RowAsHeader: "表头", "headings";
    RowAsCodes: "编号或标准，不计", "codes or limits, not counted";
    RowAsGroup: "分组", "a group";
    RowMenuHeader: "表头以上的行只能改认为表头", "Rows above the headings can only become headings";
    RowAutomatic: "恢复自动识别", "Recognise it again";
    CampusOpen: "“{0}”看来属于“{1}”，现在单独评估。", "“{0}” seems to belong to “{1}”; it is evaluated by itself.";
    CampusMerge: "并入“{0}”", "Add it to “{0}”";
    CampusMerged: "“{0}”已并入“{1}”，在校生和各项数相加。", "“{0}” was added to “{1}”: pupils and amounts are summed up.";
    CampusApart: "改为单独评估", "Evaluate it by itself";
    InspectorLabel: "选中的单元格", "The selected cell";
    InspectorUnused: "这一列没有取用", "nothing is taken from this column";
    ExplainLabel: "情况属实的，请填写说明（随报告导出）", "If it is true, explain it (goes into the reports)";
    ExplainWrite: "填写说明", "Explain";
    ExplainDone: "已说明：{0}", "Explained: {0}";
    ExplainChange: "修改说明", "Change";
    IssueGo: "到这个单元格", "Go to the cell";
    StepCell: "修改 {0}", "change {0}";
    StepCells: "修改 {0} 个单元格", "change {0} cells";
    StepSheet: "改变识别方式", "another way to recognise the sheet";
    StepRead: "更换编码", "another encoding";
    StepExplain: "填写说明", "explanation";
    StepSource: "放入或移走数据", "data put in or taken away";
    RepairTitle: "批量修改", "Change many cells";
    RepairWhat: "怎样改", "Change";
    RepairWhole: "替换：整格相同", "Replace whole cells";
    RepairPart: "替换：格中一部分", "Replace a part of cells";
    RepairTrim: "去掉首尾空格", "Trim spaces at both ends";
    RepairHalf: "全角数字字母改半角", "Full-width digits and letters to plain";
    RepairMultiply: "乘以系数（单位写错）", "Multiply by a factor (wrong unit)";
    RepairEmpty: "空格填成同一个值", "Fill empty cells";
    RepairFind: "原来的内容", "Cells that are";
    RepairFindPart: "要找的文字", "Text to find";
    RepairWith: "改为", "Replace with";
    RepairWithEmpty: "填成", "Fill with";
    RepairFactor: "系数", "Factor";
    RepairFactorOwn: "自己填", "Own factor";
    FactorTenThousand: "×10000（万元 → 元）", "× 10000 (10,000 yuan → yuan)";
    FactorOverTenThousand: "÷10000（元 → 万元）", "÷ 10000 (yuan → 10,000 yuan)";
    FactorThousand: "×1000", "× 1000";
    FactorOverThousand: "÷1000", "÷ 1000";
    FactorMu: "×666.67（亩 → ㎡）", "× 666.67 (mu → m²)";
    FactorOther: "其他", "another";
    RepairWhere: "范围", "Where";
    RepairBlock: "选中的单元格", "Selected cells";
    RepairColumns: "选中的整列", "Columns of the selection";
    RepairSheet: "整张表", "The whole sheet";
    RepairSchools: "只改学校行", "School rows only";
    RepairCount: "将修改 {0} 个单元格。", "Cells to be changed: {0}.";
    RepairRefused: " 另有 {0} 个单元格不是数，保持不变。", " {0} cells are no numbers and stay as they are.";
    RepairIncomplete: "请先填写要找的内容或要填的值。", "Say first what to find or to fill in.";
    RepairPreview: "将作的修改", "Changes to be made";
    RepairBefore: "修改前", "Before";
    RepairAfter: "修改后", "After";
    RepairMore: "这里只列出前 {0} 处。", "The first {0} are listed.";
    RepairApply: "修改 {0} 个单元格", "Change {0} cells";
    MappingTitle: "每一列认作什么", "What each column means";
    MappingLead: "认错的列可以在这里改，改后立即重新读取和计算。", "Correct a column here; everything is read and computed again at once.";
    MappingUnsure: "有 {0} 列没有认出，未取用。", "Not recognised and not used: {0}.";
    MappingColumn: "列", "Column";
    MappingHeader: "表头", "Heading";
    MappingField: "识别为", "Meaning";
    MappingScope: "属于", "Of";
    MappingUnit: "单位", "Unit";
    MappingReason: "依据", "Reason";
    MappingReset: "恢复自动", "Undo";
    FactColumn: "填报项", "Fact";
    FieldOf: "{0}（{1}）", "{0} ({1})";
    MappingSelectLabel: "{0} 列：{1}", "Column {0}: {1}";
    ScopeRow: "本行", "the row";
    ScopePrimary: "小学", "primary";
    ScopeJunior: "初中", "junior";
    ScopeSenior: "高中", "senior";
    ConfidenceExact: "同名", "same name";
    ConfidenceSynonym: "同义词", "synonym";
    ConfidenceContext: "按上下文", "by context";
    ConfidenceChosen: "手工指定", "chosen by you";
    ConfidenceUnsure: "未认出", "not sure";
    UnitYuan: "元", "yuan";
    UnitThousandYuan: "千元", "1,000 yuan";
    UnitTenThousandYuan: "万元", "10,000 yuan";
    UnitSquareMetre: "㎡", "m²";
    UnitMu: "亩", "mu (666.67 m²)";
    UnitTenThousandSquareMetres: "万㎡（公顷）", "hectares";
    IssuesTitle: "可疑之处", "Doubtful places";
    IssuesNone: "没有发现可疑之处。", "Nothing doubtful was found.";
    SeverityLogic: "逻辑校验", "Logic checks";
    SeverityLogicNote: "必须修正", "must be corrected";
    SeverityExperience: "经验校验", "Plausibility checks";
    SeverityExperienceNote: "核实后修正；情况属实的填写说明", "verify, then correct or explain";
    SeverityNote: "提示", "Notes";
    SeverityNoteNote: "程序做了假定或整理，供您知悉", "something was assumed or tidied";
    ShowMore: "再显示 {0} 条（共 {1} 条）", "Show {0} more (of {1})";
    ShowAll: "全部展开（{0}）", "Show all ({0})";
    ShowFewer: "收起", "Show fewer";
    ExcludedTitle: "没有参评的行", "Rows not evaluated";
    ExcludedNone: "所有学校行都参评。", "Every school row is evaluated.";
    ColumnPlace: "位置", "Place";
    ColumnRowName: "行首内容", "Row";
    ColumnWhy: "原因", "Reason";
    ToCheck: "核对数据", "Check the data";
    ToResult: "查看结果", "See the result";
    BackToData: "回到数据", "Back to data";

    // Fields.
    GroupBasics: "基本信息", "Basics";
    GroupTeachers: "教师", "Teachers";
    GroupRooms: "用房与场地", "Rooms and grounds";
    GroupEquipment: "设备", "Equipment";
    GroupRatios: "现成的生均值", "Ready-made ratios";
    GroupUnused: "不取用", "Not taken";
    FieldNone: "未认出", "not recognised";

    // 3 Declare.
    DeclareTitle: "填报与自评", "Declare the rest";
    DeclareLead: "标准中学校数据表之外的条目在这里填报。填一项，旁边立即显示该条是否达标；没有填的按“无法判定”处理，不当作达标，也不当作不达标。", "What the standard asks beside the school table. Each answer is judged at once; what is left open stays undetermined, neither met nor failed.";
    DeclareProgress: "已填 {0}/{1} 个填报项", "Fields stated: {0} of {1}";
    DeclareErase: "清除全部填报", "Clear everything typed";
    DeclareStored: "填写的内容只保存在这台电脑的这个浏览器里，不上传；换浏览器或清理浏览数据后会丢失，请及时导出。", "What you type is kept only in this browser on this computer. Another browser does not have it, and clearing the browsing data removes it: export in time.";
    DeclareNotStored: "这个浏览器不允许网页保存内容：关闭页面后填写的内容会丢失，请及时导出。", "This browser keeps nothing for pages: what you type is lost when the page is closed. Export in time.";
    DeclareCounty: "现在填报的是：{0}。", "These are for: {0}.";
    DeclareSetAside: "为“{0}”填写的 {1} 项没有带到这里：那份数据没有写县名，不能当作就是现在的县。", "{1} statements typed for {0} were not brought here: those data name no county, so it may be another one.";
    DeclareSetAsideTake: "用在这里", "Use them here";
    DeclareSetAsideDrop: "删除", "Delete";
    DeclareAside: "另有 {0} 项以前填写的内容不属于现在的标准，仍然保留着。", "{0} earlier entries do not belong to this standard; they are kept.";
    DeclareNoSchools: "还没有学校数据。可以先填报县级条目；与学校、班级有关的条目，读取学校表后计入。", "No school data yet. The county's facts can be stated first; rules on schools and classes follow when the table is read.";
    TemplateButton: "下载填报模板", "Download the template";
    TemplateInApp: "怎样取得填报模板", "How to get the template";
    TemplateName: "填报模板", "template";
    TemplateHint: "模板按现在的标准生成，含学校数据、学校填报、县级填报、问卷等工作表，填好后直接放入本页。", "Made for the standard in use: sheets for schools, declarations and the survey. Fill it in and drop it here.";
    PartsLabel: "各部分", "Parts";
    PartMet: "{0} 项达标", "{0} met";
    VetoLead: "以下各项没有此类情况填“否”；任何一项为“是”，全县不予认定。", "State no where there is none; any yes fails the county.";
    LocalLead: "地方任务由地方文件提出，不计入县域优质均衡的结论。", "Tasks of a local document. They are outside the verdict of the county.";
    OtherFacts: "其他填报", "Other facts";
    FactElsewhere: "{0}：在“{1}”第 {2} 项填报。", "{0}: stated under {1}, item {2}.";
    ResponsibleUnits: "责任单位：{0}", "Responsible: {0}";
    ClassesRead: "读到 {0} 个班级的名册。", "Class rolls read: {0}.";
    SchoolsRead: "读到 {0} 所学校的学生数。", "Schools read: {0}.";
    RuleDoubt: "{0}：{1}", "{0}; {1}";
    RuleNotInForce: "评估日期不在本条有效期内", "not in force on the date of the evaluation";
    CountyTotal: "（县级合计）", " (county total)";
    FactRead: "读自文件：{0}{1}（{2}）", "From the file: {0} {1} ({2})";
    FactReadReplaced: "文件中为 {0}{1}（{2}），已用这里填写的内容代替。", "The file has {0} {1} ({2}); what is typed here is used instead.";
    SchoolsState: "{0}/{1} 所学校已填报。", "Stated by {0} of {1} schools.";
    SchoolsHow: "由各校填在学校数据表的“{0}”一列（模板里有这一列），放入后自动读取。", "Each school states it in the column “{0}” of its table (the template has it); it is read with the data.";
    NoteSummary: "说明与佐证材料", "Note and evidence";
    NoteSummaryFilled: "说明与佐证材料（已填）", "Note and evidence (filled in)";
    NoteLabel: "说明", "Note";
    EvidenceLabel: "佐证材料（文件名称、文号或存放处）", "Evidence (title, number or place of documents)";
    FactErase: "清除此项", "Clear this";
    FactEraseOf: "清除此项：{0}", "Clear this: {0}";
    NotStated: "（未填）", "(not stated)";
    AsRead: "按文件：{0}", "as in the file: {0}";
    SurveyTitle: "社会认可度问卷", "Survey of public recognition";
    SurveyLead: "按调查对象填写有效问卷份数和其中满意的份数；没有调查的对象留空。", "Valid answers of each group, and how many of them are satisfied. Leave a group empty that was not asked.";
    SurveyRead: "问卷数读自文件，可以直接修改。", "Read from the file; change them here if needed.";
    SurveyReplaced: "已用这里填写的问卷数代替文件中的问卷数。", "What is typed here is used instead of the file's survey.";
    SurveyGroup: "调查对象", "Group";
    SurveyValid: "有效问卷", "Valid";
    SurveySatisfied: "满意问卷", "Satisfied";
    SurveyRate: "满意率", "Rate";
    SurveyIntervalHead: "95%区间", "95% interval";
    SurveyShare: "占全部有效问卷", "Share of all valid";
    SurveyAdd: "增加一类调查对象", "Add a group";
    SurveyErase: "清空问卷数", "Clear the survey";
    SurveyRestore: "恢复文件中的问卷数", "Take the file's survey";
    SurveyNotWhole: "份数应为整数", "The counts are whole numbers";
    SurveyTooMany: "满意问卷 {0} 份，多于有效问卷 {1} 份，请核对；改正前不计算社会认可度", "{0} satisfied of {1} valid answers: correct this; the rate is not computed until then";
    SurveyHalf: "有效问卷和满意问卷都要填；填齐前不计算社会认可度", "Both counts are needed; the rate is not computed until then";
    SurveyTotal: "合计：有效问卷 {0} 份，满意 {1} 份，满意率 {2}。", "All: {0} valid, {1} satisfied, {2}. ";
    SurveyInterval: "按抽样估计的95%区间 {0} 至 {1}（仅供了解，不作判定）。", "95% interval {0} to {1} (information only).";
    SurveyShareLow: "{0}占有效问卷 {1}，低于 {2}，请在说明中解释（不作判定）。", "{0}: {1} of the valid answers, less than {2}; explain it (not deciding).";
    SurveySampleEnough: "常住人口 {0} 人，有效问卷应不少于 {1} 份，现有 {2} 份，够。", "{0} residents: at least {1} valid answers wanted, {2} there.";
    SurveySampleFew: "常住人口 {0} 人，有效问卷应不少于 {1} 份，现有 {2} 份，不够（仅供了解，不作判定）。", "{0} residents: at least {1} valid answers wanted, only {2} there (information only).";
    ScoresTitle: "学业成绩的校际差异", "Scores between schools";
    ScoresLead: "成绩的校际方差占总方差的比例，仅供了解：尚无资料说明“校际差异率”怎样计算。", "Share of the variance of scores that lies between schools. Information only: no source says how the official rate is computed.";
    ScoresLine: "{0}：{1}（{2} 所学校，{3} 人次）", "{0}: {1} ({2} schools, {3} scores)";

    // Findings.
    CountyVerdict: "县域评估结论", "Verdict on the county";
    CountyVerdictNote: "标准的全部要求中 {0} 项达标，{1} 项还不能判定。结论只依据读到和填报的内容，不代替督导认定。", "Of all requirements {0} are met, {1} cannot be judged yet. The verdict rests on what was read and stated; it is no recognition.";
    LocalApart: "地方任务不计入上面的结论：", "Local tasks, outside the verdict above:";
    PartFailed: "{0} 项未达标", "{0} not met";
    PartOpen: "{0} 项无法判定", "{0} undetermined";
    FindingsTitle: "资源配置以外的各项", "Everything beside the resources";
    FindingsLead: "点条目名称，查看条文、计算过程和涉及的学校。", "Open a title for its clause, its steps and the schools behind it.";
    FindingsNone: "没有这样的条目。", "There are none.";
    ShownAll: "全部（{0}）", "All ({0})";
    ShownNotMet: "只看未达标（{0}）", "Not met ({0})";
    ShownMissing: "只看缺数据（{0}）", "Data missing ({0})";
    MembersAll: "{0}（须全部）", "{0} (all required)";
    MembersSchools: "{0} 所达标", "{0} schools";
    MembersSections: "{0} 个学段部达标", "{0} sections";
    MembersClasses: "{0} 个班达标", "{0} classes";
    MembersSubjects: "{0} 个学科达标", "{0} subjects";
    FailingNames: "未达标 {0} 个：{1}", "Not met by {0}: {1}";
    StillMissing: "尚缺：{0}", "Still needed: {0}";
    MissingOf: "{0}（{1}）", "{0} ({1})";
    MissingOfMany: "{0}（{1} 所学校）", "{0} ({1} schools)";
    MissingMore: "等，另有 {0} 项", " and {0} more";
    ClauseLink: "依据", "Why";
    ClauseOf: "依据：{0}", "Why: {0}";
    NoSchoolsYet: "还没有学校数据，资源配置部分无法判定。", "Without school data the resources cannot be judged.";

    // 4 Result.
    ResultTitle: "评估结果", "Result";
    ResultLead: "{0} · 评估日期 {1}", "{0} · evaluated on {1}";
    LogicWarning: "有 {0} 处逻辑校验问题没有修正，结果可能因此不对。", "Logic problems not corrected yet: {0}. The result may be wrong because of them.";
    LogicWarningLink: "去核对", "Check them";
    NothingEvaluated: "没有可以评估的学段部。请回到“核对”查看哪些行没有取用、为什么。", "There is no section to evaluate. See under Check which rows were left out, and why.";
    ScopeCounty: "全县评估", "Whole county";
    ScopeSchool: "单校评估", "One school";
    ScopeHint: "数据只有一所学校，因此不计算校际差异系数，也不给出县域结论。", "The data holds one school: no coefficient between schools and no verdict on the county.";
    CountyChoice: "数据中有 {0} 个县（市、区），分别评估。现在显示：", "The data holds {0} counties, evaluated one by one. Shown now:";
    CountyUnnamed: "（未填写）", "(not named)";
    StatusMet: "达标", "met";
    StatusWithinFloor: "未达标，不低于85%", "short, at least 85%";
    StatusBelowFloor: "低于85%底线", "below the 85% floor";
    StatusUndetermined: "无法判定", "undetermined";
    VerdictMet: "达标", "met";
    VerdictNotMet: "未达标", "not met";
    VerdictUndetermined: "无法判定", "undetermined";
    StatusNotJudged: "不单独判定", "not judged by itself";
    VerdictNotJudged: "不作判定", "not judged";
    ReasonObserved: "{0}：{1} {2} {3}", "{0}: {1} {2} {3}";
    ReasonUnknown: "{0}：缺少数据，无法判定", "{0}: data is missing, cannot be judged";
    PartResources: "资源配置部分", "Resources";
    VerdictSentence: "县域评估{0}；资源配置部分{1}，共 {2}", "County: {0}; resources: {1}; {2}";
    SchoolSentence: "{0}综合评估{1}", "{0}: {1}";
    ReasonComprehensive: "{0}：{1}综合评估未达标，达标学校比例 {2}", "{0}: {1} do not pass; passing {2}";
    ReasonDispersion: "{0}“{1}”校际差异系数 {2} > {3}", "{0}, {1}: coefficient {2} > {3}";
    ReasonDispersionZero: "{0}“{1}”全县合计为 0，谈不上均衡", "{0}, {1}: the county total is zero, so there is no balance";
    StageSize: "{0}，在校生 {1} 人", "{0}, {1} pupils";
    ComprehensiveShare: "综合评估达标学校比例", "Sections that pass";
    AllRequired: "须100%", "needs 100%";
    UndeterminedCount: "{0}无法判定", "undetermined: {0}";
    IndicatorsTitle: "分指标达标情况", "Indicator by indicator";
    IndicatorsLead: "点任何一个比例或系数，查看条文、公式和涉及的学校。“学段部”指一所学校的小学部或初中部，一贯制学校分学段评估。", "Open any share or coefficient for its clause, its formula and the schools behind it. A section is the primary or the junior part of a school.";
    Indicator: "指标", "Indicator";
    Threshold: "标准", "Required";
    ShareMet: "达标学校比例", "Sections that meet it";
    CountyMean: "全县平均", "County mean";
    Coefficient: "校际差异系数", "Coefficient between schools";
    Distribution: "各校分布", "Distribution";
    NoDistribution: "数据不全", "data missing";
    LegendThreshold: "标准", "required";
    LegendFloor: "85%底线", "85% floor";
    LegendMean: "全县平均", "county mean";
    WorstTitle: "影响最大的学校", "Schools that weigh most";
    WorstLead: "后面是不达标的指标", "with the indicators they miss";
    WorstNote: "{0} {1}", "{0}: {1}";
    SectionsTitle: "逐校逐项", "School by school";
    SectionsShown: "显示 {0} / {1} 个学段部。", "Showing {0} of {1} sections. ";
    SectionsKeys: "点数字查看依据；用方向键在数字间移动，回车打开。", "Open any number for its reasons; arrow keys move between numbers, Enter opens.";
    SectionsNone: "没有符合条件的学校。", "No school fits.";
    SearchSchool: "查找学校", "Find a school";
    FinderFound: "找到 {0} 个学段部", "{0} sections found";
    FinderMore: "还有 {0} 个，请多输几个字", "{0} more: type more of the name";
    WaysLabel: "本页各部分", "Parts of this page";
    WayIndicators: "分指标", "Indicators";
    WayCharts: "图表", "Charts";
    WaySchools: "各校", "Schools";
    WayFindings: "其余各项", "The rest";
    WayStamp: "依据", "Particulars";
    FilterStatus: "情况", "Status";
    AllStages: "全部学段", "All stages";
    AllStatuses: "全部", "All";
    ShortOf: "未达标的指标", "Indicator not met";
    School: "学校", "School";
    Stage: "学段", "Stage";
    Pupils: "在校生", "Pupils";
    Comprehensive: "综合评估", "Overall";
    ShortBy: "缺 {0}", "short {0}";
    SchoolStage: "{0}，在校生 {1} 人", "{0}, {1} pupils";
    ComprehensiveIs: "综合评估：", "Overall: ";
    IndicatorsMet: "{0} 项达标", "{0} met";
    Value: "本校", "School";
    Comparison: "与标准比较", "Against the requirement";
    Status: "情况", "Status";
    Shortfall: "缺口", "Shortfall";
    ToExport: "导出结果", "Export the result";
    BackToCheck: "回到核对", "Back to check";

    // Explanations.
    PanelKind: "这个数字的依据", "Behind this number";
    PanelBack: "返回", "Back";
    PanelFormula: "公式", "Formula";
    PanelSteps: "计算过程", "Calculation";
    PanelClause: "条文", "Clause";
    NoExplanation: "这个数字没有可显示的依据。", "There is nothing to show for this number.";
    ClauseDocument: "{0}（{1}，{2}年）", "{0} ({1}, {2})";
    ClauseReadIn: "条文文字据：{0}", "Words as read in: {0}";
    ClauseConfidence: "可靠程度：{0}", "Confidence: {0}";
    Holds: "成立", "holds";
    HoldsNot: "不成立", "does not hold";
    HoldsUnknown: "未知", "not known";
    AnswerYes: "是", "yes";
    AnswerNo: "否", "no";
    AnswerNotYet: "未定", "not yet";
    StepWanted: "{0}（应为：{1}）", "{0} (should be: {1})";
    StepYears: "{0} 至 {1}：满 {2} 年", "{0} to {1}: {2} full years";
    StepAll: "逐一都要成立", "each must hold";
    StepComprehensive: "至少 {0} 项达到标准，其余不低于底线", "at least {0} reach the requirement, the others their floor";
    StepMore: "列出 {0} 项，共 {1} 项", "{0} of {1} listed";
    CompositeFormula: "综合差异系数＝{0} 项指标校际差异系数的平均值", "mean of the coefficients of the {0} indicators";
    ListCoefficientsTitle: "各项差异系数", "The coefficients";
    ComplianceTitle: "{0}·{1}·达标学校比例", "{0} · {1} · sections that meet it";
    ComplianceFormula: "达标学校比例＝指标值 ≥ {0} 的学段部数÷参评学段部数（单项比例供了解情况，不单独作判定）", "share = sections with a value ≥ {0} ÷ sections evaluated (for information; not a rule by itself)";
    ComplianceConclusion: "达标学校比例 {0}", "{0} meet the requirement";
    CompliantSections: "达标的学段部", "sections that meet it";
    PassingSections: "综合评估达标的学段部", "sections that pass";
    EvaluatedSections: "参评学段部", "sections evaluated";
    SectionComprehensiveFormula: "七项中至少 {0} 项达到标准，其余不低于标准的85%", "at least {0} of seven meet the requirement, the others reach 85% of it";
    SectionComprehensiveMet: "达标：{0} 项达到标准，{1} 项未达到但不低于85%", "Met: {0} reach the requirement, {1} at least 85% of it";
    SectionComprehensiveNotMet: "未达标：{0} 项达到标准，{1} 项未达到但不低于85%，{2} 项低于85%，{3} 项无法判定", "Not met: {0} reach the requirement, {1} at least 85% of it, {2} less than 85%, {3} undetermined";
    SectionComprehensiveUnknown: "无法判定：{0} 项达到标准，{1} 项未达到但不低于85%，{3} 项缺少数据", "Undetermined: {0} reach the requirement, {1} at least 85% of it, {3} lack data";
    StageComprehensiveFormula: "每个学段部七项中至少 {0} 项达到标准，其余不低于标准的85%；全部学段部都要达标", "in every section at least {0} of seven meet the requirement and the others reach 85% of it; all sections must pass";
    StageComprehensiveConclusion: "综合评估达标学校比例 {0}，须100%", "{0} pass; all must";
    ShareWorked: "{0} 个达标 ÷ {1} 个 {2} {3}", "{0} passing ÷ {1} {2} {3}";
    ShareRequired: "须100%，{0}", "100% needed: {0}";
    ListAll: "没有达标或无法判定的（{0}）", "Not met or undetermined ({0})";
    ListFirst: "没有达标或无法判定的（共 {0}，列出 {1}）", "Not met or undetermined ({0}, of which {1} are listed)";
    ListIndicatorsTitle: "七项指标", "The seven indicators";
    ListStatus: "{0}，{1}", "{0}, {1}";
    ListStatusShort: "{0}，{1}，缺 {2}", "{0}, {1}, short {2}";
    FailingTitle: "没有达到的要求", "Requirements not met";
    FailingMore: "另有 {0} 项，见下方", "{0} more below";
    NextTitle: "下一步", "What to do next";
    NextFix: "修正 {0} 处逻辑校验问题：没有修正前结果可能不对", "Mistakes in the data to correct: {0}. Until then the result may be wrong";
    NextNeed: "{0} {1}共缺 {2}（{3}）", "{0}, {1}: {2} short ({3})";
    NextOverMore: "另有 {0} 项差异系数超过限值，见各项指标", "Coefficients over their limit beside these: {0}, see the indicators";
    StageUnread: "{0} 所学校的在校生数没有读出，没有参评：先补上", "the pupils of {0} schools could not be read; they are left out: mend that first";
    NextEven: "{0} {1}差异超限：在校生数不变，最少增 {2} 可达标，分给 {3} 个学段部，最多的是{4}（{5}）", "{0}, {1} differs too much: with pupils unchanged at least {2} more, for {3} sections, would do; most, {5}, for {4}";
    NextOver: "{0} {1}差异超限：{2} 占差异的份额最大（{3}）", "{0}, {1} differs too much: {2} has the largest share of it ({3})";
    NextPart: "填报{0}：{1}", "{0}: {1}";
    NextData: "核对{0}的数据：{1}", "Data of {0}: {1}";
    CoefficientWithin: "{0}（{1} 达标）", "{0} ({1} met)";
    Way: "怎样才能达标：{0}。{1}", "To pass: {0}. {1}";
    WayThreshold: "补到标准：{0}", "up to the threshold: {0}";
    WayFloor: "补到85%底线即可：{0}", "up to the 85% floor is enough: {0}";
    WayEnough: "{0}可保持现状", "{0} may stay as it is";
    WayUnknown: "先补数据：{0}", "state first: {0}";
    WayOther: "{1} 项中有 {0} 项达到标准、其余不低于85%即可。不补的那一项可以换。", "{0} of {1} must reach the threshold, the rest 85% of it. You may leave another one instead.";
    WayPart: "{0} {1}", "{0} {1}";
    CardLabel: "选中的学校", "School chosen";
    CardWhy: "为什么", "Why";
    PrintSchool: "打印本校", "Print this school";
    PrintSchoolTitle: "学校评估情况", "Evaluation of a school";
    CardClose: "取消选中", "Close and choose none";
    ChartsTitle: "图表", "Charts";
    ChartsLead: "点一所学校，所有的图和下方的表都会指出它；方向键也可以在学校间移动。", "Click a school: all charts and the table point it out. Arrow keys move between schools.";
    ChartTitle: "{0}：{1}", "{0}: {1}";
    ChartRole: "图", "chart";
    ChartKeys: "方向键移动，回车选中学校", "arrow keys move, Enter chooses a school";
    ChartSummary: "达标 {0}，差异系数 {1}", "met {0}, coefficient {1}";
    ChartSave: "保存“{0}”为 {1}", "Save “{0}” as {1}";
    ChartStrip: "各校分布", "Where the schools stand";
    ChartStripRead: "一个记号一个学段部，越靠右越高；虚线是85%底线，实线是标准。", "One mark is one section, higher values further right; dashed the 85% floor, solid the threshold.";
    ChartBars: "从高到低", "From highest to lowest";
    ChartBarsRead: "一根柱一个学段部；不达标的柱是空心的，下面有记号。", "One bar is one section; those that miss the threshold are outlined, with their mark below.";
    ChartSize: "与学校规模的关系", "Value and size of school";
    ChartSizeRead: "小学校少几个人，数值就变很多：参考界限以内的差别可能只是规模造成的。", "In small schools a few people change the value much: within the reference limits size alone may explain it.";
    ChartLorenz: "资源在学生中怎样分布", "How the resource is spread over pupils";
    ChartLorenzRead: "从资源最少的学校起累计；曲线越弯离均衡越远。", "Added up from the least provided school; the more it bends, the less balanced.";
    ChartShares: "差异来自哪些学校", "Which schools make the difference";
    ChartSharesRead: "各学段部占差异系数平方的份额，合计为 100%。", "Share of the squared coefficient; all sections together make 100%.";
    ChartHeat: "逐校逐项", "School by school, indicator by indicator";
    ChartHeatRead: "一行一个学段部，问题多的在前：◇ 未达标、不低于85%，× 低于85%；绿色越深，超出标准越多。", "One row is one section, most missed first: ◇ within the 85% floor, × below it; deeper green is further above the threshold.";
    ChartThreshold: "标准 {0}", "threshold {0}";
    ChartFloor: "85%底线 {0}", "85% floor {0}";
    ChartMean: "平均 {0}", "mean {0}";
    ChartBeyond: "» {0} 个学段部高于 {1}，画在右端", "» {0} above {1} stand at the right end";
    ChartRanked: "{0} 个学段部，从高到低", "{0} sections, highest first";
    ChartReference: "点线：按规模的参考界限，不参与判定", "Dotted: reference limits by size; they decide nothing";
    ChartPupils: "在校生数（人）", "Pupils";
    ChartEven: "完全均衡", "full equality";
    ChartResourceShare: "资源累计占比", "Share of the resource";
    ChartPupilShare: "学生累计占比", "Share of the pupils";
    ChartOthers: "其余 {0} 个合计", "{0} others together";
    ChartBelowMean: "低于平均", "below the mean";
    ChartAboveMean: "高于平均", "above the mean";
    ChartSaid: "{0} {1}，标准 {2}，{3}", "{0} {1}, threshold {2}, {3}";
    ChartSaidPlain: "{0} {1}", "{0} {1}";
    ChartSaidPupils: "在校生 {0} 人", "{0} pupils";
    ChartSaidShare: "占差异 {0}", "share of the difference {0}";
    PictureSource: "数据：{0}；评估日期：{1}", "Data: {0}; evaluated as of {1}";
    PictureStandard: "标准：{0}（{1}，版本 {2}）；制图日期：{3}", "Standard: {0} ({1}, version {2}); drawn on {3}";
    SchoolKind: "办学类型", "Kind of school";
    SchoolPlace: "城乡", "Location";
    SchoolTownship: "乡镇", "Township";
    AllKinds: "全部类型", "All kinds";
    AllPlaces: "全部", "All";
    AllTownships: "全部", "All";
    ChooseColumns: "选择列", "Columns";
    CopyTable: "复制表格", "Copy the table";
    TableCopied: "已复制 {0} 行，可以贴进 Excel 或 WPS。", "{0} rows copied, ready for a spreadsheet. ";
    TableNotCopied: "浏览器没有允许复制。", "The browser did not allow copying. ";
    TableLacking: "缺口", "Short of";
    ListShort: "{0}，缺 {1}", "{0}, short {1}";
    ListNotMet: "未达标或缺数：{0}", "not met or missing: {0}";
    ListDispersionTitle: "对差异贡献最大的学校", "Schools that contribute most to the difference";
    ListEvenTitle: "最少增补多少可降到限值", "The least that brings it to the limit";
    ListEvenNote: "共增 {0}，分给 {1} 个学段部；少一个整单位，怎样分都不够。假定在校生数不变、只增不减；一贯制学校按计入本学段的数。这是算出的一种增补，不是整改方案。", "{0} in all, for {1} sections; with one whole unit less no way to share it out is enough. Pupils unchanged, nothing taken from anybody; of multi-stage schools, what counts for this stage. One remedy, and no plan.";
    ListEven: "增 {0}（现为 {1}）", "{0} more (now {1})";
    ListDispersion: "{0}，占差异平方的 {1}", "{0}, {1} of the squared coefficient";

    // 5 Export.
    ExportTitle: "导出与打印", "Export and print";
    ExportLead: "每一份导出都带有标准版本、程序版本、评估日期和数据指纹，别人可以据此复核。", "Every export names the rules, the program, the date and the fingerprint of the data, so that others can check it.";
    ExportConfined: "本页在受限的框里，浏览器可能拦下下载和打印而不提示。点了没有反应时，请改在单独的窗口中打开本工具；结果页的表格仍可复制。", "This page is confined to a frame, where the browser may block downloads and printing without a word. If nothing happens, open this tool in a window of its own; the tables of the result can still be copied.";
    ExportXlsx: "工作簿（xlsx）", "Workbook (xlsx)";
    ExportXlsxNote: "结论、分指标、逐校逐项、可疑之处和未参评的行，各一张工作表，数值未经四舍五入。", "Conclusion, indicators, schools, doubts and rows left out, a sheet each; values are not rounded.";
    ExportCsv: "逐校明细（csv）", "School by school (csv)";
    ExportCsvNote: "从第一行起是逐校结果，每个学段部一行；汇总和说明在后。", "Schools first, one row per section; summary and particulars below.";
    ExportJson: "完整结果（json）", "Complete result (json)";
    ExportJsonNote: "原始数值及其单元格、更正过的列、条文、计算过程和判定，供程序和复核使用。", "Inputs with their cells, corrected columns, clauses, steps and verdicts, for programs and reviewers.";
    ExportPublished: "供网站发布的结果（json）", "Result to publish on a site (json)";
    ExportPublishedAs: "json（发布用）", "json to publish";
    ExportPublishedNote: "只含数据和结论，文件小；在网站上打开时重新计算，依据照样可查。内含每所学校的数据，发布前请确认可以公开。", "Data and verdict only, a small file; the site evaluates it anew, with all reasons. It holds the numbers of every school: make sure they may be public.";
    ExportPrint: "打印或存为 PDF", "Print or save as PDF";
    PrintParts: "除总览和依据外，打印：", "Printed beside the overview and the particulars:";
    Unprinted: "这份打印件没有包括：{0}。", "Not on these sheets: {0}.";
    ExportPrintNote: "A4 版式的结果，末页附上述依据信息。", "The result on A4, with the particulars below at its end.";
    DownloadAs: "下载 {0}", "Download {0}";
    ViewAs: "查看 {0}", "View {0}";
    HandedKind: "不能在这里保存", "Cannot be saved here";
    HandedWhy: "微信、钉钉等应用里的浏览器不能保存文件。", "The browsers inside WeChat, DingTalk and other programs save no files.";
    HandedHow: "要保存：点右上角“…”，选“在浏览器打开”（电脑上也可以复制网址，粘贴到浏览器），再放入数据，重新导出。数据只在本机，不会随网址过去。", "To save it: tap … at the top right, choose to open the page in the browser (or copy the address into one), put in the data and export again. The data stays on this computer and does not go with the address.";
    HandedCopy: "复制全部", "Copy all";
    HandedAddress: "复制本页网址", "Copy the address of this page";
    HandedCopied: "已复制。", "Copied.";
    HandedText: "文件内容", "Contents of the file";
    HandedPicture: "多数应用里长按图片可以保存或转发。", "In most programs the picture can be kept or sent on by a long press.";
    HandedClosed: "工作簿不能在这里查看。结果可以改用 CSV，能查看也能复制；结果页的“复制表格”可以直接贴进 Excel 或 WPS。", "A workbook cannot be looked at here. Take the result as CSV instead, to be read and copied; the table of the result page can be copied into a spreadsheet.";
    Print: "打印", "Print";
    SavedAs: "已交给浏览器保存：{0}", "Handed to the browser: {0}";
    ExportFailed: "没有导出成功（{0}）。结果没有受影响，可以再试一次，或改用其他格式。", "The export failed ({0}). The result is untouched; try again or use another format.";
    ExportNamePublished: "-发布", "-published";
    ExportName: "优质均衡评估结果", "junheng-result";
    ExportNameSample: "【虚构示例】优质均衡评估结果", "junheng-INVENTED-EXAMPLE";
    StampTitle: "这份结果的依据", "Particulars of this result";
    StampLead: "复核时请用同一版本的标准、同一份数据和同样的列更正。", "To check it, use the same version of the rules, the same data and the same corrections of columns.";
    StampRows: "数据行", "Rows";
    StampRowsAre: "读到 {0} 行 = 取用 {1} + 未取用 {2}；参评学段部 {3}，不参评 {4}", "{0} read = {1} taken + {2} left out; sections evaluated {3}, not evaluated {4}";
    ResultCorrected: " · 人工更正 {0} 处", " · corrected by hand: {0}";
    StampCorrected: "人工更正的数", "Corrected by hand";
    StampCorrectedOne: "{0} {1}：{2} → {3}", "{0} {1}: {2} → {3}";
    StampCorrectedMore: "另有 {0} 处", "{0} more";
    StampBlank: "空白", "blank";
    StampLeftOut: "没有取用或不参评的行", "Rows left out or not evaluated";
    StampLeftOutOne: "{0}（{1}，{2}）", "{0} ({1}, {2})";
    StampLeftOutMore: "另有 {0} 行", "{0} more";
    StampScope: "评估范围", "Scope";
}

/// The words of `key` in `locale`.
pub const fn t(locale: Locale, key: Key) -> &'static str {
    match locale {
        Locale::ZhCn => key.zh(),
        Locale::En => key.en(),
    }
}

/// `pattern` with `{0}`, `{1}` … replaced. One pass: what is filled in is never read again.
pub fn fill(pattern: &str, values: &[&str]) -> String {
    let mut text = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern;
    while let Some(open) = rest.find('{') {
        text.push_str(&rest[..open]);
        let after = &rest[open + 1..];
        let Some(close) = after.find('}') else { break };
        let value = after[..close].parse::<usize>().ok().and_then(|index| values.get(index));
        text.push_str(value.copied().unwrap_or_default());
        rest = &after[close + 1..];
    }
    text.push_str(rest);
    text
}

/// A text in both languages, filled in.
pub fn filled(key: Key, values: &[&str]) -> Text {
    Text::new(fill(key.zh(), values), fill(key.en(), values))
}

/// A problem in both languages.
pub fn problem(code: &str, message: Key, help: Key, values: &[&str]) -> Problem {
    Problem::new(code, filled(message, values), filled(help, &[]))
}

/// The language of the page, and what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Words(pub Locale);

impl Words {
    /// The words of `key`.
    pub const fn t(self, key: Key) -> &'static str {
        t(self.0, key)
    }

    /// The words of `key`, filled in.
    pub fn f(self, key: Key, values: &[&str]) -> String {
        fill(self.t(key), values)
    }

    /// The words of a bilingual text.
    pub fn text(self, text: &Text) -> &str {
        text.get(self.0)
    }

    /// Whether the page is in Chinese.
    pub const fn is_chinese(self) -> bool {
        matches!(self.0, Locale::ZhCn)
    }
}

/// The value of the attribute `lang`.
pub const fn language(locale: Locale) -> &'static str {
    match locale {
        Locale::ZhCn => "zh-CN",
        Locale::En => "en",
    }
}

/// Whether a character is Chinese writing or its punctuation.
pub const fn is_chinese(character: char) -> bool {
    matches!(character, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff01}'..='\u{ffef}' | '\u{20000}'..='\u{323af}')
}

/// `text` with a capital first letter.
pub fn capitalised(text: &str) -> String {
    // Our own English begins with a plain letter; the tables for all others would be downloaded with the page.
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| std::iter::once(first.to_ascii_uppercase()).chain(letters).collect())
}

/// How many sections: `128 个学段部`.
pub fn sections(words: Words, n: u32) -> String {
    let number = super::format::count(n);
    match (words.0, n) {
        (Locale::ZhCn, _) => format!("{number} 个学段部"),
        (Locale::En, 1) => "1 section".to_owned(),
        (Locale::En, _) => format!("{number} sections"),
    }
}

/// How many sections were evaluated.
pub fn sections_of(words: Words, work: &Work) -> String {
    sections(words, u32::try_from(work.evaluation.sections.len()).unwrap_or(u32::MAX))
}

/// A place in the work as people read it; with its file where several have a sheet of that name.
pub fn place_in(work: &Work, at: &Location) -> String {
    match at.file.as_deref().filter(|_| work.is_named_twice(at.sheet.as_deref())) {
        Some(file) => format!("{file} › {}", place(at)),
        None => place(at),
    }
}

/// A place as people read it: `小学 › H12`, `H12`. The file is known from the page.
pub fn place(place: &Location) -> String {
    [place.sheet.as_deref(), place.cell.as_deref(), place.path.as_deref()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" › ")
}

/// The name of a page.
pub const fn page_key(page: Page) -> Key {
    match page {
        Page::Data => Key::PageData,
        Page::Check => Key::PageCheck,
        Page::Declare => Key::PageDeclare,
        Page::Standards => Key::PageStandards,
        Page::Narrative => Key::PageNarrative,
        Page::Compare => Key::PageCompare,
        Page::WhatIf => Key::WhatIf,
        Page::Result => Key::PageResult,
        Page::Export => Key::PageExport,
    }
}

/// What a page is for.
pub const fn page_note_key(page: Page) -> Key {
    match page {
        Page::Data => Key::PageDataNote,
        Page::Check => Key::PageCheckNote,
        Page::Declare => Key::PageDeclareNote,
        Page::Standards => Key::PageStandardsNote,
        Page::Narrative => Key::PageNarrativeNote,
        Page::Compare => Key::PageCompareNote,
        Page::WhatIf => Key::WhatIfNote,
        Page::Result => Key::PageResultNote,
        Page::Export => Key::PageExportNote,
    }
}

/// What a source is: its kind, and the encoding of a text.
pub fn source_kind(words: Words, read: &SourceReading) -> String {
    let kind = words.t(match read.format {
        Format::Paste => Key::FormatPaste,
        Format::Delimited => Key::FormatDelimited,
        Format::Xlsx => Key::FormatXlsx,
        Format::Xls => Key::FormatXls,
        Format::Ods => Key::FormatOds,
        Format::Html => Key::FormatHtml,
        Format::Xml => Key::FormatXml,
    });
    match &read.encoding {
        Some(encoding) if read.format == Format::Delimited => format!("{kind} · {}", encoding.to_ascii_uppercase()),
        _ => kind.to_owned(),
    }
}

/// The name of a row's role.
pub const fn role_key(role: RowRole) -> Key {
    match role {
        RowRole::Title => Key::RoleTitle,
        RowRole::Header => Key::RoleHeader,
        RowRole::Codes => Key::RoleCodes,
        RowRole::School => Key::RoleSchool,
        RowRole::Total => Key::RoleTotal,
        RowRole::Note => Key::RoleNote,
        RowRole::Group => Key::RoleGroup,
        RowRole::Item => Key::RoleItem,
        RowRole::Blank => Key::RoleBlank,
    }
}

/// All meanings of a column, in groups.
pub const FIELDS: &[(Key, &[Field])] = &[
    (Key::GroupUnused, &[Field::Unused]),
    (
        Key::GroupBasics,
        &[
            Field::School,
            Field::Code,
            Field::County,
            Field::City,
            Field::Province,
            Field::Stage,
            Field::Kind,
            Field::Ownership,
            Field::Place,
            Field::Township,
            Field::BuiltYear,
            Field::Boarding,
            Field::Counted,
            Field::Pupils,
        ],
    ),
    (
        Key::GroupTeachers,
        &[
            Field::TeachersAboveRequired,
            Field::Doctors,
            Field::Masters,
            Field::Bachelors,
            Field::Associates,
            Field::BackboneTeachers,
            Field::PeArtTeachers,
            Field::PeTeachers,
            Field::ArtsTeachers,
            Field::MusicTeachers,
            Field::FineArtTeachers,
            Field::FullTimeTeachers,
            Field::IntermediateTitleTeachers,
        ],
    ),
    (
        Key::GroupRooms,
        &[
            Field::TeachingArea,
            Field::TeachingAreaNet,
            Field::IndoorSportsArea,
            Field::SportsGroundArea,
            Field::SportsArea,
        ],
    ),
    (Key::GroupEquipment, &[Field::EquipmentValue, Field::NetworkedClassrooms, Field::Computers, Field::Books]),
    (
        Key::GroupRatios,
        &[
            Field::TeachersAboveRequiredRatio,
            Field::BackboneTeachersRatio,
            Field::PeArtTeachersRatio,
            Field::TeachingAreaRatio,
            Field::SportsAreaRatio,
            Field::EquipmentValueRatio,
            Field::NetworkedClassroomsRatio,
        ],
    ),
];

/// The name of a field.
pub fn field_name(words: Words, field: Field) -> String {
    words.text(&field.title()).to_owned()
}

/// The value of a field in a select: its name in files and calls.
pub fn field_id(field: Field) -> String {
    crate::engine::plain(&field).as_str().unwrap_or_default().to_owned()
}

/// The field of that value.
pub fn field_from_id(id: &str) -> Option<Field> {
    FIELDS.iter().flat_map(|(_, fields)| *fields).copied().find(|field| field_id(*field) == id)
}

/// Whether anything is taken from a column of that meaning.
pub fn is_taken(field: Field) -> bool {
    field != Field::Unused
}

/// Whether a column of that meaning counts pupils or things of a stage.
pub fn has_scope(field: Field) -> bool {
    !matches!(
        field,
        Field::School
            | Field::Code
            | Field::County
            | Field::City
            | Field::Province
            | Field::Stage
            | Field::Kind
            | Field::Counted
            | Field::Unused
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_stands_in_both_languages() {
        for key in Key::ALL {
            assert!(!key.zh().is_empty() && !key.en().is_empty(), "{key:?}");
            assert!(!key.en().chars().any(is_chinese), "{key:?}: {}", key.en());
        }
    }

    #[test]
    fn both_languages_fill_in_the_same() {
        let holes = |text: &str| {
            let mut found: Vec<String> =
                text.split('{').skip(1).filter_map(|part| part.split('}').next()).map(str::to_owned).collect();
            found.sort();
            found.dedup();
            found
        };
        for key in Key::ALL {
            assert_eq!(holes(key.zh()), holes(key.en()), "{key:?}");
            assert!(holes(key.zh()).iter().all(|hole| hole.parse::<usize>().is_ok()), "{key:?} is filled in by number");
        }
    }

    #[test]
    fn what_is_filled_in_is_not_read_again() {
        assert_eq!(fill("{1}·{0}·{9}", &["{1}", "a"]), "a·{1}·");
    }

    #[test]
    fn every_field_can_be_chosen_and_found_again() {
        let all: Vec<Field> = FIELDS.iter().flat_map(|(_, fields)| *fields).copied().collect();
        for field in &all {
            assert_eq!(field_from_id(&field_id(*field)), Some(*field));
            let serialised = serde_json::to_string(field).unwrap_or_default();
            assert_eq!(serialised, format!("\"{}\"", field_id(*field)));
        }
        assert_eq!(all.len(), 44);
    }
}
